// The comment on the pull request, as the built action writes it: for which runs, in which words, and with what permission.
import { expect, test } from 'vitest'
import { openEnvelope } from '../../src/github/comment/envelope.ts'
import type { GitHubWorld } from '../runner/github/world.ts'
import type { JobOptions } from '../runner/index.ts'
import {
  base,
  bot,
  failingJob,
  methods,
  pull,
  pullEvent,
  sha,
  visible,
  world,
} from '../support/pull-request.ts'

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

test.concurrent('never: GitHub is asked for nothing but our job', async () => {
  const github = await world()
  await failingJob(github, { inputs: { comment: 'never' } })
  expect(github.requests.map(({ path }) => path.replace(/\?.*/, ''))).toEqual([
    '/repos/octo-org/shop/actions/runs/16412345678/attempts/1/jobs',
  ])
})

test.concurrent('auto: no comment is begun where there is no finding', async () => {
  const github = await world()
  const { main } = await failingJob(github, { inputs: { comment: 'auto' } })
  expect(main.exitCode).toBe(0)
  // Our job, and the comments so far.
  expect(methods(github)).toEqual(['GET', 'GET'])
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
