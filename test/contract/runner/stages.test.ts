import { writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { expression, runThrowaway } from './throwaway.ts'

test('state goes from main to post; outputs, env and path of main reach the rest of the job', async () => {
  const { main, post, outputs } = await runThrowaway(
    {
      main: `core.saveState('cursor', 'a\\nb'); core.setOutput('text', 'x\\n\\ny<<EOF\\n'); core.setOutput('list', [1, 2])
        core.exportVariable('LATER', 'yes'); core.addPath('/opt/first'); core.addPath('/opt/second')
        core.exportVariable('NODE_OPTIONS', '--bad')`,
      post: `core.setOutput('dropped', '1')
        console.log(JSON.stringify([core.getState('cursor'), process.env.STATE_cursor, process.env.LATER,
          process.env.NODE_OPTIONS ?? null, process.env.PATH.split(':').slice(0, 2)]))`,
    },
    { between: job => (job.env['LATER'] === 'yes' ? 'success' : 'failure') },
  )
  expect(main.state).toEqual({ cursor: 'a\nb' })
  expect(outputs).toEqual({ text: 'x\n\ny<<EOF\n', list: '[1,2]' })
  expect(main.envChanges).toEqual({ LATER: 'yes' })
  expect(main.pathAdditions).toEqual(['/opt/first', '/opt/second'])
  expect(JSON.parse(post?.stdout ?? '')).toEqual(['a\nb', 'a\nb', 'yes', null, ['/opt/second', '/opt/first']])
})

test.each([
  ['always()', 'success', true],
  [undefined, 'failure', true],
  ['failure()', 'success', false],
  ['failure()', 'failure', true],
  ['failure()', 'cancelled', false],
  ['failure() || cancelled()', 'cancelled', true],
  ['success()', 'failure', false],
  ["!cancelled() && env.RUN == 'yes'", 'failure', true],
] as const)('post-if %s after a job that is %s: %s', async (postIf, status, runs) => {
  const { post, jobStatus } = await runThrowaway(
    { main: '', post: '', ...(postIf === undefined ? {} : { postIf }) },
    { between: status, env: { RUN: 'yes' } },
  )
  expect(post !== null).toBe(runs)
  expect(jobStatus).toBe(status)
})

test('a failing main fails the job, and what comes after cannot make it succeed', async () => {
  const { main, post, jobStatus } = await runThrowaway(
    { main: `core.setFailed('broken')`, post: 'console.log("post")', postIf: 'failure()' },
    { between: 'success' },
  )
  expect(main).toMatchObject({
    conclusion: 'failure',
    exitCode: 1,
    annotations: [{ level: 'error', message: 'broken' }],
  })
  expect(post?.stdout).toBe('post\n')
  expect(jobStatus).toBe('failure')
})

test('the step at the end of a failed job runs under if: failure() only', async () => {
  const action = {
    inputs: { status: { default: expression('job.status') } },
    main: `console.log(core.getInput('status'))`,
  }
  const placed = await runThrowaway(action, { if: 'failure()', statusBefore: 'failure' })
  expect(placed.main.stdout).toBe('failure\n')
  const unplaced = await runThrowaway({ ...action, post: '' }, { statusBefore: 'failure' })
  expect(unplaced.main.conclusion).toBe('skipped')
  expect(unplaced.post).toBeNull()
  const withoutStatus = await runThrowaway(action, {
    if: "github.ref == 'refs/heads/main'",
    statusBefore: 'failure',
  })
  expect(withoutStatus.main.conclusion).toBe('skipped')
})

test('a summary of up to 1 MiB of bytes is kept, masked; a byte more drops all of it', async () => {
  const write = (bytes: number) =>
    `core.setSecret('hunter2'); await core.summary.addRaw('hunter2\\n' + 'ä'.repeat(${(bytes - 8) / 2})).write()`
  const kept = await runThrowaway({ main: write(1024 * 1024) })
  expect(kept.main.summary?.startsWith('***\nää')).toBe(true)
  expect(kept.main.annotations).toEqual([])
  const dropped = await runThrowaway({ main: write(1024 * 1024 + 2) })
  expect(dropped.main.summary).toBeNull()
  expect(dropped.main.annotations).toMatchObject([{ level: 'error' }])
  expect(dropped.main.annotations[0]?.message).toContain('1024k')
  expect(dropped.main.conclusion).toBe('success')
})

test('in the command files = and << count by which comes first', async () => {
  const { outputs } = await runThrowaway({
    main: `import { appendFileSync } from 'node:fs'
      appendFileSync(process.env.GITHUB_OUTPUT, 'a=1 << 2\\nb<<E=F\\nx\\nE=F\\nempty=\\nc<<EOF\\nEOF\\n')`,
  })
  expect(outputs).toEqual({ a: '1 << 2', b: 'x', empty: '', c: '' })
})

test('a malformed output file fails the step', async () => {
  const { main } = await runThrowaway({
    main: `import { appendFileSync } from 'node:fs'
      appendFileSync(process.env.GITHUB_OUTPUT, 'good=1\\nnovalue\\n')`,
  })
  expect(main).toMatchObject({ conclusion: 'failure', exitCode: 0, outputs: { good: '1' } })
  expect(main.annotations.map(({ message }) => message)).toContain("Invalid format 'novalue'")
})

test.runIf(process.platform === 'linux')(
  'what main leaves running is ended with the job and reported',
  async () => {
    const { orphans } = await runThrowaway({
      main: `import { spawn } from 'node:child_process'
      const child = spawn('sleep', ['300'], { stdio: 'ignore', detached: true }); child.unref()
      core.setOutput('pid', child.pid)`,
    })
    expect(orphans).toMatchObject([{ command: 'sleep 300' }])
    const [{ pid } = { pid: 0 }] = orphans
    await expect.poll(() => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).toBe('')
  },
)

test('a child that keeps the output open is not waited for', async () => {
  const { main } = await runThrowaway(
    {
      main: `import { spawn } from 'node:child_process'
        spawn('sleep', ['300'], { stdio: 'inherit', detached: true }).unref(); console.log('done')`,
    },
    { timing: { pipesGraceMs: 100 } },
  )
  expect(main).toMatchObject({ exitCode: 0, stdout: 'done\n' })
})

test('lines are handed on as they come', async () => {
  const flag = join(await mkdtemp(join(tmpdir(), 'flag-')), 'seen')
  onTestFinished(() => rm(dirname(flag), { recursive: true }))
  const { main } = await runThrowaway(
    {
      main: `import { existsSync } from 'node:fs'
        console.log('early')
        while (!existsSync(process.env.FLAG)) await new Promise(done => setTimeout(done, 10))
        console.log('late')`,
    },
    { env: { FLAG: flag }, onLine: ({ text }) => text === 'early' && writeFileSync(flag, '') },
  )
  expect(main.chunks.map(({ text }) => text)).toEqual(['early\n', 'late\n'])
})
