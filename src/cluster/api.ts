// One connection to the Kubernetes API: plain JSON in and out, every request bounded in time.
import { Buffer } from 'node:buffer'
import {
  type HttpMethod,
  IsomorphicFetchHttpLibrary,
  type KubeConfig,
  PatchStrategy,
  RequestContext,
  type ResponseContext,
} from '@kubernetes/client-node'
import { z } from 'zod'
import { withoutNulls } from '../model/meta.ts'
import type { Credential } from './kubeconfig.ts'

/**
 * The API server's own refusal. The message is its Status message: fit for a report, unlike the response's headers and body,
 * which the client library puts into its exceptions.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  /** Kubernetes' reason, such as `Forbidden` or `NotFound`; empty where the server gave none. */
  readonly reason: string

  constructor(status: number, reason: string, message: string) {
    super(message)
    this.status = status
    this.reason = reason
  }
}

/** The kubeconfig's credentials could not be had: its plugin is absent or failed, or a file that it names can't be read. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError'
}

export interface Request {
  readonly method: HttpMethod
  /** From the root, already encoded: `/api/v1/pods`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly signal: AbortSignal
  /** How long the answer's header, and for all but `stream` its body, may take. Milliseconds. */
  readonly timeoutMs?: number
}

const REQUEST_TIMEOUT_MS = 20_000
/** The largest page that the API server serves without strain; kubectl's own chunk size. */
const PAGE_SIZE = 500

const statusSchema = z.looseObject({ message: z.string().optional(), reason: z.string().optional() })
const pageSchema = z.looseObject({
  items: z.array(z.unknown()).optional(),
  metadata: z.looseObject({ continue: z.string().optional() }).optional(),
})

export class KubernetesApi {
  readonly server: string
  /** The namespace that the kubeconfig's context names; `default` as with kubectl where it names none. */
  readonly contextNamespace: string
  readonly #config: KubeConfig
  readonly #http = new IsomorphicFetchHttpLibrary()
  readonly #fetchedCredentials = new Set<string>()
  #aheadMs = 0
  #dispatcher: ReturnType<RequestContext['getDispatcher']>

  constructor(config: KubeConfig) {
    this.#config = config
    this.server = config.getCurrentCluster()?.server ?? ''
    this.contextNamespace = config.getContextObject(config.currentContext)?.namespace ?? 'default'
  }

  /** How far the cluster's clock is ahead of ours, by its last answer. Milliseconds. */
  get aheadMs(): number {
    return this.#aheadMs
  }

  /** Credentials that were sent so far, among them those that an exec plugin or a token file gave. */
  credentials(): readonly Credential[] {
    return [...this.#fetchedCredentials].map(value => ({ label: 'kubeconfig token', value }))
  }

  /** The answer's JSON, without nulls. @throws ApiError where the server refuses; other errors where it can't be reached */
  async json(request: Request): Promise<unknown> {
    const text = await this.text(request)
    return withoutNulls(JSON.parse(text === '' ? '{}' : text))
  }

  async text(request: Request): Promise<string> {
    return Buffer.from(await this.bytes(request)).toString('utf8')
  }

  async bytes(request: Request): Promise<Uint8Array> {
    const limit = AbortSignal.timeout(request.timeoutMs ?? REQUEST_TIMEOUT_MS)
    const response = await this.#send({ ...request, signal: AbortSignal.any([request.signal, limit]) })
    const chunks: Uint8Array[] = []
    for await (const chunk of response.body.stream() ?? []) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  /** The answer's body as it arrives, for as long as `signal` allows. */
  async *stream(request: Request): AsyncGenerator<Uint8Array> {
    const response = await this.#send(request)
    yield* response.body.stream() ?? []
  }

  /** All items of a list, page by page; each goes to `keep` at once, so that a page can be freed before the next comes. */
  async list(request: Omit<Request, 'method'>, keep: (item: unknown) => void): Promise<void> {
    let next: string | undefined
    do {
      const query = {
        ...request.query,
        limit: String(PAGE_SIZE),
        ...(next === undefined ? {} : { continue: next }),
      }
      const page = pageSchema.parse(await this.json({ ...request, method: 'GET', query }))
      for (const item of page.items ?? []) keep(item)
      next = page.metadata?.continue === '' ? undefined : page.metadata?.continue
    } while (next !== undefined)
  }

  async #send(request: Request): Promise<ResponseContext> {
    const context = new RequestContext(this.server + request.path, request.method)
    for (const [name, value] of Object.entries(request.query ?? {})) context.setQueryParam(name, value)
    await this.#authenticate(context, request.signal)
    if (request.body !== undefined) {
      const patch = request.method === 'PATCH'
      context.setHeaderParam('Content-Type', patch ? PatchStrategy.StrategicMergePatch : 'application/json')
      context.setBody(JSON.stringify(request.body))
    }
    context.setSignal(request.signal)
    const response = await this.#http.send(context).toPromise()
    const date = Date.parse(response.headers['date'] ?? '')
    if (!Number.isNaN(date)) this.#aheadMs = date - Date.now()
    if (response.httpStatusCode >= 400) throw await refusal(response)
    return response
  }

  async #authenticate(context: RequestContext, signal: AbortSignal): Promise<void> {
    // A plugin may wait for a person who is not there.
    await untilAborted(this.#config.applySecurityAuthentication(context), signal).catch((error: unknown) => {
      throw signal.aborted ? error : new CredentialsError(credentialsWords(error))
    })
    const credential = context.getHeaders()['Authorization']?.replace(/^(Bearer|Basic) /, '')
    if (credential !== undefined) this.#fetchedCredentials.add(credential)
    // The library makes a new connection pool for each request; one pool for all keeps the connections.
    this.#dispatcher ??= context.getDispatcher()
    if (this.#dispatcher !== undefined) context.setDispatcher(this.#dispatcher)
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<T>()
  const stop = (): void => reject(signal.reason)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop))
}

/** Of what a plugin printed the first line; the rest is its usage, or worse. */
function credentialsWords(error: unknown): string {
  const fetching = "The kubeconfig's credentials could not be fetched"
  if (!(error instanceof Error)) return `${fetching}.`
  const syscall = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : ''
  const [, command] = /^spawn (.+)$/.exec(syscall) ?? []
  if (command !== undefined) return `${fetching}: the command "${command}" that it names can't be run.`
  const [line = ''] = error.message.trim().split(/[\r\n]/, 1)
  return line === '' ? `${fetching}.` : `${fetching}: ${line.slice(0, 300)}`
}

async function refusal(response: ResponseContext): Promise<ApiError> {
  const text = await response.body.text()
  const status = statusSchema.safeParse(parseJson(text)).data
  const message = status?.message ?? (text.trim().slice(0, 500) || `HTTP ${response.httpStatusCode}`)
  return new ApiError(response.httpStatusCode, status?.reason ?? '', message)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
