// Copies of crashing pods on a real cluster: what they tell, whom they disturb (nobody), and that they are gone afterwards.
import { setTimeout as sleep } from 'node:timers/promises'
import { KubeConfig } from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { KubernetesApi } from '../../src/cluster/api.ts'
import { ByteBudget } from '../../src/cluster/budget.ts'
import type { Entry } from '../../src/cluster/debuggers.ts'
import { removeLeftovers } from '../../src/cluster/leftovers.ts'
import { runReplica } from '../../src/cluster/replica.ts'
import { replicaPod } from '../../src/inspect/replica.ts'
import type { ReplicaDraft } from '../../src/inspect/replica-draft.ts'
import type { ReplicaResult } from '../../src/inspect/replica-result.ts'
import { asText, type PlannedCommand } from '../../src/model/inspection.ts'
import type { Pod } from '../../src/model/pod.ts'
import type { Clock } from '../../src/model/ports.ts'
import { crashingPods, restrictedPods } from '../support/crashing-pods.ts'
import { isReady, TestKubernetes, troubles } from '../support/kubernetes.ts'

const namespace = 'rep-e2e'
const restricted = 'rep-e2e-restricted'
const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, true, { signal }).catch(() => false),
}

function entry(api: KubernetesApi = kubernetes.api, signal = AbortSignal.timeout(60_000)): Entry {
  const nonce = Math.random().toString(36).slice(2, 8).padEnd(6, 'x')
  const room = { capBytes: 100_000, budget: new ByteBudget() }
  return { api, clock, nonce, ...room, image: 'busybox:1.37', jobStartedAt: null, signal }
}

async function podNamed(name: string, where = namespace): Promise<Pod> {
  return await kubernetes.untilPod(where, name, pod => pod.status?.containerStatuses?.[0] !== undefined)
}

async function draftOf(pod: Pod, { nonce }: Entry, changes: Partial<ReplicaDraft> = {}) {
  const draft: ReplicaDraft = {
    ...{ pod, target: 'app', image: 'busybox:1.37', nonce, commands: [], capBytes: 100_000 },
    ...{ timeoutMs: 180_000, appTimeoutMs: 8000, entrypoint: null, claims: [], ...changes },
  }
  return draft
}

async function copyOf(pod: Pod, changes: Partial<ReplicaDraft> = {}): Promise<ReplicaResult> {
  const into = entry()
  return await runReplica(into, await draftOf(pod, into, changes), 'a test')
}

const command = (name: string, run: string): PlannedCommand => ({
  ...{ name, run, timeoutMs: 5000, origin: 'user' },
})

function output(result: ReplicaResult, name: string): string {
  const found = result.transcript.commands.find(candidate => candidate.name === name)
  return asText(found?.output ?? new Uint8Array())
}

const copies = async (where = namespace) =>
  (await kubernetes.pods(where)).filter(pod => /^(replica|entrypoint)-/.test(pod.metadata.name))

beforeAll(async () => {
  await Promise.all([kubernetes.deleteNamespace(namespace), kubernetes.deleteNamespace(restricted)])
  await kubernetes.createNamespace(namespace)
  await kubernetes.createNamespace(restricted, { 'pod-security.kubernetes.io/enforce': 'restricted' })
  await kubernetes.create(crashingPods, namespace)
  await kubernetes.create(restrictedPods, restricted)
  const crashed = (pod: Pod) => troubles(pod).length > 0
  for (const name of ['no-shell', 'no-command', 'quick', 'forker', 'hungry'])
    await kubernetes.untilPod(namespace, name, crashed)
  await kubernetes.untilPod(namespace, 'fine', isReady)
  await kubernetes.untilPod(restricted, 'strict', crashed)
})
afterAll(async () => {
  await Promise.all([kubernetes.deleteNamespace(namespace), kubernetes.deleteNamespace(restricted)])
})

describe('an app that crashes at once', () => {
  test('from an image without a shell: its last words, its exit code, the file it could not open', async () => {
    const result = await copyOf(await podNamed('no-shell'))
    expect(result.transcript.failure).toBeNull()
    expect(result.transcript.wayIn).toMatchObject({ way: 'replica', container: 'app' })
    expect(output(result, 'app')).toContain('open /etc/shop/tls.crt: no such file or directory')
    expect(result.app).toMatchObject({ exitCode: 1, signal: null, ended: true, outOfMemory: false })
    expect(output(result, 'not-opened')).toMatch(/^missing \/etc\/shop\/tls\.crt .*\/etc$/m)
    expect(await copies()).toEqual([])
  })

  test('from an image that alone knows what it starts', async () => {
    const result = await copyOf(await podNamed('no-command'))
    expect(result.transcript.failure).toBeNull()
    expect(result.transcript.commands[0]?.run).toBe(
      "/agnhost netexec --http-port=8080 --tls-cert-file=/etc/shop/tls.crt '--tls-private-key-file=/etc/a key'",
    )
    expect(output(result, 'app')).toContain('open /etc/shop/tls.crt: no such file or directory')
    expect(output(result, 'not-opened')).toMatch(/^missing \/etc\/a key/m)
    expect(result.left.join(' ')).toContain('names no `command`')
    expect(await copies()).toEqual([])
  })

  test('is asked in its own file system, environment and ids; every dollar stays as it was', async () => {
    const pod = await podNamed('quick')
    const asked = [
      command('own', 'cat $TARGET_ROOT/tmp/app.log; echo "$GREETING $POD_NAME $TARGET_CONTAINER"; exit 4'),
      command('dollars', `x=y; echo "$x \${x} $(echo $x) $$x" '$(GREETING) $$(GREETING)'`),
      command('process', `tr '\\0' '\\n' </proc/$TARGET_PID/environ | grep GREETING`),
    ]
    const result = await copyOf(pod, { commands: asked })
    const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
    expect(output(result, 'app')).toBe(
      `hello mine quick quick on quick\n$(GREETING) ${path}\nspring.datasource.url=it's $HOME\n`,
    )
    expect(result.app).toMatchObject({ exitCode: 3, signal: null })
    expect(result.transcript.commands.map(({ name }) => name)).toEqual([
      ...['app', 'app-end', 'files-left', 'not-opened', 'own', 'dollars', 'process'],
    ])
    expect(output(result, 'files-left')).toMatch(
      /5 .* \/tmp\/app\.log\n== the end of \/tmp\/app\.log\nkept$/m,
    )
    expect(output(result, 'own')).toBe('kept\nhello quick app\n')
    expect(result.transcript.commands.find(({ name }) => name === 'own')?.exitCode).toBe(4)
    expect(output(result, 'dollars')).toMatch(/^y y y \d+x \$\(GREETING\) \$\$\(GREETING\)\n$/)
    expect(output(result, 'process')).toBe('GREETING=hello\n')
  })

  test('but leaves a process behind, which is not waited for; and its 137 is no signal', async () => {
    const result = await copyOf(await podNamed('forker'))
    expect(output(result, 'app')).toBe('started\n')
    expect(result.app).toMatchObject({ exitCode: 137, signal: null, ended: true })
    expect(result.transcript.commands[0]).toMatchObject({ exitCode: 137, timedOut: false })
  })

  test('for want of memory', async () => {
    const result = await copyOf(await podNamed('hungry'))
    expect(result.app).toMatchObject({ signal: 9, exitCode: null, outOfMemory: true, ended: true })
  })

  test('in a namespace under PodSecurity restricted, as its user, on a read-only file system', async () => {
    const result = await copyOf(await podNamed('strict', restricted), { commands: [command('who', 'id -u')] })
    expect(result.transcript.failure).toBeNull()
    expect(output(result, 'app').split('\n').slice(0, 6)).toEqual([
      ...['10001', '10002', 'color: blueprepared', '4', '0123'],
      expect.stringContaining('Read-only file system'),
    ])
    expect(result.app).toMatchObject({ signal: 11, exitCode: null })
    expect(output(result, 'not-opened')).toMatch(/^not readable \/etc\/shadow|missing \/etc\/shadow/m)
    expect(output(result, 'who')).toBe('10001\n')
    expect(result.left.join(' ')).toContain('other containers (migrate)')
    expect(result.left.join(' ')).toContain('fill volumes of app: prepare')
    expect(await copies(restricted)).toEqual([])
  })
})

test('an app that does not crash in the copy is ended, said to run, and reached by no Service', async () => {
  const pod = await podNamed('fine')
  const running = copyOf(pod, { appTimeoutMs: 4000 })
  const copy = await kubernetes.untilPod(namespace, 'replica-', current =>
    (current.status?.containerStatuses ?? []).some(status => status.ready === true),
  )
  const addresses = await addressesOf('fine')
  const result = await running
  expect(copy.status?.podIP).toMatch(/\d/)
  expect(addresses).toEqual([pod.status?.podIP])
  expect(result.app).toMatchObject({ ended: false, exitCode: null, signal: null })
  expect(result.transcript.commands[0]).toMatchObject({ name: 'app', timedOut: true })
  expect(output(result, 'app')).toBe('up\n')
  expect(await copies()).toEqual([])
})

describe('a copy never stays', () => {
  test('when there is no time left while it runs', async () => {
    const stop = new AbortController()
    const into = entry(kubernetes.api, stop.signal)
    const running = runReplica(into, await draftOf(await podNamed('fine'), into), 'a test')
    await kubernetes.untilPod(namespace, 'replica-', pod => pod.spec.nodeName !== undefined)
    stop.abort()
    expect((await running).transcript.failure).not.toBeNull()
    expect(await copies()).toEqual([])
  })

  test('when its maker was killed: it ends at its deadline, and the next run or its owner takes it along', async () => {
    const pod = await podNamed('quick')
    for (const end of ['next run', 'owner'] as const) {
      const draft = await draftOf(pod, entry(), { commands: [command('long', 'sleep 60')] })
      const copy = replicaPod(draft)
      if ('impossible' in copy) throw new Error(copy.impossible)
      const spec = { ...copy.pod.spec, activeDeadlineSeconds: 3 }
      await kubernetes.create(JSON.stringify({ ...copy.pod, spec }))
      const over = await kubernetes.untilPod(namespace, 'replica-', now => now.status?.phase === 'Failed')
      expect(over.status?.reason).toBe('DeadlineExceeded')
      if (end === 'next run')
        expect(await removeLeftovers(kubernetes.api, await copies(), Date.now())).toBe(1)
      else await kubernetes.deletePod(namespace, 'quick')
      await kubernetes.until('the copy to be gone', async () => (await copies()).length === 0 || null)
    }
  })
})

describe('who may not', () => {
  test('create pods is told the rule', async () => {
    const into = entry(await apiOf('reader'))
    const result = await runReplica(into, await draftOf(await podNamed('fine'), into), 'a test')
    expect(result.transcript).toMatchObject({ debuggerName: null, commands: [] })
    expect(result.transcript.failure).toContain('system:serviceaccount:rep-e2e:reader')
    expect(result.transcript.notCollected?.[0]?.fix).toContain(
      'resources: ["pods"], verbs: ["create", "delete"]',
    )
  })
})

const endpointsSchema = z.looseObject({ addresses: z.array(z.string()) })
const slicesSchema = z.looseObject({
  items: z.array(z.looseObject({ endpoints: z.array(endpointsSchema).optional() })),
})

async function addressesOf(service: string): Promise<readonly string[]> {
  const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`
  const query = { labelSelector: `kubernetes.io/service-name=${service}` }
  const slices = await kubernetes.api.json({ method: 'GET', path, query, signal: entry().signal })
  return slicesSchema
    .parse(slices)
    .items.flatMap(({ endpoints = [] }) => endpoints.flatMap(({ addresses }) => addresses))
}

/** The API as a service account of the namespace sees it. */
async function apiOf(account: string): Promise<KubernetesApi> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} }
  const answer = await kubernetes.api.json({ method: 'POST', path, body, signal: entry().signal })
  const { status } = z.looseObject({ status: z.looseObject({ token: z.string() }) }).parse(answer)
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  const cluster = config.getCurrentCluster()
  if (cluster === null) throw new Error('The kubeconfig has no cluster.')
  config.loadFromClusterAndUser(cluster, { name: account, token: status.token })
  return new KubernetesApi(config)
}
