import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../src/model/finding.ts'
import { ago, ended, event, givenUp, node, pod, service, slice, waiting, workload } from '../support/build.ts'
import { crashing, findings, ids } from '../support/findings.ts'

const refused = (to: string) => ({ previousLog: `FATAL dial tcp: connect to ${to}: connection refused\n` })
const unpulled = (name: string) =>
  pod({ name, phase: 'Pending', ready: false, state: waiting('ImagePullBackOff', 'Back-off pulling image') })
const about = (found: readonly Finding[], name: string) => found.find(one => one.subject.name === name)

/** A pod whose init container has been waiting for five minutes. */
function waitingFor(wait: object) {
  const since = { running: { startedAt: ago(300) } }
  return pod({
    name: 'api',
    phase: 'Pending',
    ready: false,
    state: waiting('PodInitializing'),
    spec: { initContainers: [wait] },
    status: { initContainerStatuses: [{ name: 'wait', ready: false, restartCount: 0, state: since }] },
  })
}

describe('in a dump without Services', () => {
  test('a host is the workload of that name, which is down for sure, whatever ails it', () => {
    const found = findings({ pods: [crashing('api'), unpulled('db')] }, { api: refused('db:5432') })
    expect(ids(found)).toEqual(['image-pull/other', 'dependency/connection-refused'])
    expect(found[1]?.causedBy).toBe('f1')
  })

  test('a cluster address is the only one in trouble that the environment names', () => {
    const env = { env: [{ name: 'PGHOST', value: 'db' }] }
    const api = pod({
      name: 'api',
      container: env,
      ready: false,
      restarts: 3,
      state: waiting('CrashLoopBackOff'),
      lastState: ended(1),
    })
    const found = findings({ pods: [api, unpulled('db')] }, { api: refused('10.96.14.3:5432') })
    expect(about(found, 'api')?.title).toContain('db:5432')
    expect(about(found, 'api')?.causedBy).toBe('f1')
  })

  test('a name that is not listed may exist all the same', () => {
    const wait = { name: 'wait', command: ['sh', '-c', 'until nc -z db 5432; do sleep 1; done'] }
    const waits = waitingFor(wait)
    const id = ({ category, cause }: Finding) => `${category}/${cause}`
    const [alone] = findings({ pods: [waits] })
    expect(alone === undefined ? '' : id(alone)).toBe('dependency/other')
    const [listed] = findings({ pods: [waits], services: [service('web', { app: 'web' })] })
    expect(listed === undefined ? '' : id(listed)).toBe('dependency/name-not-found')
  })

  test('a Service that is listed is asked, not a namesake', () => {
    const found = findings(
      { pods: [crashing('api'), unpulled('db')], services: [service('web', { app: 'web' })] },
      { api: refused('db:5432') },
    )
    expect(found.every(one => one.causedBy === null)).toBe(true)
  })
})

test('without its log a crash is explained by what the app is told to use', () => {
  const api = pod({
    name: 'api',
    container: { env: [{ name: 'DB_URL', value: 'postgres://db:5432/x' }] },
    ready: false,
    restarts: 3,
    state: waiting('CrashLoopBackOff'),
    lastState: ended(1),
  })
  const parts = {
    pods: [api, unpulled('db')],
    services: [service('db', { app: 'db' }, 5432)],
    endpointSlices: [slice('db', [])],
  }
  expect(about(findings(parts), 'api')?.causedBy).toBe('f1')
  const said = findings(parts, { api: { previousLog: 'FATAL licence expired\n' } })
  expect(about(said, 'api')?.causedBy).toBeNull()
})

describe('where no pod of the DNS is ready', () => {
  const lookup = { previousLog: 'Error: getaddrinfo EAI_AGAIN db\n' }
  const dns = (ready: boolean) =>
    pod({
      name: 'coredns',
      namespace: 'kube-system',
      labels: { 'k8s-app': 'kube-dns' },
      ready,
      ...(ready ? {} : { restarts: 3, state: waiting('CrashLoopBackOff'), lastState: ended(1) }),
    })

  test('no name can be looked up, and that is its fault', () => {
    const found = findings({ pods: [crashing('api'), dns(false)] }, { api: lookup })
    expect(found[0]?.subject.name).toBe('coredns')
    expect(about(found, 'api')?.causedBy).toBe('f1')
    expect(about(found, 'api')?.title).toContain("no pod of the cluster's DNS is ready")
  })

  test('otherwise the name is', () => {
    const found = findings({ pods: [crashing('api'), dns(true)] }, { api: lookup })
    expect(found.map(one => [one.subject.name, one.causedBy])).toEqual([['api', null]])
    expect(found[0]?.title).toContain('no such name')
  })
})

test('a workload that only an event names makes the pods of the Service that bears its name', () => {
  const bystander = pod({ name: 'web' })
  const only = workload('StatefulSet', 'cache')
  const told = event(
    pod({ name: 'cache' }),
    'FailedCreate',
    'create Pod cache-0 failed: exceeded quota: q',
    null,
  )
  const { uid } = only.metadata
  const found = findings(
    {
      pods: [crashing('api'), bystander],
      workloads: [only],
      services: [service('cache', { app: 'cache' }, 6379)],
      endpointSlices: [slice('cache', [])],
      events: [{ ...told, involvedObject: { kind: 'StatefulSet', namespace: 'shop', name: 'cache', uid } }],
    },
    { api: refused('cache:6379') },
  )
  expect(ids(found)).toEqual(['pod-not-created/quota-exceeded', 'dependency/no-endpoints'])
  expect(found[1]?.causedBy).toBe('f1')
})

describe('what a node does to its pods', () => {
  const full = node('node-1', {
    status: { conditions: [{ type: 'DiskPressure', status: 'True', reason: 'KubeletHasDiskPressure' }] },
  })
  const message = 'The node was low on resource: ephemeral-storage.'
  const evicted = (said: string) =>
    pod({ name: 'web', phase: 'Failed', ready: false, status: { reason: 'Evicted', message: said } })

  test('an eviction for want of disk is the effect of its pressure', () => {
    const found = findings({ pods: [evicted(message)], nodes: [full] })
    expect(ids(found)).toEqual(['node/pressure', 'disk/evicted'])
    expect(found[1]?.causedBy).toBe('f1')
  })

  test('one for its own limit is not', () => {
    const own = evicted('Usage of EmptyDir volume "tmp" exceeds the limit "1Mi". ')
    const found = findings({ pods: [own], nodes: [full] })
    expect(about(found, 'web')?.causedBy).toBeNull()
  })

  test('of a pod that was preempted its successor tells what is wrong now', () => {
    const owner = ['ReplicaSet', 'web-1'] as const
    const gone = givenUp({ reason: 'Preempting' })
    const said = '0/1 nodes are available: 1 Insufficient cpu.'
    const next = pod({
      name: 'web-1-b',
      owner,
      age: 100,
      phase: 'Pending',
      ready: false,
      spec: { nodeName: '' },
      status: {
        containerStatuses: [],
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: said }],
      },
    })
    expect(ids(findings({ pods: [gone, next] }))).toEqual(['unschedulable/cpu'])
    expect(ids(findings({ pods: [gone] }))).toEqual(['unschedulable/other'])
  })
})

test('an init container that waits for a Job is explained by the Job', () => {
  const wait = { name: 'wait', image: 'acme/k8s-wait-for:2', args: ['job', 'migrate'] }
  const waits = waitingFor(wait)
  const failed = pod({
    name: 'migrate-x',
    owner: ['Job', 'migrate'],
    phase: 'Failed',
    ready: false,
    state: ended(1),
  })
  const found = findings({ pods: [waits, failed] }, { 'migrate-x': { log: 'FATAL relation exists\n' } })
  expect(found[0]?.subject.name).toBe('migrate')
  expect(about(found, 'api')?.causedBy).toBe('f1')
  expect(about(found, 'api')?.title).toContain('Job migrate')
})

test('a Job that the dump lacks is still its CronJob, by the minute in its name', () => {
  const run = (job: string) =>
    findings({ pods: [pod({ name: `${job}-x`, owner: ['Job', job], phase: 'Failed', state: ended(1) })] })
  expect(run('report-29381240')[0]?.subject).toMatchObject({ kind: 'CronJob', name: 'report' })
  expect(run('report-2024')[0]?.subject).toMatchObject({ kind: 'Job', name: 'report-2024' })
})

test('of several Services that the environment names the one with nobody behind it did not answer', () => {
  const env = [
    { name: 'DB', value: 'db:5432' },
    { name: 'CACHE', value: 'cache:6379' },
  ]
  const api = pod({
    name: 'api',
    container: { env },
    ready: false,
    restarts: 3,
    state: waiting('CrashLoopBackOff'),
    lastState: ended(1),
  })
  const parts = {
    pods: [api, unpulled('db'), pod({ name: 'cache' })],
    services: [service('db', { app: 'db' }, 5432), service('cache', { app: 'cache' }, 6379)],
    endpointSlices: [slice('db', []), slice('cache', [['10.244.0.8', true]])],
  }
  const said = (text: string) => about(findings(parts, { api: { previousLog: `FATAL ${text}\n` } }), 'api')
  expect(said('connection refused')?.title).toContain('db:5432')
  expect(said('connection refused')?.causedBy).toBe('f1')
  expect(said('password authentication failed')?.causedBy).toBeNull()
})
