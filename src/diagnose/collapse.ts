// Candidates with one owner, cause, container and culprit are one finding with all their pods.
import { type Candidate, confidenceRank } from './candidate.ts'
import { normalised } from './fingerprint.ts'
import { merged } from './supersede.ts'

/** One candidate for each fault; the surest of them speaks. */
export function collapse(candidates: readonly Candidate[]): readonly Candidate[] {
  const groups = Map.groupBy(candidates, faultKey)
  return [...groups.values()].flatMap(group => {
    const [first, ...rest] = group.toSorted(
      (a, b) => confidenceRank(a.confidence) - confidenceRank(b.confidence),
    )
    if (first === undefined) return []
    return [
      {
        ...first,
        pods: [...new Set(group.flatMap(one => one.pods))],
        evidence: merged(
          first.evidence,
          rest.flatMap(one => one.evidence),
        ),
        explainedBy: group.flatMap(one => one.explainedBy ?? []),
        recovered: group.every(one => one.recovered === true),
      },
    ]
  })
}

function faultKey(candidate: Candidate): string {
  const { category, cause, subject, detail } = candidate
  const parts = [category, cause, subject.kind, subject.namespace, subject.name, subject.container ?? '']
  return [...parts, normalised(detail)].join('\n')
}
