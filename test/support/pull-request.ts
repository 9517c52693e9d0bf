// A pull request, and jobs of the built action for it: what the tests of the comment have in common.
import { expect, onTestFinished } from 'vitest'
import { type GitHubWorld, startGitHubWorld } from '../runner/github/world.ts'
import { type JobOptions, type JobResult, runJob } from '../runner/index.ts'
import { actionFolder } from './action.ts'

export const sha = '6dcb09b5b57875f334f61aebed695e2e4193db5e'
export const base = 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00'
export const bot = 'github-actions[bot]'
export const pull = {
  number: 12,
  state: 'open',
  headSha: sha,
  headRef: 'topic',
  headRepository: 'octo-org/shop',
} as const

/** The payload of an event about that pull request, as much of it as matters. */
export const pullEvent = (from: string = pull.headRepository) => ({
  eventName: 'pull_request',
  sha: base,
  ref: 'refs/pull/12/merge',
  payload: {
    pull_request: { number: 12, state: 'open', head: { sha, ref: 'topic', repo: { full_name: from } } },
  },
})

/** A GitHub with that pull request, which the test must have asked nothing that GitHub does not describe. */
export async function world(): Promise<GitHubWorld> {
  const started = await startGitHubWorld()
  started.pulls.push(pull)
  onTestFinished(async () => {
    await started.close()
    expect(started.complaints).toEqual([])
  })
  return started
}

/** A job whose cluster cannot be reached: with `comment: always` that is said on the pull request. */
export async function failingJob(github: GitHubWorld, options: Partial<JobOptions> = {}): Promise<JobResult> {
  const job = await runJob({
    action: actionFolder,
    github: github.fake,
    if: 'failure()',
    statusBefore: 'failure',
    ...options,
    inputs: { kubeconfig: '/nowhere/config', timeout: '20s', comment: 'always', ...options.inputs },
    context: { ...pullEvent(), ...options.context },
  })
  await job.cleanUp()
  return job
}

/** A job with our step at its start, in which nothing fails. */
export async function passingJob(github: GitHubWorld, options: Partial<JobOptions> = {}): Promise<JobResult> {
  const job = await runJob({
    action: actionFolder,
    github: github.fake,
    between: 'success',
    ...options,
    context: { ...pullEvent(), runId: '16412345999', runNumber: '43', ...options.context },
  })
  await job.cleanUp()
  return job
}

export const visible = (body: string): string => body.replaceAll(/<!-- .* -->\n/g, '').trim()
export const methods = (github: GitHubWorld): readonly string[] => github.requests.map(({ method }) => method)
