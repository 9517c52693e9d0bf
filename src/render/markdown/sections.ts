// The parts of a report in Markdown, each as long as it is allowed to be.
import type { Report, ReportFinding } from '../../model/report.ts'
import { shortened, visibleLine } from '../visible.ts'
import {
  commandCount,
  commandEnd,
  effectsOf,
  findingId,
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

function evidenceOf(finding: ReportFinding, detail: Detail): readonly string[] {
  const shown = finding.evidence.slice(0, detail.evidence)
  if (shown.length === 0) return []
  const items = shown.map(evidence => {
    const pod =
      evidence.pod === null || evidence.pod === finding.subject.name ? '' : ` in ${code(evidence.pod)}`
    const time = evidence.time === null ? '' : `, ${inline(shortened(evidence.time, 40))}`
    const from = `- ${inline(shortened(sourceWords(evidence.source), 120))}${pod}${time}`
    const text = shortened(evidence.text, detail.evidenceLength)
    const short = !text.includes('\n') && text.length <= 160
    return short ? `${from}: ${code(text)}` : `${from}\n\n${fence(text, '  ')}`
  })
  const more = finding.evidence.length - shown.length
  return [['**What was seen**', '', ...items, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')]
}

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
    inline(finding.id),
    cell(finding.title, detail),
    cell(subjectWords(finding.subject), detail),
    code(findingId(finding)),
    finding.causedBy === null ? standingWords(finding) : `follows from ${inline(finding.causedBy)}`,
  ])
  return ['### Other findings', table(['', 'What', 'Where', 'Kind', ''], rows)]
}

/** The pods that were looked into, and how. */
export function podTable(report: Report, detail: Detail): readonly string[] {
  const pods = report.pods.slice(0, detail.pods)
  if (pods.length === 0) return []
  const rows = pods.map(({ inspection, ...pod }) => [
    codeCell(`${pod.namespace}/${pod.name}`),
    `${cell(pod.status, detail)}, ready ${inline(pod.ready)}, ${pod.restarts} restarts`,
    cell(pod.owner, detail),
    `${wayWords[inspection.way]}${inspection.way === 'none' ? `: ${cell(inspection.reason, detail)}` : ''}`,
    inspection.failure === null ? commandCount(inspection.commands) : cell(inspection.failure, detail),
  ])
  return ['### Pods looked into', table(['Pod', 'Status', 'Owner', 'Way in', 'Commands'], rows)]
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
