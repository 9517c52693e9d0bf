// One comment over many runs: found again, kept up to date, turned green, whatever GitHub and other people do.
import { expect, test } from 'vitest'
import { refusal } from '../runner/github/world.ts'
import { bot, failingJob, methods, passingJob, visible, world } from '../support/pull-request.ts'

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
  expect(methods(github).filter(method => method === 'POST')).toHaveLength(1)
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
  // Each pause is twice as long as the one before; the budget is four seconds.
  expect(github.requests.length).toBeLessThanOrEqual(4)
})
