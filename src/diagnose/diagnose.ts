// From evidence to findings: rules, then collapse, supersession, cascade and rank. Pure: the same in, the same out.
import type { Finding } from '../model/finding.ts'
import { isReady, type Pod } from '../model/pod.ts'
import { controllerOf } from '../select/owner.ts'
import { beforeJob } from './before.ts'
import type { Candidate } from './candidate.ts'
import { causesOf } from './cascade.ts'
import { collapse } from './collapse.ts'
import { type EvidenceBase, type Facts, factsOf } from './facts.ts'
import { fingerprint } from './fingerprint.ts'
import { ranked } from './rank.ts'
import { candidatesFrom } from './rules.ts'
import { supersede } from './supersede.ts'

/**
 * The findings, best first, effects after their cause. Asked with no looks, it says what is suspected from outside, which
 * steers what is asked inside; asked with looks, it gives what the report says.
 */
export function diagnose(base: EvidenceBase): readonly Finding[] {
  const facts = factsOf(base)
  const told = new Set(base.snapshot.podsOnlyTold ?? [])
  const candidates = collapse(supersede(candidatesFrom(facts))).map(one =>
    asTold(asReplaced(one, facts), told),
  )
  const links = causesOf(candidates, facts)
  const old = beforeJob(links, facts)
  const order = ranked(links, old)
  const ids = new Map(order.map((one, index) => [one, `f${index + 1}`]))
  return order.map(one => ({
    ...asFinding(one, ids.get(one) ?? '', ids.get(links.get(one) ?? one) ?? '', links),
    ...(old.has(one) ? { before: true } : {}),
  }))
}

/** What ended a pod whose place another one has taken is over, like the crash of a container that is well again. */
function asReplaced(candidate: Candidate, facts: Facts): Candidate {
  const pods = candidate.pods.map(facts.podByKey)
  const over = pods.length > 0 && pods.every(pod => pod !== undefined && isReplaced(pod, facts))
  return over ? { ...candidate, recovered: true } : candidate
}

function isReplaced(pod: Pod, { snapshot, workload }: Facts): boolean {
  const controller = controllerOf(pod.metadata.ownerReferences)
  if (pod.status?.phase !== 'Failed' || controller?.kind !== 'ReplicaSet') return false
  const { namespace = 'default' } = pod.metadata
  const ready = snapshot.pods.filter(
    other =>
      isReady(other) &&
      (other.metadata.namespace ?? 'default') === namespace &&
      controllerOf(other.metadata.ownerReferences)?.name === controller.name,
  )
  return ready.length >= (workload(controller.kind, namespace, controller.name)?.spec?.replicas ?? 1)
}

/** Of a pod that only events tell of, nothing is sure, and nothing was seen in its status. */
function asTold(candidate: Candidate, told: ReadonlySet<string>): Candidate {
  if (candidate.pods.length === 0 || !candidate.pods.every(key => told.has(key))) return candidate
  const seen = candidate.evidence.filter(piece => piece.source !== 'status' && piece.source !== 'spec')
  return { ...candidate, confidence: 'low', evidence: seen }
}

function asFinding(
  candidate: Candidate,
  id: string,
  causeId: string,
  links: ReadonlyMap<Candidate, Candidate | null>,
): Finding {
  const { detail: _detail, explainedBy: _by, recovered: _recovered, symptom: _symptom, ...stated } = candidate
  const names = candidate.pods.map(key => key.slice(key.indexOf('/') + 1))
  const causedBy = (links.get(candidate) ?? null) === null ? null : causeId
  return { ...stated, id, pods: names, causedBy, fingerprint: fingerprint(candidate) }
}
