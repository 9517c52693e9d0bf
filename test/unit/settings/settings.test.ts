import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { parseSettings, secretSettings } from '../../../src/settings.ts'
import { faultsOf, settingsOf } from './read.ts'

const actionSchema = z.object({
  description: z.string(),
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
})
const action = actionSchema.parse(parse(readFileSync('action.yml', 'utf8')))

/** All names that parseSettings asks for. */
function namesRead(): string[] {
  const names: string[] = []
  parseSettings(name => {
    names.push(name)
    return ''
  })
  return names
}

describe('action.yml', () => {
  it('declares every input that is read, and no other', () => {
    // `matrix` is read with the context of the run, not with the settings.
    expect(Object.keys(action.inputs).toSorted()).toEqual([...namesRead(), 'matrix'].toSorted())
  })

  it('has the defaults that an empty input has', () => {
    const written = Object.entries(action.inputs).filter(([, input]) => !input.default.includes('${{'))
    expect(settingsOf(Object.fromEntries(written.map(([name, input]) => [name, input.default])))).toEqual(
      settingsOf({}),
    )
  })

  it('has no expression in a description: the runner refuses to load such an action', () => {
    const descriptions = [...Object.values(action.inputs), ...Object.values(action.outputs)]
    for (const { description } of descriptions) expect(description).not.toContain('${{')
  })

  it('is described in what the marketplace shows', () => {
    expect(action.description.length).toBeLessThanOrEqual(125)
  })
})

describe('an empty input', () => {
  it('means the documented default', () => {
    expect(settingsOf({})).toEqual({
      kubeconfig: null,
      context: null,
      namespaces: [],
      selector: null,
      when: 'auto',
      image: 'busybox:1.37',
      commands: [],
      defaultCommands: true,
      targetContainer: null,
      profile: 'auto',
      replica: 'auto',
      maxPods: 10,
      concurrency: 8,
      timeoutMs: 180_000,
      commandTimeoutMs: 10_000,
      maxLogBytes: 10_485_760,
      redact: [],
      redactPatterns: [],
      artifactName: null,
      retentionDays: null,
      comment: 'auto',
      githubToken: '',
      jobStatus: 'success',
    })
  })

  it('may hold white space', () => {
    expect(settingsOf({ timeout: ' \n ', commands: '\n\n', namespaces: '  ' })).toEqual(settingsOf({}))
  })
})

describe('good inputs', () => {
  it.each([
    ['context', ' kind-kind ', 'context', 'kind-kind'],
    [
      'context',
      'arn:aws:eks:eu-west-1:1234:cluster/a b',
      'context',
      'arn:aws:eks:eu-west-1:1234:cluster/a b',
    ],
    ['namespaces', 'shop, payments\nshop  web-1', 'namespaces', ['shop', 'payments', 'web-1']],
    ['when', 'post', 'when', 'post'],
    ['image', ' ghcr.io/org/tool:1.0 ', 'image', 'ghcr.io/org/tool:1.0'],
    ['default-commands', 'False', 'defaultCommands', false],
    ['default-commands', 'TRUE', 'defaultCommands', true],
    ['target-container', 'app', 'targetContainer', 'app'],
    ['profile', 'restricted', 'profile', 'restricted'],
    ['replica', 'never', 'replica', 'never'],
    ['max-pods', '100', 'maxPods', 100],
    ['concurrency', '1', 'concurrency', 1],
    ['timeout', '1m30s', 'timeoutMs', 90_000],
    ['timeout', '1h', 'timeoutMs', 3_600_000],
    ['timeout', '10s', 'timeoutMs', 10_000],
    ['command-timeout', '1500ms', 'commandTimeoutMs', 1_500],
    ['max-log-bytes', '200KB', 'maxLogBytes', 200_000],
    ['max-log-bytes', '10 MiB', 'maxLogBytes', 10_485_760],
    ['max-log-bytes', '64Ki', 'maxLogBytes', 65_536],
    ['max-log-bytes', '2048', 'maxLogBytes', 2048],
    ['redact', ' hunter22 \n\ns3cr3t!\r\nhunter22', 'redact', ['hunter22', 's3cr3t!']],
    ['artifact-name', 'debug (ubuntu, 1.36)', 'artifactName', 'debug (ubuntu, 1.36)'],
    ['retention-days', '400', 'retentionDays', 400],
    ['comment', 'never', 'comment', 'never'],
    ['github-token', ' ghs_abc ', 'githubToken', 'ghs_abc'],
    ['job-status', 'cancelled', 'jobStatus', 'cancelled'],
  ])('%s: %j', (name, text, field, value) => {
    expect(settingsOf({ [name]: text })).toEqual({ ...settingsOf({}), [field]: value })
  })
})

describe('a fault says what is wrong, the value seen, and what to write instead', () => {
  it.each([
    ['timeout', '5 apples', 'Invalid timeout: 5 apples. Use a duration such as 90s or 3m.'],
    ['timeout', '5', 'Invalid timeout: 5. Add a unit: 5s for seconds or 5m for minutes.'],
    ['timeout', '5s', 'Invalid timeout: 5s. Use a duration from 10s to 1h.'],
    ['timeout', '1h1ms', 'Invalid timeout: 1h1ms. Use a duration from 10s to 1h.'],
    ['timeout', '30s1m', 'Invalid timeout: 30s1m. Use a duration such as 90s or 3m.'],
    ['command-timeout', '-3s', 'Invalid command-timeout: -3s. Use a duration such as 90s or 3m.'],
    ['command-timeout', '999ms', 'Invalid command-timeout: 999ms. Use a duration from 1s to 10m.'],
    [
      'max-log-bytes',
      '10m',
      'Invalid max-log-bytes: 10m. Use a size such as 200KB, 10MiB or a number of bytes.',
    ],
    ['max-log-bytes', '1', 'Invalid max-log-bytes: 1. Use a size from 1KiB to 1GiB.'],
    ['max-pods', '0', 'Invalid max-pods: 0. Use a whole number from 1 to 100.'],
    ['max-pods', '1e1', 'Invalid max-pods: 1e1. Use a whole number from 1 to 100.'],
    ['concurrency', '65', 'Invalid concurrency: 65. Use a whole number from 1 to 64.'],
    ['retention-days', '401', 'Invalid retention-days: 401. Use a whole number from 1 to 400.'],
    ['default-commands', 'yes', 'Invalid default-commands: yes. Use true or false.'],
    ['when', 'Now', 'Invalid when: Now. Did you mean "now"? Use auto, now or post.'],
    [
      'profile',
      'restrcted',
      'Invalid profile: restrcted. Did you mean "restricted"? Use auto, general, baseline, restricted, netadmin or sysadmin.',
    ],
    ['replica', 'sometimes', 'Invalid replica: sometimes. Use auto, never or always.'],
    ['comment', 'true', 'Invalid comment: true. Use auto, always or never.'],
    ['job-status', 'skipped', 'Invalid job-status: skipped. Use success, failure or cancelled.'],
    [
      'namespaces',
      'shop, pr-*',
      'Invalid namespaces: pr-*. Patterns are not supported: list the names, or leave the input empty for all namespaces.',
    ],
    [
      'target-container',
      'My App',
      "Invalid target-container: My App. Give one container's name as the pod's spec has it. A name has at most 63 " +
        'lower-case letters, digits and hyphens, and begins and ends with a letter or digit.',
    ],
    [
      'context',
      'one\ntwo',
      'Invalid context: one two. Give one name, as `kubectl config get-contexts -o name` prints it.',
    ],
    [
      'artifact-name',
      'a/b',
      'Invalid artifact-name: a/b. An artifact name has none of " : < > | * ? \\ / and no line breaks.',
    ],
    [
      'artifact-name',
      `${'x'.repeat(201)}`,
      `Invalid artifact-name: ${'x'.repeat(80)}…. Use at most 200 characters.`,
    ],
  ])('%s: %j', (name, text, fault) => {
    expect(faultsOf({ [name]: text })).toEqual([fault])
  })

  it('names each bad namespace', () => {
    expect(faultsOf({ namespaces: 'Shop,ok,-x' })).toHaveLength(2)
  })

  it('gives all faults at once, in the order of the inputs', () => {
    const faults = faultsOf({
      timeout: 'x',
      namespaces: 'A',
      profile: 'y',
      'max-pods': 'many',
      commands: '# n',
    })
    expect(faults.map(fault => /^(?:Invalid )?([a-z-]+)/.exec(fault)?.[1])).toEqual([
      'namespaces',
      'commands',
      'profile',
      'max-pods',
      'timeout',
    ])
  })

  it('refuses a command-timeout that the whole does not leave room for', () => {
    expect(faultsOf({ timeout: '20s', 'command-timeout': '1m', when: 'x' })).toEqual([
      'Invalid when: x. Use auto, now or post.',
      'Invalid command-timeout: 1m is more than timeout (20s). Lower it, or raise timeout.',
    ])
    expect(faultsOf({ timeout: '20s', commands: '- {run: ls, timeout: 30s}' })).toEqual([
      'Invalid commands: the timeout of "command-1" (30s) is more than timeout (20s). Lower it, or raise timeout.',
    ])
  })

  it('does not compare with a timeout that is itself at fault', () => {
    expect(faultsOf({ timeout: 'x', 'command-timeout': '5m' })).toHaveLength(1)
  })
})

describe('secrets', () => {
  it('gives the token and the values to hide', () => {
    expect(secretSettings(settingsOf({ 'github-token': 'ghs_1', redact: 'hunter22\ns3cret' }))).toEqual([
      'ghs_1',
      'hunter22',
      's3cret',
    ])
    expect(secretSettings(settingsOf({}))).toEqual([])
  })

  it('shows none in a fault', () => {
    const [fault, ...others] = faultsOf({ redact: 'longenough\nabc', 'github-token': 'ghs_1' })
    expect(others).toEqual([])
    expect(fault).toContain('line 2')
    expect(fault).not.toContain('abc')
  })
})

const anyInputs = fc.dictionary(
  fc.constantFrom(...Object.keys(action.inputs)),
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[-a-z0-9:{}[\]#\n "']*$/),
    fc.constantFrom(
      '- *a',
      '- &a [*a]',
      '? - :',
      '%TAG ! x',
      '!!binary x',
      '- {run: [}',
      '- <<: *x',
      '---\n...',
    ),
  ),
)

describe('whatever the inputs', () => {
  it('either gives settings or throws a ConfigurationError with readable sentences', () => {
    fc.assert(
      fc.property(anyInputs, inputs => {
        for (const fault of faultsOf(inputs)) {
          expect(fault).toMatch(/^[^\p{Cc}\u2028\u2029]+[.?]$/u)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
