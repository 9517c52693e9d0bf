// report.json: the contract with everything that reads our reports. The JSON Schema in docs/ is made from this file.
import { z } from 'zod'
import { type Category, causes } from './finding.ts'

const evidenceSchema = z.object({
  source: z.string(),
  pod: z.string().nullable(),
  time: z.string().nullable(),
  text: z.string(),
})

const findingSchema = z.object({
  id: z.string().regex(/^f[1-9][0-9]*$/),
  category: z.enum(Object.keys(causes) as [Category, ...Category[]]),
  cause: z.string(),
  confidence: z.enum(['high', 'medium', 'low']),
  subject: z.object({
    kind: z.string(),
    namespace: z.string(),
    name: z.string(),
    container: z.string().optional(),
  }),
  pods: z.array(z.string()),
  title: z.string(),
  evidence: z.array(evidenceSchema),
  ruledOut: z.array(z.string()),
  next: z.array(z.string()),
  causedBy: z.string().nullable(),
  /** True where it was failing before the job began; absent where it was not, or where nobody knows. */
  beforeJob: z.literal(true).optional(),
  fingerprint: z.string(),
})

const wayNameSchema = z.enum(['target', 'pod', 'restart', 'replica', 'none'])

const commandSchema = z.object({
  name: z.string(),
  run: z.string(),
  exitCode: z.int().nullable(),
  durationMs: z.int().nonnegative(),
  timedOut: z.boolean(),
  truncated: z.boolean(),
  /** Path of the output file in the artifact. */
  output: z.string(),
  failure: z.string().nullable(),
  /** The way in by which it was run; a pod may have been looked into by more than one. */
  way: wayNameSchema,
})

/** A way that was tried into a pod, and how it went. */
const triedSchema = z.object({
  way: wayNameSchema,
  reason: z.string(),
  container: z.string().nullable(),
  equivalent: z.string(),
  targeted: z.boolean(),
  /** Who the debugger was and what it could read, measured from inside: `as 1000:1000, files readable, environ readable`. */
  saw: z.string().nullable(),
  failure: z.string().nullable(),
  /** Of a copy of the pod: what is different in it, in sentences. */
  differences: z.array(z.string()),
})

const podSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  status: z.string(),
  ready: z.string(),
  restarts: z.int().nonnegative(),
  owner: z.string(),
  reason: z.string(),
  inspection: z.object({
    way: wayNameSchema,
    reason: z.string(),
    container: z.string().nullable(),
    image: z.string(),
    equivalent: z.string(),
    targeted: z.boolean(),
    failure: z.string().nullable(),
    tried: z.array(triedSchema),
    /** Ways that were considered and not tried, and why. */
    notTried: z.array(z.string()).default([]),
    commands: z.array(commandSchema),
  }),
})

export const reportSchema = z.object({
  schemaVersion: z.literal(1),
  outcome: z.enum(['nothing-failing', 'diagnosed', 'partial', 'no-access']),
  startedAt: z.string(),
  durationMs: z.int().nonnegative(),
  cluster: z.object({ version: z.string().nullable(), nodes: z.int().nonnegative(), kind: z.string() }),
  findings: z.array(findingSchema),
  pods: z.array(podSchema),
  notCollected: z.array(z.object({ what: z.string(), why: z.string(), fix: z.string() })),
})

export type Report = z.infer<typeof reportSchema>
export type ReportFinding = z.infer<typeof findingSchema>
export type ReportPod = z.infer<typeof podSchema>
export type Outcome = Report['outcome']
