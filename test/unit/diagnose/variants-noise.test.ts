import { describe, expect, test } from 'vitest'
import { ago, ended, event, node, pod, service, slice, waiting, workload } from '../support/build.ts'
import { crashing, findings, ids } from '../support/findings.ts'

describe('what only repeats something hides nothing', () => {
  test('the back-off after a failed pull', () => {
    const app = pod({
      phase: 'Pending',
      ready: false,
      state: waiting('ImagePullBackOff', 'Back-off pulling image "acme/app:1"'),
    })
    const said = 'Failed to pull image "acme/app:1": toomanyrequests: You have reached your pull rate limit'
    const events = [
      event(app, 'Failed', said, 'app', 60),
      event(app, 'Failed', 'Error: ErrImagePull', 'app', 60),
      event(app, 'Failed', 'Error: ImagePullBackOff', 'app', 5),
    ]
    const [found] = findings({ pods: [app], events })
    expect(found).toMatchObject({ category: 'image-pull', cause: 'rate-limited', confidence: 'medium' })
    expect(found?.evidence.find(piece => piece.source === 'event')?.text).toContain('toomanyrequests')
  })

  const livenessProbe = { httpGet: { path: '/live', port: 8080 } }
  const killed = (startedAt: string) => {
    const lastState = { terminated: { exitCode: 137, reason: 'Error', startedAt, finishedAt: ago(5) } }
    const state = waiting('CrashLoopBackOff')
    return pod({ ready: false, restarts: 7, state, lastState, container: { livenessProbe } })
  }
  const killings = (count: number) => {
    const app = killed(ago(12))
    return [
      event(app, 'Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 404', 'app', 200),
      {
        ...event(app, 'Killing', 'Container app failed liveness probe, will be restarted', 'app', 195),
        count,
      },
    ]
  }

  test('killings of which the kubelet has stopped telling', () => {
    expect(ids(findings({ pods: [killed(ago(12))], events: killings(6) }))).toEqual(['probe-killed/path'])
  })

  test('one killing of long ago explains no later end', () => {
    expect(ids(findings({ pods: [killed(ago(12))], events: killings(1) }))).toEqual(['app-crash/signal'])
  })
})

describe('between two runs', () => {
  const app = crashing('app')
  test('the last word of the present log is of the run that failed', () => {
    const [found] = findings({ pods: [app] }, { app: { log: 'migration 42 does not apply' } })
    expect(found?.title).toBe('app exits with code 1 right after its start: "migration 42 does not apply"')
  })
})

describe('healthy things that look odd', () => {
  const web = { name: 'web', labels: { app: 'web' } }
  const ports = [{ name: 'http', containerPort: 8080 }]

  test('a Service with a port more than its pods declare', () => {
    const metrics = service('web', { app: 'web' })
    const spec = {
      ...metrics.spec,
      ports: [...(metrics.spec?.ports ?? []), { port: 9100, targetPort: 9100 }],
    }
    const parts = { pods: [pod({ ...web, container: { ports } })], services: [{ ...metrics, spec }] }
    expect(findings({ ...parts, endpointSlices: [slice('web', [['10.244.0.5', true]])] })).toEqual([])
    const alone = { ...metrics, spec: { ...metrics.spec, ports: [{ port: 80, targetPort: 9100 }] } }
    const hint = findings({ ...parts, services: [alone] })
    expect(hint.map(one => [one.cause, one.confidence])).toEqual([['service-target-port', 'low']])
  })

  test('a try that failed before another one of the same Job succeeded, in a dump without Jobs', () => {
    const owner: [string, string] = ['Job', 'seed']
    const spec = { restartPolicy: 'Never' }
    const failed = pod({ name: 'seed-a', phase: 'Failed', ready: false, state: ended(1), owner, spec })
    const done = pod({ name: 'seed-b', phase: 'Succeeded', ready: false, state: ended(0), owner, spec })
    expect(findings({ pods: [failed, done] })).toEqual([])
    expect(ids(findings({ pods: [failed] }))).toEqual(['app-crash/exit-code'])
  })

  test('a pod evicted long ago, whose place another one has taken', () => {
    const owner: [string, string] = ['ReplicaSet', 'web-x']
    const status = {
      ...{
        reason: 'Evicted',
        message: 'The node was low on resource: memory.',
        containerStatuses: undefined,
      },
      conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: ago(90_000) }],
    }
    const old = pod({ name: 'web-old', phase: 'Failed', ready: false, owner, status })
    expect(findings({ pods: [old, pod({ ...web, owner })] })).toEqual([])
    expect(ids(findings({ pods: [old] }))).toEqual(['out-of-memory/node'])
  })

  test('a count that lags behind the pods themselves', () => {
    const metadata = { name: 'web', namespace: 'shop', creationTimestamp: ago(9_000) }
    const set = workload('StatefulSet', 'web', { metadata, spec: { replicas: 1 }, status: { replicas: 1 } })
    const of = pod({ ...web, age: 9_000, owner: ['StatefulSet', 'web'] })
    expect(findings({ pods: [of], workloads: [set] })).toEqual([])
    expect(ids(findings({ workloads: [set] }))).toEqual(['rollout-stalled/other'])
  })
})

test('a node without kube-proxy explains why Services cannot be reached from it', () => {
  const proxy = pod({
    ...{ name: 'kube-proxy-x', namespace: 'kube-system', labels: { 'k8s-app': 'kube-proxy' }, ready: false },
    ...{
      restarts: 5,
      state: waiting('CrashLoopBackOff'),
      lastState: ended(1),
      owner: ['DaemonSet', 'kube-proxy'],
    },
  })
  const cart = pod({ name: 'cart', labels: { app: 'cart' } })
  const found = findings(
    {
      nodes: [node()],
      pods: [proxy, crashing('client'), cart],
      services: [service('cart', { app: 'cart' })],
      endpointSlices: [slice('cart', [['10.244.0.6', true]])],
    },
    { client: { previousLog: 'FATAL dial tcp cart:80: i/o timeout\n' } },
  )
  expect(found.map(one => [`${one.category}/${one.cause}`, one.causedBy])).toEqual([
    ['node/proxy', null],
    ['dependency/timeout', 'f1'],
  ])
})

describe('the protocol that a Service offers', () => {
  const declared = (protocol: string) => ({ ports: [{ containerPort: 53, protocol }] })
  const dns = (offered: readonly string[]) => {
    const all = service('dns', { app: 'dns' })
    return {
      ...all,
      spec: { ...all.spec, ports: offered.map(protocol => ({ port: 53, targetPort: 53, protocol })) },
    }
  }
  const found = (offered: readonly string[]) => {
    const pods = [pod({ name: 'dns', labels: { app: 'dns' }, container: declared('UDP') })]
    return ids(
      findings({ pods, services: [dns(offered)], endpointSlices: [slice('dns', [['10.244.0.5', true]])] }),
    )
  }
  test('is another one than its pods declare', () => {
    expect(found(['TCP'])).toEqual(['no-endpoints/protocol'])
  })
  test('is right where both are offered, or the declared one', () => {
    expect(found(['TCP', 'UDP'])).toEqual([])
    expect(found(['UDP'])).toEqual([])
  })
})

test('a right that the Kubernetes API refuses is named', () => {
  const log =
    'F1122 10:00:00.000000       1 main.go:9] pods is forbidden: User "system:serviceaccount:shop:runner" cannot list resource "pods" in API group "" in the namespace "shop"'
  const [found] = findings({ pods: [crashing('app')] }, { app: { previousLog: log } })
  expect(found?.title).toBe(
    'app may not list pods in the Kubernetes API: its service account runner lacks the right',
  )
  expect(found?.next[0]).toContain('kubectl auth can-i list pods --as=system:serviceaccount:shop:runner')
})
