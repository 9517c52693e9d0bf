// Pods that are neither well nor in trouble yet, and how long it takes until their time is up.
import { type Pod, podKey } from '../model/pod.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { selectSuspects } from './select.ts'

export interface Settling {
  /** Pods that would be worth a look if nothing about them changed. */
  readonly pods: readonly Pod[]
  /** After how many seconds the last of them would; 0 where there are none. */
  readonly seconds: number
}

/**
 * A test that fails fast leaves pods behind that still have time by their own probes, and it is too early to accuse them. This tells
 * which ones, and how long to wait before looking again: the same selection, asked about the same pods a little later.
 * @param horizon how far to look ahead, in seconds
 */
export function settling(snapshot: Snapshot, horizon: number): Settling {
  const now = keysAfter(snapshot, 0)
  const then = keysAfter(snapshot, horizon)
  const pods = snapshot.pods.filter(pod => then.has(podKey(pod)) && !now.has(podKey(pod)))
  if (pods.length === 0) return { pods, seconds: 0 }
  const all = (second: number): boolean => {
    const keys = keysAfter(snapshot, second)
    return pods.every(pod => keys.has(podKey(pod)))
  }
  const seconds = Array.from({ length: horizon }, (_, index) => index + 1).find(all) ?? horizon
  return { pods, seconds }
}

function keysAfter(snapshot: Snapshot, seconds: number): ReadonlySet<string> {
  const takenAt = new Date(Date.parse(snapshot.takenAt) + seconds * 1000).toISOString()
  return new Set(selectSuspects({ ...snapshot, takenAt }).map(suspect => podKey(suspect.pod)))
}
