// How much of each section a comment can carry: from all of it down to what is always kept.
import { shortened } from '../visible.ts'
import { type FoundVerdict, most, type Section } from './section.ts'

/** How much of a section may stay. */
export interface Detail {
  readonly title: number
  readonly evidence: number
  readonly evidenceText: number
  readonly hints: number
  readonly hintText: number
  readonly lines: number
}

const all: Detail = {
  title: most.title,
  evidence: most.evidence,
  evidenceText: most.evidenceText,
  hints: most.hints,
  hintText: most.hintText,
  lines: most.lines,
}
const less: Detail = { ...all, evidence: 4, evidenceText: 400, hintText: 400, lines: 5 }
const least: Detail = { ...all, evidence: 2, evidenceText: 300, hints: 3, hintText: 400, lines: 2 }
const glance: Detail = { ...least, title: 300, evidence: 1, evidenceText: 160, hints: 1, hintText: 200 }
const titleOnly: Detail = { title: 200, evidence: 0, evidenceText: 0, hints: 0, hintText: 0, lines: 0 }

/** For the section told first, and for each of the others. */
export const stages: readonly { readonly lead: Detail; readonly others: Detail }[] = [
  { lead: all, others: all },
  { lead: all, others: less },
  { lead: less, others: least },
  { lead: less, others: glance },
  { lead: least, others: titleOnly },
]

export function trimmed(section: Section, detail: Detail): Section {
  const { verdict } = section
  return verdict.kind === 'found' ? { ...section, verdict: trimmedVerdict(verdict, detail) } : section
}

function trimmedVerdict(verdict: FoundVerdict, detail: Detail): FoundVerdict {
  const { fault } = verdict
  const evidence = fault.evidence.slice(0, detail.evidence)
  const next = fault.next.slice(0, detail.hints)
  const effects = verdict.effects.slice(0, detail.lines)
  const others = verdict.others.slice(0, detail.lines)
  const before = fault.evidence.length + fault.next.length + verdict.effects.length + verdict.others.length
  const after = evidence.length + next.length + effects.length + others.length
  return {
    ...verdict,
    fault: {
      ...fault,
      title: shortened(fault.title, detail.title),
      evidence: evidence.map(one => ({ ...one, text: shortened(one.text, detail.evidenceText) })),
      next: next.map(hint => shortened(hint, detail.hintText)),
    },
    effects,
    others,
    leftOut: Math.min(100_000, verdict.leftOut + before - after),
  }
}
