// The faults of this folder: what each breaks, how one sees that it shows, and what must be said of it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** `Kind/name` of an object in the fault's namespace. */
const named = z.string().regex(/^[A-Z][A-Za-z]+\/[a-z0-9-]+$/)

/** What must hold for the fault to count as shown; all that is given must hold at once. */
const signSchema = z.strictObject({
  /** Beginning of a pod's name; the conditions below are about one such pod. */
  pod: z.string().optional(),
  /** Regular expression for kubectl's STATUS column. */
  status: z.string().optional(),
  restarts: z.int().optional(),
  /** Seconds since the pod was created. */
  seconds: z.number().optional(),
  /** Regular expression for an event of the namespace, as `reason: message`. */
  event: z.string().optional(),
})
export type Sign = z.infer<typeof signSchema>

const expectedSchema = z.strictObject({
  id: z.string().regex(/^[a-z-]+\/[a-z-]+$/),
  subject: named,
  /** All that may be named at all; anything else in the namespace is a bystander. */
  accused: z.array(named),
  /** True where only a look from inside can tell. */
  inside: z.boolean(),
  shows: z.union([signSchema.transform(sign => [sign]), z.array(signSchema)]),
  /** Findings that must be there as effects of the first. */
  effects: z.array(z.string()).default([]),
  /** Namespaces of the manifest's own that are looked into as well. */
  further: z.array(z.string()).default([]),
  namespaceLabels: z.record(z.string(), z.string()).default({}),
  /** A pod that is deleted once it runs. */
  deletes: z.string().optional(),
})

export interface Fault extends z.output<typeof expectedSchema> {
  readonly name: string
  readonly namespace: string
  /** The manifest's first line: what is broken, in a sentence. */
  readonly why: string
  readonly manifest: string
  /** Objects outside of any namespace, to be there before the manifest and removed afterwards; often none. */
  readonly cluster: string | null
}

const folder = import.meta.dirname

/** Every fault, by name. @throws where a folder lacks a file or says something else than expected */
export function allFaults(): readonly Fault[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory())
  return entries.map(entry => faultNamed(entry.name)).toSorted((a, b) => a.name.localeCompare(b.name))
}

function faultNamed(name: string): Fault {
  const file = (path: string): string => readFileSync(join(folder, name, path), 'utf8')
  const manifest = file('manifest.yaml')
  const cluster = existsSync(join(folder, name, 'cluster.yaml')) ? file('cluster.yaml') : null
  const why = /^# (.+)$/m.exec(manifest)?.[1]
  if (why === undefined)
    throw new Error(`The manifest of fault ${name} does not begin with a sentence that says what is broken.`)
  return {
    ...expectedSchema.parse(JSON.parse(file('expected.json'))),
    name,
    namespace: `flt-${name}`,
    why,
    manifest,
    cluster,
  }
}

/** The healthy neighbours that every fault has in its namespace. */
export function bystanders(): string {
  return readFileSync(join(folder, 'bystanders.yaml'), 'utf8')
}
