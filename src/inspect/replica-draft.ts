// What a replica is made from, and how it is known: its name, labels and owner.
import type { ReplicaDraft } from '../model/inspection.ts'
import { type Pod, statusOf } from '../model/pod.ts'

export type { ReplicaDraft }

/** Labels by which a copy is known, and by which leftovers are found. */
export const REPLICA_LABELS = {
  managedBy: 'app.kubernetes.io/managed-by',
  manager: 'ephemeral-debug-action',
  of: 'ephemeral-debug.dev/replica-of',
} as const

/** The metadata of a copy: nothing of the original that anything could select it by. */
export function replicaMetadata(
  { pod, target, nonce }: ReplicaDraft,
  purpose: 'replica' | 'entrypoint',
): Pod['metadata'] {
  const { name, namespace, uid, annotations = {} } = pod.metadata
  // Written by older clusters in the place of the security context's own field; it must go with its container.
  const armor = `container.apparmor.security.beta.kubernetes.io/${target}`
  const profile = annotations[armor]
  return {
    // Tells whose copy it is by the end of the name, where pods of one workload differ.
    name: `${purpose}-${nonce}-${name.slice(-40).replace(/^[^a-z0-9]+/, '')}`,
    ...(namespace === undefined ? {} : { namespace }),
    labels: {
      [REPLICA_LABELS.managedBy]: REPLICA_LABELS.manager,
      [REPLICA_LABELS.of]: name.slice(0, 63).replace(/[^a-zA-Z0-9]+$/, ''),
    },
    ...(profile === undefined ? {} : { annotations: { [armor]: profile } }),
    // Goes with the original at the latest, should nobody be left to delete it. Not as its controller: nobody adopts or counts it.
    ...(uid === undefined ? {} : { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid }] }),
  }
}

/** The uid that the target has or asks for; null where only its image knows. */
export function uidOf(pod: Pod, target: string): number | null {
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  const own = all.find(container => container.name === target)?.securityContext?.runAsUser
  return statusOf(pod, target)?.user?.linux?.uid ?? own ?? pod.spec.securityContext?.runAsUser ?? null
}
