// What all findings about volumes have in common.
import type { Cause, Evidence } from '../../../../model/finding.ts'
import type { ObjectName } from '../../../../model/suspect.ts'
import { type CandidateOf, grade } from '../../../candidate.ts'
import { nameOf, type PodView, subjectOf } from '../../../view.ts'

/** The causes for which a pod waits for a volume. */
export type VolumeCause = Cause<'volume'>

/** The finding that the pod `because`: `waits for its volume claim …`. */
export function finding(
  view: PodView,
  cause: VolumeCause,
  because: string,
  pieces: readonly Evidence[],
  proved: boolean,
  detail: string,
  next: readonly string[],
  explainedBy: readonly ObjectName[] = [],
): CandidateOf<'volume'> {
  return {
    category: 'volume',
    cause,
    confidence: grade(pieces, proved),
    subject: subjectOf(view, null),
    pods: view.podKeys,
    title: `${nameOf(view, null)} ${because}`,
    evidence: pieces,
    ruledOut: ['no container has been started, so neither image nor program is to blame'],
    next,
    detail,
    explainedBy,
  }
}
