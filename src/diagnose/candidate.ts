// A finding in the making: what a rule gives, before collapse, supersession and cascade make a report of them.
import type { Confidence, Evidence, FindingId, Subject } from '../model/finding.ts'
import type { ObjectName } from '../model/suspect.ts'

export interface CandidateBody {
  readonly confidence: Confidence
  readonly subject: Subject
  /** Keys (`namespace/name`) of the pods that show it; empty for a finding about another object. */
  readonly pods: readonly string[]
  readonly title: string
  readonly evidence: readonly Evidence[]
  readonly ruledOut: readonly string[]
  readonly next: readonly string[]
  /** The culprit itself (an image, a key, a port), so that two faults of one cause stay two findings. */
  readonly detail: string
  /** The objects whose own trouble would explain this one: a Service it calls, the workload or pods it is about. */
  readonly explainedBy?: readonly ObjectName[]
  /** True where the pod is well again. */
  readonly recovered?: boolean
  /** True for what is proved and explains nothing by itself: whatever says why comes before it. */
  readonly symptom?: boolean
}

export type Candidate = FindingId & CandidateBody

/** What the rule of one category may give: only causes of that category. */
export type CandidateOf<C extends FindingId['category']> = Extract<FindingId, { category: C }> & CandidateBody

/** Longest quotation that a finding carries; the full text is in the artifact. */
const quotationLimit = 500

/** A piece of evidence, its text in one piece and no longer than a reader wants. */
export function evidence(source: string, text: string, pod: string | null, time?: string | null): Evidence {
  return { source, pod, time: time === undefined || time === '' ? null : time, text: quote(text) }
}

/** A text trimmed and cut to `limit` characters, the cut marked. */
export function quote(text: string, limit = quotationLimit): string {
  const trimmed = text.trim()
  return trimmed.length <= limit ? trimmed : `${trimmed.slice(0, limit - 1)}…`
}

/** A text in one line whose middle is left out where it is long: errors name what was tried first, and what went wrong last. */
export function quoteEnds(text: string, limit: number): string {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  if (line.length <= limit) return line
  const end = Math.floor(limit * 0.6)
  return `${line.slice(0, limit - end - 3).trimEnd()} … ${line.slice(-end).trimStart()}`
}

/** What the innermost of nested calls says: the words before only tell who passed it on. */
export function innermost(text: string): string {
  const before =
    /^.*(?:rpc error: code = \w+ desc = |unable to start container process: )(?=\S)/s.exec(text)?.[0]
      .length ?? 0
  return text.slice(before)
}

/**
 * How sure a finding may be, from its evidence alone. High needs two independent kinds of source; events corroborate
 * and never decide alone; the spec says what was wanted, not what happened, so it does not count.
 *
 * @param proved false where the evidence fits but does not prove this very cause
 */
export function grade(pieces: readonly Evidence[], proved = true): Confidence {
  const kinds = new Set(pieces.map(piece => piece.source.split(':')[0] ?? '').filter(kind => kind !== 'spec'))
  const observed = [...kinds].some(kind => kind !== 'event')
  if (!observed) return 'low'
  if (proved) return kinds.size >= 2 ? 'high' : 'medium'
  return kinds.size >= 2 ? 'medium' : 'low'
}

/** 0 for high, 1 for medium, 2 for low. */
export function confidenceRank(confidence: Confidence): number {
  return confidence === 'high' ? 0 : confidence === 'medium' ? 1 : 2
}
