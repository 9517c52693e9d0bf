// What a rule is.
import type { Category } from '../model/finding.ts'
import type { CandidateOf } from './candidate.ts'
import type { Facts } from './facts.ts'
import type { PodView } from './view.ts'

/**
 * Decides one category. `pod` is asked for each pod worth a look, `cluster` once for all that is not about one pod.
 * A rule that can't prove its cause gives nothing, or a candidate of low confidence.
 */
export interface Rule<C extends Category> {
  readonly pod?: (view: PodView) => readonly CandidateOf<C>[]
  readonly cluster?: (facts: Facts) => readonly CandidateOf<C>[]
}
