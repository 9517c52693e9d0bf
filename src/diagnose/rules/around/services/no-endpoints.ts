// no-endpoints: a Service with nobody behind it.

import type { Evidence } from '../../../../model/finding.ts'
import { conditionOf } from '../../../../model/meta.ts'
import type { Service } from '../../../../model/objects.ts'
import { isReady, type Pod, podKey } from '../../../../model/pod.ts'
import { objectName } from '../../../../model/suspect.ts'
import { readinessBudget } from '../../../../select/containers.ts'
import { secondsSince } from '../../../../select/moment.ts'
import { ownerOf } from '../../../../select/owner.ts'
import { type CandidateOf, evidence, grade } from '../../../candidate.ts'
import type { Facts } from '../../../facts.ts'
import type { Rule } from '../../../rule.ts'
import { makesPodsFor } from '../../placing/creation/workload-pods.ts'
import { hasEndpoints } from '../../running/dependency/dependency-target.ts'
import { failedCalls } from './callers.ts'
import { wrongProtocol } from './protocol.ts'
import { hasServingSibling, isSetWhileRunning } from './role-labels.ts'

type Found = CandidateOf<'no-endpoints'>

/** Seconds in which the endpoints of a new Service may be missing. */
const freshness = 15

export const noEndpoints: Rule<'no-endpoints'> = {
  cluster: facts => facts.snapshot.services.flatMap(service => candidate(service, facts)),
}

function candidate(service: Service, facts: Facts): readonly Found[] {
  const { spec, metadata } = service
  if (spec?.type === 'ExternalName') return []
  if (hasEndpoints(service, facts)) return wrongProtocol(service, facts)
  const age = secondsSince(metadata.creationTimestamp, facts.window.now)
  if (age !== null && age < freshness) return []
  const selector = Object.entries(spec?.selector ?? {})
  if (selector.length === 0) return manual(service, facts)
  const pods = facts.podsSelectedBy(service).filter(pod => pod.metadata.deletionTimestamp === undefined)
  if (pods.length > 0) return notReady(service, pods, facts)
  return mismatch(service, facts)
}

/** A Service's selector as kubectl takes it: `app=web,tier=front`. */
export function selectorText(service: Service): string {
  return Object.entries(service.spec?.selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
}

function sliceEvidence(service: Service, facts: Facts): readonly Evidence[] {
  const slices = facts.slicesOf(service)
  const endpoints = slices.flatMap(slice => slice.endpoints ?? [])
  const ready = endpoints.filter(endpoint => endpoint.conditions?.ready !== false).length
  return slices.length === 0
    ? []
    : [
        evidence(
          'endpointslice',
          `Service ${service.metadata.name}: ${endpoints.length} endpoints, ${ready} ready`,
          null,
        ),
      ]
}

/** The Service selects pods, and none is ready: an effect of whatever ails them. */
function notReady(service: Service, pods: readonly Pod[], facts: Facts): readonly Found[] {
  const ailing = pods.filter(pod => !isReady(pod) && facts.suspected(pod) && !isStarting(pod, facts))
  // Pods that are still within their own time to become ready are no fault.
  if (ailing.length === 0) return []
  const name = service.metadata.name
  const pieces = [
    evidence('spec', `Service ${name}: selector ${selectorText(service)}`, null),
    ...sliceEvidence(service, facts),
    ...(ailing.some(saysUnready)
      ? [evidence('status', `${ailing.length} of ${pods.length} selected pods are not ready`, null)]
      : []),
  ]
  return [
    {
      category: 'no-endpoints',
      cause: 'pods-not-ready',
      confidence: grade(pieces),
      subject: objectName('Service', service),
      pods: ailing.map(podKey),
      title: `Service ${name} has nobody to send traffic to: ${pods.length === 1 ? 'its only pod is not ready' : `none of its ${pods.length} pods is ready`}`,
      evidence: pieces,
      ruledOut: ['its selector matches pods'],
      next: ['Mend its pods; the Service itself is in order.'],
      detail: name,
      explainedBy: pods.map(pod => objectName('Pod', pod)),
    },
  ]
}

function saysUnready({ status }: Pod): boolean {
  return (
    conditionOf(status?.conditions, 'Ready')?.status === 'False' ||
    (status?.containerStatuses ?? []).some(entry => entry.ready === false)
  )
}

/** True while a startup probe holds the pod back and may: that is worth a look, and no fault yet. */
function isStarting({ spec, status }: Pod, { window }: Facts): boolean {
  const unready = (status?.containerStatuses ?? []).filter(entry => entry.ready !== true)
  return (
    unready.length > 0 &&
    unready.every(entry => {
      const container = spec.containers.find(one => one.name === entry.name)
      const running = secondsSince(entry.state?.running?.startedAt, window.now)
      const first = entry.started === false && entry.lastState?.terminated === undefined
      return (
        first && container !== undefined && running !== null && running <= readinessBudget(container, entry)
      )
    })
  )
}

interface Near {
  readonly pod: Pod
  readonly name: string
  /** The workload's name, which a title can bear. */
  readonly owner: string
  readonly labels: ReadonlyMap<string, string>
  /** Selector entries that its labels satisfy. */
  readonly same: number
}

/** The selector matches nothing: a fault where some pods or workload come close, or bear the Service's name. */
function mismatch(service: Service, facts: Facts): readonly Found[] {
  const namespace = service.metadata.namespace ?? 'default'
  const selector = Object.entries(service.spec?.selector ?? {})
  const pods = facts.snapshot.pods.filter(pod => (pod.metadata.namespace ?? 'default') === namespace)
  const satisfied = (labels: ReadonlyMap<string, string>) =>
    selector.filter(([key, value]) => labels.get(key) === value).length
  // A workload whose pods would match exists: the pods are missing for reasons of its own.
  if (facts.snapshot.workloads.some(one => makesPodsFor(one, service))) return []
  const near = pods
    .map(pod => nearness(pod, satisfied, facts))
    .filter(
      one =>
        one.same > 0 ||
        selector.some(([key]) => one.labels.has(key)) ||
        one.name.startsWith(service.metadata.name),
    )
    .toSorted((a, b) => b.same - a.same || similar(b, service) - similar(a, service))[0]
  if (near === undefined) return []
  // A near miss by a value or a namesake is telling; a pod that merely has the key is another app's, so that
  // the Service may wait for an app that is not installed. Then it takes somebody who calls it in vain.
  const telling = near.same > 0 || similar(near, service) > 0
  const calls = failedCalls(service, facts)
  if (!telling && calls.length === 0) return []
  const name = service.metadata.name
  const wrong = selector.filter(([key, value]) => near.labels.get(key) !== value)
  const [key] = wrong.length === 1 ? (wrong[0] ?? []) : []
  const byPart = key !== undefined && calls.length === 0
  if (byPart && isSetWhileRunning(near.pod, key, facts)) return []
  const difference = wrong
    .map(([key, value]) => `${key} is "${near.labels.get(key) ?? '(not set)'}", not "${value}"`)
    .join('; ')
  const pieces = [
    evidence('service', `${name}: selector ${selectorText(service)}`, null),
    ...sliceEvidence(service, facts),
    evidence('pod', `nearest pod ${near.name}: ${difference}`, near.name),
    ...calls.slice(0, 1).map(call => call.evidence),
  ]
  return [
    {
      category: 'no-endpoints',
      cause: 'selector-mismatch',
      confidence: byPart && hasServingSibling(service, key, facts) ? 'low' : grade(pieces, telling),
      subject: objectName('Service', service),
      pods: [],
      title: `Service ${name} selects pods labelled ${selectorText(service)}, and no pod has those labels${telling ? ` (the nearest, those of ${near.owner}: ${difference})` : ''}`,
      evidence: pieces,
      ruledOut: ['no workload makes pods with those labels'],
      next: [
        `Make the selector of Service ${name} equal to the labels of its pods: kubectl -n ${namespace} get pods --show-labels.`,
      ],
      detail: `${name} ${selectorText(service)}`,
    },
  ]
}

function nearness(pod: Pod, satisfied: (labels: ReadonlyMap<string, string>) => number, facts: Facts): Near {
  const labels = new Map(Object.entries(pod.metadata.labels ?? {}))
  const owner = ownerOf(pod, facts.snapshot).name
  return { pod, name: pod.metadata.name, owner, labels, same: satisfied(labels) }
}

function similar(near: Near, service: Service): number {
  return near.name.startsWith(service.metadata.name) ? 1 : 0
}

/** Without a selector someone must write the endpoints by hand: nobody has. */
function manual(service: Service, facts: Facts): readonly Found[] {
  const { name, namespace } = service.metadata
  if (facts.slicesOf(service).length > 0 || namespace === 'kube-system') return []
  // A dump without endpoints tells nothing of those that somebody may have written.
  const known = facts.snapshot.endpointSlices.length > 0
  const calls = failedCalls(service, facts)
  // Operators make such Services and fill them later; without a caller in trouble this is no fault.
  if (calls.length === 0) return []
  const pieces = [
    evidence('service', `${name}: no selector`, null),
    ...(known ? [evidence('endpointslice', `none for Service ${name}`, null)] : []),
    ...calls.slice(0, 1).map(call => call.evidence),
  ]
  return [
    {
      category: 'no-endpoints',
      cause: 'manual',
      confidence: grade(pieces, known),
      subject: objectName('Service', service),
      pods: [],
      title: `Service ${name} has no selector, and nobody has written its endpoints`,
      evidence: pieces,
      ruledOut: [],
      next: [`Give Service ${name} a selector, or write an EndpointSlice for it.`],
      detail: name,
    },
  ]
}
