// GitHub's Results service as @actions/artifact calls it: five Twirp methods over JSON.
import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { BlobStore } from './blob-store.ts'
import type { Answer, HttpRequest } from './http-server.ts'
import { readRuntimeToken } from './runtime-token.ts'

export interface StoredArtifact {
  readonly id: string
  readonly name: string
  readonly runBackendId: string
  readonly jobBackendId: string
  readonly mimeType: string | null
  /** RFC 3339; null when the action asked for no retention of its own. */
  readonly expiresAt: string | null
  readonly createdAt: string
  /** Where its bytes are in the blob storage. */
  readonly path: string
  /** False until FinalizeArtifact was accepted. */
  finalized: boolean
}

// Strict, so that a client that begins to send more is noticed.
const requestSchema = z.strictObject({
  workflow_run_backend_id: z.string(),
  workflow_job_run_backend_id: z.string(),
  name: z.string().optional(),
  name_filter: z.string().optional(),
  id_filter: z.string().optional(),
  mime_type: z.string().optional(),
  expires_at: z.iso.datetime().optional(),
  version: z.number().optional(),
  size: z.string().optional(),
  hash: z.string().optional(),
})
type ArtifactRequest = z.infer<typeof requestSchema>

const methods = {
  CreateArtifact: (service, request) => service.create(request),
  FinalizeArtifact: (service, request) => service.finalize(request),
  ListArtifacts: (service, request) => service.find(request),
  GetSignedArtifactURL: (service, request) => service.sign(request),
  DeleteArtifact: (service, request) => service.remove(request),
} as const satisfies Record<string, (service: ResultsService, request: ArtifactRequest) => Answer>

export type ArtifactMethod = keyof typeof methods

/** @returns the method that the request calls, or null when it isn't for this service */
export function artifactMethod({ url }: HttpRequest): ArtifactMethod | null {
  const prefix = '/twirp/github.actions.results.api.v1.ArtifactService/'
  const name = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : ''
  return isMethod(name) ? name : null
}

function isMethod(name: string): name is ArtifactMethod {
  return Object.hasOwn(methods, name)
}

export class ResultsService {
  readonly artifacts: StoredArtifact[] = []
  readonly #store: BlobStore
  #origin = ''
  #lastId = 3_000_000_000

  constructor(store: BlobStore) {
    this.#store = store
  }

  bytesOf(artifact: StoredArtifact): Buffer {
    return this.#store.get(artifact.path)?.bytes ?? Buffer.alloc(0)
  }

  call(method: ArtifactMethod, http: HttpRequest): Answer {
    const ids = readRuntimeToken(http.headers['authorization']?.replace(/^Bearer /, '') ?? '')
    if (ids === null) return failure(401, 'unauthenticated', 'the token is no runtime token')
    const parsed = requestSchema.safeParse(JSON.parse(http.body.toString('utf8')))
    if (!parsed.success) return failure(400, 'malformed', z.prettifyError(parsed.error))
    const request = parsed.data
    if (
      request.workflow_run_backend_id !== ids.workflowRunBackendId ||
      request.workflow_job_run_backend_id !== ids.workflowJobRunBackendId
    ) {
      return failure(403, 'permission_denied', 'the token is for another run or job')
    }
    this.#origin = http.url.origin
    return methods[method](this, request)
  }

  create(request: ArtifactRequest): Answer {
    if (this.#named(request) !== undefined) {
      return failure(409, 'already_exists', 'an artifact with this name already exists on the workflow run')
    }
    const artifact = {
      id: String(++this.#lastId),
      name: request.name ?? '',
      runBackendId: request.workflow_run_backend_id,
      jobBackendId: request.workflow_job_run_backend_id,
      mimeType: request.mime_type ?? null,
      expiresAt: request.expires_at ?? null,
      createdAt: new Date().toISOString(),
      // Azure's client takes the first segment for the account's name when the host is an address.
      path: `/storage/actions-results/${randomUUID()}`,
      finalized: false,
    }
    this.artifacts.push(artifact)
    return { status: 200, body: { ok: true, signed_upload_url: this.#signed(artifact) } }
  }

  finalize(request: ArtifactRequest): Answer {
    const artifact = this.#named(request)
    if (artifact === undefined) return failure(404, 'not_found', 'artifact not found')
    const bytes = this.bytesOf(artifact)
    const hash = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    if (request.size !== String(bytes.length)) {
      return failure(400, 'invalid_argument', `size is ${request.size}, ${bytes.length} bytes were uploaded`)
    }
    if (request.hash !== undefined && request.hash !== hash) {
      return failure(400, 'invalid_argument', `hash is ${request.hash}, ${hash} was uploaded`)
    }
    artifact.finalized = true
    return { status: 200, body: { ok: true, artifact_id: artifact.id } }
  }

  find(request: ArtifactRequest): Answer {
    const found = this.artifacts.filter(
      artifact =>
        artifact.finalized &&
        artifact.runBackendId === request.workflow_run_backend_id &&
        artifact.name === (request.name_filter ?? artifact.name) &&
        artifact.id === (request.id_filter ?? artifact.id),
    )
    const artifacts = found.map(artifact => ({
      workflow_run_backend_id: artifact.runBackendId,
      workflow_job_run_backend_id: artifact.jobBackendId,
      database_id: artifact.id,
      name: artifact.name,
      size: String(this.bytesOf(artifact).length),
      created_at: artifact.createdAt,
    }))
    return { status: 200, body: { artifacts } }
  }

  sign(request: ArtifactRequest): Answer {
    const artifact = this.#named(request)
    if (artifact?.finalized !== true) return failure(404, 'not_found', 'artifact not found')
    return { status: 200, body: { signed_url: this.#signed(artifact) } }
  }

  remove(request: ArtifactRequest): Answer {
    const artifact = this.#named(request)
    if (artifact === undefined) return failure(404, 'not_found', 'artifact not found')
    this.artifacts.splice(this.artifacts.indexOf(artifact), 1)
    return { status: 200, body: { ok: true, artifact_id: artifact.id } }
  }

  #named(request: ArtifactRequest): StoredArtifact | undefined {
    return this.artifacts.find(
      artifact => artifact.runBackendId === request.workflow_run_backend_id && artifact.name === request.name,
    )
  }

  #signed({ path }: StoredArtifact): string {
    return `${this.#origin}${path}?sv=2025-11-05&sp=rcw&sig=${randomUUID()}`
  }
}

function failure(status: number, code: string, message: string): Answer {
  return { status, body: { code, msg: message } }
}
