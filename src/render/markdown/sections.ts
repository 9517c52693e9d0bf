// The parts of a report in Markdown, each as long as it is allowed to be.
import type { Report, ReportFinding, ReportPod } from '../../model/report.ts'
import { shortened, visibleLine } from '../visible.ts'
import {
  clockWords,
  commandCount,
  commandEnd,
  counted,
  effectsOf,
  findingId,
  namesItsPod,
  type ReportCommand,
  sentence,
  sourceWords,
  standingWords,
  subjectWords,
  wayWords,
} from '../words.ts'
import { code, codeCell, details, fence, inline, prose, proseCell, table } from './markdown.ts'

/** How much of each part may be shown. */
export interface Detail {
  /** Pieces of evidence for a finding, and characters of each. */
  readonly evidence: number
  readonly evidenceLength: number
  /** Findings beside the top one. */
  readonly findings: number
  readonly pods: number
  /** Pods of which is told how they were looked into. */
  readonly ways: number
  readonly notCollected: number
  /** Characters of a title, a hint, a reason. */
  readonly lineLength: number
}

export function findingBody(report: Report, finding: ReportFinding, detail: Detail): readonly string[] {
  return [
    facts(finding, detail),
    chain(report, finding, detail),
    ...evidenceOf(finding, detail),
    bullets('What to do', finding.next, detail),
    finding.ruledOut.length === 0 ? '' : details('Ruled out', list(finding.ruledOut, detail)),
  ].filter(part => part !== '')
}

function facts(finding: ReportFinding, detail: Detail): string {
  const subject = line(subjectWords(finding.subject), detail)
  return `**${subject}** · ${code(findingId(finding))} · ${standingWords(finding)}${podWords(finding)}`
}

function podWords(finding: ReportFinding): string {
  const [first, ...others] = finding.pods
  if (first === undefined || first === finding.subject.name) return ''
  return ` · pod ${code(shortened(first, 253))}${others.length === 0 ? '' : ` and ${others.length} more`}`
}

/** Cause and effects, each effect behind what leads to it. */
function chain(report: Report, finding: ReportFinding, detail: Detail): string {
  const effects = effectsOf(report, finding)
  if (effects.length === 0) return ''
  const shown = effects.slice(0, Math.max(detail.findings, 5))
  const items = shown.map(({ finding: effect, depth }) => {
    return `${'  '.repeat(Math.min(depth, 6) - 1)}- ${line(effect.title, detail)} (${code(findingId(effect))})`
  })
  const more = effects.length - shown.length
  return ['**What follows from it**', '', ...items, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')
}

/** The first pieces decide; the others are there to be asked for. */
const decisive = 4
/** A longer block is folded. Lines. */
const longestBlock = 12

function evidenceOf(finding: ReportFinding, detail: Detail): readonly string[] {
  const shown = finding.evidence.slice(0, detail.evidence)
  if (shown.length === 0) return []
  const items = shown.map(evidence => evidenceItem(finding, evidence, detail))
  const first = ['**What was seen**', '', ...items.slice(0, decisive)].join('\n')
  const rest = items.slice(decisive)
  const more = finding.evidence.length - shown.length
  if (rest.length === 0) return more > 0 ? [`${first}\n- and ${more} more`] : [first]
  const left = more > 0 ? [`- and ${more} more`] : []
  return [first, details(`${rest.length} more, which agree`, [...rest, ...left].join('\n'))]
}

function evidenceItem(
  finding: ReportFinding,
  evidence: ReportFinding['evidence'][number],
  detail: Detail,
): string {
  const pod = namesItsPod(finding, evidence.pod) ? ` in ${code(evidence.pod)}` : ''
  const time = evidence.time === null ? '' : ` at ${inline(shortened(clockWords(evidence.time), 40))}`
  const from = `- ${inline(shortened(sourceWords(evidence.source), 120))}${pod}${time}`
  const text = shortened(evidence.text, detail.evidenceLength)
  // A code span wraps on a phone, a block does not.
  if (!text.includes('\n') && text.length <= longestSpan) return `${from}: ${code(text)}`
  const lines = text.split('\n').length
  if (lines <= longestBlock) return `${from}\n\n${fence(text, '  ')}`
  return `${from}\n\n  <details><summary>${lines} lines</summary>\n\n${fence(text, '  ')}\n\n  </details>`
}

const longestSpan = 600

function bullets(heading: string, texts: readonly string[], detail: Detail): string {
  return texts.length === 0 ? '' : `**${heading}**\n\n${list(texts, detail)}`
}

function list(texts: readonly string[], detail: Detail): string {
  return texts
    .slice(0, 20)
    .map(text => `- ${line(text, detail)}`)
    .join('\n')
}

/** The findings that are neither the top one nor among its effects, which stand in its chain. */
export function besides(report: Report, top: ReportFinding): readonly ReportFinding[] {
  const told = new Set([top.id, ...effectsOf(report, top).map(effect => effect.finding.id)])
  return report.findings.filter(finding => !told.has(finding.id))
}

/** One row for each of them. */
export function otherFindings(report: Report, top: ReportFinding, detail: Detail): readonly string[] {
  const others = besides(report, top).slice(0, detail.findings)
  if (others.length === 0) return []
  const rows = others.map(finding => [
    `${finding.causedBy === null ? '' : '↳ '}${cell(finding.title, detail)}${firstStep(finding, detail)}`,
    cell(subjectWords(finding.subject), detail),
    `${code(findingId(finding))}<br>${standingWords(finding)}`,
  ])
  return ['### Other findings', table(['What', 'Where', 'Kind'], rows)]
}

/** What to do, where there is room for more than the facts. */
function firstStep({ next: [step] }: ReportFinding, detail: Detail): string {
  return step === undefined || detail.ways === 0 ? '' : `<br>→ ${cell(step, detail)}`
}

/** The pods that were looked into, and how. */
export function podTable(report: Report, detail: Detail): readonly string[] {
  const pods = report.pods.slice(0, detail.pods)
  if (pods.length === 0) return []
  const rows = pods.map(pod => [
    codeCell(`${pod.namespace}/${pod.name}`),
    `${cell(pod.status, detail)}, ready ${inline(pod.ready)}, ${counted(pod.restarts, 'restart')}`,
    lookCell(pod, detail),
  ])
  return ['### Pods looked into', table(['Pod', 'Status', 'The look inside'], rows), ...ways(pods, detail)]
}

function lookCell({ inspection }: ReportPod, detail: Detail): string {
  if (inspection.way === 'none') return `${wayWords.none}: ${cell(inspection.reason, detail)}`
  const failure = inspection.failure === null ? '' : `; ${cell(inspection.failure, detail)}`
  return `${wayWords[inspection.way]}: ${commandCount(inspection.commands)}${failure}`
}

/** For those who want to know how it is known: why this way, why no other, every command's end, the line to do it by hand. */
function ways(pods: readonly ReportPod[], detail: Detail): readonly string[] {
  const entered = pods.filter(({ inspection }) => inspection.way !== 'none').slice(0, detail.ways)
  if (entered.length === 0) return []
  const items = entered.map(({ namespace, name, inspection }) => {
    const { commands, equivalent, notTried } = inspection
    const parts = [
      line(sentence(inspection.reason), detail),
      ...notTried.map(reason => `Not tried: ${line(sentence(reason), detail)}`),
      commands.length === 0 ? '' : `Commands and their exit codes: ${commands.map(commandWords).join(', ')}.`,
      equivalent === '' ? '' : `By hand: ${code(shortened(equivalent, detail.lineLength))}`,
    ]
    return `- ${code(`${namespace}/${name}`)}: ${parts.filter(part => part !== '').join(' ')}`
  })
  return [details('How they were looked into', items.join('\n'))]
}

function commandWords(command: ReportCommand): string {
  const ended = command.exitCode !== null && !command.timedOut && command.failure === null
  return `${code(command.name)} ${ended ? command.exitCode : `(${inline(commandEnd(command))})`}`
}

/** Each pod's commands with how they ended, for the long report. */
export function commandTables(report: Report): readonly string[] {
  return report.pods
    .filter(pod => pod.inspection.commands.length > 0)
    .flatMap(pod => {
      const rows = pod.inspection.commands.map(command => [
        inline(command.name),
        codeCell(shortened(visibleLine(command.run), 200)),
        inline(commandEnd(command)),
        `${command.durationMs} ms`,
        codeCell(command.output),
      ])
      return [
        `#### ${inline(`${pod.namespace}/${pod.name}`)}`,
        `${inline(pod.inspection.reason)}${pod.inspection.equivalent === '' ? '' : ` The same by hand: ${code(pod.inspection.equivalent)}`}`,
        table(['Command', 'Run', 'End', 'Time', 'Output'], rows),
      ]
    })
}

export function notCollected(report: Report, detail: Detail): readonly string[] {
  const shown = report.notCollected.slice(0, detail.notCollected)
  if (shown.length === 0) return []
  const items = shown.map(({ what, why, fix }) => {
    return `- **${line(what, detail)}**: ${line(sentence(why), detail)} ${line(fix, detail)}`.trimEnd()
  })
  return ['### Not collected', items.join('\n')]
}

function line(text: string, detail: Detail): string {
  return prose(shortened(text, detail.lineLength))
}

function cell(text: string, detail: Detail): string {
  return proseCell(shortened(text, detail.lineLength))
}
