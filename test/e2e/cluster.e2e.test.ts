// The embedded cluster keeps its promises: it works like any cluster, and it leaves nothing behind.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { type ApiAnswer, apiClient } from '../cluster/api.ts'
import { AGNHOST_IMAGE, BUSYBOX_IMAGE, busyboxLayer, ensureCluster, imageTar } from '../cluster/index.ts'
import { createRelay } from '../cluster/node/relay.ts'
import { identify, isAlive, type ProcessIdentity, run, until } from '../cluster/programs/processes.ts'
import { clusterName, DEFAULT_STATE_FOLDER, KEPT_FILES, readState, statePaths } from '../cluster/state.ts'

const { kubeconfig, kind } = inject('cluster')
const api = apiClient(kubeconfig)
const NAMESPACE = `cluster-e2e-${process.pid}`
const RESTRICTED = `${NAMESPACE}-restricted`

const Token = z.object({ status: z.object({ token: z.string() }) })
const Review = z.object({ status: z.object({ userInfo: z.object({ username: z.string() }) }) })
const PodStatus = z.object({ status: z.object({ phase: z.string() }) })

function cli(...args: string[]) {
  return run(process.execPath, [join(import.meta.dirname, '../cluster/cli.ts'), ...args])
}

async function post(path: string, body: object): Promise<ApiAnswer> {
  return await api.call('POST', path, body)
}

async function runPod(name: string, container: object, labels: object = {}): Promise<void> {
  const path = `/api/v1/namespaces/${NAMESPACE}/pods`
  const spec = {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 0,
    containers: [{ name, ...container }],
  }
  const answer = await post(path, { metadata: { name, labels }, spec })
  expect(answer.status, answer.text).toBe(201)
}

/** What a pod printed by the time it had ended. */
async function outputOf(name: string): Promise<string> {
  const path = `/api/v1/namespaces/${NAMESPACE}/pods/${name}`
  const ended = await until(async () => {
    const { status } = PodStatus.parse(JSON.parse((await api.call('GET', path)).text))
    return status.phase === 'Succeeded' || status.phase === 'Failed'
  }, 60_000)
  const log = await api.call('GET', `${path}/log`)
  expect(ended, `${name} did not end; it printed: ${log.text}`).toBe(true)
  return log.text
}

beforeAll(async () => {
  const level = { 'pod-security.kubernetes.io/enforce': 'restricted' }
  await post('/api/v1/namespaces', { metadata: { name: NAMESPACE } })
  await post('/api/v1/namespaces', { metadata: { name: RESTRICTED, labels: level } })
  const account = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/default`
  await until(async () => (await api.call('GET', account)).status === 200, 20_000)
})

afterAll(async () => {
  for (const name of [NAMESPACE, RESTRICTED]) await api.call('DELETE', `/api/v1/namespaces/${name}`)
})

describe('pods', () => {
  test('find the API server and one another by name', async () => {
    await runPod('web', { image: AGNHOST_IMAGE, args: ['netexec', '--http-port=8080'] }, { app: 'web' })
    await post(`/api/v1/namespaces/${NAMESPACE}/services`, {
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
    })
    const script = `
      nslookup kubernetes.default.svc.cluster.local
      for try in $(seq 100); do wget -T 2 -qO- http://web/hostname && break; sleep 0.2; done`
    await runPod('client', { image: BUSYBOX_IMAGE, command: ['sh', '-c', script] })
    const printed = await outputOf('client')
    expect(printed).toMatch(/Name:\s+kubernetes\.default\.svc\.cluster\.local\nAddress: \d/)
    expect(printed.trimEnd().split('\n').at(-1)).toBe('web')
  })

  test('carry a token that is their service account and may do no more', async () => {
    const file = '/var/run/secrets/kubernetes.io/serviceaccount/token'
    await runPod('token', { image: BUSYBOX_IMAGE, command: ['cat', file] })
    const asPod = apiClient(kubeconfig, await outputOf('token'))
    const self = await asPod.call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
    })
    const { userInfo } = Review.parse(JSON.parse(self.text)).status
    expect(userInfo.username).toBe(`system:serviceaccount:${NAMESPACE}:default`)
    const secrets = await asPod.call('GET', `/api/v1/namespaces/${NAMESPACE}/secrets`)
    expect(secrets.status).toBe(403)
    expect(secrets.text).toContain('cannot list resource \\"secrets\\"')
  })

  test('are allowed what a role binding gives their service account', async () => {
    const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}/rolebindings`
    const bound = await post(rbac, {
      metadata: { name: 'view' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: NAMESPACE }],
    })
    expect(bound.status, bound.text).toBe(201)
    const requested = await post(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts/default/token`, {})
    const asAccount = apiClient(kubeconfig, Token.parse(JSON.parse(requested.text)).status.token)
    const list = `/api/v1/namespaces/${NAMESPACE}/pods`
    expect(await until(async () => (await asAccount.call('GET', list)).status === 200, 10_000)).toBe(true)
    expect((await asAccount.call('GET', '/api/v1/namespaces/kube-system/pods')).status).toBe(403)
  })

  test('are refused where PodSecurity forbids them', async () => {
    const answer = await post(`/api/v1/namespaces/${RESTRICTED}/pods`, {
      metadata: { name: 'root' },
      spec: { containers: [{ name: 'root', image: BUSYBOX_IMAGE }] },
    })
    expect(answer.status).toBe(403)
    expect(answer.text).toContain('violates PodSecurity \\"restricted')
  })
})

describe('the relay', () => {
  // 4 MB do not fit any buffer on the way.
  const much = 'x'.repeat(4_000_000)

  async function through(service: (socket: Socket) => void, client: (socket: Socket) => Promise<unknown>) {
    const far = await listening(createServer({ allowHalfOpen: true }, service))
    const near = await listening(createRelay({ port: far.port, host: '127.0.0.1' }))
    const sockets = Array.from({ length: 20 }, () =>
      connect({ port: near.port, host: '127.0.0.1', allowHalfOpen: true }),
    )
    const results = await Promise.all(sockets.map(client))
    far.server.close()
    near.server.close()
    return results
  }

  test('lets the caller end its sending while the service still speaks', async () => {
    const service = (socket: Socket) => {
      // Answers only when everything has come in.
      void text(socket).then(received => socket.end(received))
    }
    const lengths = await through(service, async socket => {
      socket.end(much)
      return (await text(socket)).length
    })
    expect(new Set(lengths)).toEqual(new Set([much.length]))
  })

  test('lets the service end its sending while the caller still speaks', async () => {
    const received: Promise<string>[] = []
    const service = (socket: Socket) => {
      received.push(text(socket))
      socket.end('enough')
    }
    await through(service, async socket => {
      expect(await text(socket)).toBe('enough')
      await new Promise<void>(resolve => socket.end(much, resolve))
    })
    const lengths = (await Promise.all(received)).map(all => all.length)
    expect(new Set(lengths)).toEqual(new Set([much.length]))
  })
})

async function listening(server: Server): Promise<{ server: Server; port: number }> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = z.object({ port: z.int() }).parse(server.address())
  return { server, port: address.port }
}

describe.runIf(kind === 'embedded')('the embedded cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'second-cluster-'))
  const paths = statePaths(folder)
  let network = ''

  beforeAll(async () => {
    network = await machineNetwork()
  })
  afterAll(async () => {
    await cli('down', '--state', folder)
    rmSync(folder, { recursive: true })
  })

  test('is found by a second up', async () => {
    const before = readState(statePaths(DEFAULT_STATE_FOLDER))
    const second = await cli('up')
    expect(second.stderr).toContain('already running')
    expect(second.stdout.trim()).toBe(kubeconfig)
    expect(readState(statePaths(DEFAULT_STATE_FOLDER))).toEqual(before)
    expect((await cli('status')).code).toBe(0)
  })

  test('runs an image made of files and loaded into it', async () => {
    const image = {
      names: ['docker.io/library/made-here:1'],
      layers: [await busyboxLayer()],
      user: '1234:5678',
    }
    const cluster = await ensureCluster()
    await cluster.load(
      imageTar([{ ...image, entrypoint: ['/bin/sh', '-c'], cmd: ['id; pwd'], workingDir: '/home' }]),
    )
    await runPod('made-here', { image: 'made-here:1', imagePullPolicy: 'Never' })
    expect(await outputOf('made-here')).toBe('uid=1234 gid=0(root) groups=0(root)\n/home\n')
  })

  test('says which port is in use, and comes up when told no port', async () => {
    const holder = await listening(createServer())
    const refused = await cli('up', '--state', folder, '--port', String(holder.port))
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain(`Port ${holder.port} on 127.0.0.1 is in use`)
    holder.server.close()
    expect(leftovers(folder)).toEqual([])
  })

  test('comes up beside another one and again after a part of it died', async () => {
    expect((await cli('up', '--state', folder)).code).toBe(0)
    expect((await api.call('GET', '/readyz')).status).toBe(200)
    const first = readState(paths)
    expect((await cli('exec', '--state', folder, '--', 'sh', '-c', 'kill -9 $(pidof kubelet)')).code).toBe(0)
    expect(await until(async () => (await cli('status', '--state', folder)).code === 1, 10_000)).toBe(true)
    expect((await cli('status', '--state', folder)).stdout).toContain(
      'broken: kubelet ended (killed by SIGKILL)',
    )
    expect((await cli('up', '--state', folder)).code).toBe(0)
    expect(readState(paths)?.init).not.toEqual(first?.init)
  })

  test('leaves nothing when its launcher is killed', async () => {
    const state = readState(paths)
    const inside = membersOf(state?.init)
    // The components, and not only the first process: else the check below could not fail.
    expect(inside.length).toBeGreaterThan(8)
    process.kill(state?.launcher.pid ?? 0, 'SIGKILL')
    expect(await until(() => !isAlive(state?.reaper), 20_000)).toBe(true)
    expect([...inside, state?.launcher, state?.boundary].filter(isAlive)).toEqual([])
    expect(leftovers(folder)).toEqual([])
    expect(await machineNetwork()).toBe(network)
    const refused = connect({ port: state?.port ?? 0, host: '127.0.0.1' })
    await expect(once(refused, 'connect')).rejects.toThrow('ECONNREFUSED')
  })

  test('ends with an "up" that is killed before it is done', async () => {
    const script = join(import.meta.dirname, '../cluster/cli.ts')
    const starting = spawn(process.execPath, [script, 'up', '--state', folder], { stdio: 'ignore' })
    expect(await until(() => readState(paths)?.init !== undefined, 20_000)).toBe(true)
    const inside = membersOf(readState(paths)?.init)
    starting.kill('SIGKILL')
    expect(await until(() => leftovers(folder).length === 0, 20_000)).toBe(true)
    expect(inside.filter(isAlive)).toEqual([])
    expect((await cli('status', '--state', folder)).stdout.trim()).toBe('not running')
  })
})

/** The processes in the same process namespace as the given one. */
function membersOf(init: ProcessIdentity | undefined): ProcessIdentity[] {
  const namespace = (pid: number) => {
    try {
      return readlinkSync(`/proc/${pid}/ns/pid`)
    } catch {
      return undefined
    }
  }
  const wanted = namespace(init?.pid ?? 0)
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids
    .filter(pid => wanted !== undefined && namespace(pid) === wanted)
    .flatMap(pid => identify(pid) ?? [])
}

/** The interfaces and packet filter of the machine itself. */
async function machineNetwork(): Promise<string> {
  const rules = (await run('iptables-save', [])).stdout.replace(/^#.*$|\[\d+:\d+\]/gm, '')
  return [...readdirSync('/sys/class/net'), rules].join('\n')
}

/** Files, mounts and control groups of a cluster that should be gone. */
function leftovers(folder: string): string[] {
  const files = readdirSync(folder).filter(name => !KEPT_FILES.includes(name))
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
  const mounts = mountinfo.filter(line => line.includes(folder) || line.includes('/run/cluster'))
  const groups = mountinfo
    .filter(line => / - cgroup2? /.test(line))
    .map(line => join(line.split(' ')[4] ?? '/', clusterName(folder)))
    .filter(path => existsSync(path))
  return [...files, ...mounts, ...groups]
}
