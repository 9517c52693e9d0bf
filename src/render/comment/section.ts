// What the comment knows of each job: one section a leg of a matrix. It travels in the comment itself, which people may edit.
import { z } from 'zod'
import { type Category, causes } from '../../model/finding.ts'

const text = (longest: number) => z.string().max(longest)
const digits = z.string().regex(/^\d{1,20}$/)
const fingerprintSchema = z.string().regex(/^[0-9a-f]{12}$/)

/** The longest that each part may be, in characters, and how many there may be of each. */
export const most = {
  title: 600,
  name: 260,
  evidence: 6,
  evidenceText: 1_000,
  hints: 5,
  hintText: 600,
  lines: 8,
  lineText: 300,
  label: 200,
  /** Earlier runs that are remembered, and faults of each. */
  runs: 10,
  faults: 8,
  sections: 60,
} as const

const subjectSchema = z.strictObject({
  kind: text(most.name),
  namespace: text(most.name),
  name: text(most.name),
  container: text(most.name).optional(),
})

const evidenceSchema = z.strictObject({
  source: text(most.name),
  pod: text(most.name).nullable(),
  time: text(40).nullable(),
  text: text(most.evidenceText),
})

/** The root cause, as much of it as a comment shows. */
const faultSchema = z.strictObject({
  category: z.enum(Object.keys(causes) as [Category, ...Category[]]),
  cause: text(60),
  confidence: z.enum(['high', 'medium', 'low']),
  beforeJob: z.literal(true).optional(),
  subject: subjectSchema,
  title: text(most.title),
  pod: text(most.name).nullable(),
  evidence: z.array(evidenceSchema).max(most.evidence),
  next: z.array(text(most.hintText)).max(most.hints),
  fingerprint: fingerprintSchema,
})

/** A finding of which only the title is told. */
const lineSchema = z.strictObject({ title: text(most.lineText), id: text(120) })

const verdictSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('passed') }),
  /** The job failed, and nothing names a cause. */
  z.strictObject({ kind: z.literal('open'), words: text(most.title) }),
  z.strictObject({
    kind: z.literal('found'),
    fault: faultSchema,
    effects: z.array(lineSchema).max(most.lines),
    others: z.array(lineSchema).max(most.lines),
    /** How many findings, pieces of evidence and hints are not in here. */
    leftOut: z.int().nonnegative().max(100_000),
  }),
])

const runSchema = z.strictObject({
  id: digits,
  number: z.int().nonnegative().max(1e9),
  attempt: z.int().positive().max(1e9),
})

/** A run of the pull request and the faults it met. */
const pastSchema = z.strictObject({
  number: z.int().nonnegative().max(1e9),
  faults: z.array(fingerprintSchema).max(most.faults),
})

export const sectionSchema = z.strictObject({
  /** Which job and leg of the matrix: the same in every run. */
  key: z.string().regex(/^[0-9a-f]{12}$/),
  /** Tells jobs of one key in one run apart; 0 where there is but one. */
  slot: z.int().nonnegative().max(20),
  /** Which job of the run wrote it. */
  place: z.string().regex(/^[0-9a-f]{8}$/),
  label: text(most.label),
  run: runSchema,
  sha: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})?$/),
  artifact: digits.nullable(),
  verdict: verdictSchema,
  /** The newest first, this run's own among them. */
  history: z.array(pastSchema).max(most.runs),
})

export type Section = z.infer<typeof sectionSchema>
export type Verdict = Section['verdict']
export type FoundVerdict = Extract<Verdict, { kind: 'found' }>
export type Fault = z.infer<typeof faultSchema>
export type Past = z.infer<typeof pastSchema>
type Run = Section['run']

/** Reads what stood in a comment: what is not a section is left out, as anybody may have written it. */
export function readSections(json: unknown): readonly Section[] {
  const list = z.array(z.unknown()).max(most.sections).safeParse(json)
  return (list.success ? list.data : []).flatMap(one => {
    const parsed = sectionSchema.safeParse(one)
    return parsed.success ? [parsed.data] : []
  })
}

/** Above zero where `a` is of a later run than `b`, or of a later attempt at the same. */
export function compareRuns(a: Run, b: Run): number {
  return a.number - b.number || Number(BigInt(a.id) - BigInt(b.id)) || a.attempt - b.attempt
}

export function sameRun(a: Run, b: Run): boolean {
  return a.id === b.id && a.attempt === b.attempt
}
