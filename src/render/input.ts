// What rendering starts from: all that is known at the end, already without secrets.
import type { Finding } from '../model/finding.ts'
import type { PodLook } from '../model/inspection.ts'
import type { Outcome } from '../model/report.ts'
import type { NotCollected, Snapshot } from '../model/snapshot.ts'
import type { Suspect } from '../model/suspect.ts'

export interface ReportInput {
  readonly outcome: Outcome
  /** Null where the cluster could not be asked. */
  readonly snapshot: Snapshot | null
  readonly suspects: readonly Suspect[]
  readonly looks: readonly PodLook[]
  readonly findings: readonly Finding[]
  readonly notCollected: readonly NotCollected[]
  /** ISO 8601. */
  readonly startedAt: string
  readonly durationMs: number
  /** The debugger's image, for pods that nobody went into. */
  readonly image: string
}
