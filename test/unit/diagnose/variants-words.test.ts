import { describe, expect, test } from 'vitest'
import { mainReason, nodeReasons } from '../../../src/diagnose/rules/placing/scheduling/scheduler-message.ts'
import { claimSchema, eventSchema } from '../../../src/model/objects.ts'
import { ago, ended, event, givenUp, node, pod, waiting, workload } from '../support/build.ts'
import { findings, ids } from '../support/findings.ts'

const unplaced = (message: string, spec: object = {}, container: object = {}, reason = 'Unschedulable') =>
  pod({
    phase: 'Pending',
    container,
    spec: { nodeName: undefined, ...spec },
    status: {
      containerStatuses: undefined,
      conditions: [{ type: 'PodScheduled', status: 'False', reason, message }],
    },
  })
const pinned = {
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-7'] }] }],
      },
    },
  },
}
const elsewhere = "2 node(s) didn't match Pod's node affinity/selector"

describe('a node that the pod is meant for tells more than those that it is not', () => {
  test.each([
    ['cpu', `0/3 nodes are available: 1 Insufficient cpu, ${elsewhere}.`, false],
    ['host-port', `0/3 nodes are available: 1 node(s) didn't have free ports, ${elsewhere}.`, false],
    [
      'node-affinity',
      `0/3 nodes are available: 1 node(s) had untolerated taint {a: b}, ${elsewhere}.`,
      false,
    ],
    ['taint', `0/3 nodes are available: 1 node(s) had untolerated taint {a: b}, ${elsewhere}.`, true],
    [
      'node-affinity',
      `0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, ${elsewhere}.`,
      true,
    ],
  ])('%s: %s (some allowed: %s)', (cause, sentence, allowsSome) => {
    expect(mainReason(nodeReasons(sentence), allowsSome)?.cause).toBe(cause)
  })

  test('a DaemonSet makes each pod for one node', () => {
    const one = unplaced(
      `0/3 nodes are available: 1 node(s) had untolerated taint {a: b}, ${elsewhere}.`,
      pinned,
    )
    expect(ids(findings({ pods: [one] }))).toEqual(['unschedulable/taint'])
  })

  test.each([
    [{ In: ['gpu'] }, 'taint'],
    [{ In: ['cpu'] }, 'node-affinity'],
    [{ NotIn: ['gpu'] }, 'node-affinity'],
    [{ Exists: undefined }, 'taint'],
    [{ DoesNotExist: undefined }, 'node-affinity'],
  ])("the nodes' labels tell which are meant: %o", (operator, cause) => {
    const [[name, values] = ['', undefined]] = Object.entries(operator)
    const terms = [{ matchExpressions: [{ key: 'pool', operator: name, values }] }]
    const affinity = {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
    }
    const one = unplaced(`0/3 nodes are available: 1 node(s) had untolerated taint {a: b}, ${elsewhere}.`, {
      affinity,
    })
    const nodes = [node('node-1', { metadata: { name: 'node-1', labels: { pool: 'gpu' } } })]
    expect(ids(findings({ pods: [one], nodes }))).toEqual([`unschedulable/${cause}`])
  })

  test('what no node has at all is surer than what all have run out of', () => {
    const one = unplaced(
      '0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory.',
      {},
      {
        resources: { requests: { cpu: '1', memory: '100Gi' } },
      },
    )
    expect(ids(findings({ pods: [one] }))).toEqual(['unschedulable/memory'])
  })
})

test('a scheduler that only tells by events is quoted, and never sure', () => {
  const one = pod({
    phase: 'Pending',
    spec: { nodeName: undefined, schedulerName: 'fargate-scheduler' },
    status: { containerStatuses: undefined, conditions: [] },
  })
  const events = [
    event(one, 'FailedScheduling', 'Pod not supported on Fargate: volumes not supported: data', null),
  ]
  const [found] = findings({ pods: [one], events })
  expect(found).toMatchObject({ category: 'unschedulable', cause: 'other', confidence: 'low' })
  expect(found?.title).toContain('volumes not supported: data')
})

describe('titles say what went wrong at last', () => {
  const waits = pod({ phase: 'Pending', ready: false, state: waiting('ContainerCreating') })
  test.each([
    [
      'Failed to fetch secret prod/db',
      'MountVolume.SetUp failed for volume "s" : rpc error: code = Unknown desc = failed to mount secrets store objects for pod shop/a, err: rpc error: code = Unknown desc = eu-west-1: Failed to fetch secret prod/db',
    ],
    [
      '//nas/share: mount error(13): Permission denied',
      'MountVolume.MountDevice failed for volume "v" : rpc error: code = Internal desc = mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t cifs -o rw //nas/share /var/x\nOutput: mount error(13): Permission denied',
    ],
  ])('a mount: %s', (words, message) => {
    const [found] = findings({ pods: [waits], events: [event(waits, 'FailedMount', message, null)] })
    expect(found?.title).toContain(words)
  })

  test.each([
    [
      'webhook-denied',
      'The label team is required',
      'admission webhook "v.kyverno" denied the request: \n\nresource Pod/shop/x was blocked due to the following policies \n\nlabels:\n  team: The label team is required',
    ],
    [
      'webhook-unreachable',
      'no endpoints available for service "istiod"',
      'Internal error occurred: failed calling webhook "i.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject": no endpoints available for service "istiod"',
    ],
    [
      'limit-range',
      'maximum memory usage per Container is 1Gi',
      'pods "x" is forbidden: maximum memory usage per Container is 1Gi, but limit is 4Gi',
    ],
    [
      'pod-security',
      'PodSecurityPolicy',
      'pods "x" is forbidden: PodSecurityPolicy: unable to admit pod: [spec.containers[0].securityContext.privileged: Invalid value: true]',
    ],
  ])('a refusal: %s', (cause, words, message) => {
    const set = workload('ReplicaSet', 'web-1', {
      spec: { replicas: 1 },
      status: {
        replicas: 0,
        conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }],
      },
    })
    const [found] = findings({ workloads: [set] })
    expect(`${found?.category}/${found?.cause}`).toBe(`pod-not-created/${cause}`)
    expect(found?.title).toContain(words)
  })

  test.each([
    ['limit of 100Mi', 'Container app exceeded its local ephemeral storage limit "100Mi". '],
    ['limit of 1Gi', 'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. '],
    [
      'limit of 5Mi to its emptyDir volume scratch',
      'Usage of EmptyDir volume "scratch" exceeds the limit "5Mi". ',
    ],
  ])('an eviction: %s', (words, message) => {
    const [found] = findings({
      pods: [pod({ phase: 'Failed', ready: false, status: { reason: 'Evicted', message } })],
    })
    expect(found?.title).toContain(words)
  })
})

describe('what the runtime of a node says', () => {
  test('in a log line of its own, with the quotes escaped', () => {
    const said =
      'container create failed: time="x" level=error msg="runc create failed: exec: \\"start.sh\\": executable file not found in $PATH"'
    const [found] = findings({
      pods: [pod({ phase: 'Pending', ready: false, state: waiting('CreateContainerError', said) })],
    })
    expect(`${found?.category}/${found?.cause}`).toBe('container-start/command-not-found')
    expect(found?.title).toContain('start.sh')
  })
  test('through its socket, which is no registry', () => {
    const said =
      'Failed to inspect image "acme/app:1": rpc error: code = Unavailable desc = connection error: desc = "transport: dial unix /run/containerd/containerd.sock: connect: connection refused"'
    const [found] = findings({
      pods: [pod({ phase: 'Pending', ready: false, state: waiting('ImageInspectError', said) })],
    })
    expect(`${found?.category}/${found?.cause}`).toBe('image-pull/other')
    expect(found?.title).toContain('containerd.sock')
  })
})

describe('a probe that asks a TLS port in plain HTTP', () => {
  const app = (port: number, name = 'web') =>
    pod({
      ready: false,
      container: {
        ports: [{ containerPort: port, name }],
        readinessProbe: { httpGet: { path: '/', port: name }, periodSeconds: 2 },
      },
    })
  const bad = (of: ReturnType<typeof pod>) => [
    event(of, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 400'),
  ]
  test.each([
    ['readiness/protocol', app(8443), ''],
    ['readiness/protocol', app(9000, 'https'), ''],
    [
      'readiness/protocol',
      app(9000),
      'http: TLS handshake error from 10.0.0.1:1: client sent an HTTP request to an HTTPS server\n',
    ],
    ['readiness/http-status', app(9000), 'ready\n'],
  ])('%s', (id, one, log) => {
    expect(ids(findings({ pods: [one], events: bad(one) }, { app: { log } }))).toEqual([id])
  })
})

test('a pod whose own deadline has passed was stopped, and did not crash', () => {
  const late = pod({
    phase: 'Failed',
    ready: false,
    spec: { activeDeadlineSeconds: 60 },
    state: ended(143, 5),
    status: {
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    },
  })
  const found = findings({ pods: [late] })
  expect(ids(found)).toEqual(['job-failed/deadline'])
  expect(found[0]?.title).toContain('60 s')
})

test('a pod that its node gave up is no trouble where another one has its place', () => {
  const owner = ['ReplicaSet', 'web-1'] as const
  const message = 'Pod was terminated in response to imminent node shutdown.'
  const gone = givenUp({ reason: 'Terminated', message }, { state: ended(143, 40) })
  expect(ids(findings({ pods: [gone] }))).toEqual(['unschedulable/other'])
  expect(findings({ pods: [gone, pod({ name: 'web-1-b', owner })] })).toEqual([])
})

test('of several claims the one that something is told of', () => {
  const volumes = ['logs', 'data'].map(name => ({ name, persistentVolumeClaim: { claimName: name } }))
  const one = unplaced('0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.', {
    volumes,
  })
  const told = eventSchema.parse({
    metadata: { name: 'data.1' },
    involvedObject: { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' },
    reason: 'ProvisioningFailed',
    message: 'storageclass.storage.k8s.io "ssd" not found',
    lastTimestamp: ago(5),
  })
  const claims = [claimSchema.parse({ metadata: { name: 'data', namespace: 'shop' } })]
  const [found] = findings({ pods: [one], claims, events: [told] })
  expect(`${found?.category}/${found?.cause}`).toBe('volume/storage-class')
  expect(found?.title).toContain('"data"')
})

test('a hook that fails is told of a program that ends well when it is stopped, too', () => {
  const app = pod({
    ready: false,
    restarts: 3,
    container: { lifecycle: { postStart: { exec: { command: ['x'] } } } },
    lastState: ended(0, 10),
    state: waiting('CrashLoopBackOff'),
  })
  expect(
    ids(findings({ pods: [app], events: [event(app, 'FailedPostStartHook', 'PostStartHook failed')] })),
  ).toEqual(['container-start/lifecycle-hook'])
})

test('what the kubelet says of a hook is told', () => {
  const app = pod({
    ready: false,
    restarts: 3,
    container: { lifecycle: { postStart: { exec: { command: ['/warm.sh'] } } } },
    lastState: ended(137, 10),
    state: waiting('CrashLoopBackOff'),
  })
  const said =
    'Exec lifecycle hook ([/warm.sh]) for Container "app" in Pod "app_shop(1)" failed - error: command \'/warm.sh\' exited with 127: not found\n, message: "not found"'
  const [found] = findings({ pods: [app], events: [event(app, 'FailedPostStartHook', said)] })
  expect(found?.title).toContain("(/warm.sh): command '/warm.sh' exited with 127")
})
