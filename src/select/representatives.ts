// Pods that are well, one for each workload: whom to listen to where nothing fails and the test failed all the same.
import type { Snapshot } from '../model/snapshot.ts'
import type { Suspect } from '../model/suspect.ts'
import { ownerOf } from './owner.ts'
import { suspectOf } from './select.ts'

/** One running pod for each owner, the newest, the newest workload's first. */
export function representatives(snapshot: Snapshot): readonly Suspect[] {
  const running = snapshot.pods.filter(
    ({ metadata, status }) => status?.phase === 'Running' && metadata.deletionTimestamp === undefined,
  )
  const newestFirst = running.toSorted((a, b) =>
    (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''),
  )
  const byOwner = Map.groupBy(newestFirst, pod => JSON.stringify(ownerOf(pod, snapshot)))
  return [...byOwner.values()].flatMap(([newest]) =>
    newest === undefined ? [] : [suspectOf(newest, snapshot, 'nothing fails, and it is well', null)],
  )
}
