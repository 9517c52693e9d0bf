import { expect, test } from 'vitest'
import type { JobOptions, LogLine } from '../../runner/index.ts'
import { expression, runThrowaway } from './throwaway.ts'

/** Cancels the job when the action has printed "ready". */
function cancelWhenReady(stage: LogLine['stage'] = 'main'): Pick<JobOptions, 'cancel' | 'onLine'> {
  const controller = new AbortController()
  return {
    cancel: controller.signal,
    onLine: line => line.stage === stage && line.text === 'ready' && controller.abort(),
  }
}

const stayAlive = 'setInterval(() => undefined, 1000)'
const ignore = (...signals: string[]) =>
  signals.map(signal => `process.on('${signal}', () => console.log('ignored ${signal}'))`).join('\n')

test('a cancelled step gets SIGINT, and what it writes then counts', async () => {
  const { main, post, jobStatus } = await runThrowaway(
    {
      inputs: { status: { default: expression('job.status') } },
      main: `process.on('SIGINT', () => { core.setOutput('flushed', 'yes'); process.exit(0) })
        core.saveState('seen', '1'); ${stayAlive}; console.log('ready')`,
      post: `console.log(core.getInput('status'), core.getState('seen'))`,
      postIf: 'failure() || cancelled()',
    },
    cancelWhenReady(),
  )
  expect(main).toMatchObject({ conclusion: 'cancelled', exitCode: 0, outputs: { flushed: 'yes' } })
  expect(main.sentSignals.map(({ signal }) => signal)).toEqual(['SIGINT'])
  expect(main.annotations).toMatchObject([{ level: 'error', message: 'The operation was canceled.' }])
  expect(post?.stdout).toBe('cancelled 1\n')
  expect(jobStatus).toBe('cancelled')
})

test('the graces are the real ones: 7.5 s to SIGTERM, 2.5 s more to SIGKILL', async () => {
  const { main, post } = await runThrowaway(
    {
      main: `${ignore('SIGINT', 'SIGTERM')}\n${stayAlive}; console.log('ready')`,
      post: '',
      postIf: 'failure()',
    },
    cancelWhenReady(),
  )
  expect(main.stdout).toBe('ready\nignored SIGINT\nignored SIGTERM\n')
  expect(main).toMatchObject({ conclusion: 'cancelled', exitCode: null, signal: 'SIGKILL' })
  const [interrupt, terminate, kill] = main.sentSignals.map(({ atMs }) => atMs)
  expect((terminate ?? 0) - (interrupt ?? 0)).toBeGreaterThan(7_400)
  expect((kill ?? 0) - (terminate ?? 0)).toBeGreaterThan(2_400)
  expect(post, 'failure() does not hold for a cancelled job').toBeNull()
})

test('a step whose condition still holds is not signalled, until the job is over its limit', async () => {
  const { main, jobStatus } = await runThrowaway(
    {
      main: `${ignore('SIGINT', 'SIGTERM')}; core.setOutput('lost', '1'); core.summary.addRaw('lost').write()
        ${stayAlive}; console.log('ready')`,
    },
    { ...cancelWhenReady(), if: 'always()', timing: { cancelLimitMs: 400 } },
  )
  expect(main.sentSignals.map(({ signal }) => signal)).toEqual(['SIGKILL'])
  expect(main).toMatchObject({ conclusion: 'cancelled', signal: 'SIGKILL', outputs: {}, summary: null })
  expect(jobStatus).toBe('cancelled')
})

test('post is not signalled when its condition holds for a cancelled job', async () => {
  const { post } = await runThrowaway(
    {
      main: '',
      post: `${ignore('SIGINT')}; console.log('ready'); setTimeout(() => console.log('finished'), 300)`,
      postIf: 'failure() || cancelled()',
    },
    { ...cancelWhenReady('post'), between: 'failure' },
  )
  expect(post).toMatchObject({ conclusion: 'success', stdout: 'ready\nfinished\n', sentSignals: [] })
})

test('post is signalled when the job is cancelled and its condition no longer holds', async () => {
  const { post } = await runThrowaway(
    { main: '', post: `${stayAlive}; console.log('ready')`, postIf: 'failure()' },
    { ...cancelWhenReady('post'), between: 'failure' },
  )
  expect(post).toMatchObject({ conclusion: 'cancelled', signal: 'SIGINT' })
})

test('over the limit post is killed, and nothing after it is run', async () => {
  const { post } = await runThrowaway(
    { main: '', post: `${ignore('SIGINT', 'SIGTERM')}; ${stayAlive}`, postIf: 'cancelled()' },
    { between: 'cancelled', timing: { cancelLimitMs: 400 } },
  )
  expect(post).toMatchObject({ conclusion: 'cancelled', signal: 'SIGKILL' })
})

test('a job that is cancelled before the step skips it', async () => {
  const { main, post } = await runThrowaway({ main: '', post: '' }, { cancel: AbortSignal.abort() })
  expect(main.conclusion).toBe('skipped')
  expect(post).toBeNull()
})

test('a step over its timeout-minutes fails', async () => {
  const { main, jobStatus } = await runThrowaway({ main: stayAlive }, { timeoutMs: 500 })
  expect(main).toMatchObject({ conclusion: 'failure', signal: 'SIGINT' })
  expect(jobStatus).toBe('failure')
})
