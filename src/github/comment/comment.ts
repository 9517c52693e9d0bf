// The comment on the pull request: found, written, and where that may not be, why and what would help.
import type { Clock } from '../../model/ports.ts'
import { commentBody } from '../../render/comment/body.ts'
import { remember } from '../../render/comment/history.ts'
import type { Section, Verdict } from '../../render/comment/section.ts'
import { GitHubApi, type Refusal, refusalOf } from '../api.ts'
import type { Context } from '../context.ts'
import { Comments } from './comments.ts'
import { sealedEnvelope } from './envelope.ts'
import { commentKey, sectionIdentity } from './identity.ts'
import { findPullRequest, type PullRequest } from './pull-request.ts'
import { type Unplaced, writeSection } from './sticky.ts'

export interface CommentPorts {
  readonly token: string
  readonly context: Context
  readonly clock: Clock
  /** From 0 to below 1. */
  readonly random: () => number
  /** For all questions together. Milliseconds. */
  readonly budgetMs: number
  readonly interrupted: AbortSignal
  /** The last gate: the sections as they may be published, and the body; null where they may not. */
  readonly gate: Gate
}

export interface Gate {
  sections(sections: readonly Section[]): readonly Section[] | null
  body(body: string): string | null
}

export interface News {
  readonly verdict: Verdict
  /** Fingerprints of the faults met, the root cause first. */
  readonly faults: readonly string[]
  readonly artifact: string | null
  /** `create`: in any case; `replace`: only where this job has said something before. */
  readonly where: 'create' | 'replace'
}

export type CommentResult =
  | { readonly kind: 'written' | 'overtaken'; readonly url: string }
  /** There was no pull request, or nothing to say on it. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'refused'
      readonly why: string
      readonly fix: string
      /** True where a `permissions:` line of the workflow would help. */
      readonly permission: boolean
    }

/** How long to wait before each look at what other jobs have made of it. Milliseconds. */
const LOOKS = { thorough: [400, 1_500], quick: [300] } as const

/** Brings the news of this job to the pull request. Never throws, and ends within the budget. */
export async function writeComment(news: News, ports: CommentPorts): Promise<CommentResult> {
  const { context, token, clock, budgetMs } = ports
  if (token === '' || !/^[^/]+\/[^/]+$/.test(context.repository) || !/^\d{1,20}$/.test(context.runId)) {
    return { kind: 'none' }
  }
  const end = endOf(budgetMs, ports.interrupted)
  const patience = { clock, random: ports.random, signal: end.signal, deadline: clock.now() + budgetMs }
  let pull: PullRequest | null = null
  try {
    const api = new GitHubApi(token, context.apiUrl, patience)
    pull = await findPullRequest(context, api)
    if (pull === null) return { kind: 'none' }
    return await write(news, pull, api, ports)
  } catch (error) {
    return refused(refusalOf(error), pull, patience.signal.aborted, context)
  } finally {
    end.cancel()
  }
}

/** After a cancellation the runner gives 10 s to all that is still to be done, the upload before this among it. */
const INTERRUPTED_MS = 2_500

/** Fires when the budget is used up, and soon after an interruption. */
function endOf(budgetMs: number, interrupted: AbortSignal): { signal: AbortSignal; cancel: () => void } {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  const timers = [setTimeout(stop, budgetMs)]
  const hurry = (): void => {
    timers.push(setTimeout(stop, INTERRUPTED_MS))
  }
  if (interrupted.aborted) hurry()
  else interrupted.addEventListener('abort', hurry, { once: true })
  return {
    signal: controller.signal,
    cancel: () => {
      interrupted.removeEventListener('abort', hurry)
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

async function write(
  news: News,
  pull: PullRequest,
  api: GitHubApi,
  { context, gate }: CommentPorts,
): Promise<CommentResult> {
  const key = commentKey(context)
  const identity = sectionIdentity(context, pull.headSha || context.sha)
  const section = (former: Section | null): Unplaced => ({
    ...identity,
    artifact: news.artifact,
    verdict: news.verdict,
    history: [...remember(former?.history ?? [], identity.run.number, news.faults)],
  })
  const written = await writeSection(
    new Comments(api, context.repository, pull.number),
    {
      key,
      ours: section(null),
      section: former => (former === null && news.where === 'replace' ? null : section(former)),
      mayCreate: news.where === 'create',
      compose: sections => composed(sections, key, context, gate),
      looks: news.where === 'create' ? LOOKS.thorough : LOOKS.quick,
    },
    api.patience,
  )
  return written.kind === 'nothing' ? { kind: 'none' } : written
}

function composed(
  sections: readonly Section[],
  key: string,
  { serverUrl, repository, workflow }: Context,
  gate: Gate,
): string | null {
  const safe = gate.sections(sections)
  if (safe === null) return null
  const frame = { serverUrl, repository, workflow }
  return gate.body(commentBody(safe, frame, (visible, fitted) => sealedEnvelope(key, visible, fitted)))
}

function refused(
  { kind, message }: Refusal,
  pull: PullRequest | null,
  late: boolean,
  { workflowFile }: Context,
): CommentResult {
  const no = (reason: string, fix: string, permission = false): CommentResult => {
    return { kind: 'refused', why: `${reason} (${message})`, fix, permission }
  }
  if (late) return no('the time for it was up', 'See https://www.githubstatus.com, or raise `timeout`.')
  if (kind === 'locked') return no('the conversation is locked', 'Unlock it to have comments.')
  if (kind === 'credentials') return no('GitHub does not know the token', 'Correct the input `github-token`.')
  if (kind === 'rate-limit') return no('GitHub asked for a longer pause', 'The next run will comment again.')
  const grant = `Add \`permissions: pull-requests: write\` to the job in ${workflowFile || 'the workflow'}.`
  if (pull === null) return no('it could not be looked up', `${grant} Or set \`comment: never\`.`)
  if (kind !== 'permission' && kind !== 'missing') {
    return no('GitHub did not take it', 'See https://www.githubstatus.com.')
  }
  return pull.readOnlyToken
    ? no(
        'a run for a fork gets a token that may only read',
        'The report is on the job’s page; GitHub allows no more.',
      )
    : no('the token may not write it', grant, true)
}
