// What GitHub knows of our job, asked in the form that GitHub describes.
import { expect, onTestFinished, test } from 'vitest'
import { clock } from '../../src/clock.ts'
import { parseContext } from '../../src/github/context.ts'
import { readThisJob, type ThisJob } from '../../src/github/this-job.ts'
import type { JobRecord } from '../runner/github/repository.ts'
import { type GitHubWorld, startGitHubWorld } from '../runner/github/world.ts'

const began = '2026-11-22T10:00:00Z'
const failed = '2026-11-22T10:04:30Z'
const ours: JobRecord = {
  name: 'e2e (1.36)',
  status: 'in_progress',
  runnerName: 'GitHub Actions 7',
  startedAt: began,
  steps: [
    { name: 'Set up job', conclusion: 'success', at: '2026-11-22T10:00:05Z' },
    { name: 'Run e2e tests', conclusion: 'failure', at: failed },
    { name: 'Look into the cluster', conclusion: null, at: failed },
  ],
}

async function asked(
  jobs: readonly JobRecord[],
  changes: Readonly<Record<string, string>> = {},
  prepare: (world: GitHubWorld) => void = () => {},
): Promise<{ readonly job: ThisJob | null; readonly requests: number }> {
  const world = await startGitHubWorld()
  onTestFinished(world.close)
  world.jobs.push(...jobs)
  prepare(world)
  const environment = {
    GITHUB_REPOSITORY: 'octo-org/shop',
    GITHUB_RUN_ID: '16412345678',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_API_URL: world.url,
    RUNNER_NAME: 'GitHub Actions 7',
    ...changes,
  }
  const interrupted = new AbortController().signal
  const job = await readThisJob(parseContext(environment, null), {
    token: 'ghs_x',
    clock,
    random: () => 0,
    interrupted,
  })
  expect(world.complaints).toEqual([])
  return { job, requests: world.requests.length }
}

test('of the jobs in progress, the one on our runner; its first failed step', async () => {
  const others: readonly JobRecord[] = [
    { ...ours, name: 'lint', status: 'completed' },
    { ...ours, name: 'e2e (1.35)', runnerName: 'GitHub Actions 8' },
  ]
  const { job, requests } = await asked([...others, ours])
  expect(job).toEqual({ startedAt: began, failedStep: { name: 'Run e2e tests', at: failed } })
  expect(requests).toBe(1)
})

test('a job of which no step has failed yet has none', async () => {
  const steps = ours.steps.filter(({ conclusion }) => conclusion !== 'failure')
  expect((await asked([{ ...ours, steps }])).job).toEqual({ startedAt: began, failedStep: null })
})

test('where two runners have one name, neither is taken for ours', async () => {
  expect((await asked([ours, { ...ours, name: 'e2e (1.35)' }])).job).toBeNull()
})

test.each([
  ['away from GitHub', { GITHUB_REPOSITORY: '' }],
  ['on a runner without a name', { RUNNER_NAME: '' }],
])('%s nobody is asked', async (_, changes) => {
  expect(await asked([ours], changes)).toEqual({ job: null, requests: 0 })
})

test('without the right to read the run nothing is known, and nothing is said', async () => {
  const refuse = (world: GitHubWorld): void => {
    const body = { message: 'Resource not accessible by integration' }
    world.trouble = () => ({ answer: { status: 403, body }, afterwards: false })
  }
  expect((await asked([ours], {}, refuse)).job).toBeNull()
})

test('a GitHub that never answers is not waited for longer than a few seconds', async () => {
  const silent = (world: GitHubWorld): void => {
    world.latency = () => 30_000
  }
  const before = clock.now()
  expect((await asked([ours], {}, silent)).job).toBeNull()
  expect(clock.now() - before).toBeLessThan(10_000)
})
