// What is wrong with one container, as far as its status tells.
import { conditionOf } from '../model/meta.ts'
import { type Container, type ContainerStatus, isSidecar, type Pod, type Probe } from '../model/pod.ts'
import { moment, secondsSince, type Window, within } from './moment.ts'

/** Seconds in which a container may be created and its image pulled before that is worth a look. */
const creationGrace = 30
/** The same where a Warning event says that something goes wrong. */
const warnedCreationGrace = 10
/** Seconds that an init container may run before it is worth asking what it waits for. */
const initGrace = 30
/** Seconds that the kubelet may take to report what its probes found. */
const reportingGrace = 5

export type TroubleKind =
  | 'unscheduled'
  | 'creating'
  | 'image'
  | 'config'
  | 'crash'
  | 'failed'
  | 'init'
  | 'node'
  | 'not-ready'
  | 'terminating'

export interface ContainerTrouble {
  readonly kind: TroubleKind
  readonly reason: string
  readonly container: string
  readonly detail: string
  readonly recovered: boolean
}

export interface ContainerContext {
  readonly pod: Pod
  readonly window: Window
  readonly warned: () => boolean
}

/** The first init container that has not done its work and should have; null where initialisation goes well. */
export function initTrouble(context: ContainerContext): ContainerTrouble | null {
  const { pod } = context
  if (conditionOf(pod.status?.conditions, 'Initialized')?.status === 'True') return null
  const sidecars = new Set((pod.spec.initContainers ?? []).filter(isSidecar).map(container => container.name))
  const current = pod.status?.initContainerStatuses?.find(entry => {
    const done = entry.state?.terminated?.exitCode === 0
    return !done && !(sidecars.has(entry.name) && entry.started === true)
  })
  if (current === undefined) return null
  const trouble = troubleOfContainer(current, context)
  return trouble !== null || sidecars.has(current.name) ? trouble : slowInit(current, context.window)
}

function slowInit(entry: ContainerStatus, window: Window): ContainerTrouble | null {
  const running = secondsSince(entry.state?.running?.startedAt, window.now)
  if (running === null || running < initGrace) return null
  return {
    kind: 'init',
    reason: `init container ${entry.name} has been running for ${Math.round(running)} s`,
    container: entry.name,
    detail: 'running',
    recovered: false,
  }
}

/** What is wrong with this container, or null. */
export function troubleOfContainer(
  entry: ContainerStatus,
  context: ContainerContext,
): ContainerTrouble | null {
  const state = entry.state
  if (state?.terminated !== undefined) return ended(entry, context)
  if (state?.running !== undefined) return notReady(entry, context) ?? restarted(entry, context.window)
  return waiting(entry, context)
}

function waiting(entry: ContainerStatus, context: ContainerContext): ContainerTrouble | null {
  const reason = entry.state?.waiting?.reason ?? ''
  if (reason !== '' && reason !== 'ContainerCreating' && reason !== 'PodInitializing') {
    const last = entry.lastState?.terminated
    const crashed = reason === 'CrashLoopBackOff'
    const detail = crashed
      ? `${last?.reason ?? ''} ${last?.exitCode ?? ''}`
      : (entry.state?.waiting?.message ?? '')
    return {
      kind: waitingKind(reason),
      reason:
        crashed && last !== undefined
          ? crashReason(entry, last.exitCode)
          : `container ${entry.name}: ${reason}`,
      container: entry.name,
      detail,
      recovered: false,
    }
  }
  if (
    entry.lastState?.terminated !== undefined &&
    within(entry.lastState.terminated.finishedAt, context.window)
  ) {
    return restarted(entry, context.window, false)
  }
  return slowCreation(entry, context)
}

function waitingKind(reason: string): TroubleKind {
  if (reason === 'CrashLoopBackOff') return 'crash'
  return /image|registry|signature/i.test(reason) ? 'image' : 'config'
}

/** Waiting without a reason that names a fault: only its duration can. */
function slowCreation(entry: ContainerStatus, context: ContainerContext): ContainerTrouble | null {
  const { pod, window } = context
  // While an init container is at work, the app's containers wait rightly.
  const initialized = conditionOf(pod.status?.conditions, 'Initialized')
  const isApp = pod.spec.containers.some(container => container.name === entry.name)
  if (isApp && (pod.spec.initContainers?.length ?? 0) > 0 && initialized?.status !== 'True') {
    if (pod.status?.initContainerStatuses?.some(init => init.state?.waiting === undefined) === true)
      return null
  }
  const scheduled = conditionOf(pod.status?.conditions, 'PodScheduled')?.lastTransitionTime
  const since = isApp
    ? initialized?.status === 'True'
      ? initialized.lastTransitionTime
      : scheduled
    : scheduled
  const age = secondsSince(since ?? pod.metadata.creationTimestamp, window.now) ?? Number.POSITIVE_INFINITY
  if (age < warnedCreationGrace) return null
  if (age < creationGrace && !context.warned()) return null
  return {
    kind: 'creating',
    reason: `container ${entry.name} has not been created after ${Math.round(age)} s`,
    container: entry.name,
    detail: 'creating',
    recovered: false,
  }
}

function ended(entry: ContainerStatus, context: ContainerContext): ContainerTrouble | null {
  const terminated = entry.state?.terminated
  if (terminated === undefined) return null
  const restarts = context.pod.spec.restartPolicy ?? 'Always'
  // Done is done, unless Kubernetes will start it over and over.
  if (terminated.exitCode === 0 && (restarts !== 'Always' || isPlainInit(entry, context.pod))) return null
  return {
    kind: 'crash',
    reason: crashReason(entry, terminated.exitCode),
    container: entry.name,
    detail: `${terminated.reason ?? ''} ${terminated.exitCode}`,
    recovered: false,
  }
}

function isPlainInit(entry: ContainerStatus, pod: Pod): boolean {
  return pod.spec.initContainers?.some(c => c.name === entry.name && !isSidecar(c)) === true
}

function restarted(entry: ContainerStatus, window: Window, recovered = true): ContainerTrouble | null {
  const last = entry.lastState?.terminated
  if (last === undefined || !within(last.finishedAt, window)) return null
  return {
    kind: 'crash',
    reason: `${crashReason(entry, last.exitCode)} and was started again`,
    container: entry.name,
    detail: `${last.reason ?? ''} ${last.exitCode}`,
    recovered,
  }
}

function crashReason(entry: ContainerStatus, exitCode: number): string {
  const restarts = entry.restartCount ?? 0
  const times = restarts > 0 ? ` (restarts: ${restarts})` : ''
  return `container ${entry.name} ended with exit code ${exitCode}${times}`
}

function notReady(entry: ContainerStatus, context: ContainerContext): ContainerTrouble | null {
  const { pod, window } = context
  if (entry.ready === true) return null
  const spec = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(c => c.name === entry.name)
  const isPlain = pod.spec.initContainers?.some(c => c.name === entry.name && !isSidecar(c)) === true
  if (spec === undefined || isPlain) return null
  const running = secondsSince(entry.state?.running?.startedAt, window.now) ?? Number.POSITIVE_INFINITY
  const inTime = running <= readinessBudget(spec, entry) && !isLongStart(entry, running, context)
  if (inTime && !lostReadiness(entry, context)) return null
  // A container that starts over and over is a crash even while it runs.
  const crashed = restarted(entry, window, false)
  if (crashed !== null && running < 60) return crashed
  return {
    kind: 'not-ready',
    reason: `container ${entry.name} runs but is not ready`,
    container: entry.name,
    detail: entry.started === false ? 'startup' : 'readiness',
    recovered: false,
  }
}

/** A startup probe may be given an hour and ask the wrong port: one that has failed for so long is worth a look. Seconds. */
const longStart = 60

function isLongStart(entry: ContainerStatus, running: number, context: ContainerContext): boolean {
  return entry.started === false && running > longStart && context.warned()
}

/** Seconds from its start within which a healthy container may still be unready, by its own probes. */
export function readinessBudget(spec: Container, entry: ContainerStatus): number {
  const startup = entry.started === true ? 0 : probeBudget(spec.startupProbe)
  return startup + probeBudget(spec.readinessProbe) + reportingGrace
}

/** Seconds until a probe that never succeeds has failed as often as it may. Kubernetes' defaults where unset. */
export function probeBudget(probe: Probe | undefined): number {
  if (probe === undefined) return 0
  const period = probe.periodSeconds ?? 10
  return (
    (probe.initialDelaySeconds ?? 0) + period * (probe.failureThreshold ?? 3) + (probe.timeoutSeconds ?? 1)
  )
}

/** True where the pod had been ready in this run of the container: then its probe has already failed often enough. */
function lostReadiness(entry: ContainerStatus, context: ContainerContext): boolean {
  const ready = conditionOf(context.pod.status?.conditions, 'ContainersReady')
  const since = moment(ready?.lastTransitionTime)
  const started = moment(entry.state?.running?.startedAt)
  const alone = (context.pod.status?.containerStatuses?.length ?? 0) === 1
  return alone && ready?.status === 'False' && since !== null && started !== null && since > started + 2_000
}
