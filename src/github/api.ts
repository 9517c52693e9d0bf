// Asks GitHub, with patience that ends: a budget for all questions together, and few tries for each.
import { getOctokit } from '@actions/github'
import { z } from 'zod'
import type { Clock } from '../model/ports.ts'

/** Why GitHub did not do what was asked. `unclear`: it may have done it all the same. */
export type RefusalKind =
  | 'permission'
  | 'credentials'
  | 'locked'
  | 'rate-limit'
  | 'missing'
  | 'unclear'
  | 'other'

export class Refusal extends Error {
  readonly kind: RefusalKind
  /** Seconds to wait, as GitHub asked; null where it did not say. */
  readonly retryAfterS: number | null

  constructor(kind: RefusalKind, message: string, retryAfterS: number | null = null) {
    super(message)
    this.kind = kind
    this.retryAfterS = retryAfterS
  }
}

export interface Patience {
  readonly clock: Clock
  /** Fires when the time for all questions together is up, or the job is cancelled. */
  readonly signal: AbortSignal
  /** When it fires, in the clock's milliseconds. */
  readonly deadline: number
  /** From 0 to below 1: so that the legs of a matrix do not come back at the same time. */
  readonly random: () => number
}

export interface Answer {
  readonly status: number
  readonly data: unknown
  readonly link: string
}

const REQUEST_MS = 8_000
const TRIES = 4
const FIRST_PAUSE_MS = 500

/** The REST API, and of GraphQL the one question that REST has no answer to. */
export class GitHubApi {
  readonly #octokit: ReturnType<typeof getOctokit>
  readonly patience: Patience

  constructor(token: string, apiUrl: string, patience: Patience) {
    const silent = (): void => undefined
    const log = { debug: silent, info: silent, warn: silent, error: silent }
    this.#octokit = getOctokit(token, { baseUrl: apiUrl, log, userAgent: 'ephemeral-debug-action' })
    this.patience = patience
  }

  /**
   * @param route method and path template, such as `GET /repos/{owner}/{repo}/pulls`
   * @throws {Refusal} where it was not done, or nobody knows
   */
  async ask(route: string, parameters: Readonly<Record<string, string | number>>): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(route, parameters)
      } catch (error) {
        const refusal = refusalOf(error)
        const pauseMs = attempt < TRIES ? pauseBefore(refusal, route, attempt, this.patience) : null
        if (pauseMs === null) throw refusal
        if (!(await this.patience.clock.sleep(pauseMs, this.patience.signal))) throw refusal
      }
    }
  }

  /** The login of the token's owner. REST tells it only to people: an App's token may not ask `/user`. */
  async viewer(): Promise<string> {
    const answer = await this.#octokit.graphql('query { viewer { login } }', {
      request: { signal: this.#limited() },
    })
    return z.object({ viewer: z.object({ login: z.string() }) }).parse(answer).viewer.login
  }

  async #once(route: string, parameters: Readonly<Record<string, string | number>>): Promise<Answer> {
    const request = { signal: this.#limited() }
    const { status, data, headers } = await this.#octokit.request(route, { ...parameters, request })
    return { status, data, link: headers.link ?? '' }
  }

  #limited(): AbortSignal {
    return AbortSignal.any([this.patience.signal, AbortSignal.timeout(REQUEST_MS)])
  }
}

/** Null where asking again is of no use, or might do a thing twice, or would take longer than there is time. */
function pauseBefore(refusal: Refusal, route: string, attempt: number, patience: Patience): number | null {
  const again = refusal.kind === 'rate-limit' || (refusal.kind === 'unclear' && !route.startsWith('POST '))
  if (!again || patience.signal.aborted) return null
  const pauseMs =
    refusal.retryAfterS === null
      ? FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.75 + patience.random() / 2)
      : refusal.retryAfterS * 1000
  return patience.clock.now() + pauseMs < patience.deadline ? pauseMs : null
}

const failureSchema = z.looseObject({
  status: z.number(),
  message: z.string(),
  response: z.looseObject({ headers: z.record(z.string(), z.unknown()) }).optional(),
})

/** What octokit threw, in our words. Its message is GitHub's own, and holds no token. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const parsed = failureSchema.safeParse(error)
  const words = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)
  if (!parsed.success) return new Refusal('unclear', words)
  const { status, response } = parsed.data
  if (response === undefined || status >= 500) return new Refusal('unclear', `${words} (status ${status})`)
  const { headers } = response
  if (rateLimited(status, words, headers)) return new Refusal('rate-limit', words, retryAfter(headers))
  return new Refusal(kindOf(status, words), `${words} (status ${status})`)
}

/** A secondary rate limit comes as 403 or 429, with or without `retry-after`; the primary one says that nothing remains. */
function rateLimited(status: number, words: string, headers: Readonly<Record<string, unknown>>): boolean {
  if (status === 429) return true
  if (status !== 403) return false
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /rate limit/i.test(words)
  )
}

/** Seconds. Where GitHub does not say, it wants a minute at least. */
function retryAfter(headers: Readonly<Record<string, unknown>>): number {
  const seconds = headers['retry-after']
  return typeof seconds === 'string' && /^\d{1,6}$/.test(seconds) ? Number(seconds) : 60
}

function kindOf(status: number, words: string): RefusalKind {
  if (status === 401) return 'credentials'
  if (status === 404 || status === 410) return 'missing'
  if (/\blocked\b/i.test(words)) return 'locked'
  return status === 403 ? 'permission' : 'other'
}
