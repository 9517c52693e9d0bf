import { describe, expect, test } from 'vitest'
import { event, pod, unplaced, waiting, workload } from '../support/build.ts'
import { findings, ids } from '../support/findings.ts'

type Row = readonly [id: string, message: string]

describe('the scheduler, with several reasons and many nodes', () => {
  const rows: readonly (readonly [id: string, message: string, spec?: object])[] = [
    [
      'memory',
      '0/5 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 4 Insufficient memory. preemption: 0/5 nodes are available: 1 Preemption is not helpful for scheduling, 4 No preemption victims found for incoming pod.',
    ],
    [
      // Twelve nodes are of that pool, for they were asked for room: they are what the pod is kept from.
      'cpu',
      "0/240 nodes are available: 12 Insufficient cpu, 225 node(s) didn't match Pod's node affinity/selector, 3 node(s) were unschedulable. preemption: 0/240 nodes are available: 228 Preemption is not helpful for scheduling.",
      { nodeSelector: { pool: 'gpu' } },
    ],
    [
      'taint',
      "0/3 nodes are available: 1 node(s) exceed max volume count, 2 node(s) had taints that the pod didn't tolerate.",
    ],
    [
      'taint',
      '0/4 nodes are available: 1 Too many pods, 3 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.',
    ],
    [
      'pod-affinity',
      "0/6 nodes are available: 6 node(s) didn't match pod topology spread constraints (missing required label).",
    ],
    ['pod-affinity', "0/4 nodes are available: 4 node(s) didn't satisfy existing pods anti-affinity rules."],
    [
      'resource',
      '0/2 nodes are available: 2 Too many pods. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
    ],
    [
      'resource',
      '0/1 nodes are available: 1 Insufficient nvidia.com/gpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod..',
    ],
    ['resource', '0/3 nodes are available: 3 Insufficient ephemeral-storage.'],
    ['volume-node-conflict', '0/3 nodes are available: 3 node(s) had volume node affinity conflict.'],
    [
      'volume-node-conflict',
      "0/2 nodes are available: 2 node(s) didn't match PersistentVolume's node affinity. no new claims to deallocate",
    ],
    [
      'cordoned',
      '0/1 nodes are available: 1 node(s) were unschedulable. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    ],
    [
      'host-port',
      "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    ],
    ['other', 'no nodes available to schedule pods'],
  ]
  test.each(rows.map(([id, message, spec]) => ({ id, message, spec })))(
    '$id: $message',
    ({ id, message, spec }) => {
      const one = unplaced(message, spec)
      const noise = event(
        one,
        'NotTriggerScaleUp',
        "pod didn't trigger scale-up: 1 max node group size reached",
        null,
      )
      expect(
        ids(findings({ pods: [one], events: [noise, event(one, 'FailedScheduling', message, null)] })),
      ).toEqual([`unschedulable/${id}`])
    },
  )

  test.each([
    [
      'OutOfcpu',
      "Pod was rejected: Node didn't have enough resource: cpu, requested: 4000, used: 1000, capacity: 4000",
      'cpu',
    ],
    [
      'OutOfmemory',
      "Node didn't have enough resource: memory, requested: 4000000, used: 1, capacity: 2",
      'memory',
    ],
    [
      'OutOfpods',
      "Node didn't have enough resource: pods, requested: 1, used: 110, capacity: 110",
      'resource',
    ],
    [
      'UnexpectedAdmissionError',
      'Allocate failed due to no healthy devices present; cannot allocate unhealthy devices nvidia.com/gpu, which is unexpected',
      'resource',
    ],
    ['NodeAffinity', 'Predicate NodeAffinity failed', 'node-affinity'],
    ['Preempting', 'Preempted in order to admit critical pod', 'other'],
    ['SysctlForbidden', 'forbidden sysctl: "net.core.somaxconn" not allowlisted', 'other'],
  ])('a node that refuses the pod it was given: %s', (reason, message, cause) => {
    const refused = pod({
      phase: 'Failed',
      ready: false,
      status: { reason, message, containerStatuses: undefined },
    })
    expect(ids(findings({ pods: [refused], events: [event(refused, reason, message, null)] }))).toEqual([
      `unschedulable/${cause}`,
    ])
  })
})

describe('a sandbox, by the words of many plugins', () => {
  const start = 'Failed to create pod sandbox: rpc error: code = Unknown desc = '
  const rows: readonly Row[] = [
    [
      'network',
      `${start}failed to setup network for sandbox "0a1b": plugin type="calico" failed (add): error getting ClusterInformation: connection is unauthorized: Unauthorized`,
    ],
    [
      'network',
      `${start}failed to setup network for sandbox "0a1b": plugin type="cilium-cni" failed (add): unable to connect to Cilium agent: failed to create cilium agent client after 30 seconds timeout`,
    ],
    [
      'network',
      `${start}failed to setup network for sandbox "0a1b": plugin type="flannel" failed (add): loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory`,
    ],
    [
      'network',
      `${start}failed to setup network for sandbox "0a1b": plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container`,
    ],
    [
      'network',
      `${start}[failed to set up sandbox container "0a1b" network for pod "x": networkPlugin cni failed to set up pod "x" network: open /run/flannel/subnet.env: no such file or directory]`,
    ],
    [
      'runtime',
      `${start}failed to get sandbox image "registry.k8s.io/pause:3.9": failed to pull image "registry.k8s.io/pause:3.9": dial tcp: lookup registry.k8s.io: no such host`,
    ],
    [
      'runtime',
      `${start}failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to apply cgroup configuration`,
    ],
    [
      'runtime-class',
      `${start}unable to get OCI runtime for sandbox "0a1b": no runtime for "kata" is configured`,
    ],
    ['runtime-class', `${start}failed to find runtime handler kata from runtime list map[crun:0x1]`],
  ]
  test.each(rows)('%s: %s', (cause, message) => {
    const waits = pod({ phase: 'Pending', ready: false, state: waiting('ContainerCreating') })
    const found = findings({ pods: [waits], events: [event(waits, 'FailedCreatePodSandBox', message, null)] })
    expect(ids(found)).toEqual([`sandbox/${cause}`])
  })
})

describe('the API server refuses a pod', () => {
  const rows: readonly Row[] = [
    [
      'quota-exceeded',
      'pods "web-1" is forbidden: failed quota: compute: must specify limits.cpu for: app; limits.memory for: app',
    ],
    [
      'quota-exceeded',
      'insufficient quota to match these scopes: [{PriorityClass In [system-node-critical system-cluster-critical]}]',
    ],
    [
      'limit-range',
      'pods "web-1" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per Container is 1Gi, but limit is 2Gi]',
    ],
    [
      'limit-range',
      'pods "web-1" is forbidden: memory max limit to request ratio per Container is 2, but provided ratio is 4.000000',
    ],
    [
      'webhook-denied',
      'admission webhook "validate.kyverno.svc-fail" denied the request: \n\nresource Pod/shop/web-1 was blocked due to the following policies',
    ],
    [
      'webhook-unreachable',
      'Internal error occurred: failed calling webhook "inject.mesh.example": failed to call webhook: Post "https://mesh.mesh-system.svc:443/inject?timeout=10s": no endpoints available for service "mesh"',
    ],
    [
      'pod-security',
      'pods "web-1" is forbidden: unable to validate against any security context constraint: [provider "anyuid": Forbidden: not usable by user or serviceaccount]',
    ],
    [
      'service-account-missing',
      'pods "web-1" is forbidden: error looking up service account shop/web: serviceaccount "web" not found',
    ],
    [
      'pod-security',
      'pods "web-1" is forbidden: PodSecurityPolicy: no providers available to validate pod request',
    ],
    ['other', 'pods "web-1" is forbidden: no PriorityClass with name high was found'],
  ]
  test.each(rows)('%s: %s', (cause, message) => {
    const set = workload('ReplicaSet', 'web-1', {
      spec: { replicas: 1 },
      status: {
        replicas: 0,
        conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }],
      },
    })
    const found = findings({ workloads: [set] })
    expect(ids(found)).toEqual([`pod-not-created/${cause}`])
    // What is not stated is not used up.
    const [, unstated = ''] = /must specify (.*)/.exec(message) ?? []
    expect(found[0]?.title).toContain(unstated)
    expect(found[0]?.title.includes('is used up')).toBe(
      cause === 'quota-exceeded' && unstated === '' && !message.includes('scopes'),
    )
  })

  test('a quota that demands a request is not used up', () => {
    const message = 'pods "web-1" is forbidden: failed quota: compute: must specify limits.cpu for: app'
    const conditions = [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }]
    const set = workload('ReplicaSet', 'web-1', {
      spec: { replicas: 1 },
      status: { replicas: 0, conditions },
    })
    const [found] = findings({ workloads: [set] })
    expect(found?.title).toContain('limits.cpu')
    expect(found?.title).not.toContain('used up')
  })

  test('or a Job of a CronJob', () => {
    const cron = workload('CronJob', 'report', { spec: {}, status: {} })
    const told = event(
      pod({ name: 'report' }),
      'FailedCreate',
      'Error creating job: exceeded quota: few',
      null,
    )
    const about = { kind: 'CronJob', namespace: 'shop', name: 'report', uid: cron.metadata.uid }
    const found = findings({ workloads: [cron], events: [{ ...told, involvedObject: about }] })
    expect(ids(found)).toEqual(['pod-not-created/quota-exceeded'])
    expect(found[0]?.title).toMatch(/^No Job of report/)
    expect(findings({ workloads: [cron], pods: [pod()] })).toEqual([])
  })
})
