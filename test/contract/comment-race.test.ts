// Two legs of a matrix that write at the same moment, fifty times over: one comment, both sections, whoever wins.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Gate, type News, writeComment } from '../../src/github/comment/comment.ts'
import { openEnvelope } from '../../src/github/comment/envelope.ts'
import { commentKey } from '../../src/github/comment/identity.ts'
import { type Context, parseContext } from '../../src/github/context.ts'
import type { Clock } from '../../src/model/ports.ts'
import { fingerprintsOf, verdictOf } from '../../src/render/comment/verdict.ts'
import { buildReport } from '../../src/render/report.ts'
import { type GitHubWorld, startGitHubWorld } from '../runner/github/world.ts'
import { input } from '../unit/render/sample.ts'

/** Four times as fast as life, answers of GitHub included: they take up to 300 ms there and as much back, and at times 700. */
const SPEED = 4
const latency = (): number => (Math.random() < 0.05 ? 700 : Math.random() * 300) / SPEED
const clock: Clock = {
  now: () => Math.round(performance.now() * SPEED),
  sleep: async (ms, signal) => {
    await new Promise(resolve => setTimeout(resolve, ms / SPEED))
    return !signal.aborted
  },
}
const open: Gate = { sections: sections => sections, body: body => body }
const report = buildReport(input)
const news: News = {
  verdict: verdictOf(report),
  faults: fingerprintsOf(report),
  artifact: '7',
  where: 'create',
}

let github: GitHubWorld
beforeAll(async () => {
  github = await startGitHubWorld()
  github.latency = latency
})
afterAll(async () => {
  await github.close()
  expect(github.complaints).toEqual([])
})

function leg(pull: number, name: string, run = 1): Context {
  const number = String(run)
  return parseContext(
    {
      GITHUB_REPOSITORY: 'octo-org/shop',
      GITHUB_RUN_ID: `9000${number}`,
      GITHUB_RUN_NUMBER: number,
      GITHUB_WORKFLOW_REF: 'octo-org/shop/.github/workflows/ci.yml@refs/pull/1/merge',
      GITHUB_JOB: 'e2e',
      GITHUB_ACTION: '__self',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_API_URL: github.url,
      RUNNER_TRACKING_ID: `github_${pull}_${name}_${run}`,
      INPUT_MATRIX: JSON.stringify({ kubernetes: name }),
    },
    { pull_request: { number: pull, state: 'open', head: { sha: 'a'.repeat(40), ref: 't', repo: null } } },
  )
}

async function write(context: Context): Promise<void> {
  const interrupted = new AbortController().signal
  const ports = {
    token: 'ghs_x',
    context,
    clock,
    random: Math.random,
    budgetMs: 20_000,
    interrupted,
    gate: open,
  }
  expect(await writeComment(news, ports)).toMatchObject({ kind: 'written' })
}

function labels(pull: number): readonly string[] {
  const [comment] = github.comments.filter(one => one.pull === pull)
  const sections = openEnvelope(commentKey(leg(pull, '')), comment?.body ?? '')
  return sections.map(({ label }) => label).toSorted()
}

const rounds = Array.from({ length: 50 }, (_, index) => index + 1)

/** A few at a time: the wait of one is the work of another. */
async function inTurns(work: (pull: number) => Promise<void>): Promise<void> {
  const queue = [...rounds]
  const worker = async (): Promise<void> => {
    for (let pull = queue.shift(); pull !== undefined; pull = queue.shift()) await work(pull)
  }
  await Promise.all(Array.from({ length: 10 }, worker))
}

test('two legs of one run, with no comment yet and with one', async () => {
  for (const number of rounds) {
    github.pulls.push({
      number,
      state: 'open',
      headSha: 'a'.repeat(40),
      headRef: 't',
      headRepository: 'octo-org/shop',
    })
  }
  await inTurns(async pull => {
    await Promise.all([write(leg(pull, '1.35')), write(leg(pull, '1.36'))])
    expect(github.comments.filter(one => one.pull === pull)).toHaveLength(1)
    expect(labels(pull)).toEqual(['e2e (1.35)', 'e2e (1.36)'])
    await Promise.all([write(leg(pull, '1.37', 2)), write(leg(pull, '1.35', 2)), write(leg(pull, '1.34', 2))])
    expect(github.comments.filter(one => one.pull === pull)).toHaveLength(1)
    expect(labels(pull)).toEqual(['e2e (1.34)', 'e2e (1.35)', 'e2e (1.36)', 'e2e (1.37)'])
  })
})
