// What was seen of the cluster from outside, at one moment: plain data, whatever its source.
import type { Lack } from '../access/permission.ts'
import type {
  Claim,
  EndpointSlice,
  Event,
  Namespace,
  Node,
  PersistentVolume,
  Quota,
  Service,
  Workload,
} from './objects.ts'
import type { Pod } from './pod.ts'

/** The kinds of throwaway cluster that we recognise from their nodes; `unknown` is any other, perhaps a precious one. */
export type ClusterKind = 'kind' | 'k3d' | 'minikube' | 'embedded' | 'unknown'

export interface ClusterFacts {
  /** The server's gitVersion, such as `v1.36.3`; null where it could not be asked. */
  readonly version: string | null
  readonly kind: ClusterKind
}

/** Something the report lacks: what, why, and what a person can change so that the next report has it. */
export interface NotCollected {
  readonly what: string
  readonly why: string
  readonly fix: string
  /** The permission that is missing, where that is the reason: `fix` says it in words. */
  readonly lacks?: Lack
}

/** A step of the job that did not succeed. */
export interface FailedStep {
  readonly name: string
  /** When it ended; ISO 8601. */
  readonly at: string
}

export interface Snapshot {
  /** ISO 8601, the clock of the machine that asked. */
  readonly takenAt: string
  /** When the job began, or armed the action (ISO 8601), so that older trouble can be told from new; null where that is unknown. */
  readonly jobStartedAt: string | null
  /** The step whose failure made us look; null or absent where GitHub did not say. */
  readonly failedStep?: FailedStep | null
  readonly cluster: ClusterFacts
  readonly namespaces: readonly Namespace[]
  readonly pods: readonly Pod[]
  /** Keys of those pods of which only events tell, so that nothing that their objects hold was seen. */
  readonly podsOnlyTold?: readonly string[]
  /** Deployments, ReplicaSets, StatefulSets, DaemonSets, Jobs and CronJobs. */
  readonly workloads: readonly Workload[]
  readonly events: readonly Event[]
  readonly services: readonly Service[]
  readonly endpointSlices: readonly EndpointSlice[]
  readonly claims: readonly Claim[]
  /** PersistentVolumes, asked for where a claim waits for one. */
  readonly volumes?: readonly PersistentVolume[]
  readonly nodes: readonly Node[]
  readonly quotas: readonly Quota[]
  readonly notCollected: readonly NotCollected[]
}
