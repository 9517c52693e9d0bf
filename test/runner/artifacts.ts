// A local artifact service that the real @actions/artifact client uploads to, with faults that can be switched on.
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { unzipSync } from 'fflate'
import { type BlobOperation, blobOperation, createBlobStore } from './blob-store.ts'
import type { JobContext } from './context.ts'
import { type Answer, serve } from './http-server.ts'
import {
  type ArtifactMethod,
  artifactMethod,
  ResultsService,
  type StoredArtifact,
} from './results-service.ts'
import type { BackendIds } from './runtime-token.ts'

export type ArtifactOperation = ArtifactMethod | BlobOperation

/** Something that goes wrong on purpose, until it has happened `times` times (default: always). */
export interface Fault {
  readonly on: ArtifactOperation
  readonly times?: number
  /** How many such calls go well before it (default: none). */
  readonly after?: number
  readonly does:
    | { readonly kind: 'status'; readonly status: number; readonly message: string }
    | { readonly kind: 'reset' }
    | { readonly kind: 'delay'; readonly ms: number }
}

export interface Artifact extends Readonly<StoredArtifact> {
  /** What was uploaded: a zip, or with skipArchive the file itself. */
  readonly bytes: Buffer
}

export interface ArtifactService {
  readonly url: string
  /** Every call so far, in order. */
  readonly calls: readonly ArtifactOperation[]
  /** Finished and unfinished ones, oldest first. */
  list(): readonly Artifact[]
  /**
   * The files of a finished artifact, path to bytes; one entry of the artifact's name when it was not archived.
   * @throws Error when there is no such artifact; it names those that there are
   */
  entries(name: string): ReadonlyMap<string, Buffer>
  inject(fault: Fault): void
  close(): Promise<void>
}

/** Starts the service on a free port of 127.0.0.1. */
export async function startArtifactService(): Promise<ArtifactService> {
  const store = createBlobStore()
  const results = new ResultsService(store)
  const calls: ArtifactOperation[] = []
  const faults: ActiveFault[] = []
  const server = await serve(async request => {
    const method = artifactMethod(request)
    const operation = method ?? blobOperation(request)
    calls.push(operation)
    const fault = await applyFault(faults, operation)
    if (fault !== null) return fault
    return method === null ? store.handle(request) : results.call(method, request)
  })
  const list = () => results.artifacts.map(artifact => ({ ...artifact, bytes: results.bytesOf(artifact) }))
  return {
    url: server.url,
    calls,
    list,
    entries: name => entriesOf(list(), name),
    inject: fault =>
      void faults.push({ ...fault, spared: fault.after ?? 0, left: fault.times ?? Number.POSITIVE_INFINITY }),
    close: server.close,
  }
}

/** The ids that a job's runtime token holds. All attempts of a run share its id, so that equal names collide. */
export function jobBackendIds(context: JobContext): BackendIds {
  const job = JSON.stringify([context.runId, context.job, context.runAttempt, context.matrix])
  return { workflowRunBackendId: uuidOf(context.runId), workflowJobRunBackendId: uuidOf(job) }
}

function uuidOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

interface ActiveFault extends Fault {
  spared: number
  left: number
}

/** @returns the fault's answer; null when the call is to be served (perhaps after a delay) */
async function applyFault(
  faults: readonly ActiveFault[],
  operation: ArtifactOperation,
): Promise<Answer | null> {
  const fault = faults.find(({ on, left }) => on === operation && left > 0)
  if (fault === undefined) return null
  if (fault.spared > 0) {
    fault.spared--
    return null
  }
  fault.left--
  switch (fault.does.kind) {
    case 'reset':
      return 'reset'
    case 'status':
      return { status: fault.does.status, body: { code: 'injected', msg: fault.does.message } }
    case 'delay':
      await sleep(fault.does.ms)
      return null
  }
}

function entriesOf(artifacts: readonly Artifact[], name: string): ReadonlyMap<string, Buffer> {
  const finished = artifacts.filter(artifact => artifact.finalized)
  const artifact = finished.find(candidate => candidate.name === name)
  if (artifact === undefined) {
    const names = finished.map(candidate => candidate.name).join(', ')
    throw new Error(`There is no finished artifact '${name}'; finished are: ${names || 'none'}`)
  }
  if (artifact.mimeType !== 'application/zip') return new Map([[name, artifact.bytes]])
  const files = Object.entries(unzipSync(artifact.bytes)).filter(([path]) => !path.endsWith('/'))
  return new Map(files.map(([path, bytes]) => [path, Buffer.from(bytes)]))
}
