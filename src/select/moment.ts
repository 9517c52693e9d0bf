// Times as the API server writes them, compared with the moment of the snapshot.
import type { Snapshot } from '../model/snapshot.ts'

/** How far back a restart counts as this job's where nobody knows when the job began. */
const assumedJobMs = 15 * 60_000

/** Milliseconds since 1970, or null where the text is absent or no time. */
export function moment(iso: string | undefined | null): number | null {
  if (iso === undefined || iso === null || iso === '') return null
  const ms = Date.parse(iso)
  return Number.isNaN(ms) ? null : ms
}

/** Seconds from `iso` until `now` (milliseconds); null where `iso` is absent. Negative for a time yet to come. */
export function secondsSince(iso: string | undefined | null, now: number): number | null {
  const then = moment(iso)
  return then === null ? null : (now - then) / 1000
}

/** The moment of the snapshot and the beginning of the time that interests us, in milliseconds since 1970. */
export interface Window {
  readonly now: number
  readonly from: number
  /** True where the job said when it began, so that what lies before is surely older than the job. */
  readonly known: boolean
}

/** The time that interests us: since the job began, else the last 15 minutes before the snapshot. */
export function windowOf(snapshot: Snapshot): Window {
  const now = moment(snapshot.takenAt) ?? 0
  const started = moment(snapshot.jobStartedAt)
  return { now, from: started ?? now - assumedJobMs, known: started !== null }
}

/** True where `iso` lies in the window; clocks of two machines may differ by a few seconds. */
export function within(iso: string | undefined, window: Window): boolean {
  const at = moment(iso)
  return at !== null && at >= window.from - 5_000
}
