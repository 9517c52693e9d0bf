// The sentences and short names that every page shares, as plain text.
import type { Report, ReportFinding, ReportPod } from '../model/report.ts'
import { shortened, visibleLine } from './visible.ts'

export type ReportCommand = ReportPod['inspection']['commands'][number]

/** `Deployment shop/checkout`, with its container where one is meant. */
export function subjectWords(subject: ReportFinding['subject']): string {
  const where = subject.namespace === '' ? subject.name : `${subject.namespace}/${subject.name}`
  const container = subject.container === undefined ? '' : `, container ${subject.container}`
  return `${subject.kind} ${where}${container}`
}

export function findingId(finding: ReportFinding): string {
  return `${finding.category}/${finding.cause}`
}

/** The finding that is told first: the best-ranked root cause, or, should all be effects, the first of all. */
export function topFinding(report: Report): ReportFinding | undefined {
  return report.findings.find(finding => finding.causedBy === null) ?? report.findings[0]
}

export interface Effect {
  readonly finding: ReportFinding
  /** 1 for a direct effect, 2 for an effect of one … */
  readonly depth: number
}

/** All that follows from a finding, each effect right after what leads to it. */
export function effectsOf(report: Report, cause: ReportFinding): readonly Effect[] {
  const seen = new Set([cause.id])
  const effects: Effect[] = []
  const add = (id: string, depth: number): void => {
    for (const finding of report.findings) {
      if (finding.causedBy !== id || seen.has(finding.id)) continue
      seen.add(finding.id)
      effects.push({ finding, depth })
      add(finding.id, depth + 1)
    }
  }
  add(cause.id, 1)
  return effects
}

const outcomeSentences: Readonly<Record<Report['outcome'], string>> = {
  'nothing-failing': 'No failing pod was found: what failed is probably not in the cluster.',
  diagnosed: 'Failing pods were found, but nothing in them names a cause.',
  partial: 'Failing pods were found, but what could be seen of them names no cause.',
  'no-access': 'The cluster could not be asked.',
}

/** One line that says what the report comes to: the root cause's title, or why there is none. */
export function headline(report: Report): string {
  const top = topFinding(report)
  if (top !== undefined) return visibleLine(top.title)
  const missing = report.outcome === 'no-access' ? report.notCollected[0] : undefined
  return missing === undefined
    ? outcomeSentences[report.outcome]
    : visibleLine(`${sentence(missing.why)} ${missing.fix}`)
}

const longestRootCause = 300

/** The `root-cause` output: one line of at most 300 characters, the object named. */
export function rootCauseLine(report: Report): string {
  const top = topFinding(report)
  if (top === undefined) return shortened(headline(report), longestRootCause)
  const behind = shortened(
    visibleLine(` (${subjectWords(top.subject)}; ${findingId(top)})`),
    longestRootCause / 2,
  )
  return `${shortened(headline(report), longestRootCause - behind.length - 1)} ${behind}`
}

/** `log:app:previous` as a person would say it. */
export function sourceWords(source: string): string {
  const [kind = '', name = '', run = ''] = source.split(':')
  if (kind === 'log') return run === 'previous' ? `log of ${name}, the run before` : `log of ${name}`
  if (kind === 'command') return `command ${name}`
  return kind === 'spec' ? 'definition' : source
}

/** `20:58:24 UTC`; the text as it is where it is no time. */
export function clockWords(iso: string): string {
  const time = /^\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(iso)?.[1]
  return time === undefined ? iso : `${time} UTC`
}

/** Whether a piece of evidence must say which pod it is from: where there are several, or where it is another's. */
export function namesItsPod(finding: ReportFinding, pod: string | null): pod is string {
  if (pod === null || pod === finding.subject.name) return false
  return finding.pods.length !== 1 || pod !== finding.pods[0]
}

export const confidenceWords: Readonly<Record<ReportFinding['confidence'], string>> = {
  high: 'proved',
  medium: 'likely',
  low: 'a guess',
}

/** How sure it is, and whether it is older than the job. */
export function standingWords(finding: ReportFinding): string {
  const sure = confidenceWords[finding.confidence]
  return finding.beforeJob === true ? `${sure}; was failing before this job began` : sure
}

export const wayWords: Readonly<Record<ReportPod['inspection']['way'], string>> = {
  target: 'inside the running container',
  pod: 'in the pod, beside its containers',
  restart: 'at the container’s next start',
  replica: 'in a throwaway copy',
  none: 'not entered',
}

/** How a command ended, in a few words. */
export function commandEnd(command: ReportCommand): string {
  if (command.failure !== null) return visibleLine(command.failure)
  if (command.timedOut) return `killed after ${duration(command.durationMs)}`
  return command.exitCode === null ? 'no exit code' : `exit code ${command.exitCode}`
}

export function commandFailed(command: ReportCommand): boolean {
  return command.failure !== null || command.timedOut || command.exitCode !== 0
}

/** How many commands ran, and how many of them did not end well. */
export function commandCount(commands: readonly ReportCommand[]): string {
  if (commands.length === 0) return 'no commands'
  const failed = commands.filter(commandFailed).length
  return `${counted(commands.length, 'command')}${failed === 0 ? '' : `, ${failed} not successful`}`
}

/** `1 pod`, `2 pods` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

export function duration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`
}

/** With a full stop where there is no other end. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`
}
