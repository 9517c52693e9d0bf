// A snapshot worth judging: read again after a short wait where pods may still be starting.
import type { KubernetesApi } from './cluster/api.ts'
import { type Observation, observe } from './cluster/observe.ts'
import { podKey } from './model/pod.ts'
import type { Clock, Progress } from './model/ports.ts'
import type { Settings } from './model/settings.ts'
import type { FailedStep, Snapshot } from './model/snapshot.ts'
import { settling } from './select/settling.ts'

/** How long pods that may still be starting are given, and of the time allowed how much at most. */
const SETTLING_MOST_S = 20
const SETTLING_SHARE = 0.25

/** What observing needs from outside. */
export interface Watch {
  readonly clock: Clock
  readonly progress: Progress
  /** When the job began (ISO 8601), or null. */
  readonly jobStartedAt: string | null
  readonly failedStep: FailedStep | null
  /** The server's version, or null. */
  readonly version: string | null
}

/** Reads the cluster; once more after a short wait where some pods may still be starting. */
export async function observeSettled(
  settings: Settings,
  { clock, progress, jobStartedAt, failedStep, version }: Watch,
  api: KubernetesApi,
  signal: AbortSignal,
): Promise<Observation> {
  const look = (): Promise<Observation> => {
    const takenAt = new Date(clock.now()).toISOString()
    return observe(api, settings, { takenAt, jobStartedAt, failedStep, version }, signal)
  }
  const first = await look()
  const horizon = Math.min(SETTLING_MOST_S, Math.floor((settings.timeoutMs * SETTLING_SHARE) / 1000))
  const { pods, seconds } = settling(onlyPods(first.snapshot, first.selected), horizon)
  if (seconds === 0) return first
  const counted = pods.length === 1 ? '1 pod is' : `${pods.length} pods are`
  progress.info(`${counted} still starting: looking again in ${seconds} s`)
  const waited = await clock.sleep(seconds * 1000, signal)
  return waited ? await look().catch(() => first) : first
}

/** The snapshot with these pods only; null keeps all. */
export function onlyPods(snapshot: Snapshot, keys: ReadonlySet<string> | null): Snapshot {
  if (keys === null) return snapshot
  return { ...snapshot, pods: snapshot.pods.filter(pod => keys.has(podKey(pod))) }
}
