// The comment on the pull request, as the built action writes it: against a GitHub that takes only what GitHub describes.
import { expect, onTestFinished, test } from 'vitest'
import { openEnvelope } from '../../src/github/comment/envelope.ts'
import { type GitHubWorld, refusal, startGitHubWorld } from '../runner/github/world.ts'
import { type JobOptions, type JobResult, runJob } from '../runner/index.ts'
import { actionFolder } from '../support/action.ts'

const sha = '6dcb09b5b57875f334f61aebed695e2e4193db5e'
const base = 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00'
const bot = 'github-actions[bot]'
const pull = {
  number: 12,
  state: 'open',
  headSha: sha,
  headRef: 'topic',
  headRepository: 'octo-org/shop',
} as const

/** The payload of an event about that pull request, as much of it as matters. */
const pullEvent = (from: string = pull.headRepository) => ({
  eventName: 'pull_request',
  sha: base,
  ref: 'refs/pull/12/merge',
  payload: {
    pull_request: { number: 12, state: 'open', head: { sha, ref: 'topic', repo: { full_name: from } } },
  },
})

async function world(): Promise<GitHubWorld> {
  const started = await startGitHubWorld()
  started.pulls.push(pull)
  onTestFinished(async () => {
    await started.close()
    expect(started.complaints).toEqual([])
  })
  return started
}

/** A job whose cluster cannot be reached: with `comment: always` that is said on the pull request. */
async function failingJob(github: GitHubWorld, options: Partial<JobOptions> = {}): Promise<JobResult> {
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
async function passingJob(github: GitHubWorld, options: Partial<JobOptions> = {}): Promise<JobResult> {
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

const visible = (body: string): string => body.replaceAll(/<!-- .* -->\n/g, '').trim()
const methods = (github: GitHubWorld): readonly string[] => github.requests.map(({ method }) => method)

test.concurrent('one comment, with the outcome, and its address as an output', async () => {
  const github = await world()
  github.addComment(12, 'octocat', 'Nice!')
  const { main, outputs } = await failingJob(github)
  expect(main.exitCode).toBe(0)
  expect(github.comments).toHaveLength(2)
  const [, ours] = github.comments
  expect(ours?.login).toBe(bot)
  expect(visible(ours?.body ?? '')).toMatch(
    /^### `e2e` failed\n\nThe kubeconfig \/nowhere\/config does not exist/,
  )
  expect(visible(ours?.body ?? '')).toContain(
    '[run 42](https://github.com/octo-org/shop/actions/runs/16412345678)',
  )
  expect(outputs['comment-url']).toBe(`https://github.com/octo-org/shop/pull/12#issuecomment-${ours?.id}`)
  expect(main.maskedLog).toContain(`Comment: ${outputs['comment-url']}`)
})

const fork = { ...pull, headRepository: 'mona/shop' } as const
const queueRef = `gh-readonly-queue/main/pr-12-${base}`
const runEvent = (repository: string) => ({
  workflow_run: {
    head_sha: sha,
    head_branch: 'topic',
    head_repository: { full_name: repository },
    pull_requests: [],
  },
})

/** How each event leads to its pull request. */
const events: readonly (readonly [
  name: string,
  context: NonNullable<JobOptions['context']>,
  pulls: readonly GitHubWorld['pulls'][number][],
])[] = [
  ['pull_request', pullEvent(), [pull]],
  ['pull_request_target', { ...pullEvent('mona/shop'), eventName: 'pull_request_target' }, [fork]],
  ['push', { eventName: 'push', sha, ref: 'refs/heads/topic', payload: {} }, [pull]],
  [
    'push of a branch that goes to two others',
    { eventName: 'push', sha, ref: 'refs/heads/topic', payload: {} },
    [{ ...pull, number: 17 }, { ...pull, number: 11, state: 'closed' }, pull],
  ],
  [
    'workflow_dispatch',
    { eventName: 'workflow_dispatch', sha, ref: 'refs/heads/topic', payload: {} },
    [pull],
  ],
  [
    'workflow_run',
    { eventName: 'workflow_run', sha: base, ref: 'refs/heads/main', payload: runEvent('octo-org/shop') },
    [{ ...fork, number: 11 }, pull],
  ],
  [
    'workflow_run of a fork',
    { eventName: 'workflow_run', sha: base, ref: 'refs/heads/main', payload: runEvent('mona/shop') },
    [{ ...pull, number: 11 }, fork],
  ],
  [
    'merge_group',
    { eventName: 'merge_group', sha: base, ref: `refs/heads/${queueRef}`, payload: {} },
    [pull],
  ],
]

test.concurrent.each(events)('%s finds its pull request', async (_, context, pulls) => {
  const github = await world()
  github.pulls.splice(0, 1, ...pulls)
  const { main } = await failingJob(github, { context })
  expect(main.exitCode).toBe(0)
  expect(github.comments.map(comment => comment.pull)).toEqual([12])
})

test.concurrent.each([
  ['a push to a branch without one', { eventName: 'push', sha: base, ref: 'refs/heads/main', payload: {} }],
  [
    'a pull request that has moved on',
    { eventName: 'workflow_dispatch', sha: base, ref: 'refs/heads/topic', payload: {} },
  ],
  ['a schedule', { eventName: 'schedule', sha, ref: 'refs/heads/main', payload: {} }],
  ['a payload of another shape', { ...pullEvent(), payload: { pull_request: 'no' } }],
])('%s: no comment, and no word about it', async (_, context) => {
  const github = await world()
  const { main, outputs } = await failingJob(github, { context })
  expect(main.exitCode).toBe(0)
  expect(github.comments).toEqual([])
  expect(outputs['comment-url']).toBe('')
  expect(main.maskedLog).not.toContain('No comment')
})

test.concurrent('never: GitHub is not asked at all', async () => {
  const github = await world()
  await failingJob(github, { inputs: { comment: 'never' } })
  expect(github.requests).toEqual([])
})

test.concurrent('auto: no comment is begun where there is no finding', async () => {
  const github = await world()
  const { main } = await failingJob(github, { inputs: { comment: 'auto' } })
  expect(main.exitCode).toBe(0)
  expect(methods(github)).toEqual(['GET'])
})

test.concurrent('what is to be hidden is in neither part of the comment', async () => {
  const github = await world()
  const secret = 'correct-horse-battery'
  await failingJob(github, { inputs: { kubeconfig: `/nowhere/${secret}/config`, redact: secret } })
  const body = github.comments[0]?.body ?? ''
  expect(visible(body)).toContain('[REDACTED:')
  const [, key = ''] = /comment ([0-9a-f]{16})/.exec(body) ?? []
  const hidden = JSON.stringify(openEnvelope(key, body))
  expect(hidden).toContain('[REDACTED:')
  expect(body + hidden).not.toContain(secret)
})

test.concurrent('a token that may only read: the exact permission is named, once', async () => {
  const github = await world()
  github.permission = 'read'
  const { main, outputs } = await failingJob(github)
  expect(main.exitCode).toBe(0)
  expect(outputs['comment-url']).toBe('')
  expect(main.maskedLog.match(/pull-requests: write/g)).toHaveLength(1)
  expect(
    main.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message),
  ).toContainEqual(
    expect.stringContaining(
      'Add `permissions: pull-requests: write` to the job in .github/workflows/ci.yml.',
    ),
  )
  expect(main.summary).toContain('permissions:\n  contents: read\n  pull-requests: write\n')
})

test.concurrent('a fork’s token: said, and nothing asked of the workflow', async () => {
  const github = await world()
  github.permission = 'read'
  const { main } = await failingJob(github, { context: pullEvent('mona/shop') })
  expect(main.exitCode).toBe(0)
  expect(main.maskedLog).toContain('a run for a fork gets a token that may only read')
  expect(main.maskedLog).not.toContain('pull-requests: write')
  expect(main.summary).not.toContain('pull-requests: write')
})

test.concurrent('a locked conversation is left alone', async () => {
  const github = await world()
  github.lock(12)
  const { main } = await failingJob(github)
  expect(main.exitCode).toBe(0)
  expect(main.maskedLog).toContain('the conversation is locked')
})

const secondary = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'

test.concurrent('a secondary rate limit of a second is waited for', async () => {
  const github = await world()
  let left = 2
  github.trouble = () =>
    left-- > 0 ? { answer: refusal(403, secondary, { 'retry-after': '1' }), afterwards: false } : null
  const { outputs } = await failingJob(github)
  expect(outputs['comment-url']).not.toBe('')
  expect(github.comments).toHaveLength(1)
})

test.concurrent('one of a minute is not, and the job goes on', async () => {
  const github = await world()
  github.trouble = ({ method }) =>
    method === 'POST' ? { answer: refusal(429, secondary, { 'retry-after': '60' }), afterwards: false } : null
  const { main } = await failingJob(github)
  expect(main.exitCode).toBe(0)
  expect(main.durationMs).toBeLessThan(15_000)
  expect(main.maskedLog).toContain('GitHub asked for a longer pause')
})

test.concurrent.each([false, true])(
  '502, then success; comment created all the same: %s',
  async afterwards => {
    const github = await world()
    let left = 1
    github.trouble = ({ method }) =>
      method === 'POST' && left-- > 0
        ? { answer: { status: 502, body: '<html>Bad Gateway</html>' }, afterwards }
        : null
    const { outputs } = await failingJob(github)
    expect(github.comments).toHaveLength(1)
    expect(outputs['comment-url']).toContain(`#issuecomment-${github.comments[0]?.id}`)
  },
)

test.concurrent('a GitHub that never answers costs seconds', async () => {
  const github = await world()
  github.latency = () => 60_000
  const { main } = await failingJob(github, { inputs: { timeout: '10s' } })
  expect(main.exitCode).toBe(0)
  expect(main.durationMs).toBeLessThan(25_000)
  expect(main.maskedLog).toContain('No comment on the pull request: the time for it was up')
})

test.concurrent('a stranger’s comment with our mark is not ours', async () => {
  const github = await world()
  await failingJob(github)
  const [ours] = github.comments
  github.addComment(12, 'mallory', ours?.body ?? '')
  github.addComment(12, 'dependabot[bot]', ours?.body ?? '')
  github.remove(ours?.id ?? 0)
  await failingJob(github, { context: { runNumber: '43', runId: '16412345679' } })
  expect(github.comments.map(({ login }) => login)).toEqual(['mallory', 'dependabot[bot]', bot])
  expect(methods(github).filter(method => method === 'PATCH')).toEqual([])
})

test.concurrent('an App’s token knows its own comment', async () => {
  const github = await world()
  github.login = 'shop-ci[bot]'
  github.addComment(12, bot, 'not ours')
  await failingJob(github)
  await failingJob(github, { context: { runNumber: '43', runId: '16412345679' } })
  expect(github.comments.map(({ login }) => login)).toEqual([bot, 'shop-ci[bot]'])
  expect(visible(github.comments[1]?.body ?? '')).toContain('[run 43]')
})

test.concurrent('ours is found behind 250 others', async () => {
  const github = await world()
  for (let index = 0; index < 120; index++) github.addComment(12, 'octocat', `comment ${index}`)
  await failingJob(github)
  for (let index = 0; index < 130; index++) github.addComment(12, 'octocat', `comment ${index}`)
  await failingJob(github, { context: { runNumber: '43', runId: '16412345679' } })
  expect(github.comments.filter(({ login }) => login === bot)).toHaveLength(1)
})

test.concurrent('a comment that was deleted meanwhile is written anew', async () => {
  const github = await world()
  await failingJob(github)
  const [first] = github.comments
  github.trouble = ({ method }) => {
    if (method === 'PATCH') github.remove(first?.id ?? 0)
    return null
  }
  const { outputs } = await failingJob(github, { context: { runNumber: '43', runId: '16412345679' } })
  expect(github.comments).toHaveLength(1)
  expect(github.comments[0]?.id).not.toBe(first?.id)
  expect(outputs['comment-url']).toContain(String(github.comments[0]?.id))
})

test.concurrent('a comment whose hidden part somebody spoiled is written over', async () => {
  const github = await world()
  await failingJob(github)
  const [ours] = github.comments
  github.edit(ours?.id ?? 0, (ours?.body ?? '').replace(/<!-- v1 .*? -->/, '<!-- v1 AAAA -->'))
  await failingJob(github, { context: { runNumber: '43', runId: '16412345679' } })
  expect(github.comments).toHaveLength(1)
  expect(visible(ours?.body ?? '')).toContain('[run 43]')
})

test.concurrent('each leg of a matrix has its section, and a re-run replaces its own', async () => {
  const github = await world()
  await failingJob(github, { context: { matrix: { kubernetes: '1.35' } } })
  await failingJob(github, { context: { matrix: { kubernetes: '1.36' } } })
  await failingJob(github, { context: { matrix: { kubernetes: '1.36' }, runAttempt: '2' } })
  const body = visible(github.comments[0]?.body ?? '')
  expect(github.comments).toHaveLength(1)
  expect(body.match(/^### .*$/gm)).toEqual(['### `e2e (1.35)` failed', '### `e2e (1.36)` failed'])
  expect(body).toContain('run 42, attempt 2')
})

test.concurrent('an older run that ends late does not overwrite a newer one', async () => {
  const github = await world()
  await failingJob(github, { context: { runNumber: '43', runId: '16412345679' } })
  const before = github.comments[0]?.body
  const { main } = await failingJob(github, { context: { runAttempt: '3' } })
  expect(github.comments[0]?.body).toBe(before)
  expect(main.maskedLog).toContain('A later run has commented already')
})

test.concurrent('the next run passes: one green line, in the same comment', async () => {
  const github = await world()
  await failingJob(github)
  const { post, summary } = await passingJob(github, { context: { stepId: '__self' } })
  expect(post?.exitCode).toBe(0)
  expect(post?.stdout).toMatch(/^Comment: https:\/\/\S+\n$/)
  expect(summary).toBe('')
  expect(github.comments).toHaveLength(1)
  expect(visible(github.comments[0]?.body ?? '')).toMatch(
    /^✅ Passed: `e2e` \(\[run 43\]\(\S+\), commit `6dcb09b`\)$/,
  )
})

test.concurrent('one leg passes: the other’s section stays', async () => {
  const github = await world()
  await failingJob(github, { context: { matrix: { kubernetes: '1.35' } } })
  await failingJob(github, { context: { matrix: { kubernetes: '1.36' } } })
  await passingJob(github, {
    context: { matrix: { kubernetes: '1.36' }, runId: '16412345678', runNumber: '42', runAttempt: '2' },
  })
  const body = visible(github.comments[0]?.body ?? '')
  expect(body).toContain('### `e2e (1.35)` failed')
  expect(body).toContain('✅ Passed: `e2e (1.36)`')
})

test.concurrent('a job that passes and has nothing to turn green asks once, and says nothing', async () => {
  const github = await world()
  github.addComment(12, 'octocat', 'Nice!')
  const { post } = await passingJob(github)
  expect(post?.exitCode).toBe(0)
  expect(post?.stdout).toBe('')
  expect(methods(github)).toEqual(['GET'])
})

test.concurrent('nor does a GitHub that is down cost a passing job a word', async () => {
  const github = await world()
  github.trouble = () => ({ answer: { status: 503 }, afterwards: false })
  const { post } = await passingJob(github)
  expect(post?.exitCode).toBe(0)
  expect(post?.stdout).toBe('')
  expect(post?.durationMs).toBeLessThan(10_000)
})
