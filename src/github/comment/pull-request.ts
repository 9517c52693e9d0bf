// Which pull request a run belongs to: told by the event, or asked of GitHub.
import { z } from 'zod'
import type { GitHubApi } from '../api.ts'
import type { Context } from '../context.ts'
import { pullRequestEvent } from './identity.ts'

export interface PullRequest {
  readonly number: number
  /** The commit that its author pushed last; empty where nobody says. */
  readonly headSha: string
  /** True for a run of a fork's pull request: whatever the workflow says, its token may not write. */
  readonly readOnlyToken: boolean
}

const repositorySchema = z.looseObject({ full_name: z.string() }).nullish()
const pullSchema = z.looseObject({
  number: z.int().positive(),
  state: z.string(),
  head: z.looseObject({ sha: z.string(), ref: z.string(), repo: repositorySchema }),
})
type Pull = z.infer<typeof pullSchema>

const pullEventSchema = z.looseObject({ pull_request: pullSchema })
const workflowRunEventSchema = z.looseObject({
  workflow_run: z.looseObject({
    head_sha: z.string(),
    head_branch: z.string(),
    head_repository: z.looseObject({ full_name: z.string() }),
  }),
})

/**
 * Null where there is none, or where it has moved on to another commit since.
 * @throws {Refusal} where GitHub had to be asked and did not say
 */
export async function findPullRequest(context: Context, api: GitHubApi): Promise<PullRequest | null> {
  const { eventName, payload, repository, sha, ref } = context
  if (pullRequestEvent(eventName)) {
    const event = pullEventSchema.safeParse(payload)
    if (!event.success) return null
    const pull = event.data.pull_request
    const fork = eventName === 'pull_request' && pull.head.repo?.full_name !== repository
    return { ...asPullRequest(pull), readOnlyToken: fork }
  }
  if (eventName === 'merge_group') return queued(ref)
  if (eventName === 'push') return await ofCommit(context, api)
  if (eventName === 'workflow_dispatch') {
    const [, branch] = /^refs\/heads\/(.+)$/s.exec(ref) ?? []
    return branch === undefined ? null : await ofBranch(context, { repository, branch, sha }, api)
  }
  if (eventName === 'workflow_run') {
    const event = workflowRunEventSchema.safeParse(payload)
    return event.success ? await ofRun(context, event.data.workflow_run, api) : null
  }
  return null
}

type WorkflowRun = z.infer<typeof workflowRunEventSchema>['workflow_run']

/** The run's own list of pull requests is empty for forks: the branch and the commit it ran for say the same. */
async function ofRun(context: Context, run: WorkflowRun, api: GitHubApi): Promise<PullRequest | null> {
  const inQueue = queued(`refs/heads/${run.head_branch}`)
  if (inQueue !== null) return inQueue
  const head = { repository: run.head_repository.full_name, branch: run.head_branch, sha: run.head_sha }
  return await ofBranch(context, head, api)
}

/** GitHub makes the branch of a merge queue's entry: `gh-readonly-queue/main/pr-12-<commit>`. */
function queued(ref: string): PullRequest | null {
  const [, number] = /^refs\/heads\/gh-readonly-queue\/.+\/pr-(\d{1,9})-[0-9a-f]{40,64}$/.exec(ref) ?? []
  return number === undefined ? null : { number: Number(number), headSha: '', readOnlyToken: false }
}

async function ofCommit(context: Context, api: GitHubApi): Promise<PullRequest | null> {
  const [owner = '', repo = ''] = context.repository.split('/')
  const { data } = await api.ask('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
    owner,
    repo,
    commit_sha: context.sha,
    per_page: 100,
  })
  return chosen(data, pull => pull.head.sha === context.sha)
}

async function ofBranch(
  context: Context,
  head: { readonly repository: string; readonly branch: string; readonly sha: string },
  api: GitHubApi,
): Promise<PullRequest | null> {
  const [owner = '', repo = ''] = context.repository.split('/')
  const [headOwner = ''] = head.repository.split('/')
  const { data } = await api.ask('GET /repos/{owner}/{repo}/pulls', {
    owner,
    repo,
    state: 'open',
    head: `${headOwner}:${head.branch}`,
    per_page: 100,
  })
  return chosen(data, pull => {
    return pull.head.sha === head.sha && pull.head.repo?.full_name === head.repository
  })
}

/** Of several (one branch into two others) the oldest, so that all jobs of a run choose the same. */
function chosen(data: unknown, fits: (pull: Pull) => boolean): PullRequest | null {
  const pulls = z.array(pullSchema).safeParse(data)
  const open = (pulls.success ? pulls.data : []).filter(pull => pull.state === 'open' && fits(pull))
  const [first] = open.toSorted((a, b) => a.number - b.number)
  return first === undefined ? null : asPullRequest(first)
}

function asPullRequest({ number, head }: Pull): PullRequest {
  return { number, headSha: head.sha, readOnlyToken: false }
}
