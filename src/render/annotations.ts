// What the run's page shows above the log: one error for the root cause, a few warnings, and none of what pods wrote themselves.
import { catalogue } from '../diagnose/catalogue.ts'
import type { Report, ReportFinding } from '../model/report.ts'
import { shortened, visibleLine } from './visible.ts'
import { findingId, subjectWords, topFinding } from './words.ts'

export interface Annotations {
  /** Null where there is no finding. */
  readonly error: string | null
  readonly warnings: readonly string[]
}

/** More of them than a person reads at a glance; the runner itself stops at ten. */
const mostWarnings = 4
const longest = 300

export function annotations(report: Report): Annotations {
  const top = topFinding(report)
  if (top === undefined) return { error: null, warnings: [] }
  const roots = report.findings.filter(finding => finding.causedBy === null && finding !== top)
  const shown = roots.slice(0, mostWarnings)
  const more = roots.length - shown.length
  return {
    error: annotation(top),
    warnings: shown.map((finding, index) => {
      const last = index === shown.length - 1 && more > 0
      return last ? `${annotation(finding)} (and ${more} more in the summary)` : annotation(finding)
    }),
  }
}

/** One line: the title without what it quotes, and the object. */
function annotation(finding: ReportFinding): string {
  const title = ownWords(finding)
  return `${shortened(title, longest)} (${subjectWords(finding.subject)}; ${findingId(finding)})`
}

/**
 * Titles may quote what a pod said. A quotation of more than one word is left out; where pods' words remain all the same, the
 * finding's meaning in general is said instead, and so where there are characters that no name has.
 */
function ownWords(finding: ReportFinding): string {
  const title = visibleLine(finding.title).replace(/:? ?"([^"]*)"/g, (whole, quoted: string) =>
    quoted.includes(' ') ? '' : whole,
  )
  return !plain.test(title) ||
    finding.evidence.some(piece => fromPod(piece.source) && shares(title, piece.text))
    ? `${finding.subject.name}: ${meaning(finding)}`
    : title
}

/** Of what names, addresses and our own sentences are made. An image or a command can hold anything. */
const plain = /^[\p{L}\p{N} .,:;'"’()/=_%+*-]+$/u

function fromPod(source: string): boolean {
  return /^(?:log|command|event)\b/.test(source)
}

/** So many words in a row are no accident. */
const shared = 4

function shares(title: string, text: string): boolean {
  const words = title.split(' ')
  const other = ` ${visibleLine(text)} `
  return words.some((_, start) => {
    const run = words.slice(start, start + shared)
    return run.length === shared && other.includes(` ${run.join(' ')} `)
  })
}

function meaning({ category, cause }: ReportFinding): string {
  const explanations: Readonly<Record<string, { readonly means: string } | undefined>> = catalogue[category]
  return explanations[cause]?.means ?? `${category}, ${cause}`
}
