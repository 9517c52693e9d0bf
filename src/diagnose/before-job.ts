// Trouble that is older than the job: told, but after what began while the job ran.
import { conditionOf } from '../model/meta.ts'
import type { Event } from '../model/objects.ts'
import type { Pod } from '../model/pod.ts'
import { moment } from '../select/moment.ts'
import type { Candidate } from './candidate.ts'
import type { Facts } from './facts.ts'

/** Clocks of two machines may differ by so much. Milliseconds. */
const SKEW_MS = 5_000

/** Events of faults that go on until they are mended. A failed probe is none: apps have those at every start. */
const LASTING = /^(?:BackOff|Failed|FailedScheduling|FailedMount|FailedAttachVolume|FailedCreatePodSandBox)$/

/** The candidate, marked where all its pods had been failing before the job began. */
export function markedIfOlder(candidate: Candidate, facts: Facts): Candidate {
  const { known, from } = facts.window
  if (!known || candidate.recovered === true || candidate.pods.length === 0) return candidate
  const pods = candidate.pods.map(facts.podByKey)
  const older = pods.every(pod => pod !== undefined && wasFailing(pod, from - SKEW_MS, facts))
  if (!older) return candidate
  return { ...candidate, older, title: `${candidate.title} (since before this job began)` }
}

function wasFailing(pod: Pod, from: number, facts: Facts): boolean {
  const created = moment(pod.metadata.creationTimestamp)
  const ready = conditionOf(pod.status?.conditions, 'Ready')
  if (created === null || created >= from || ready?.status === 'True') return false
  const since = moment(ready?.lastTransitionTime)
  if (ready !== undefined && since !== null && since < from) return true
  // A container without a probe counts as ready whenever it runs, so a crash loop's condition is always young.
  const { namespace = 'default', name, uid } = pod.metadata
  return facts.eventsOf({ kind: 'Pod', namespace, name, uid }).some(event => isLasting(event, from))
}

function isLasting(event: Event, from: number): boolean {
  const first = moment(event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp)
  return LASTING.test(event.reason ?? '') && first !== null && first < from
}
