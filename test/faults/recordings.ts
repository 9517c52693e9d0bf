// What the action saw of each fault on the real cluster: the part of its artifact that is about the fault's namespaces.
import type { Buffer } from 'node:buffer'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Report, reportSchema } from '../../src/model/report.ts'
import type { Fault } from './index.ts'

/** The artifact's files by path, those in JSON as what they hold. */
export type Recording = Readonly<Record<string, unknown>>

/** Files of the artifact that are about the whole cluster. */
const ofCluster = /^cluster\/(?:snapshot|nodes|persistentvolumes)\.json$/

/** Writes down what an artifact holds of this fault, but not what was found in it. */
export function record(fault: Fault, artifact: ReadonlyMap<string, Buffer>): void {
  const report = reportSchema.parse(json(artifact.get('report.json')))
  const namespaces = new Set([fault.namespace, ...fault.further])
  const pods = report.pods.filter(pod => namespaces.has(pod.namespace))
  const outputs = new Set(pods.flatMap(pod => pod.inspection.commands.map(command => command.output)))
  const isOurs = (path: string): boolean =>
    ofCluster.test(path) || outputs.has(path) || namespaces.has(/^cluster\/([^/]+)\//.exec(path)?.[1] ?? '')
  const files = [...artifact].filter(([path]) => isOurs(path))
  const recording: Recording = {
    'report.json': { ...report, findings: [], pods } satisfies Report,
    ...Object.fromEntries(files.map(([path, bytes]) => [path, contentOf(path, bytes)])),
  }
  writeFileSync(pathOf(fault), `${JSON.stringify(recording, null, 1)}\n`)
}

/** What was recorded of the fault. @throws where it never was: run its test with RECORD=1 */
export function recordingOf(fault: Fault): Recording {
  return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(pathOf(fault), 'utf8')))
}

function pathOf({ name }: Fault): string {
  return join(import.meta.dirname, name, 'recorded.json')
}

function contentOf(path: string, bytes: Buffer): unknown {
  return path.endsWith('.json') ? json(bytes) : bytes.toString('utf8')
}

function json(bytes: Buffer | undefined): unknown {
  return JSON.parse(bytes?.toString('utf8') ?? 'null')
}
