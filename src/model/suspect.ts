// A pod worth a look, and why.
import type { Metadata } from './meta.ts'
import type { Pod } from './pod.ts'

/** An object as people name it: kind, namespace, name. */
export interface ObjectName {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** The name of an object of that kind. */
export function objectName(kind: string, { metadata }: { readonly metadata: Metadata }): ObjectName {
  return { kind, namespace: metadata.namespace ?? 'default', name: metadata.name }
}

export interface Suspect {
  readonly pod: Pod
  /** kubectl's STATUS column, such as `CrashLoopBackOff` or `Init:0/1`. */
  readonly status: string
  /** kubectl's READY column, such as `0/1`. */
  readonly ready: string
  readonly restarts: number
  /** The workload that a person would name: the Deployment, not its ReplicaSet; the pod itself where nothing owns it. */
  readonly owner: ObjectName
  /** Why it is worth a look, in words. */
  readonly reason: string
  /** The container that fails, init containers included; null where the pod as a whole does. */
  readonly container: string | null
  /** Key (`namespace/name`) of the pod with the same fault that is looked into instead of this one; null where this one is. */
  readonly representedBy: string | null
}
