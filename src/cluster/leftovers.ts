// Copies of pods that an earlier run could not delete, because it was killed.
import { REPLICA_LABELS } from '../inspect/replica-draft.ts'
import type { Pod } from '../model/pod.ts'
import type { KubernetesApi } from './api.ts'
import { removePod } from './replica.ts'

/** A copy whose deadline is past by so much belongs to no run any more, even where its node is gone. Milliseconds. */
const SURELY_OVER_MS = 300_000

/**
 * Deletes those of the copies that are over: that have ended, or should have long ago. Never throws.
 * @param now milliseconds since 1970
 * @returns how many were deleted
 */
export async function removeLeftovers(
  api: KubernetesApi,
  copies: readonly Pod[],
  now: number,
): Promise<number> {
  const over = copies.filter(pod => isOurs(pod) && isOver(pod, now + api.aheadMs))
  await Promise.all(over.map(pod => removePod(api, pod)))
  return over.length
}

/** By its labels, its name and its deadline: a pod that merely has one of our labels is left alone. */
function isOurs({ metadata, spec }: Pod): boolean {
  const { labels = {} } = metadata
  return (
    labels[REPLICA_LABELS.managedBy] === REPLICA_LABELS.manager &&
    labels[REPLICA_LABELS.of] !== undefined &&
    /^(replica|entrypoint)-/.test(metadata.name) &&
    typeof spec['activeDeadlineSeconds'] === 'number'
  )
}

function isOver({ metadata, spec, status }: Pod, now: number): boolean {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return true
  const deadlineMs = Number(spec['activeDeadlineSeconds']) * 1000
  return now - Date.parse(metadata.creationTimestamp ?? '') > deadlineMs + SURELY_OVER_MS
}
