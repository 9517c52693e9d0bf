// Findings as plain text for a terminal: the culprit first, wrapped to its width.
import type { Report, ReportFinding } from '../model/report.ts'
import { shortened, visible, visibleLine } from './visible.ts'
import {
  effectsOf,
  findingId,
  headline,
  sentence,
  sourceWords,
  standingWords,
  subjectWords,
} from './words.ts'

export interface TerminalOptions {
  /** Columns; 40 at least is used. */
  readonly width?: number
  readonly color?: boolean
}

type Paint = (text: string, style: keyof typeof styles) => string

const styles = { bold: '1', dim: '2', red: '31', cyan: '36' } as const

/** Untrusted text in it can't steer the terminal. Ends with a newline. */
export function terminalFindings(report: Report, options: TerminalOptions = {}): string {
  const width = Math.max(40, options.width ?? 80)
  const paint: Paint = (text, style) =>
    options.color === true ? `\x1b[${styles[style]}m${text}\x1b[0m` : text
  const roots = report.findings.filter(
    finding => finding.causedBy === null || !exists(report, finding.causedBy),
  )
  const blocks = roots.map((finding, index) => findingBlock(report, finding, index, width, paint))
  const head = roots.length === 0 ? [wrapped(headline(report), width, '').join('\n')] : []
  return `${[...head, ...blocks, ...missing(report, width, paint)].join('\n\n')}\n`
}

function exists(report: Report, id: string): boolean {
  return report.findings.some(finding => finding.id === id)
}

function findingBlock(
  report: Report,
  finding: ReportFinding,
  index: number,
  width: number,
  paint: Paint,
): string {
  const title = wrapped(`${index + 1}. ${visibleLine(finding.title)}`, width, '   ')
  const facts = `${subjectWords(finding.subject)} · ${findingId(finding)} · ${standingWords(finding)}`
  const effects = effectsOf(report, finding).flatMap(({ finding: effect, depth }) => {
    const indent = '   '.repeat(Math.min(depth, 4))
    return wrapped(`${indent}└ ${visibleLine(effect.title)}`, width, `${indent}  `)
  })
  const next = finding.next.flatMap(step => wrapped(`   → ${visibleLine(step)}`, width, '     '))
  return [
    ...title.map(line => paint(line, index === 0 ? 'red' : 'bold')),
    ...wrapped(`   ${visibleLine(facts)}`, width, '   ').map(line => paint(line, 'dim')),
    ...finding.evidence.slice(0, 6).flatMap(evidence => evidenceLines(evidence, width, paint)),
    ...effects,
    ...next.map(line => paint(line, 'cyan')),
  ].join('\n')
}

function evidenceLines(
  evidence: ReportFinding['evidence'][number],
  width: number,
  paint: Paint,
): readonly string[] {
  const source = shortened(visibleLine(sourceWords(evidence.source)), 40)
  const lines = visible(evidence.text).replaceAll('\t', '  ').split('\n').slice(0, 8)
  const shown = lines.flatMap(line => wrapped(`   │ ${shortened(line, 1_000)}`, width, '   │ '))
  return [paint(`   ${source}:`, 'dim'), ...shown.slice(0, 12)]
}

function missing(report: Report, width: number, paint: Paint): readonly string[] {
  if (report.notCollected.length === 0) return []
  const lines = report.notCollected.flatMap(({ what, why, fix }) =>
    wrapped(`- ${visibleLine(`${what}: ${sentence(why)} ${fix}`)}`, width, '  '),
  )
  return [[paint('Not collected:', 'bold'), ...lines].join('\n')]
}

/** Lines of at most `width` columns, broken at spaces where there are some; all but the first start with `indent`. */
function wrapped(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = []
  let rest = text
  while (columns(rest) > width) {
    const head = fitting(rest, width)
    const space = head.lastIndexOf(' ')
    const cut = space > indent.length + 8 ? space : head.length
    lines.push(rest.slice(0, cut))
    rest = indent + rest.slice(cut).trimStart()
  }
  return [...lines, rest]
}

function fitting(text: string, width: number): string {
  let taken = 0
  let end = 0
  for (const char of text) {
    taken += columnsOf(char)
    if (taken > width) break
    end += char.length
  }
  return text.slice(0, end)
}

/** Terminals show East Asian wide characters and emoji in two columns, and combining ones in none. */
function columns(text: string): number {
  let sum = 0
  for (const char of text) sum += columnsOf(char)
  return sum
}

function columnsOf(char: string): number {
  if (/\p{Mn}|\p{Me}/u.test(char)) return 0
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
    char,
  )
    ? 2
    : 1
}
