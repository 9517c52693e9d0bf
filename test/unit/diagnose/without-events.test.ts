import { describe, expect, test } from 'vitest'
import { isUnderWay } from '../../../src/select/settling.ts'
import { ago, ended, event, pod, service, slice, snapshot, waiting, workload } from '../support/build.ts'
import { findings, ids } from '../support/findings.ts'

const ports = [{ containerPort: 8080 }]
const get = (path: string, port = 8080) => ({ httpGet: { path, port }, periodSeconds: 2 })

describe('a pod that its node has not begun to start, in a dump without events', () => {
  const creating = (more: object = {}, age = 600) =>
    pod({ age, phase: 'Pending', ready: false, state: waiting('ContainerCreating'), spec: more })
  const claim = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }

  test.each([
    ['volume/other', 'claim data', claim],
    ['volume/other', 'Secret tls', { volumes: [{ name: 'tls', secret: { secretName: 'tls' } }] }],
    ['volume/other', 'nfs share', { volumes: [{ name: 'share', nfs: { server: 'nas', path: '/x' } }] }],
    ['sandbox/other', 'node-1', { volumes: [{ name: 'tmp', emptyDir: {} }] }],
  ])('most likely waits for what comes next: %s, %s', (id, named, spec) => {
    const [found, ...others] = findings({ pods: [creating(spec)] })
    expect(`${found?.category}/${found?.cause}`).toBe(id)
    expect(found?.title).toContain(named)
    expect(found?.confidence).toBe('low')
    expect(others).toEqual([])
  })

  test('is not accused while it is young, nor where an image is being pulled', () => {
    expect(findings({ pods: [creating(claim, 70)] })).toEqual([])
    const pulls = creating(claim)
    expect(findings({ pods: [pulls], events: [event(pulls, 'Pulling', 'Pulling image "x"')] })).toEqual([])
  })

  test('is under way where it was just made and no event warns of it', () => {
    const young = creating(claim, 20)
    const warning = event(young, 'FailedMount', 'MountVolume.SetUp failed', null)
    expect(isUnderWay(young, snapshot({ pods: [young] }))).toBe(true)
    expect(isUnderWay(young, snapshot({ pods: [young], events: [warning] }))).toBe(false)
    expect(isUnderWay(creating(claim, 100), snapshot())).toBe(false)
  })
})

describe('a container that was stopped from outside, in a dump without events', () => {
  const stopped = (container: object, exitCode = 137) =>
    pod({ container, restarts: 4, ready: false, lastState: ended(exitCode, 20) })

  test.each([
    ['probe-killed/other', { ports, livenessProbe: get('/health') }],
    ['probe-killed/port', { ports, livenessProbe: get('/health', 9090) }],
    ['probe-killed/timing', { ports, startupProbe: get('/health') }],
    ['probe-killed/command', { livenessProbe: { exec: { command: ['true'] } } }],
  ])('was most likely stopped by its probe: %s', (id, container) => {
    const [found] = findings({ pods: [stopped(container)] })
    expect(`${found?.category}/${found?.cause}`).toBe(id)
    expect(found?.confidence).toBe('low')
  })

  test('has no such probe, or an end of its own', () => {
    expect(ids(findings({ pods: [stopped({})] }))).toEqual(['app-crash/signal'])
    expect(ids(findings({ pods: [stopped({ livenessProbe: get('/') }, 1)] }))).toEqual([
      'app-crash/exit-code',
    ])
  })

  test('is told by its log where that names more', () => {
    const app = stopped({ livenessProbe: get('/') })
    const found = findings(
      { pods: [app] },
      { app: { previousLog: 'panic: boom\n\ngoroutine 1 [running]:\n' } },
    )
    expect(ids(found)).toEqual(['app-crash/exception'])
  })
})

describe('a readiness probe that no event speaks of', () => {
  const unready = pod({ ready: false, container: { ports, readinessProbe: get('/readyz') } })

  test.each([
    [
      'readiness/path',
      '10.244.0.1 - - [01/Jan/2026:11:59:58 +0000] "GET /readyz HTTP/1.1" 404 19 "-" "kube-probe/1.31"',
    ],
    ['readiness/http-status', '{"level":"info","method":"GET","path":"/readyz","status":503,"took":"2ms"}'],
    ['readiness/http-status', 'level=info method=GET path=/readyz status=401 ua=kube-probe/1.30'],
    ['readiness/other', '"GET /readyz HTTP/1.1" 200 2 "-" "kube-probe/1.31"'],
    ['readiness/other', '"GET /readyz2 HTTP/1.1" 404 19 "-" "curl/8"'],
  ])('is told by what the app logs that it answers: %s', (id, log) => {
    expect(ids(findings({ pods: [unready] }, { app: { log: `${log}\n` } }))).toEqual([id])
  })

  test('of a port that the container does not declare', () => {
    const other = pod({ ready: false, container: { ports, readinessProbe: get('/', 9090) } })
    const [found] = findings({ pods: [other] })
    expect(`${found?.category}/${found?.cause} ${found?.confidence}`).toBe('readiness/port low')
  })
})

test('what little is known of a pod still explains that its Service has nobody behind it', () => {
  const found = findings({
    pods: [pod({ ready: false, container: { readinessProbe: get('/') } })],
    services: [service('app', { app: 'app' })],
    endpointSlices: [slice('app', [['10.244.0.5', false]])],
  })
  expect(found.map(one => `${one.category}/${one.cause} ${one.causedBy}`)).toEqual([
    'readiness/other null',
    'no-endpoints/pods-not-ready f1',
  ])
})

describe('pods that nobody has made', () => {
  const set = (age: number) =>
    workload('StatefulSet', 'db', {
      metadata: { name: 'db', namespace: 'shop', creationTimestamp: ago(age) },
      spec: { replicas: 1 },
      status: { replicas: 0 },
    })
  test('are missed where no event could tell why', () => {
    const [found] = findings({ pods: [pod()], workloads: [set(600)] })
    expect(`${found?.category}/${found?.cause} ${found?.confidence}`).toBe('pod-not-created/other low')
  })
  test('are not missed while they may still come, nor where events would tell', () => {
    expect(findings({ pods: [pod()], workloads: [set(30)] })).toEqual([])
    const healthy = pod()
    const told = [event(healthy, 'Pulled', 'Container image is present')]
    expect(findings({ pods: [healthy], workloads: [set(500)], events: told })).toEqual([])
  })
})

describe('a node of which the dump holds nothing', () => {
  const lost = (name: string) => pod({ name, status: { reason: 'NodeLost', phase: 'Running' } })
  test('is at fault where its pods are given up', () => {
    const found = findings({ pods: [lost('a'), lost('b')], nodes: [] })
    expect(found[0]).toMatchObject({ category: 'node', cause: 'kubelet', confidence: 'medium' })
    expect(found[0]?.pods).toEqual(['a', 'b'])
  })
  test('may be at fault where it has not begun to start a pod', () => {
    const unbegun = pod({ phase: 'Pending', status: { phase: 'Pending', containerStatuses: undefined } })
    const [found] = findings({ pods: [unbegun], nodes: [] })
    expect(found).toMatchObject({ category: 'node', cause: 'kubelet', confidence: 'low' })
  })
})
