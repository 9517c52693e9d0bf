// The STATUS, READY and RESTARTS columns of `kubectl get pods`, as users know them.
import { type ContainerStatus, isSidecar, type Pod, type Terminated } from '../model/pod.ts'

export interface Columns {
  /** Such as `CrashLoopBackOff` or `Init:0/1`. */
  readonly status: string
  /** Such as `0/1`. */
  readonly ready: string
  readonly restarts: number
}

interface Progress {
  /** Null where initialisation is over: the app's containers decide. */
  readonly status: string | null
  readonly ready: number
  readonly restarts: number
  readonly sidecarRestarts: number
}

/**
 * The columns kubectl prints for a pod. Mirrors `printPod` of pkg/printers/internalversion/printers.go
 * (Kubernetes 1.36), which the API server itself uses for `kubectl get`.
 */
export function kubectlStatus(pod: Pod): Columns {
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar)
  const total = pod.spec.containers.length + sidecars.length
  const init = initProgress(pod)
  const initialized = pod.status?.conditions?.some(c => c.type === 'Initialized' && c.status === 'True')
  let status = init.status ?? phaseStatus(pod)
  let ready = init.ready
  let restarts = init.restarts
  if (init.status === null || initialized === true) {
    const app = appProgress(pod, status)
    status = app.status
    ready += app.ready
    restarts = init.sidecarRestarts + app.restarts
  }
  return { status: deletionStatus(pod) ?? status, ready: `${ready}/${total}`, restarts }
}

function phaseStatus(pod: Pod): string {
  const gated = pod.status?.conditions?.some(c => c.type === 'PodScheduled' && c.reason === 'SchedulingGated')
  if (gated === true) return 'SchedulingGated'
  return nonEmpty(pod.status?.reason) ?? pod.status?.phase ?? ''
}

function initProgress(pod: Pod): Progress {
  const sidecars = new Set((pod.spec.initContainers ?? []).filter(isSidecar).map(c => c.name))
  const entries = pod.status?.initContainerStatuses ?? []
  const isUp = (entry: ContainerStatus) => sidecars.has(entry.name) && entry.started === true
  const current = entries.findIndex(entry => entry.state?.terminated?.exitCode !== 0 && !isUp(entry))
  const entry = entries[current]
  // Those behind the current one do not count yet.
  const seen = entry === undefined ? entries : entries.slice(0, current + 1)
  return {
    status: entry === undefined ? null : initStatus(entry, current, pod.spec.initContainers?.length ?? 0),
    ready: seen.filter(one => one !== entry && isUp(one) && !hasCompleted(one) && one.ready === true).length,
    restarts: sumOfRestarts(seen),
    sidecarRestarts: sumOfRestarts(seen.filter(one => sidecars.has(one.name))),
  }
}

function hasCompleted(entry: ContainerStatus): boolean {
  return entry.state?.terminated?.exitCode === 0
}

function sumOfRestarts(entries: readonly ContainerStatus[]): number {
  return entries.reduce((sum, entry) => sum + (entry.restartCount ?? 0), 0)
}

function initStatus(entry: ContainerStatus, index: number, count: number): string {
  const { terminated, waiting } = entry.state ?? {}
  if (terminated !== undefined) return `Init:${terminatedStatus(terminated)}`
  const reason = nonEmpty(waiting?.reason)
  if (reason !== undefined && reason !== 'PodInitializing') return `Init:${reason}`
  return `Init:${index}/${count}`
}

function terminatedStatus(terminated: Terminated): string {
  const reason = nonEmpty(terminated.reason)
  if (reason !== undefined) return reason
  const signal = terminated.signal ?? 0
  return signal === 0 ? `ExitCode:${terminated.exitCode}` : `Signal:${signal}`
}

/** Containers are read last to first, so that the first one with something to say has the last word. */
function appProgress(
  pod: Pod,
  before: string,
): { readonly status: string; readonly ready: number; readonly restarts: number } {
  let status = before
  let error: string | null = null
  let ready = 0
  let restarts = 0
  for (const entry of (pod.status?.containerStatuses ?? []).toReversed()) {
    restarts += entry.restartCount ?? 0
    const { waiting, terminated, running } = entry.state ?? {}
    const waitingReason = nonEmpty(waiting?.reason)
    if (waitingReason !== undefined) {
      status = waitingReason
    } else if (terminated !== undefined) {
      status = terminatedStatus(terminated)
      if (terminated.exitCode !== 0) error = status
    } else if (entry.ready === true && running !== undefined) {
      ready += 1
    }
  }
  if (status === 'Completed') status = afterCompletion(pod, ready > 0, error)
  return { status, ready, restarts }
}

/** One container is done; the pod as a whole may still run, have failed, or be unready. */
function afterCompletion(pod: Pod, running: boolean, error: string | null): string {
  const podReady = pod.status?.conditions?.some(c => c.type === 'Ready' && c.status === 'True') === true
  if (running && podReady) return 'Running'
  if (error !== null) return error
  return running ? 'NotReady' : 'Completed'
}

function deletionStatus(pod: Pod): string | undefined {
  if (pod.metadata.deletionTimestamp === undefined) return undefined
  if (pod.status?.reason === 'NodeLost') return 'Unknown'
  const phase = pod.status?.phase
  return phase === 'Succeeded' || phase === 'Failed' ? undefined : 'Terminating'
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
