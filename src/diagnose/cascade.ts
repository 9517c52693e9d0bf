// Which finding is the effect of which: through Services, owners and pods.
import { isReady, podKey } from '../model/pod.ts'
import { type ObjectName, objectName } from '../model/suspect.ts'
import { ownerOf } from '../select/owner.ts'
import { type Candidate, confidenceRank } from './candidate.ts'
import type { Facts } from './facts.ts'
import { makesPodsFor } from './rules/placing/creation/workload-pods.ts'

/** For each candidate the one of which it is an effect, or null for a root cause. Never a circle. */
export function causesOf(
  candidates: readonly Candidate[],
  facts: Facts,
): ReadonlyMap<Candidate, Candidate | null> {
  const links = new Map<Candidate, Candidate | null>(candidates.map(one => [one, null]))
  for (const effect of candidates) {
    const cause = reachedFrom(effect, candidates, facts)
      .filter(one => one !== effect && !leadsTo(one, effect, links) && mayExplain(one, effect, facts))
      .toSorted(
        (a, b) => specific(b) - specific(a) || confidenceRank(a.confidence) - confidenceRank(b.confidence),
      )[0]
    if (cause !== undefined) links.set(effect, cause)
  }
  return links
}

/** Pods on the way may be well and only hand on what they meet: what is behind those explains the effect too. */
const HANDED_ON = 3

function reachedFrom(
  effect: Candidate,
  candidates: readonly Candidate[],
  facts: Facts,
  hops = HANDED_ON,
): readonly Candidate[] {
  const next = (effect.explainedBy ?? []).flatMap(object => explaining(object, candidates, facts))
  // What is sure of itself is a link of its own.
  const handing = hops === 0 ? [] : next.filter(one => one.confidence === 'low' && one !== effect)
  return [...next, ...handing.flatMap(one => reachedFrom(one, candidates, facts, hops - 1))]
}

/** What only repeats that pods are not well explains least. */
function specific(candidate: Candidate): number {
  return isEcho(candidate) ? 0 : 1
}

/** True for what is known by its parts alone: a Service, a Job or a rollout that is in trouble because its pods are. */
export function isEcho({ category, explainedBy = [] }: Candidate): boolean {
  return ['no-endpoints', 'rollout-stalled', 'job-failed'].includes(category) && explainedBy.length > 0
}

/** A guess does not explain away what is known. */
function mayExplain(cause: Candidate, effect: Candidate, facts: Facts): boolean {
  // A node that is short of something still leads to the network.
  if (effect.category === 'dependency' && cause.cause === 'pressure') return false
  return cause.confidence !== 'low' || effect.confidence === 'low' || isDown(cause, facts)
}

/** That its pods do not exist or are not ready is sure, however little is known of what ails them. */
function isDown({ category, pods }: Candidate, facts: Facts): boolean {
  const known = pods.flatMap(key => facts.podByKey(key) ?? [])
  return category === 'pod-not-created' || (known.length > 0 && !known.some(isReady))
}

/** True where following the links from `from` arrives at `to`. */
function leadsTo(from: Candidate, to: Candidate, links: ReadonlyMap<Candidate, Candidate | null>): boolean {
  let at: Candidate | null | undefined = from
  while (at !== null && at !== undefined) {
    if (at === to) return true
    at = links.get(at)
  }
  return false
}

/** The candidates about this object or, for a Service, about the pods and workloads behind it. */
function explaining(
  object: ObjectName,
  candidates: readonly Candidate[],
  facts: Facts,
): readonly Candidate[] {
  const direct = candidates.filter(one => isAbout(one, object))
  if (object.kind === 'Pod') {
    const key = `${object.namespace}/${object.name}`
    return [...direct, ...candidates.filter(one => one.pods.includes(key))]
  }
  return object.kind === 'Service' ? [...direct, ...behindService(object, candidates, facts)] : direct
}

function isAbout(candidate: Candidate, object: ObjectName): boolean {
  const { kind, namespace, name } = candidate.subject
  return kind === object.kind && namespace === object.namespace && name === object.name
}

function behindService(
  object: ObjectName,
  candidates: readonly Candidate[],
  facts: Facts,
): readonly Candidate[] {
  const service = facts.service(object.namespace, object.name)
  if (service === undefined) return []
  const pods = facts.podsSelectedBy(service)
  const keys = new Set(pods.map(podKey))
  const owners = pods.map(pod => ownerOf(pod, facts.snapshot))
  const workloads = facts.snapshot.workloads.filter(workload => makesPodsFor(workload, service))
  const named = workloads.map(workload => objectName(workload.kind, workload))
  return candidates.filter(
    one =>
      one.pods.some(key => keys.has(key)) ||
      (!(one.category === 'rollout-stalled' && isEcho(one)) &&
        [...owners, ...named].some(owner => isAbout(one, owner))),
  )
}
