// What was failing before the job began: someone else's trouble, or a cluster that came broken.
import { type Condition, conditionOf } from '../model/meta.ts'
import type { Event, Workload } from '../model/objects.ts'
import type { Pod } from '../model/pod.ts'
import { moment } from '../select/moment.ts'
import type { Candidate } from './candidate.ts'
import type { Facts } from './facts.ts'

/** Not ready for so long before the job began, a pod was failing then and not merely starting. Milliseconds. */
const startingMs = 30_000

/** Events of faults that go on until they are mended. A failed probe is none: apps have those at every start. */
const lasting = /^(?:BackOff|Failed|FailedScheduling|FailedMount|FailedAttachVolume|FailedCreatePodSandBox)$/

/**
 * The candidates that were failing when the job began, with all that follows from them. A fault of long ago that broke
 * something during the job is not among them: it is why the job failed. Empty where nobody knows when the job began.
 */
export function beforeJob(
  links: ReadonlyMap<Candidate, Candidate | null>,
  facts: Facts,
): ReadonlySet<Candidate> {
  if (!facts.window.known) return new Set()
  const own = new Set([...links.keys()].filter(one => wasFailing(one, facts)))
  const effects = Map.groupBy(links.keys(), one => links.get(one) ?? null)
  const all = (one: Candidate): boolean => own.has(one) && (effects.get(one) ?? []).every(all)
  return new Set([...own].filter(all))
}

function wasFailing(candidate: Candidate, facts: Facts): boolean {
  if (candidate.recovered === true) return false
  const pods = candidate.pods.map(facts.podByKey).filter(pod => pod !== undefined)
  if (pods.length > 0) return pods.every(pod => podWasFailing(pod, facts))
  const { kind, namespace, name } = candidate.subject
  if (kind === 'Node') return isOld(facts.node(name)?.status?.conditions?.find(isBadForNode), facts)
  if (kind === 'Service') return isBefore(facts.service(namespace, name)?.metadata.creationTimestamp, facts)
  return facts.snapshot.workloads.some(one => belongsTo(one, candidate, facts) && isOld(failure(one), facts))
}

function podWasFailing(pod: Pod, facts: Facts): boolean {
  const { name, namespace = 'default', uid, creationTimestamp, deletionTimestamp } = pod.metadata
  if (!isBefore(creationTimestamp, facts)) return false
  if (deletionTimestamp !== undefined) return isBefore(deletionTimestamp, facts)
  const { conditions } = pod.status ?? {}
  const ready = conditionOf(conditions, 'Ready') ?? conditionOf(conditions, 'PodScheduled')
  if (ready?.status === 'False' && isBefore(ready.lastTransitionTime, facts)) return true
  if (ready?.status === 'True') return false
  // A crash loop without probes is ready for an instant after each start: events tell since when it goes on.
  const events = facts.eventsOf({ kind: 'Pod', namespace, name, uid })
  return events.some(event => lasting.test(event.reason ?? '') && isBefore(firstSeen(event), facts))
}

function firstSeen(event: Event): string | undefined {
  return event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp
}

/** The workload itself, or a ReplicaSet or Job of it that speaks for it. */
function belongsTo(one: Workload, { subject }: Candidate, facts: Facts): boolean {
  const here = (one.metadata.namespace ?? 'default') === subject.namespace
  const owners = one.metadata.ownerReferences ?? []
  const same = (kind: string, name: string) => kind === subject.kind && name === subject.name
  if (!here || facts.workload(subject.kind, subject.namespace, subject.name) === undefined) return false
  return same(one.kind, one.metadata.name) || owners.some(owner => same(owner.kind, owner.name))
}

function failure(workload: Workload): Condition | undefined {
  return (workload.status?.conditions ?? []).find(
    one =>
      (one.status === 'True' && /^(?:ReplicaFailure|Failed|FailureTarget)$/.test(one.type)) ||
      (one.status === 'False' && one.type === 'Progressing'),
  )
}

function isBadForNode(one: Condition): boolean {
  return one.type === 'Ready' ? one.status !== 'True' : /Pressure$/.test(one.type) && one.status === 'True'
}

function isOld(condition: Condition | undefined, facts: Facts): boolean {
  return condition !== undefined && isBefore(condition.lastTransitionTime, facts)
}

function isBefore(iso: string | undefined, facts: Facts): boolean {
  const at = moment(iso)
  return at !== null && at < facts.window.from - startingMs
}
