// Which way a debugger can get into a pod, and in words why, or why none.
import type { WayIn } from '../model/inspection.ts'
import { type ContainerStatus, type Pod, statusOf } from '../model/pod.ts'
import type { Suspect } from '../model/suspect.ts'

/** What the user's settings say about where to go in. */
export interface Wish {
  /** The `target-container` input: the container to enter wherever a pod has it; null means choose. */
  readonly targetContainer: string | null
}

/** A run shorter than this is too short for a debugger to start in and finish. Milliseconds. */
const SHORT_RUN_MS = 10_000

/**
 * Decided from the pod's state alone, as it was at `takenAt` (ISO 8601). Reasons mirror what kubelet and the API server do with ephemeral containers
 * (kubernetes/pkg/kubelet/kuberuntime/kuberuntime_manager.go and pkg/apis/core/validation/validation.go).
 */
export function chooseWayIn(suspect: Suspect, wish: Wish, takenAt: string): WayIn {
  const closed = whyClosed(suspect.pod)
  if (closed !== null) return { way: 'none', reason: closed }
  const container = chooseTarget(suspect, wish)
  const status = statusOf(suspect.pod, container)
  if (status?.state?.running !== undefined) {
    if (isBetweenCrashes(status, takenAt)) {
      return {
        way: 'none',
        reason: `container ${container} keeps crashing, and its runs are too short to be entered`,
      }
    }
    return { way: 'target', container, reason: `container ${container} is running` }
  }
  const state = status?.state?.waiting?.reason ?? status?.state?.terminated?.reason ?? 'not started'
  return {
    way: 'none',
    reason: `container ${container} is not running (${state}), so nobody can enter its processes`,
  }
}

/**
 * True for a crash loop caught in one of its moments of running: the last run was short, and this one is no longer yet.
 * A debugger that comes too late never starts and can't be removed.
 */
function isBetweenCrashes(status: ContainerStatus, takenAt: string): boolean {
  const last = status.lastState?.terminated
  if (last === undefined) return false
  const lastRun = milliseconds(last.startedAt, last.finishedAt)
  return lastRun < SHORT_RUN_MS && milliseconds(status.state?.running?.startedAt, takenAt) < SHORT_RUN_MS
}

/** From one moment to another (ISO 8601); 0 where either is not known. */
function milliseconds(from: string | undefined, to: string | undefined): number {
  const length = Date.parse(to ?? '') - Date.parse(from ?? '')
  return Number.isNaN(length) ? 0 : length
}

/** Why no ephemeral container can run in the pod at all; null where one can. */
function whyClosed(pod: Pod): string | null {
  const { metadata, spec, status } = pod
  if (metadata.deletionTimestamp !== undefined) return 'the pod is being deleted'
  if (metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined)
    return 'it is a static pod, and static pods take no ephemeral containers'
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed')
    return `the pod has ended (phase ${status.phase}), and nothing can be started in it any more`
  if (spec.nodeName === undefined) return 'the pod is on no node yet, so there is nothing to enter'
  if (spec.os?.name === 'windows' || spec.nodeSelector?.['kubernetes.io/os'] === 'windows')
    return 'it is a Windows pod, and the debugger is a Linux program'
  return null
}

/** The failing container; else the wished one; else the one the pod names as its default; else the first. */
function chooseTarget(suspect: Suspect, wish: Wish): string {
  const { pod } = suspect
  const names = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].map(container => container.name)
  const annotated = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container']
  const candidates = [wish.targetContainer, suspect.container, annotated, names[0]]
  return candidates.find(name => typeof name === 'string' && names.includes(name)) ?? ''
}
