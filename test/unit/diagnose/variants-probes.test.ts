import { describe, expect, test } from 'vitest'
import { ago, event, node, pod, waiting } from '../support/build.ts'
import { findings, http, ids } from '../support/findings.ts'

type Row = readonly [id: string, message: string]

describe('the kubelet of many versions about probes', () => {
  const rows: readonly (readonly [id: string, message: string, probe?: object])[] = [
    [
      'timing',
      'Readiness probe failed: Get "http://10.244.0.5:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    ],
    [
      'timing',
      'Readiness probe failed: Get "http://10.244.0.5:8080/": net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
    ],
    [
      'protocol',
      'Readiness probe failed: Get "http://10.244.0.5:8080/": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\\x15\\x03\\x01\\x00\\x02\\x02\\x16"',
    ],
    [
      'protocol',
      'Readiness probe failed: Get "https://10.244.0.5:8080/": http: server gave HTTP response to HTTPS client',
    ],
    ['path', 'Readiness probe failed: HTTP probe failed with statuscode: 404'],
    ['http-status', 'Readiness probe failed: HTTP probe failed with statuscode: 503'],
    [
      'port',
      'Readiness probe failed: dial tcp 10.244.0.5:8080: connect: connection refused',
      { tcpSocket: { port: 8080 } },
    ],
    [
      'timing',
      'Readiness probe failed: dial tcp 10.244.0.5:8080: i/o timeout',
      { tcpSocket: { port: 8080 } },
    ],
    [
      'timing',
      'Readiness probe failed: command timed out: "sh -c check" timed out after 1s',
      { exec: { command: ['sh', '-c', 'check'] } },
    ],
    [
      'timing',
      'Readiness probe errored and resulted in unknown state: rpc error: code = DeadlineExceeded desc = failed to exec in container: timeout 1s exceeded: context deadline exceeded',
      { exec: { command: ['check'] } },
    ],
    [
      'command',
      'Readiness probe errored: rpc error: code = Unknown desc = failed to exec in container: OCI runtime exec failed: exec: "curl": executable file not found in $PATH',
      { exec: { command: ['curl'] } },
    ],
    [
      'protocol',
      'Readiness probe failed: error: health rpc probe failed: rpc error: code = Unimplemented desc = unknown service grpc.health.v1.Health',
      { grpc: { port: 8080 } },
    ],
    [
      'timing',
      'Readiness probe failed: timeout: health rpc did not complete within 1s',
      { grpc: { port: 8080 } },
    ],
    [
      'http-status',
      'Readiness probe failed: service unhealthy (responded with "NOT_SERVING")',
      { grpc: { port: 8080 } },
    ],
  ]
  for (const [cause, message, probe = http.readinessProbe] of rows) {
    test(`${cause}: ${message}`, () => {
      const app = pod({ ready: false, container: { readinessProbe: probe } })
      expect(ids(findings({ pods: [app], events: [event(app, 'Unhealthy', message)] }))).toEqual([
        `readiness/${cause}`,
      ])
    })
  }

  test('a TLS server answers plain HTTP with 400 and says why', () => {
    const app = pod({ ready: false, container: http })
    const replay = 'HTTP/1.1 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'
    expect(
      ids(findings({ pods: [app] }, { app: { commands: { 'probe-readiness-pod-ip': replay } } })),
    ).toEqual(['readiness/protocol'])
  })
})

describe('evictions', () => {
  const rows: readonly Row[] = [
    [
      'disk/evicted',
      'The node was low on resource: ephemeral-storage. Threshold quantity: 1Gi, available: 900Mi. Container app was using 10Gi, request is 0, has larger consumption of ephemeral-storage. ',
    ],
    ['disk/evicted', 'Usage of EmptyDir volume "cache" exceeds the limit "1Mi". '],
    ['disk/evicted', 'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. '],
    ['disk/evicted', 'Container app exceeded its local ephemeral storage limit "500Mi". '],
    ['disk/evicted', 'The node had condition: [DiskPressure]. '],
    [
      'out-of-memory/node',
      'The node was low on resource: memory. Threshold quantity: 100Mi, available: 90Mi. ',
    ],
    ['out-of-memory/node', 'The node had condition: [MemoryPressure]. '],
  ]
  test.each(rows)('%s: %s', (id, message) => {
    const gone = pod({
      phase: 'Failed',
      ready: false,
      status: { reason: 'Evicted', message },
      state: {
        terminated: {
          exitCode: 137,
          reason: 'ContainerStatusUnknown',
          message: 'The container could not be located when the pod was terminated',
        },
      },
    })
    expect(ids(findings({ pods: [gone] }))).toEqual([id])
  })
})

describe('nodes', () => {
  const rows: readonly (readonly [cause: string, status: string, reason: string, message: string])[] = [
    ['kubelet', 'Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.'],
    [
      'runtime',
      'False',
      'KubeletNotReady',
      '[container runtime is down, PLEG is not healthy: pleg was last seen active 3m14s ago; threshold is 3m0s]',
    ],
    ['runtime', 'False', 'KubeletNotReady', 'container runtime status check may not have completed yet'],
    [
      'not-ready',
      'False',
      'KubeletNotReady',
      'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
    ],
  ]
  test.each(rows)('%s: %s %s %s', (cause, status, reason, message) => {
    const ill = node('node-2', {
      status: { conditions: [{ type: 'Ready', status, reason, message, lastTransitionTime: ago(100) }] },
    })
    expect(ids(findings({ nodes: [node(), ill], pods: [pod()] }))).toEqual([`node/${cause}`])
  })
})

describe('a kill by a probe', () => {
  const probe = { livenessProbe: { exec: { command: ['check'] } } }
  const end = (startedAt: string, finishedAt: string) => ({
    terminated: { exitCode: 137, reason: 'Error', startedAt, finishedAt },
  })
  const told = (lastState: object) => {
    const app = pod({
      ready: false,
      restarts: 1,
      state: waiting('CrashLoopBackOff'),
      lastState,
      container: probe,
      spec: { terminationGracePeriodSeconds: 0 },
    })
    const killing = event(app, 'Killing', 'Container app failed liveness probe, will be restarted', 'app', 60)
    return ids(
      findings({ pods: [app], events: [killing, event(app, 'Unhealthy', 'Liveness probe failed: no')] }),
    )
  }

  test('may take a slow node long', () => {
    expect(told(end(ago(100), ago(35)))).toEqual(['probe-killed/command'])
  })

  test('does not explain the end of a later run', () => {
    expect(told(end(ago(40), ago(35)))).toEqual(['app-crash/signal'])
  })
})
