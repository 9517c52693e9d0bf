// Which ways a debugger can get into a pod, and in words why, or why none.
import type { WayIn } from '../model/inspection.ts'
import { conditionOf } from '../model/meta.ts'
import type { Node } from '../model/objects.ts'
import { type ContainerStatus, isSidecar, type Pod, statusOf } from '../model/pod.ts'
import type { Suspect } from '../model/suspect.ts'
import { lastRunMs, msToRestart, runningMs } from './restarts.ts'

/** What decides beside the pod itself. */
export interface Surroundings {
  /** The `target-container` input: the container to enter wherever a pod has it; null means choose. */
  readonly targetContainer: string | null
  /** The pod's node, where it could be read. */
  readonly node: Node | null
  /** When the pod's state was seen (ISO 8601). */
  readonly takenAt: string
  /** How long a debugger may wait for a crash-looping target's next start. Milliseconds. */
  readonly waitMs: number
  /** Whether throwaway copies of pods may be made here. */
  readonly replicas: boolean
}

/** The ways into one pod. */
export interface Ways {
  /** Tried together, in one patch; empty where there is no way. */
  readonly together: readonly WayIn[]
  /** Tried where those could not start; null where there is nothing left to try. */
  readonly otherwise: WayIn | null
  /** The container of which a copy is run beside all this; null where none is. */
  readonly replicaOf: string | null
  /** Why there is no way, or no other one, in words. */
  readonly because: readonly string[]
}

/** Debuggers stay in a pod for good, and share its memory: so many of its containers are entered at most. */
const MOST_TOGETHER = 3
/** A run shorter than this is too short for a debugger to start in. Milliseconds; measured, see the e2e tests. */
const SHORTEST_RUN_MS = 1_500
/** A container that came back from a crash and has run this long is entered like any other. Milliseconds. */
const STABLE_MS = 10_000

/**
 * Decided from the pod's state alone. Reasons mirror what kubelet and the API server do with ephemeral containers
 * (kubernetes/pkg/kubelet/kuberuntime/kuberuntime_manager.go and pkg/apis/core/validation/validation.go).
 */
export function chooseWays(suspect: Suspect, around: Surroundings): Ways {
  const closed = whyClosed(suspect.pod, around.node)
  if (closed !== null) return { together: [], otherwise: null, replicaOf: null, because: [closed] }
  const container = chooseTarget(suspect, around.targetContainer)
  const status = statusOf(suspect.pod, container)
  if (status !== undefined && isCrashing(status, around.takenAt))
    return intoCrashing(suspect.pod, status, around)
  if (status?.state?.running !== undefined) return intoRunning(suspect, container, around)
  const state = status?.state?.waiting?.reason ?? status?.state?.terminated?.reason ?? 'not started'
  const reason = `container ${container} is not running (${state}), so only the pod around it can be seen`
  return { together: [{ way: 'pod', reason }], otherwise: null, replicaOf: null, because: [] }
}

function intoRunning(suspect: Suspect, container: string, around: Surroundings): Ways {
  const names = [container, ...alsoFailing(suspect.pod, container, around.targetContainer)]
  const left = names.slice(MOST_TOGETHER)
  return {
    together: names
      .slice(0, MOST_TOGETHER)
      .map(name => ({ way: 'target', container: name, reason: `container ${name} is running` })),
    otherwise: { way: 'pod', reason: `container ${container} could not be entered` },
    replicaOf: null,
    because:
      left.length === 0
        ? []
        : [`not entered, as ${MOST_TOGETHER} of the pod's containers are: ${left.join(', ')}`],
  }
}

function intoCrashing(pod: Pod, status: ContainerStatus, around: Surroundings): Ways {
  const { name } = status
  const isApp = pod.spec.containers.some(container => container.name === name)
  const copied = around.replicas && isApp
  // A copy shows more, and at once.
  const restart = copied
    ? `container ${name} is run again in a copy of the pod instead`
    : waitForRestart(pod, status, around)
  const reason = `container ${name} keeps ending, so nobody can stay inside it`
  return {
    together: [{ way: 'pod', reason }, ...(typeof restart === 'string' ? [] : [restart])],
    otherwise: null,
    replicaOf: copied ? name : null,
    because: [
      ...(typeof restart === 'string' ? [`waiting for its next start: ${restart}`] : []),
      ...(around.replicas || !isApp
        ? []
        : ['a copy of the pod: none may be run on this cluster (input replica)']),
    ],
  }
}

/** The way in at the target's next start; or, in words, why that is not tried. */
function waitForRestart(pod: Pod, status: ContainerStatus, around: Surroundings): WayIn | string {
  const lived = lastRunMs(status)
  if (pod.spec.restartPolicy === 'Never')
    return `container ${status.name} is not started again (restartPolicy Never)`
  if (lived !== null && lived < SHORTEST_RUN_MS)
    return `container ${status.name} lives ${seconds(lived)} s, too short to be caught at its next start`
  const wait = msToRestart(status, around.takenAt)
  if (wait > around.waitMs)
    return `container ${status.name} starts again in ${seconds(wait)} s, later than the time allowed`
  return {
    way: 'restart',
    container: status.name,
    reason: `container ${status.name} starts again within ${seconds(wait)} s`,
  }
}

const seconds = (ms: number): string => (ms < 10_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000)))

/** True for a container that ended and is started over and over, also in its moments of running. */
function isCrashing(status: ContainerStatus, takenAt: string): boolean {
  const { state, lastState } = status
  if (state?.running !== undefined)
    return lastState?.terminated !== undefined && runningMs(status, takenAt) < STABLE_MS
  if (state?.terminated !== undefined) return true
  return lastState?.terminated !== undefined
}

/** Why no ephemeral container can run in the pod at all; null where one can. */
function whyClosed(pod: Pod, node: Node | null): string | null {
  const { metadata, spec, status } = pod
  if (metadata.deletionTimestamp !== undefined) return 'the pod is being deleted'
  if (metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined)
    return 'it is a static pod, and static pods take no ephemeral containers'
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed')
    return `the pod has ended (phase ${status.phase}), and nothing can be started in it any more`
  if ((spec.nodeName ?? '') === '') return 'the pod is on no node yet, so there is nothing to enter'
  const system =
    node?.metadata.labels?.['kubernetes.io/os'] ?? spec.os?.name ?? spec.nodeSelector?.['kubernetes.io/os']
  if (system === 'windows') return 'it runs on Windows, and the debugger is a Linux program'
  if (isVirtual(node)) return 'its node is a virtual one, where nothing can be added to a pod'
  if (!hasSandbox(pod))
    return 'the pod has no sandbox: its network or its volumes are not ready, so nothing can start in it'
  return null
}

/** virtual-kubelet's own marks; what stands behind it runs whole pods only. */
function isVirtual(node: Node | null): boolean {
  const taints = node?.spec?.taints ?? []
  return (
    node?.metadata.labels?.['type'] === 'virtual-kubelet' ||
    taints.some(({ key }) => key.startsWith('virtual-kubelet.io'))
  )
}

/** Kubelet says so since 1.29; before, a pod's address is the sign of its sandbox. */
function hasSandbox(pod: Pod): boolean {
  const condition = conditionOf(pod.status?.conditions, 'PodReadyToStartContainers')
  if (condition !== undefined) return condition.status === 'True'
  return (pod.status?.podIP ?? '') !== ''
}

/** The wished container; else the failing one; else the one that the pod names as its default; else the first. */
export function chooseTarget(suspect: Suspect, wished: string | null): string {
  const { pod } = suspect
  const names = containerNames(pod)
  const annotated = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container']
  const candidates = [wished, suspect.container, annotated, names[0]]
  return candidates.find(name => typeof name === 'string' && names.includes(name)) ?? ''
}

/** The names of a pod's containers as a user may mean them: the app's first, then the init containers'. */
export function containerNames(pod: Pod): readonly string[] {
  return [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].map(container => container.name)
}

/** Other containers of the pod that run and are not ready: each gets a debugger of its own, in the same patch. */
function alsoFailing(pod: Pod, target: string, wished: string | null): readonly string[] {
  if (wished !== null && wished === target) return []
  const sidecars = new Set((pod.spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name))
  const statuses = [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)),
  ]
  return statuses
    .filter(({ name, ready, state }) => name !== target && ready === false && state?.running !== undefined)
    .map(({ name }) => name)
}
