// Gentle to the cluster: no debugger twice, none late, and nothing left over however the action ends.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Pod, statusOf } from '../../src/model/pod.ts'
import { actionFolder } from '../support/action.ts'
import { type ApiRequest, startApiProxy } from '../support/api-proxy.ts'
import { debug } from '../support/debugger.ts'
import { runStory } from '../support/in-process.ts'
import { hasRunAWhile, TestKubernetes } from '../support/kubernetes.ts'

const namespace = 'e2e-gentle'
const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)

const running = (name: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
    - name: app
      image: busybox:1.37
      command: [sleep, "3600"]
      readinessProbe: {exec: {command: ["false"]}, periodSeconds: 2, failureThreshold: 1}
`
const crashing = (name: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  containers: [{name: app, image: busybox:1.37, command: [sh, -c, "echo no such luck; exit 3"]}]
`

/** When the action is killed: at which of its requests, before it is sent or so long after it was passed on (milliseconds). */
interface Moment {
  readonly name: string
  readonly pod: 'running' | 'crashing'
  readonly at: (request: ApiRequest) => boolean
  readonly after: number | null
}

const isPatch = ({ method, path }: ApiRequest): boolean => method === 'PATCH' && !path.includes('dryRun')
const isCreation = ({ method, path }: ApiRequest): boolean =>
  method === 'POST' && /\/pods\?/.test(path) && !path.includes('dryRun')

/** Delays that look random and are the same in each run. */
function delays(count: number, most: number): readonly number[] {
  let seed = 20_261_122
  return Array.from({ length: count }, (_, index) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.round(((index + seed / 2 ** 31) / count) * most)
  })
}

const moments: readonly Moment[] = [
  { name: 'before its first request', pod: 'running', at: () => true, after: null },
  { name: 'after it read the pods', pod: 'running', at: ({ path }) => path.includes('/pods?'), after: 0 },
  { name: 'before the dry run', pod: 'running', at: ({ method }) => method === 'PATCH', after: null },
  { name: 'before it adds a debugger', pod: 'running', at: isPatch, after: null },
  ...delays(6, 2500).map(
    (after): Moment => ({ name: `${after} ms after adding a debugger`, pod: 'running', at: isPatch, after }),
  ),
  { name: 'before it makes a copy', pod: 'crashing', at: isCreation, after: null },
  ...delays(8, 4000).map(
    (after): Moment => ({ name: `${after} ms after making a copy`, pod: 'crashing', at: isCreation, after }),
  ),
  {
    name: 'before it deletes a copy',
    pod: 'crashing',
    at: ({ method, path }) => method === 'DELETE' && !path.includes('dryRun'),
    after: null,
  },
]
const named = moments.map((moment, index) => ({ ...moment, app: `${moment.pod}-${index}` }))

/** The most that anything of ours may last: the run's whole time twice for a copy, once for a debugger. Seconds. */
const TIMEOUT_S = 10
const inputs = {
  namespaces: namespace,
  timeout: `${TIMEOUT_S}s`,
  'command-timeout': '10s',
  'default-commands': 'false',
  commands: 'echo asked; sleep 2\nsleep 60',
  replica: 'always',
  when: 'now',
}

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  const apps = named.map(({ pod, app }) => (pod === 'running' ? running(app) : crashing(app)))
  await kubernetes.create([...apps, running('twice'), running('late')].join('---\n'), namespace)
  await kubernetes.until('all pods to be in trouble', async () => {
    const pods = await kubernetes.pods(namespace)
    const isInTrouble = (pod: Pod): boolean =>
      hasRunAWhile(pod) || (statusOf(pod, 'app')?.restartCount ?? 0) > 0
    return pods.every(isInTrouble) || null
  })
})
afterAll(async () => {
  await kubernetes.deleteNamespace(namespace)
})

describe('a debugger', () => {
  const twice = { ...inputs, selector: 'app=twice', kubeconfig, commands: 'echo hello', timeout: '1m' }
  const debuggers = async () =>
    (await kubernetes.untilPod(namespace, 'twice', () => true)).spec.ephemeralContainers ?? []

  test('is not added where an earlier one was asked the same', async () => {
    const first = await runStory(twice)
    const second = await runStory(twice)
    expect(await debuggers()).toHaveLength(1)
    const [one, two] = [first, second].map(({ report }) => report.pods[0]?.inspection)
    expect(two).toMatchObject({ way: 'target', targeted: true, failure: null, container: one?.container })
    expect(two?.reason).toContain('its answer was read again')
    expect(two?.commands.map(({ exitCode }) => exitCode)).toEqual([0])
    await runStory({ ...twice, commands: 'echo something else' })
    expect(await debuggers()).toHaveLength(2)
  })

  test('that could start only after its run was over does nothing', async () => {
    const pod = await kubernetes.untilPod(namespace, 'late', () => true)
    const now = Math.floor(Date.now() / 1000)
    const late = await debug(kubernetes, pod, ['echo done'], { lastStart: now - 30 })
    expect(late).toMatchObject({ identity: null, failure: expect.stringContaining('its run was over') })
    expect(late.commands).toEqual([])
    const inTime = await debug(kubernetes, pod, ['echo "$EPHEMERAL_DEBUG_LAST_START" done'], {
      lastStart: now + 300,
    })
    expect(inTime.commands.map(({ output }) => Buffer.from(output).toString())).toEqual([' done\n'])
  })
})

describe('killed', () => {
  const before = new Map<string, Pod>()
  const ends = new Map<string, End>()
  let after: readonly Pod[] = []
  beforeAll(async () => {
    for (const pod of await kubernetes.pods(namespace)) before.set(pod.metadata.name, pod)
    const queue = named.values()
    const worker = async (): Promise<void> => {
      for (const moment of queue) ends.set(moment.app, await runAndKill(moment, moment.app))
    }
    await Promise.all([worker(), worker(), worker(), worker(), worker()])
    await kubernetes.until(
      () => `nothing of ours to run any more: ${stillRunning(after).join(', ')}`,
      async () => {
        after = await kubernetes.pods(namespace)
        return stillRunning(after).length === 0 || null
      },
    )
  })

  test.each(named)('$name, it leaves no debugger running, and the pod as well as before', ({ app }) => {
    const pod = after.find(({ metadata }) => metadata.name === app)
    const old = before.get(app)
    expect(pod?.status?.phase).toBe(old?.status?.phase)
    expect(pod?.metadata.uid).toBe(old?.metadata.uid)
    expect((pod?.spec.ephemeralContainers ?? []).length).toBeLessThanOrEqual(1)
    if (app.startsWith('running'))
      expect(statusOf(pod ?? fail(), 'app')?.containerID).toBe(statusOf(old ?? fail(), 'app')?.containerID)
    // Ended by its own deadline: its commands alone would have gone on, and then ended well.
    for (const { state } of pod?.status?.ephemeralContainerStatuses ?? [])
      expect([137, 143]).toContain(state?.terminated?.exitCode)
  })

  test('at nearly all of these moments, for on a slow machine it may be over before one comes', () => {
    const killed = [...ends.values()].filter(end => end.came && end.killed)
    expect(killed.length).toBeGreaterThan(14)
  })

  test('with copies made, none lasts longer than its deadline, and the next run deletes them', async () => {
    const left = after.filter(isCopy)
    expect(left.length).toBeGreaterThan(0)
    for (const copy of left) {
      expect(copy.spec['activeDeadlineSeconds']).toBeLessThanOrEqual(2 * TIMEOUT_S)
      expect(copy.metadata.ownerReferences?.[0]?.kind).toBe('Pod')
    }
    await runStory({ ...inputs, kubeconfig, selector: 'app=none' })
    await kubernetes.until('the copies to be gone', async () =>
      (await kubernetes.pods(namespace)).some(isCopy) ? null : true,
    )
  })
})

const fail = (): never => expect.fail('The pod is gone.')
const isCopy = (pod: Pod): boolean => /^(replica|entrypoint)-/.test(pod.metadata.name)

function stillRunning(pods: readonly Pod[]): readonly string[] {
  const debuggers = pods
    .flatMap(pod => pod.status?.ephemeralContainerStatuses ?? [])
    .filter(({ state }) => state?.terminated === undefined)
  const copies = pods.filter(pod => isCopy(pod) && !/Failed|Succeeded/.test(pod.status?.phase ?? ''))
  return [...debuggers.map(({ name }) => name), ...copies.map(({ metadata }) => metadata.name)]
}

interface End {
  /** Whether the moment came at all. */
  readonly came: boolean
  /** Whether the action was still at work then. */
  readonly killed: boolean
}

/** Runs the action as built on one pod and kills it at the moment. */
async function runAndKill({ at, after }: Moment, app: string): Promise<End> {
  let child: ChildProcess | null = null
  let came = false
  const kill = (): void => {
    child?.kill('SIGKILL')
  }
  const proxy = await startApiProxy(kubeconfig, request => {
    if (came || !at(request)) return 'pass'
    came = true
    if (after === null) kill()
    else setTimeout(kill, after)
    return after === null ? 'silence' : 'pass'
  })
  const given = { ...inputs, selector: `app=${app}`, kubeconfig: proxy.kubeconfig }
  const env = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const)
  child = spawn(process.execPath, [join(actionFolder, 'dist', 'index.js')], {
    env: { PATH: process.env['PATH'], RUNNER_TEMP: proxy.folder, ...Object.fromEntries(env) },
    stdio: 'ignore',
  })
  const signal = await new Promise(resolve => child?.once('exit', (_, by) => resolve(by)))
  await proxy.close()
  return { came, killed: signal === 'SIGKILL' }
}
