// What looks like a fault and is none: the work was done since, the time is not up, or it is meant so.
import { describe, expect, test } from 'vitest'
import type { Pod } from '../../../src/model/pod.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { ago, ended, event, node, pod, service, slice, workload } from '../support/build.ts'
import { crashing, findings, http, ids, type Looks } from '../support/findings.ts'

describe('a failed run of a CronJob', () => {
  const failed = [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }]
  const run = (name: string, age: number, conditions: readonly object[]) =>
    workload('Job', name, {
      metadata: {
        name,
        namespace: 'shop',
        creationTimestamp: ago(age),
        ownerReferences: [{ kind: 'CronJob', name: 'nightly', controller: true }],
      },
      status: { conditions },
    })
  const old = run('nightly-1', 30_000, failed)
  const crashed = pod({
    phase: 'Failed',
    ready: false,
    age: 30_000,
    state: ended(1, 29_990),
    owner: ['Job', 'nightly-1'],
    spec: { restartPolicy: 'Never' },
  })
  const cronJob = (status: object) => workload('CronJob', 'nightly', { status })

  test('is told while no later one has succeeded', () => {
    expect(ids(findings({ pods: [crashed], workloads: [old, cronJob({})] }))).toContain(
      'job-failed/backoff-limit',
    )
  })
  test.each([
    ['the CronJob says so', [cronJob({ lastSuccessfulTime: ago(3000) })]],
    ['its Job does', [cronJob({}), run('nightly-2', 3600, [{ type: 'Complete', status: 'True' }])]],
  ])('is history once one has: %s', (_, workloads) => {
    expect(findings({ pods: [crashed], workloads: [old, ...workloads] })).toEqual([])
  })
})

describe('a node that is not ready', () => {
  const at = (age: number) =>
    node('node-2', {
      metadata: { name: 'node-2', creationTimestamp: ago(age) },
      status: {
        conditions: [
          {
            type: 'Ready',
            status: 'False',
            reason: 'KubeletNotReady',
            message: 'cni plugin not initialized',
          },
        ],
      },
    })
  test('has just joined, and nobody waits for it', () => {
    expect(findings({ nodes: [node(), at(20)], pods: [pod()] })).toEqual([])
  })
  test.each<[string, Partial<Snapshot>]>([
    ['it has been so for long', { nodes: [node(), at(900)] }],
    ['it is the only one', { nodes: [at(20)] }],
  ])('is at fault where %s', (_, parts) => {
    expect(ids(findings({ pods: [], ...parts }))).toEqual(['node/not-ready'])
  })
})

describe('an empty Service for a part that no pod plays now', () => {
  const labels = { app: 'db', role: 'primary' }
  const members = [
    service('db-rw', { app: 'db', role: 'primary' }),
    service('db-ro', { app: 'db', role: 'replica' }),
  ]
  const endpointSlices = [slice('db-rw', [['10.244.0.5', true]]), slice('db-ro', [])]
  const template = (given: object) =>
    workload('StatefulSet', 'db', {
      spec: { replicas: 1, template: { metadata: { labels: given } } },
      status: { replicas: 1, readyReplicas: 1 },
    })

  test('is as it should be where the label is set at run time', () => {
    const pods = [pod({ name: 'db-0', labels, owner: ['StatefulSet', 'db'] })]
    expect(
      findings({ pods, services: members, endpointSlices, workloads: [template({ app: 'db' })] }),
    ).toEqual([])
  })
  test('is as it should be where an operator makes the pods', () => {
    const pods = [pod({ name: 'db-1', labels, owner: ['Cluster', 'db'] })]
    expect(findings({ pods, services: members, endpointSlices })).toEqual([])
  })
  test('is a guess where only its siblings tell', () => {
    const pods = [pod({ name: 'db-0', labels, owner: ['StatefulSet', 'db'] })]
    const [found] = findings({ pods, services: members, endpointSlices, workloads: [template(labels)] })
    expect(found).toMatchObject({ cause: 'selector-mismatch', confidence: 'low' })
  })
  test('is a wrong selector where nothing tells of parts', () => {
    const pods = [pod({ name: 'db-0', labels, owner: ['StatefulSet', 'db'] })]
    const [, readers] = members
    const parts = {
      pods,
      services: readers === undefined ? [] : [readers],
      endpointSlices,
      workloads: [template(labels)],
    }
    expect(findings(parts)[0]).toMatchObject({ cause: 'selector-mismatch', confidence: 'high' })
  })
})

test('a Service waits with its pod for a startup probe that still has time', () => {
  const slow = pod({
    labels: { app: 'slow' },
    age: 100,
    ready: false,
    container: { startupProbe: { httpGet: { path: '/', port: 8080 }, failureThreshold: 60 } },
    status: {
      containerStatuses: [
        { name: 'app', ready: false, started: false, state: { running: { startedAt: ago(95) } } },
      ],
    },
  })
  const parts = {
    services: [service('slow', { app: 'slow' })],
    endpointSlices: [slice('slow', [['10.244.0.5', false]])],
  }
  const refused = event(
    slow,
    'Unhealthy',
    'Startup probe failed: dial tcp 10.244.0.5:8080: connect: connection refused',
  )
  expect(findings({ pods: [slow], events: [refused], ...parts })).toEqual([])
})

test.each([
  ['preempted', 'PreemptionByScheduler'],
  ['evicted for a drain', 'EvictionByEvictionAPI'],
])('a pod that was %s and has been replaced', (_, reason) => {
  const owner = ['ReplicaSet', 'web'] as const
  const gone = pod({
    name: 'web-1',
    phase: 'Failed',
    ready: false,
    owner,
    state: ended(143, 300),
    status: {
      conditions: [{ type: 'DisruptionTarget', status: 'True', reason }],
    },
  })
  expect(findings({ pods: [gone, pod({ name: 'web-2', owner })] })).toEqual([])
  expect(findings({ pods: [gone] })).not.toEqual([])
})

describe('a replica that is answered with 503', () => {
  const owner = ['ReplicaSet', 'operator'] as const
  const standby = pod({ name: 'operator-2', owner, ready: false, container: http })
  const events = [
    event(standby, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
  ]
  const looks = { 'operator-2': { log: 'attempting to acquire leader lease shop/operator...\n' } }

  test('is hardly to blame while another one leads', () => {
    const pods = [pod({ name: 'operator-1', owner }), standby]
    expect(findings({ pods, events }, looks)).toMatchObject([{ cause: 'http-status', confidence: 'low' }])
  })
  test('is where nobody leads', () => {
    expect(findings({ pods: [standby], events }, looks)).toMatchObject([{ confidence: 'high' }])
  })
})

describe('of a Service and pods whose lists of ports differ', () => {
  const unlike = (offered: string, declared?: string) => {
    const ports = [{ containerPort: 53, ...(declared === undefined ? {} : { protocol: declared }) }]
    const dns = service('dns', { app: 'dns' }, 53, 53)
    const spec = { ...dns.spec, ports: [{ port: 53, targetPort: 53, protocol: offered }] }
    return findings({
      pods: [pod({ name: 'dns', container: { ports } })],
      services: [{ ...dns, spec }],
      endpointSlices: [slice('dns', [['10.244.0.5', true]])],
    })
  }
  test('the pods’ is believed where it names what nobody names by default', () => {
    expect(unlike('TCP', 'UDP')).toMatchObject([{ cause: 'protocol', confidence: 'high' }])
  })
  test('it is only a guess where the pods’ says nothing', () => {
    expect(unlike('UDP')).toMatchObject([{ cause: 'protocol', confidence: 'low' }])
  })
})

test('a crash whose log nobody has is not explained by its exit code', () => {
  const events = (of: Pod) => [event(of, 'BackOff', 'Back-off restarting failed container app')]
  const app = crashing('app', 3)
  const found = (looks: Looks) => findings({ pods: [app], events: events(app) }, looks)
  expect(found({})).toMatchObject([{ cause: 'exit-code', confidence: 'medium' }])
  expect(found({ app: { previousLog: 'no widgets left\n' } })).toMatchObject([{ confidence: 'high' }])
})

test('a container that the kubelet ended did not end by itself', () => {
  const app = crashing('app', 143)
  const events = [
    event(app, 'Killing', 'Stopping container app'),
    event(app, 'BackOff', 'Back-off restarting'),
  ]
  expect(findings({ pods: [app], events })).toMatchObject([{ cause: 'signal', confidence: 'low' }])
})
