// The runs of a container that its status still knows: the present one, the one before, and the waiting between.
import { type Pod, statusOf } from '../../model/pod.ts'

export type Tone = 'good' | 'warn' | 'bad' | 'idle' | 'ours'

/** A stretch of time; milliseconds since 1970. */
export interface Run {
  readonly from: number
  readonly to: number
  readonly tone: Tone
  /** What began. */
  readonly text: string
  /** What its end was; absent where it has none yet, or where the next thing says it. */
  readonly end?: string
}

type Status = NonNullable<ReturnType<typeof statusOf>>
type Terminated = NonNullable<NonNullable<Status['state']>['terminated']>

/** Oldest first. `now` is when the status was read. */
export function runsOf(pod: Pod, container: string, now: number): readonly Run[] {
  const status = statusOf(pod, container)
  if (status === undefined) return []
  const before = ended(status.lastState?.terminated, earlierRuns(status))
  const present = presentRun(pod, status, before?.to ?? null, now)
  return [before, present].filter(run => run !== null)
}

/** Kubernetes keeps one run besides the present one. */
function earlierRuns({ restartCount = 0 }: Status): string {
  return restartCount > 1 ? ` (run ${restartCount}; earlier ones are not known)` : ''
}

function presentRun(pod: Pod, status: Status, since: number | null, now: number): Run | null {
  const { running, terminated, waiting } = status.state ?? {}
  if (running !== undefined) {
    const from = at(running.startedAt)
    if (from === null) return null
    const words = status.ready === true ? 'started, and is ready' : 'started; not ready'
    return { from, to: Math.max(now, from), tone: status.ready === true ? 'good' : 'warn', text: words }
  }
  if (terminated !== undefined) return ended(terminated, '')
  const from = since ?? at(pod.metadata.creationTimestamp)
  if (from === null || waiting === undefined) return null
  return { from, to: Math.max(now, from), tone: 'idle', text: `waits: ${waiting.reason ?? 'not started'}` }
}

function ended(terminated: Terminated | undefined, which: string): Run | null {
  const to = at(terminated?.finishedAt)
  if (terminated === undefined || to === null) return null
  const well = terminated.exitCode === 0
  const why = terminated.reason === undefined ? '' : ` (${terminated.reason})`
  return {
    from: Math.min(at(terminated.startedAt) ?? to, to),
    to,
    tone: well ? 'good' : 'bad',
    text: `started${which}`,
    end: `ended with exit code ${terminated.exitCode}${why}`,
  }
}

function at(iso: string | undefined): number | null {
  const ms = Date.parse(iso ?? '')
  return isAbsent(ms) ? null : ms
}

/** Kubernetes writes the first second of year 1 where it has no time. */
export function isAbsent(ms: number): boolean {
  return Number.isNaN(ms) || ms < 0
}
