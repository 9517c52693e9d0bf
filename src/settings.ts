// The inputs of action.yml, read and checked: every fault at once, so that a workflow is mended in one go.
import { ConfigurationError } from './model/errors.ts'
import type { Settings } from './model/settings.ts'
import { type Check, good, oneOf } from './settings/checked.ts'
import { commands } from './settings/commands.ts'
import { imageReference } from './settings/image.ts'
import { kubeconfig } from './settings/kubeconfig.ts'
import { artifactName, containerName, contextName, namespaces } from './settings/names.ts'
import { boolean, duration, formatDuration, size, wholeNumber } from './settings/quantities.ts'
import { hidden, nothingHidden } from './settings/redact.ts'
import { labelSelector } from './settings/selector.ts'

/** What an empty input means. action.yml writes the same values; a test holds the two together. */
export const defaults = {
  image: 'busybox:1.37',
  when: 'auto',
  defaultCommands: true,
  profile: 'auto',
  replica: 'auto',
  maxPods: 10,
  concurrency: 8,
  timeoutMs: 180_000,
  commandTimeoutMs: 10_000,
  maxLogBytes: 10 * 1024 * 1024,
  comment: 'auto',
  jobStatus: 'success',
} as const satisfies Partial<Settings>

/** The least and the most that each quantity may be; times in milliseconds, sizes in bytes. */
export const limits = {
  maxPods: { least: 1, most: 100 },
  concurrency: { least: 1, most: 64 },
  timeoutMs: { least: 10_000, most: 3_600_000 },
  commandTimeoutMs: { least: 1_000, most: 600_000 },
  maxLogBytes: { least: 1024, most: 1024 ** 3 },
  /** GitHub's own limits: 90 days in public repositories, 400 in others. */
  retentionDays: { least: 1, most: 400 },
} as const

/**
 * Checks all inputs. `read` gives an input's text by its name in action.yml, and '' for one that is not set.
 * @throws {ConfigurationError} with every fault, one sentence or two each, and no value of a secret input among them
 */
export function parseSettings(read: (name: string) => string): Settings {
  const faults: string[] = []
  const refused = new Set<string>()
  function take<T, E>(name: string, check: Check<T>, whenEmpty: E): T | E {
    const text = read(name)
    if (text.trim() === '') return whenEmpty
    // The commands keep their indentation: in YAML it means something.
    const checked = check(name, name === 'commands' ? text : text.trim())
    if (checked.ok) return checked.value
    faults.push(...checked.faults)
    refused.add(name)
    return whenEmpty
  }
  const toHide = take('redact', hidden, nothingHidden)
  const settings: Settings = {
    kubeconfig: take('kubeconfig', kubeconfig, null),
    context: take('context', contextName, null),
    namespaces: take('namespaces', namespaces, []),
    selector: take('selector', labelSelector, null),
    when: take('when', oneOf('auto', 'now', 'post'), defaults.when),
    image: take('image', imageReference, defaults.image),
    commands: take('commands', commands(limits.commandTimeoutMs), []),
    defaultCommands: take('default-commands', boolean, defaults.defaultCommands),
    targetContainer: take('target-container', containerName, null),
    profile: take('profile', profile, defaults.profile),
    replica: take('replica', oneOf('auto', 'never', 'always'), defaults.replica),
    maxPods: take('max-pods', wholeNumber(limits.maxPods), defaults.maxPods),
    concurrency: take('concurrency', wholeNumber(limits.concurrency), defaults.concurrency),
    timeoutMs: take('timeout', duration(limits.timeoutMs), defaults.timeoutMs),
    commandTimeoutMs: take('command-timeout', duration(limits.commandTimeoutMs), defaults.commandTimeoutMs),
    maxLogBytes: take('max-log-bytes', size(limits.maxLogBytes), defaults.maxLogBytes),
    redact: toHide.values,
    redactPatterns: toHide.patterns,
    artifactName: take('artifact-name', artifactName, null),
    retentionDays: take('retention-days', wholeNumber(limits.retentionDays), null),
    comment: take('comment', oneOf('auto', 'always', 'never'), defaults.comment),
    githubToken: take('github-token', (_, text) => good(text), ''),
    jobStatus: take('job-status', oneOf('success', 'failure', 'cancelled'), defaults.jobStatus),
  }
  if (!refused.has('timeout') && !refused.has('command-timeout')) faults.push(...togetherFaults(settings))
  if (faults.length > 0) throw new ConfigurationError(faults)
  return settings
}

const profile = oneOf('auto', 'general', 'baseline', 'restricted', 'netadmin', 'sysadmin')

/** Faults that no input has alone. */
function togetherFaults({ timeoutMs, commandTimeoutMs, commands }: Settings): string[] {
  const whole = `timeout (${formatDuration(timeoutMs)})`
  const faults: string[] = []
  if (commandTimeoutMs > timeoutMs) {
    faults.push(
      `Invalid command-timeout: ${formatDuration(commandTimeoutMs)} is more than ${whole}. Lower it, or raise timeout.`,
    )
  }
  for (const command of commands) {
    if (command.timeoutMs === null || command.timeoutMs <= timeoutMs) continue
    faults.push(
      `Invalid commands: the timeout of "${command.name}" (${formatDuration(command.timeoutMs)}) is more than ${whole}. ` +
        'Lower it, or raise timeout.',
    )
  }
  return faults
}

/** What the inputs hold that must never be shown: to be masked in the log and hidden from the report. */
export function secretSettings(settings: Settings): readonly string[] {
  return [settings.githubToken, ...settings.redact].filter(value => value !== '')
}
