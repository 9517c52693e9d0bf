// How long a container lives and when it starts again, read from its status.
import type { ContainerStatus } from '../model/pod.ts'

/** Kubelet's back-off for a container that keeps ending (kubernetes/pkg/kubelet/kubelet.go): 10 s, doubled each time, 5 minutes at most. */
const BACK_OFF_FIRST_MS = 10_000
const BACK_OFF_MOST_MS = 300_000

/** How long the last finished run took, in milliseconds; null where that is not known. Kubernetes counts in whole seconds. */
export function lastRunMs(status: ContainerStatus): number | null {
  const ended = status.state?.terminated ?? status.lastState?.terminated
  return between(ended?.startedAt, ended?.finishedAt)
}

/** For how long the container has been running, in milliseconds; 0 where it is not. */
export function runningMs(status: ContainerStatus, now: string): number {
  return between(status.state?.running?.startedAt, now) ?? 0
}

/**
 * How long until the container has certainly been started again, in milliseconds. One that is running now must end first and
 * then wait its next back-off.
 */
export function msToRestart(status: ContainerStatus, now: string): number {
  const restarts = status.restartCount ?? 0
  if (status.state?.running !== undefined) return (lastRunMs(status) ?? 0) + backOff(restarts + 1)
  const ended = status.state?.terminated ?? status.lastState?.terminated
  const since = between(ended?.finishedAt, now) ?? 0
  return Math.max(0, (saidBackOff(status) ?? backOff(restarts)) - since)
}

function backOff(restarts: number): number {
  return Math.min(BACK_OFF_FIRST_MS * 2 ** Math.max(0, restarts - 1), BACK_OFF_MOST_MS)
}

/** Kubelet's own words, where it has said them: `back-off 20s restarting failed container=app …`. */
function saidBackOff(status: ContainerStatus): number | null {
  const [, minutes = '0', seconds = '0'] =
    /back-off (?:(\d{1,2})m)?(?:(\d{1,3})s)? restarting/.exec(status.state?.waiting?.message ?? '') ?? []
  const ms = (Number(minutes) * 60 + Number(seconds)) * 1000
  return ms > 0 ? ms : null
}

function between(from: string | undefined, to: string | undefined): number | null {
  const length = Date.parse(to ?? '') - Date.parse(from ?? '')
  return Number.isNaN(length) ? null : length
}
