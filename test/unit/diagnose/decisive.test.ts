import { describe, expect, test } from 'vitest'
import { ended, event, pod, service, slice, waiting, workload } from '../support/build.ts'

import { crashing, findings, http, ids, listeners } from '../support/findings.ts'

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
