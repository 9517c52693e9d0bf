// What cuts the work short - a cancelled job, the time allowed, a cluster that falls silent - still leaves a report, in time.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import type { StepResult } from '../runner/index.ts'
import { commandsNamed, runAction } from '../support/action.ts'
import { type ApiProxy, type ApiRequest, startApiProxy, type Treatment } from '../support/api-proxy.ts'
import { hasRunAWhile, TestKubernetes } from '../support/kubernetes.ts'

const namespace = 'e2e-cancel'
const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)

/** Says in its log when a file appears in it, so that a test sees from outside that somebody is inside. */
const watchful = (name: string, initialDelay = 0): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "until [ -e /tmp/visitor ]; do sleep 0.2; done; echo somebody is inside; exec sleep 3600"]
      readinessProbe: {exec: {command: ["false"]}, periodSeconds: 1, failureThreshold: 1, initialDelaySeconds: ${initialDelay}}
`
const lingering = `
- name: lingering
  run: touch $TARGET_ROOT/tmp/visitor; echo hello; sleep 60
  timeout: SECONDSs
`

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  await kubernetes.create(watchful('cancelled'), namespace)
  await kubernetes.create(watchful('late'), namespace)
  await kubernetes.untilPod(namespace, 'cancelled', hasRunAWhile)
  await kubernetes.untilPod(namespace, 'late', hasRunAWhile)
})
afterAll(async () => {
  await kubernetes.deleteNamespace(namespace)
})

const acting = { if: 'failure()', statusBefore: 'failure' } as const
const inputs = (app: string, others: Readonly<Record<string, string>> = {}) => ({
  kubeconfig,
  namespaces: namespace,
  selector: `app=${app}`,
  ...others,
})

/** The runner sends SIGTERM 7.5 s after SIGINT: a step that got SIGINT only had ended by then. */
function expectFlushed(main: StepResult, report: Report): void {
  expect(main).toMatchObject({ exitCode: 0, signal: null, conclusion: 'cancelled' })
  expect(main.sentSignals.map(({ signal }) => signal)).toEqual(['SIGINT'])
  expect(main.outputs['outcome']).toBe('partial')
  expect(report.outcome).toBe('partial')
  expect(report.notCollected.map(({ why }) => why)).toContain('The job was cancelled.')
  expect(main.stdout).not.toContain('has a bug')
  expect(main.summary).not.toBeNull()
}

async function someoneInside(pod: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log`
  await kubernetes.until(`somebody inside ${pod}`, async () => {
    const log = await kubernetes.api.text({ method: 'GET', path, signal: AbortSignal.timeout(10_000) })
    return log.includes('somebody is inside') || null
  })
}

describe('a job that is cancelled', () => {
  test('while the cluster is read', async () => {
    const cancel = new AbortController()
    const proxy = await startApiProxy(kubeconfig, ({ path }) => {
      if (!path.includes('/events')) return 'pass'
      cancel.abort()
      return 'silence'
    })
    const { job, report } = await runAction({
      ...acting,
      inputs: inputs('cancelled', { kubeconfig: proxy.kubeconfig }),
      cancel: cancel.signal,
    })
    await proxy.close()
    expectFlushed(job.main, report())
    expect(report().pods.map(({ name }) => name)).toEqual(['cancelled'])
    expect(report().notCollected.map(({ what }) => what)).toContain('events')
    expect(job.orphans).toEqual([])
  })

  test('before the cluster has answered at all', async () => {
    const cancel = new AbortController()
    const proxy = await startApiProxy(kubeconfig, () => {
      cancel.abort()
      return 'silence'
    })
    const { job, report } = await runAction({
      ...acting,
      inputs: inputs('cancelled', { kubeconfig: proxy.kubeconfig }),
      cancel: cancel.signal,
    })
    await proxy.close()
    expectFlushed(job.main, report())
  })

  test('while pods are given time to settle', async () => {
    const cancel = new AbortController()
    await kubernetes.create(watchful('starting', 4), namespace)
    await kubernetes.untilPod(namespace, 'starting', pod => pod.status?.phase === 'Running')
    const { job, report } = await runAction({
      ...acting,
      inputs: inputs('starting'),
      cancel: cancel.signal,
      onLine: ({ text }) => text.includes('looking again in') && cancel.abort(),
    })
    await kubernetes.deletePod(namespace, 'starting')
    expectFlushed(job.main, report())
  })

  test('while a command of the user runs inside', async () => {
    const cancel = new AbortController()
    const [{ job, report, files }] = await Promise.all([
      runAction({
        ...acting,
        inputs: inputs('cancelled', { commands: lingering.replace('SECONDS', '8') }),
        cancel: cancel.signal,
      }),
      someoneInside('cancelled').then(() => cancel.abort()),
    ])
    expectFlushed(job.main, report())
    expect(job.orphans).toEqual([])
    expect(job.post?.stdout.trim()).toBe('')
    const [processes] = commandsNamed(report(), 'processes')
    expect(processes).toMatchObject({ exitCode: 0, failure: null })
    expect(files.get(processes?.output ?? '')?.toString()).toContain('visitor')
    const [lingered] = commandsNamed(report(), 'lingering')
    expect(lingered).toMatchObject({ exitCode: null, failure: expect.stringMatching(/\w/) })
    expect(job.summary).toContain('cancelled')
    // Nobody listens any more, but what was left in the pod ends by itself.
    await kubernetes.untilPod(namespace, 'cancelled', pod =>
      (pod.status?.ephemeralContainerStatuses ?? []).every(status => status.state?.terminated !== undefined),
    )
  })
})

/** Where a cluster may fall silent, and what the report then comes to. */
const silences: readonly (readonly [
  name: string,
  outcome: Report['outcome'],
  rule: (request: ApiRequest) => Treatment,
])[] = [
  ['at the first request', 'no-access', () => 'silence'],
  ['at the list of pods', 'no-access', ({ index }) => (index > 3 ? 'silence' : 'pass')],
  ['amid the list of pods', 'no-access', ({ path }) => (/\/pods\?/.test(path) ? 'stop' : 'pass')],
  ['right after the pods', 'partial', ({ index }) => (index > 5 ? 'silence' : 'pass')],
  [
    'at the question whether a debugger may enter',
    'partial',
    ({ method }) => (method === 'PATCH' ? 'silence' : 'pass'),
  ],
  ['at the logs', 'partial', ({ path }) => (path.includes('/log') ? 'silence' : 'pass')],
  ['amid the logs', 'partial', ({ path }) => (path.includes('/log') ? 'stop' : 'pass')],
]

describe('the time allowed is kept', () => {
  type Run = Awaited<ReturnType<typeof runAction>>
  const slow = 'by a command that takes longer'
  const proxies: ApiProxy[] = []
  const runs = new Map<string, Run>()
  beforeAll(async () => {
    const silent = silences.map(async ([name, , rule]) => {
      const proxy = await startApiProxy(kubeconfig, rule)
      proxies.push(proxy)
      const settings = inputs('late', { kubeconfig: proxy.kubeconfig, timeout: '10s' })
      runs.set(name, await runAction({ ...acting, inputs: settings }))
    })
    const settings = inputs('late', { timeout: '10s', commands: lingering.replace('SECONDS', '10') })
    runs.set(slow, await runAction({ ...acting, inputs: settings }))
    await Promise.all(silent)
  })
  afterAll(async () => {
    await Promise.all(proxies.map(proxy => proxy.close()))
  })
  const run = (name: string): Run => {
    const found = runs.get(name)
    if (found === undefined) throw new Error(`The run ${name} did not take place.`)
    return found
  }

  test.each(silences)('by a cluster that falls silent %s', (name, outcome) => {
    const { job, report } = run(name)
    expect(job.main).toMatchObject({ exitCode: 0, outputs: { outcome } })
    expect(job.main.durationMs).toBeLessThan(45_000)
    expect(report().outcome).toBe(outcome)
    expect(report().notCollected.length).toBeGreaterThan(0)
    expect(job.summary).not.toBe('')
    expect(job.main.stdout).not.toContain('has a bug')
    expect(job.orphans).toEqual([])
  })

  test(`${slow}, and the report says what it cost`, () => {
    const { job, report } = run(slow)
    expect(job.main.exitCode).toBe(0)
    expect(job.main.durationMs).toBeLessThan(45_000)
    expect(report()).toMatchObject({ outcome: 'partial' })
    expect(report().notCollected).toContainEqual(
      expect.objectContaining({
        why: 'The time allowed was used up.',
        fix: expect.stringContaining('timeout'),
      }),
    )
    expect(commandsNamed(report(), 'processes')[0]).toMatchObject({ exitCode: 0 })
    expect(commandsNamed(report(), 'lingering')[0]?.failure).toMatch(/\w/)
    expect(job.orphans).toEqual([])
  })
})
