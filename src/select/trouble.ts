// What is wrong with one pod, as far as its own status tells; null where it is as it should be.
import { conditionOf } from '../model/meta.ts'
import { type ContainerStatus, isSidecar, type Pod } from '../model/pod.ts'
import { type ContainerTrouble, initTrouble, type TroubleKind, troubleOfContainer } from './containers.ts'
import { moment, secondsSince, type Window } from './moment.ts'

/** Seconds that a pod may go without a decision of the scheduler. A busy scheduler takes a few. */
const schedulingGrace = 15
/** Seconds past its deletion time after which a pod is stuck: the kubelet kills and reports within these. */
const deletionGrace = 15

export interface Trouble {
  readonly kind: TroubleKind
  /** Why the pod is worth a look, in words. */
  readonly reason: string
  readonly container: string | null
  /** What two pods of one owner must share for theirs to count as the same fault. */
  readonly detail: string
  /** True where the pod is well now and was not a while ago. */
  readonly recovered: boolean
}

/** What is known around the pod that its own object does not say. */
export interface Surroundings {
  readonly window: Window
  /** True where an event of type Warning is about this pod. */
  readonly warned: (pod: Pod) => boolean
  /** True where another pod of the same controller is Ready. */
  readonly replaced: (pod: Pod) => boolean
  /** True where the same controller has made another pod since: what is wrong now, that one shows. */
  readonly followed: (pod: Pod) => boolean
  /** True for a Job that reached its completions, or whose CronJob has succeeded since, so that a failed attempt of it is no trouble any more. */
  readonly jobDone: (pod: Pod) => boolean
}

/** What is wrong with the pod, or null. The first thing in the order of the pod's life wins. */
export function troubleOf(pod: Pod, around: Surroundings): Trouble | null {
  if (pod.metadata.deletionTimestamp !== undefined) return stuckDeletion(pod, around.window)
  const phase = pod.status?.phase
  if (phase === 'Succeeded') return null
  if (phase === 'Failed') return failedPod(pod, around)
  if (phase === 'Unknown' || pod.status?.reason === 'NodeLost') {
    return whole('node', 'its node does not answer', pod.spec.nodeName ?? '')
  }
  if ((pod.spec.nodeName ?? '') === '') return unscheduled(pod, around.window)
  return runningTrouble(pod, around)
}

function whole(kind: TroubleKind, reason: string, detail = ''): Trouble {
  return { kind, reason, container: null, detail, recovered: false }
}

function stuckDeletion(pod: Pod, window: Window): Trouble | null {
  // The API server sets deletionTimestamp to the moment when the grace period ends.
  const late = secondsSince(pod.metadata.deletionTimestamp, window.now) ?? 0
  if (late <= deletionGrace) return null
  const finalizers = pod.metadata.finalizers ?? []
  return whole(
    'terminating',
    `it should have been gone ${Math.round(late)} s ago and is still there`,
    finalizers.join(','),
  )
}

/** What a node does to its pods when it is drained or shut down, or needs room for a more important one. */
const takenAway = /^(?:Preempting|Preempted|Terminated|Shutdown|NodeShutdown)$/
/** The same in the words of the condition DisruptionTarget; the kubelet's own evictions are told by the status. */
const disrupted = /^(?:PreemptionByScheduler|DeletionByTaintManager|EvictionByEvictionAPI|DeletionByPodGC)$/

function failedPod(pod: Pod, around: Surroundings): Trouble | null {
  if (around.jobDone(pod) || isLongOver(pod, around) || isMoved(pod, around)) return null
  const reason = pod.status?.reason ?? ''
  const failed = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ].find(entry => (entry.state?.terminated?.exitCode ?? 0) !== 0)
  if (reason !== '' || failed === undefined) {
    const text = reason === '' ? 'it failed' : `it failed: ${reason}`
    return { ...whole('failed', text, reason), container: failed?.name ?? null }
  }
  const terminated = failed.state?.terminated
  return {
    kind: 'crash',
    reason: `container ${failed.name} ended with exit code ${terminated?.exitCode ?? '?'}`,
    container: failed.name,
    detail: `${terminated?.reason ?? ''} ${terminated?.exitCode ?? ''}`,
    recovered: false,
  }
}

/** Its node gave it up, and another one has its place: that is how a node is drained. */
function isMoved(pod: Pod, { replaced, followed }: Surroundings): boolean {
  if (takenAway.test(pod.status?.reason ?? '')) return replaced(pod) || followed(pod)
  const target = conditionOf(pod.status?.conditions, 'DisruptionTarget')
  return target?.status === 'True' && disrupted.test(target.reason ?? '') && replaced(pod)
}

/**
 * Older than this job: someone else's trouble, left lying about (evicted pods often are). Where nobody knows when the job began, so is one
 * whose place another pod has taken meanwhile.
 */
function isLongOver(pod: Pod, { window, replaced }: Surroundings): boolean {
  const end = endOf(pod)
  return end !== null && end < window.from - 5_000 && (window.known || replaced(pod))
}

/** When the last container of a pod ended, in milliseconds; its creation where no container says. */
function endOf(pod: Pod): number | null {
  const ends = (pod.status?.containerStatuses ?? []).map(entry => moment(entry.state?.terminated?.finishedAt))
  const known = ends.filter(end => end !== null)
  if (known.length > 0) return Math.max(...known)
  return moment(
    conditionOf(pod.status?.conditions, 'Ready')?.lastTransitionTime ?? pod.metadata.creationTimestamp,
  )
}

function unscheduled(pod: Pod, window: Window): Trouble | null {
  const condition = conditionOf(pod.status?.conditions, 'PodScheduled')
  const age = secondsSince(pod.metadata.creationTimestamp, window.now) ?? Number.POSITIVE_INFINITY
  if (age < schedulingGrace) return null
  if (condition?.reason === 'SchedulingGated') {
    return whole('unscheduled', 'a scheduling gate holds it back', 'gated')
  }
  if (condition?.status === 'False') {
    return whole('unscheduled', 'no node can take it', (condition.message ?? '').replace(/\d+/g, 'N'))
  }
  return whole('unscheduled', 'no scheduler has taken care of it', 'untouched')
}

function runningTrouble(pod: Pod, around: Surroundings): Trouble | null {
  const context = { pod, window: around.window, warned: () => around.warned(pod) }
  const init = initTrouble(context)
  if (init !== null) return asTrouble(init)
  const statuses = [...sidecarStatuses(pod), ...(pod.status?.containerStatuses ?? [])]
  const troubles = statuses
    .map(entry => troubleOfContainer(entry, context))
    .filter(trouble => trouble !== null)
  const worst = troubles.toSorted((a, b) => weight(a) - weight(b))[0]
  if (worst !== undefined) return asTrouble(worst)
  if (statuses.length === 0) return silentKubelet(pod, around.window)
  return unmetGate(pod, around.window)
}

function sidecarStatuses(pod: Pod): readonly ContainerStatus[] {
  const names = new Set((pod.spec.initContainers ?? []).filter(isSidecar).map(container => container.name))
  return (pod.status?.initContainerStatuses ?? []).filter(entry => names.has(entry.name))
}

function weight(trouble: ContainerTrouble): number {
  return (trouble.recovered ? 10 : 0) + (trouble.kind === 'not-ready' ? 1 : 0)
}

function asTrouble(trouble: ContainerTrouble): Trouble {
  return { ...trouble, detail: trouble.detail.replace(/[0-9a-f]{8,}|\d{4,}/g, 'N') }
}

/** Bound to a node whose kubelet has said nothing about it. */
function silentKubelet(pod: Pod, window: Window): Trouble | null {
  const bound = conditionOf(pod.status?.conditions, 'PodScheduled')?.lastTransitionTime
  const age = secondsSince(bound ?? pod.metadata.creationTimestamp, window.now) ?? Number.POSITIVE_INFINITY
  return age > 30 ? whole('creating', 'its node has not begun to start it', 'silent') : null
}

/** All containers are ready and the pod is not: a readiness gate, or its node no longer vouches for it. */
function unmetGate(pod: Pod, window: Window): Trouble | null {
  const ready = conditionOf(pod.status?.conditions, 'Ready')
  const containersReady = conditionOf(pod.status?.conditions, 'ContainersReady')
  if (ready?.status !== 'False' || containersReady?.status !== 'True') return null
  if ((secondsSince(ready.lastTransitionTime, window.now) ?? Number.POSITIVE_INFINITY) < 30) return null
  const gated = (pod.spec.readinessGates?.length ?? 0) > 0
  // Without gates, only the node lifecycle controller takes a pod's readiness away from outside.
  if (!gated) return whole('node', 'its node does not answer', pod.spec.nodeName ?? '')
  return whole('not-ready', 'a readiness gate is not met', ready.reason ?? '')
}
