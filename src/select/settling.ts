// Pods that are neither well nor in trouble yet, and how long it takes until their time is up.
import { eventCount } from '../model/objects.ts'
import { type Pod, podKey } from '../model/pod.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { moment } from './moment.ts'
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

/**
 * True for a pod that is going, or coming up, rightly as far as the snapshot's own moment tells: it still has time to end, or its probe has
 * not failed as often yet as it may. For dumps that don't say when they were taken, so that a later moment is only assumed.
 */
export function isUnderWay(pod: Pod, snapshot: Snapshot): boolean {
  if (isJustMade(pod, snapshot)) return true
  const end = moment(pod.metadata.deletionTimestamp)
  if (end !== null) {
    const runs = (pod.status?.containerStatuses ?? []).some(entry => entry.state?.running !== undefined)
    // What has ended and is held by a finalizer does not go by itself.
    const goes = runs || (pod.metadata.finalizers ?? []).length === 0
    return goes && end > (moment(snapshot.takenAt) ?? 0)
  }
  const waiting = (pod.status?.containerStatuses ?? []).filter(entry => entry.ready !== true)
  // Without events nothing tells how often a probe has failed.
  return (
    snapshot.events.length > 0 &&
    waiting.length > 0 &&
    waiting.every(
      entry =>
        entry.state?.running !== undefined &&
        entry.lastState?.terminated === undefined &&
        hasTries(pod, entry.name, snapshot),
    )
  )
}

/** Seconds in which a node makes a pod where nothing is wrong. */
const makingTakes = 60

function isJustMade(pod: Pod, snapshot: Snapshot): boolean {
  const age = ((moment(snapshot.takenAt) ?? 0) - (moment(pod.metadata.creationTimestamp) ?? 0)) / 1000
  const waits = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  return (
    age < makingTakes &&
    waits.length > 0 &&
    waits.every(entry =>
      /^(?:ContainerCreating|PodInitializing)$/.test(entry.state?.waiting?.reason ?? ''),
    ) &&
    !snapshot.events.some(
      event => event.type === 'Warning' && event.involvedObject.name === pod.metadata.name,
    )
  )
}

function hasTries(pod: Pod, container: string, snapshot: Snapshot): boolean {
  const spec = pod.spec.containers.find(one => one.name === container)
  const probe = spec?.startupProbe ?? spec?.readinessProbe
  const failures = snapshot.events
    .filter(event => event.reason === 'Unhealthy' && event.involvedObject.name === pod.metadata.name)
    .reduce((sum, event) => sum + eventCount(event), 0)
  return probe !== undefined && failures < (probe.failureThreshold ?? 3)
}
