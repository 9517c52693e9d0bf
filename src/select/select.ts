// Which pods are worth a look, best first; pods with the same fault are represented by one of them.
import { isReady, type Pod, podKey } from '../model/pod.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Suspect } from '../model/suspect.ts'
import type { TroubleKind } from './containers.ts'
import { isComplete, isOvertaken } from './jobs.ts'
import { moment, windowOf } from './moment.ts'
import { controllerOf, findWorkload, ownerOf } from './owner.ts'
import { kubectlStatus } from './status.ts'
import { type Surroundings, type Trouble, troubleOf } from './trouble.ts'

/** The order in which pods are looked into: first where a look tells most, last where none is possible. */
const order: readonly TroubleKind[] = [
  'image',
  'config',
  'crash',
  'init',
  'not-ready',
  'failed',
  'creating',
  'unscheduled',
  'node',
  'terminating',
]

interface Case {
  readonly suspect: Suspect
  readonly trouble: Trouble
}

/**
 * The pods worth a look, best first. A pod is one when kubectl's STATUS is not healthy, when it should be ready and is
 * not, or when it restarted since the job began. Healthy pods, finished Jobs, and pods that still have time by their own
 * probes or grace periods are none. Of pods of one owner with the same fault, one represents the others.
 */
export function selectSuspects(snapshot: Snapshot): readonly Suspect[] {
  const around = surroundingsOf(snapshot)
  const cases: Case[] = []
  for (const pod of snapshot.pods) {
    const trouble = troubleOf(pod, around)
    if (trouble !== null) cases.push({ suspect: asSuspect(pod, trouble, snapshot), trouble })
  }
  return represented(cases.toSorted(byWorth)).map(entry => entry.suspect)
}

function surroundingsOf(snapshot: Snapshot): Surroundings {
  const warned = new Set(
    snapshot.events.filter(event => event.type === 'Warning').map(event => event.involvedObject.uid ?? ''),
  )
  const ready = new Set(snapshot.pods.filter(isReady).map(controllerKey))
  const succeeded = new Set(snapshot.pods.filter(pod => pod.status?.phase === 'Succeeded').map(attemptKey))
  const newest = new Map<string, string>()
  for (const pod of snapshot.pods) {
    const key = controllerKey(pod)
    const created = pod.metadata.creationTimestamp ?? ''
    if (created > (newest.get(key) ?? '')) newest.set(key, created)
  }
  return {
    window: windowOf(snapshot),
    followed: pod => (newest.get(controllerKey(pod)) ?? '') > (pod.metadata.creationTimestamp ?? ''),
    replaced: pod => ready.has(controllerKey(pod)),
    warned: pod => warned.has(pod.metadata.uid ?? ' '),
    jobDone: pod => {
      const controller = controllerOf(pod.metadata.ownerReferences)
      if (controller?.kind !== 'Job') return false
      const namespace = pod.metadata.namespace ?? 'default'
      const job = findWorkload(snapshot.workloads, 'Job', namespace, controller.name)
      // Of a Job that is not at hand, a pod that succeeded says that it is done.
      if (job?.status === undefined) return succeeded.has(attemptKey(pod))
      return isComplete(job) || isOvertaken(job, snapshot)
    },
  }
}

/** Alike for the pods of a Job that do the same work: an indexed Job has work for each of its indexes. */
function attemptKey(pod: Pod): string {
  const index = 'batch.kubernetes.io/job-completion-index'
  return `${controllerKey(pod)} ${pod.metadata.labels?.[index] ?? pod.metadata.annotations?.[index] ?? ''}`
}

/** Distinct for a pod that nobody controls: nobody replaces it. */
function controllerKey(pod: Pod): string {
  const controller = controllerOf(pod.metadata.ownerReferences)
  const who = controller === undefined ? `Pod ${pod.metadata.name}` : `${controller.kind} ${controller.name}`
  return `${pod.metadata.namespace ?? 'default'} ${who}`
}

/** A pod as a suspect, for a reason found elsewhere (another pod points at it); it represents itself. */
export function suspectOf(pod: Pod, snapshot: Snapshot, reason: string, container: string | null): Suspect {
  return {
    pod,
    ...kubectlStatus(pod),
    owner: ownerOf(pod, snapshot),
    reason,
    container,
    representedBy: null,
  }
}

function asSuspect(pod: Pod, trouble: Trouble, snapshot: Snapshot): Suspect {
  return suspectOf(pod, snapshot, trouble.reason, trouble.container)
}

function byWorth(a: Case, b: Case): number {
  return (
    Number(a.trouble.recovered) - Number(b.trouble.recovered) ||
    order.indexOf(a.trouble.kind) - order.indexOf(b.trouble.kind) ||
    Number(enterable(b)) - Number(enterable(a)) ||
    created(b) - created(a) ||
    podKey(a.suspect.pod).localeCompare(podKey(b.suspect.pod))
  )
}

/** True where the failing container runs right now, so that a look can go inside it. */
function enterable(entry: Case): boolean {
  const { pod, container } = entry.suspect
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]
  return statuses.find(status => status.name === container)?.state?.running !== undefined
}

function created(entry: Case): number {
  return moment(entry.suspect.pod.metadata.creationTimestamp) ?? 0
}

/** The first of each fault stands for the rest of it; those that stand for others come first. */
function represented(cases: readonly Case[]): readonly Case[] {
  const first = new Map<string, Case>()
  const leading: Case[] = []
  const following: Case[] = []
  for (const entry of cases) {
    const key = faultKey(entry)
    const leader = first.get(key)
    if (leader === undefined) {
      first.set(key, entry)
      leading.push(entry)
    } else {
      following.push({ ...entry, suspect: { ...entry.suspect, representedBy: podKey(leader.suspect.pod) } })
    }
  }
  return [...leading, ...following]
}

function faultKey({ suspect, trouble }: Case): string {
  const { kind, namespace, name } = suspect.owner
  return JSON.stringify([
    kind,
    namespace,
    name,
    trouble.kind,
    trouble.container,
    stable(trouble.detail, suspect.pod),
  ])
}

/** A detail without the pod's own name and id, which differ although the fault is one. */
function stable(detail: string, pod: Pod): string {
  return detail.replaceAll(pod.metadata.name, 'POD').replaceAll(pod.metadata.uid || pod.metadata.name, 'UID')
}
