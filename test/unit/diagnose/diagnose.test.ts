import { describe, expect, test } from 'vitest'
import { diagnose } from '../../../src/diagnose/diagnose.ts'
import type { Finding } from '../../../src/model/finding.ts'
import type { PodLook } from '../../../src/model/inspection.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { selectSuspects } from '../../../src/select/select.ts'
import {
  ago,
  ended,
  event,
  type LookDraft,
  look,
  node,
  pod,
  service,
  slice,
  snapshot,
  waiting,
  workload,
} from '../support/build.ts'

type Looks = Readonly<Record<string, LookDraft>>

/** The findings for a snapshot, with looks into the pods named. */
function findings(parts: Partial<Snapshot>, looks: Looks = {}): readonly Finding[] {
  const all = snapshot(parts)
  const inside: PodLook[] = all.pods.flatMap(one => {
    const draft = looks[one.metadata.name]
    return draft === undefined ? [] : [look(one, all, draft)]
  })
  return diagnose({ snapshot: all, suspects: selectSuspects(all), looks: inside })
}

const ids = (found: readonly Finding[]) => found.map(one => `${one.category}/${one.cause}`)
const crashing = (name: string, exitCode = 1) =>
  pod({ name, ready: false, restarts: 3, state: waiting('CrashLoopBackOff'), lastState: ended(exitCode) })
const listeners = (...rows: readonly string[]) =>
  [
    '== tcp',
    '  sl  local_address rem_address   st',
    ...rows.map(local => `   0: ${local} 00000000:0000 0A 0:0 0:0 0 0 0 1 1`),
  ].join('\n')
const http = { readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 2 } }

describe('a healthy cluster gives no finding', () => {
  const web = { name: 'web', labels: { app: 'web' } }
  const healthy: Readonly<Record<string, Partial<Snapshot>>> = {
    'a rolling update in progress': {
      pods: [
        pod({ ...web, name: 'web-old' }),
        pod({ ...web, name: 'web-new', age: 5, ready: false, container: http }),
      ],
      services: [service('web', { app: 'web' })],
      endpointSlices: [
        slice('web', [
          ['10.244.0.5', true],
          ['10.244.0.6', false],
        ]),
      ],
      workloads: [
        workload('Deployment', 'web', {
          spec: { replicas: 2 },
          status: {
            replicas: 3,
            updatedReplicas: 1,
            availableReplicas: 1,
            conditions: [{ type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated' }],
          },
        }),
      ],
    },
    'a Service whose only pod is still starting': {
      pods: [pod({ ...web, age: 5, ready: false, container: http })],
      services: [service('web', { app: 'web' })],
      endpointSlices: [slice('web', [['10.244.0.5', false]])],
    },
    'readiness events of a start long over': {
      pods: [pod(web)],
      events: [
        event(
          pod(web),
          'Unhealthy',
          'Readiness probe failed: Get "http://10.244.0.5:8080/": connection refused',
        ),
      ],
    },
    'a Deployment scaled to zero, and its Service': {
      workloads: [
        workload('Deployment', 'web', {
          spec: { replicas: 0, template: { metadata: { labels: { app: 'web' } } } },
        }),
      ],
      services: [service('web', { app: 'web' })],
      endpointSlices: [slice('web', [])],
      pods: [pod({ name: 'other' })],
    },
    'a cordoned node': { nodes: [node('node-1', { spec: { unschedulable: true } })], pods: [pod()] },
    'a finished Job': {
      pods: [pod({ phase: 'Succeeded', ready: false, state: ended(0), owner: ['Job', 'seed'] })],
      workloads: [
        workload('Job', 'seed', {
          status: { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] },
        }),
      ],
    },
    'a Job that failed before this job began': {
      jobStartedAt: ago(60),
      workloads: [
        workload('Job', 'old', {
          status: {
            failed: 1,
            conditions: [
              {
                type: 'Failed',
                status: 'True',
                reason: 'BackoffLimitExceeded',
                lastTransitionTime: ago(900),
              },
            ],
          },
        }),
      ],
    },
    'a Service of an operator, without a selector': { services: [service('leader', {})], pods: [pod()] },
    'events of pods that no longer exist': {
      pods: [pod()],
      events: [event(pod({ name: 'gone' }), 'FailedMount', 'MountVolume.SetUp failed')],
    },
    'FailedMount events of a pod that runs': {
      pods: [pod()],
      events: [
        event(
          pod(),
          'FailedMount',
          'MountVolume.SetUp failed for volume "x" : configmap "y" not found',
          null,
        ),
      ],
    },
  }
  for (const [name, parts] of Object.entries(healthy)) {
    test(name, () => {
      expect(findings(parts)).toEqual([])
    })
  }
})

describe('of several that hold, the one to repair is the finding', () => {
  test('the address over the probe, the endpoints and the rollout', () => {
    const app = pod({
      name: 'checkout-1',
      labels: { app: 'checkout' },
      ready: false,
      container: http,
      owner: ['ReplicaSet', 'checkout-x'],
    })
    const found = findings(
      {
        pods: [app],
        events: [
          event(
            app,
            'Unhealthy',
            'Readiness probe failed: Get "http://10.244.0.5:8080/": dial tcp 10.244.0.5:8080: connect: connection refused',
          ),
        ],
        services: [service('checkout', { app: 'checkout' })],
        endpointSlices: [slice('checkout', [['10.244.0.5', false]])],
        workloads: [
          workload('ReplicaSet', 'checkout-x', {
            metadata: {
              name: 'checkout-x',
              namespace: 'shop',
              ownerReferences: [{ kind: 'Deployment', name: 'checkout', controller: true }],
            },
          }),
          workload('Deployment', 'checkout', {
            status: {
              conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
            },
          }),
        ],
      },
      {
        'checkout-1': {
          commands: {
            listeners: listeners('0100007F:1F90'),
            'probe-readiness-pod-ip': "nc: can't connect to remote host (10.244.0.5): Connection refused",
            'probe-readiness-loopback': 'HTTP/1.1 200 OK\r\n\r\nok',
          },
        },
      },
    )
    expect(ids(found)).toEqual([
      'listen-address/loopback-only',
      'no-endpoints/pods-not-ready',
      'rollout-stalled/progress-deadline',
    ])
    expect(found[0]?.title).toBe(
      'checkout listens on 127.0.0.1:8080 only, so its readiness probe on the pod IP is refused',
    )
    expect(found[0]?.confidence).toBe('high')
    expect(found.map(one => one.causedBy)).toEqual([null, 'f1', 'f1'])
  })

  test('without the look inside, only the probe is known, and less surely', () => {
    const app = pod({ ready: false, container: http })
    const found = findings({
      pods: [app],
      events: [
        event(
          app,
          'Unhealthy',
          'Readiness probe failed: dial tcp 10.244.0.5:8080: connect: connection refused',
        ),
      ],
    })
    expect(ids(found)).toEqual(['readiness/port'])
    expect(found[0]?.confidence).toBe('medium')
  })

  test("the kubelet's kill over the exit code it leaves", () => {
    const app = pod({
      ready: false,
      restarts: 3,
      state: waiting('CrashLoopBackOff'),
      lastState: ended(137),
      container: { livenessProbe: { httpGet: { path: '/live', port: 8080 } } },
    })
    const found = findings({
      pods: [app],
      events: [
        event(app, 'Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 404', 'app', 12),
        event(app, 'Killing', 'Container app failed liveness probe, will be restarted', 'app', 7),
      ],
    })
    expect(ids(found)).toEqual(['probe-killed/path'])
    expect(found[0]?.confidence).toBe('high')
  })

  test('exit code 137 without OOMKilled is no proof of memory', () => {
    expect(ids(findings({ pods: [crashing('app', 137)] }))).toEqual(['app-crash/signal'])
  })

  test('what the log names over the crash itself', () => {
    const found = findings(
      { pods: [crashing('app')] },
      { app: { previousLog: 'starting\nFATAL open /etc/app/tls.crt: permission denied\n' } },
    )
    expect(ids(found)).toEqual(['file-access/permission'])
    expect(found[0]?.evidence.some(piece => piece.source === 'log:app:previous')).toBe(true)
    expect(ids(findings({ pods: [crashing('app')] }))).toEqual(['app-crash/exit-code'])
  })
})

describe('what a log complains of is weighed', () => {
  const refused = 'ERROR dial tcp: connect to db:5432: connection refused\n'
  const notFound = { 'probe-readiness-pod-ip': 'HTTP/1.1 404 Not Found\r\n\r\n' }
  const unavailable = { 'probe-readiness-pod-ip': 'HTTP/1.1 503 Service Unavailable\r\n\r\n' }
  const app = pod({ ready: false, container: http })

  test('a probe proved wrong outdoes it', () => {
    expect(ids(findings({ pods: [app] }, { app: { log: refused, commands: notFound } }))).toEqual([
      'readiness/path',
    ])
  })

  test('it explains the status that the app itself gives', () => {
    const found = findings({ pods: [app] }, { app: { log: refused, commands: unavailable } })
    expect(ids(found)).toEqual(['dependency/connection-refused'])
    expect(found[0]?.confidence).toBe('medium')
  })

  test('unless the app has got over it', () => {
    const log = refused + 'INFO request served\n'.repeat(100)
    expect(ids(findings({ pods: [app] }, { app: { log, commands: unavailable } }))).toEqual([
      'readiness/http-status',
    ])
  })

  test('the log of a container that the kubelet stopped does not tell why it ended', () => {
    const killed = pod({
      ready: false,
      restarts: 3,
      state: waiting('CrashLoopBackOff'),
      lastState: ended(137),
      container: { livenessProbe: { httpGet: { path: '/live', port: 8080 } } },
    })
    const events = [
      event(killed, 'Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 404', 'app', 12),
      event(killed, 'Killing', 'Container app failed liveness probe, will be restarted', 'app', 7),
    ]
    expect(ids(findings({ pods: [killed], events }, { app: { previousLog: refused } }))).toEqual([
      'probe-killed/path',
    ])
  })

  test('calm words of the present run do not explain how the last one ended', () => {
    const again = pod({ ready: false, restarts: 3, lastState: ended(1) })
    const [found] = findings({ pods: [again] }, { app: { log: 'listening on 8080' } })
    expect(found?.title).toBe('app exits with code 1 right after its start')
  })
})

describe('seen only from inside', () => {
  test('a Service that sends its traffic to a port on which nothing listens', () => {
    const web = pod({ name: 'web', container: { ports: [{ containerPort: 8080 }] } })
    const parts = {
      pods: [web],
      services: [service('web', { app: 'web' }, 80, 8081)],
      endpointSlices: [slice('web', [['10.244.0.5', true]])],
    }
    expect(findings(parts)[0]).toMatchObject({
      category: 'port-mismatch',
      cause: 'service-target-port',
      confidence: 'low',
    })
    const [seen] = findings(parts, { web: { commands: { listeners: listeners('00000000:1F90') } } })
    expect(seen).toMatchObject({
      category: 'port-mismatch',
      cause: 'service-target-port',
      confidence: 'high',
    })
    expect(seen?.title).toBe('Service web sends traffic to port 8081 of web, which listens on 8080 instead')
  })

  test('an app without a probe that a Service cannot reach', () => {
    const parts = {
      pods: [pod({ name: 'web' })],
      services: [service('web', { app: 'web' })],
      endpointSlices: [slice('web', [['10.244.0.5', true]])],
    }
    const [seen] = findings(parts, { web: { commands: { listeners: listeners('0100007F:1F90') } } })
    expect(seen?.title).toBe('web listens on 127.0.0.1:8080 only, so Service web cannot reach it')
  })

  test('a child killed for memory', () => {
    const app = pod({ container: { resources: { limits: { memory: '64Mi' } }, ...http }, ready: false })
    const memory = '== memory.max\n67108864\n== memory.events\noom 1\noom_kill 1\n'
    const [seen] = findings({ pods: [app] }, { app: { commands: { memory } } })
    expect(seen).toMatchObject({ category: 'out-of-memory', cause: 'child-process' })
    expect(seen?.title).toContain('64Mi')
  })

  test('an app that listens on all addresses is not accused of its address', () => {
    const app = pod({ ready: false, container: http })
    const found = findings(
      { pods: [app] },
      {
        app: {
          commands: {
            listeners: listeners('00000000:1F90'),
            'probe-readiness-pod-ip': 'HTTP/1.1 500 Oops\r\n\r\n',
          },
        },
      },
    )
    expect(ids(found)).toEqual(['readiness/http-status'])
  })

  test("nor one that listens on the pod's own address", () => {
    const app = pod({ ready: false, container: http })
    const commands = {
      listeners: listeners('0500F40A:1F90'),
      'probe-readiness-pod-ip': "nc: can't connect to remote host (10.244.0.5): Connection refused",
    }
    expect(ids(findings({ pods: [app] }, { app: { commands } }))).toEqual(['readiness/port'])
  })

  test('nor one that is reached all the same, through a proxy that redirects', () => {
    const app = pod({ ready: false, container: http })
    const commands = {
      listeners: listeners('0100007F:1F90'),
      'probe-readiness-pod-ip': 'HTTP/1.1 404 Not Found',
    }
    expect(ids(findings({ pods: [app] }, { app: { commands } }))).toEqual(['readiness/path'])
  })

  test('outputs that are missing, cut or foreign cost nothing but certainty', () => {
    const app = pod({ ready: false, container: http })
    for (const output of ['', '== tcp', '\u0000\u0001', '== tcp\ngarbage\n== tcp6\n0: ZZZZ']) {
      const found = findings(
        { pods: [app] },
        {
          app: {
            commands: {
              listeners: output,
              memory: output,
              processes: output,
              disk: output,
              'probe-readiness-pod-ip': output,
            },
          },
        },
      )
      expect(found).toHaveLength(1)
    }
  })
})

test('a crash of long ago does not explain that a pod is not ready now', () => {
  const app = pod({ ready: false, container: http, restarts: 1, lastState: ended(1, 7200), age: 9000 })
  expect(ids(findings({ pods: [app] }))).toEqual(['readiness/other'])
})

describe('the order of the report', () => {
  test('what is surer comes first, however early in the life of a pod the other is', () => {
    const guess = pod({ name: 'a', phase: 'Pending', spec: { nodeName: '' }, status: { phase: 'Pending' } })
    const found = findings({ pods: [guess, crashing('b')] })
    expect(ids(found)).toEqual(['app-crash/exit-code', 'unschedulable/no-scheduler'])
    expect(found.map(one => one.confidence)).toEqual(['medium', 'low'])
  })

  test('what is over comes after what lasts', () => {
    const recovered = pod({ name: 'a', restarts: 1, lastState: ended(1, 60) })
    const found = findings({ pods: [recovered, crashing('b')] }, { a: { previousLog: 'FATAL boom' } })
    expect(found.map(one => one.subject.name)).toEqual(['b', 'a'])
  })

  test('what explains more comes before what explains less', () => {
    const stuck = (name: string) =>
      pod({ name, phase: 'Pending', ready: false, state: waiting('ErrImagePull', 'not found') })
    const found = findings({
      pods: [stuck('a'), stuck('b')],
      services: [service('b', { app: 'b' })],
      endpointSlices: [slice('b', [['10.244.0.5', false]])],
    })
    expect(found.map(one => one.subject.name)).toEqual(['b', 'a', 'b'])
  })
})

describe('one fault, one finding', () => {
  test('forty pods of one Deployment', () => {
    const pods = Array.from({ length: 40 }, (_, index) =>
      pod({
        name: `web-6f7d8c9b5-${index}`,
        labels: { 'pod-template-hash': '6f7d8c9b5' },
        owner: ['ReplicaSet', 'web-6f7d8c9b5'],
        ready: false,
        state: ended(3),
      }),
    )
    const found = findings({ pods })
    expect(ids(found)).toEqual(['app-crash/exit-code'])
    expect(found[0]?.pods).toHaveLength(40)
    expect(found[0]?.subject).toEqual({
      kind: 'Deployment',
      namespace: 'shop',
      name: 'web',
      container: 'app',
    })
    expect(found[0]?.title).toMatch(/^web exits with code 3/)
  })

  test('two workloads are two', () => {
    expect(findings({ pods: [crashing('a'), crashing('b')] })).toHaveLength(2)
  })
})

describe('a cascade is followed to its root', () => {
  const call = (to: string) => ({ previousLog: `FATAL dial tcp: connect to ${to}:80: connection refused\n` })
  const behind = (name: string) => ({
    service: service(name, { app: name }),
    slice: slice(name, [['10.244.0.9', false]]),
  })

  test('over two Services', () => {
    const [api, db] = [behind('api'), behind('db')]
    const stuck = pod({
      name: 'db',
      phase: 'Pending',
      ready: false,
      state: waiting('ErrImagePull', 'x: not found'),
    })
    const found = findings(
      {
        pods: [crashing('web'), crashing('api'), stuck],
        services: [api.service, db.service],
        endpointSlices: [api.slice, db.slice],
      },
      { web: call('api'), api: call('db') },
    )
    const of = (name: string, category: string) =>
      found.find(one => one.subject.name === name && one.category === category)
    expect(ids(found)[0]).toBe('image-pull/not-found')
    expect(of('api', 'dependency')?.causedBy).toBe(found[0]?.id)
    expect(of('web', 'dependency')?.causedBy).toBe(of('api', 'dependency')?.id)
    expect(found.filter(one => one.causedBy === null)).toHaveLength(1)
  })

  test('two that wait for each other do not make a circle', () => {
    const [ping, pong] = [behind('ping'), behind('pong')]
    const found = findings(
      {
        pods: [crashing('ping'), crashing('pong')],
        services: [ping.service, pong.service],
        endpointSlices: [ping.slice, pong.slice],
      },
      { ping: call('pong'), pong: call('ping') },
    )
    expect(found.length).toBeGreaterThan(2)
    const causes = new Map(found.map(one => [one.id, one.causedBy]))
    for (const start of causes.keys()) {
      let at: string | null | undefined = start
      for (let steps = 0; at !== null; steps += 1) {
        expect(steps).toBeLessThan(found.length + 1)
        at = causes.get(at ?? '')
      }
    }
  })
})

test('a StatefulSet pod of today is not blamed for events of its namesake of yesterday', () => {
  const today = pod({ name: 'db-0', ready: false, container: http })
  const yesterday = pod({ name: 'db-0', metadata: { uid: 'another' } })
  const [found] = findings({
    pods: [today],
    events: [event(yesterday, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404')],
  })
  expect(`${found?.category}/${found?.cause}`).toBe('readiness/other')
  expect(found?.evidence.map(piece => piece.source)).not.toContain('event')
})

test('a node that no longer answers explains the pods that hang on it', () => {
  const stuck = pod({ name: 'web', metadata: { deletionTimestamp: ago(300) } })
  const lost = node('node-1', {
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
        },
      ],
    },
  })
  const found = findings({ pods: [stuck], nodes: [lost] })
  expect(ids(found)).toEqual(['node/kubelet', 'terminating/grace'])
  expect(found[1]?.causedBy).toBe('f1')
})

test('the same evidence gives the same findings, in whatever order it comes', () => {
  const pods = [crashing('a'), crashing('b', 2), pod({ name: 'c', ready: false, container: http })]
  expect(findings({ pods: pods.toReversed() })).toEqual(findings({ pods }))
})

test('a quotation is cut at 500 characters', () => {
  const long = 'x'.repeat(5000)
  const [found] = findings({
    pods: [pod({ phase: 'Pending', ready: false, state: waiting('ErrImagePull', long) })],
  })
  for (const piece of found?.evidence ?? []) expect(piece.text.length).toBeLessThanOrEqual(500)
})
