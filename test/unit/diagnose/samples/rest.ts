// One cluster for each finding that neither a recording nor a log gives: as much of it as the rule needs.
import type { Snapshot } from '../../../../src/model/snapshot.ts'
import {
  ago,
  ended,
  event,
  node,
  type PodDraft,
  pod,
  service,
  slice,
  waiting,
  workload,
} from '../../support/build.ts'
import { crashing, http, type Looks, listeners } from '../../support/findings.ts'

/** A finding's id, the cluster that shows it, and what looks inside gave. */
export type Sample = readonly [id: string, parts: Partial<Snapshot>, looks?: Looks]

const claim = (phase: string) => ({
  metadata: { name: 'data', namespace: 'shop', uid: 'uid-claim' },
  spec: { storageClassName: 'fast' },
  status: { phase },
})

function refused(message: string): Partial<Snapshot> {
  const failure = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }
  return {
    workloads: [
      workload('ReplicaSet', 'api', {
        spec: { replicas: 1 },
        status: { replicas: 0, conditions: [failure] },
      }),
    ],
  }
}

function unplaced(message: string, parts: Partial<Snapshot> = {}): Partial<Snapshot> {
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }]
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }]
  const spec = { nodeName: undefined, volumes }
  const one = pod({ phase: 'Pending', spec, status: { containerStatuses: undefined, conditions } })
  return { pods: [one], ...parts }
}

function pending(reason: string, message: string): Partial<Snapshot> {
  const about = pod({ name: 'data' })
  const told = event(about, reason, message, null)
  const involvedObject = { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data', uid: 'uid-claim' }
  return unplaced('0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.', {
    claims: [claim('Pending')],
    events: [{ ...told, involvedObject }],
  })
}

function creating(reason: string, message: string): Partial<Snapshot> {
  const one = pod({ phase: 'Pending', ready: false, state: waiting('ContainerCreating') })
  return { pods: [one], events: [event(one, reason, message, null)] }
}

function stuck(reason: string, message: string): Partial<Snapshot> {
  const one = pod({ phase: 'Pending', ready: false, state: waiting(reason, message) })
  return { pods: [one], events: [event(one, 'Failed', `Error: ${message}`)] }
}

function unready(said: string, probe: object = http): Partial<Snapshot> {
  const one = pod({ ready: false, container: probe })
  return { pods: [one], events: [event(one, 'Unhealthy', `Readiness probe failed: ${said}`)] }
}

function killed(said: string): Partial<Snapshot> {
  const livenessProbe = { httpGet: { path: '/live', port: 8080 } }
  const one = pod({
    ...{ ready: false, restarts: 3, container: { livenessProbe } },
    ...{ state: waiting('CrashLoopBackOff'), lastState: ended(137) },
  })
  const killing = event(one, 'Killing', 'Container app failed liveness probe, will be restarted', 'app', 7)
  return {
    pods: [one],
    events: [event(one, 'Unhealthy', `Liveness probe failed: ${said}`, 'app', 12), killing],
  }
}

function ailing(type: string, status: string, reason: string, message: string): Partial<Snapshot> {
  const conditions = [{ type, status, reason, message, lastTransitionTime: ago(300) }]
  return { nodes: [node('node-1', { status: { conditions } })] }
}

function calling(parts: Partial<Snapshot>): Partial<Snapshot> {
  return { ...parts, pods: [...(parts.pods ?? []), crashing('client')] }
}
const call: Looks = {
  client: { previousLog: 'FATAL dial tcp cart:80: connect: connection refused\n' },
}

const inside = (commands: Readonly<Record<string, string>>): Looks => ({ app: { commands } })
const going: PodDraft = { ready: false, metadata: { deletionTimestamp: ago(300) } }
const timeout = 'Get "http://10.244.0.5:8080/": context deadline exceeded'

export const rest: readonly Sample[] = [
  ['pod-not-created/webhook-denied', refused('admission webhook "policy.acme.io" denied the request: no')],
  ['pod-not-created/webhook-unreachable', refused('failed calling webhook "policy.acme.io": EOF')],
  ['pod-not-created/other', refused('no PriorityClass with name vip was found')],
  ['unschedulable/taint', unplaced('0/1 nodes are available: 1 node(s) had untolerated taint {gpu: yes}.')],
  ['unschedulable/cordoned', unplaced('0/1 nodes are available: 1 node(s) were unschedulable.')],
  [
    'unschedulable/volume-node-conflict',
    unplaced('0/1 nodes are available: 1 node(s) had volume node affinity conflict.'),
  ],
  ['unschedulable/other', unplaced('no nodes available to schedule pods')],
  [
    'volume/capacity',
    pending('VolumeMismatch', 'Cannot bind to requested volume "v": requested PV is too small'),
  ],
  [
    'volume/access-mode',
    pending('VolumeMismatch', 'Cannot bind to requested volume "v": incompatible accessMode'),
  ],
  [
    'volume/claim-selector',
    pending('VolumeMismatch', 'Cannot bind to requested volume "v": no match of class'),
  ],
  [
    'volume/volume-taken',
    unplaced(
      '0/1 nodes are available: 1 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode.',
      { claims: [claim('Bound')] },
    ),
  ],
  ['volume/provisioning-failed', pending('ProvisioningFailed', 'failed to provision volume: quota')],
  [
    'volume/attach-failed',
    creating('FailedAttachVolume', 'AttachVolume.Attach failed for volume "v" : no node'),
  ],
  [
    'volume/permission',
    creating('FailedMount', 'MountVolume.SetUp failed for volume "v" : mount.nfs: access denied by server'),
  ],
  ['volume/other', creating('FailedMount', 'Unable to attach or mount volumes: timed out waiting')],
  [
    'sandbox/network',
    creating('FailedCreatePodSandBox', 'Failed to create pod sandbox: plugin type="calico" failed (add)'),
  ],
  [
    'sandbox/runtime',
    creating('FailedCreatePodSandBox', 'Failed to create pod sandbox: failed to reserve sandbox name "x"'),
  ],
  [
    'sandbox/other',
    creating('FailedCreatePodSandBox', 'Failed to create pod sandbox: for reasons of its own'),
  ],
  ['image-pull/platform', stuck('ErrImagePull', 'no match for platform in manifest: not found')],
  ['image-pull/other', stuck('ErrImagePull', 'media type is no longer supported')],
  ['container-config/other', stuck('CreateContainerConfigError', 'something else is wrong')],
  ['container-start/other', stuck('CreateContainerError', 'context deadline exceeded')],
  [
    'out-of-memory/child-process',
    { pods: [pod({ ready: false, container: { resources: { limits: { memory: '64Mi' } } } })] },
    inside({ memory: '== memory.max\n67108864\n== memory.events\noom_kill 2' }),
  ],
  [
    'out-of-memory/node',
    { pods: [pod({ ready: false, restarts: 1, lastState: ended(137, 5, 'OOMKilled') })] },
  ],
  ['probe-killed/protocol', killed('malformed HTTP response "\\x15\\x03\\x01"')],
  ['probe-killed/unresponsive', killed(timeout)],
  ['probe-killed/other', killed('HTTP probe failed with statuscode: 500')],
  ['readiness/other', unready('stopped after 10 redirects')],
  [
    'listen-address/other-address',
    unready('dial tcp 10.244.0.5:8080: connect: connection refused'),
    inside({
      listeners: listeners('0A00020F:1F90'),
      'probe-readiness-pod-ip': "nc: can't connect to remote host (10.244.0.5): Connection refused",
    }),
  ],
  [
    'no-endpoints/protocol',
    calling({
      pods: [pod({ name: 'cart' })],
      services: [
        {
          ...service('cart', { app: 'cart' }),
          spec: { selector: { app: 'cart' }, ports: [{ port: 80, targetPort: 8080, protocol: 'UDP' }] },
        },
      ],
      endpointSlices: [slice('cart', [['10.244.0.6', true]])],
    }),
    call,
  ],
  [
    'no-endpoints/manual',
    calling({ services: [service('cart', {})], endpointSlices: [slice('other', [['10.244.0.6', true]])] }),
    call,
  ],
  [
    'dependency/other',
    { pods: [crashing('app')] },
    { app: { previousLog: "Error: P1001: Can't reach database server at `db:5432`\n" } },
  ],
  [
    'file-access/other',
    { pods: [crashing('app')] },
    { app: { previousLog: 'FATAL read /etc/app/rules.yaml: is a directory\n' } },
  ],
  [
    'disk/no-inodes',
    { pods: [pod({ ready: false, container: http })] },
    inside({
      disk: '== space\nFilesystem 1024-blocks Used Available Capacity Mounted on\n/dev/a 100 10 90 10% /data\n== inodes\nFilesystem Inodes IUsed IFree IUse% Mounted on\n/dev/a 100 100 0 100% /data',
    }),
  ],
  [
    'hung/busy',
    unready(timeout),
    inside({ 'process-state': '== interval\n1000\n== processes\n1 RR 0 95 1 4 1024 0 render' }),
  ],
  [
    'hung/blocked',
    unready(timeout),
    inside({
      processes: '1 0 D 0 0 1 100 app app',
      'process-state': '== interval\n1000 ms\n== processes\n1 DD 1 1 1 3 1024 nfs_wait app',
    }),
  ],
  [
    'hung/other',
    unready('dial tcp 10.244.0.5:8080: connect: connection refused'),
    inside({
      processes: '1 0 S 0 0 1 100 sleep sleep 1000\n7 1 Z 0 0 1 0 httpd',
      listeners: listeners(),
    }),
  ],
  ['app-crash/other', { pods: [pod({ ready: false, state: ended(137, 5, 'ContainerStatusUnknown') })] }],
  [
    'job-failed/failure-policy',
    {
      workloads: [
        workload('Job', 'load', {
          status: {
            conditions: [
              { type: 'Failed', status: 'True', reason: 'PodFailurePolicy', lastTransitionTime: ago(5) },
            ],
          },
        }),
      ],
    },
  ],
  [
    'rollout-stalled/other',
    {
      workloads: [
        workload('StatefulSet', 'db', {
          metadata: { name: 'db', namespace: 'shop', creationTimestamp: ago(5_000) },
          spec: { replicas: 3 },
          status: { replicas: 3, readyReplicas: 1 },
        }),
      ],
    },
  ],
  ['node/not-ready', ailing('Ready', 'False', 'KubeletNotReady', 'NetworkReady=false')],
  ['node/pressure', ailing('DiskPressure', 'True', 'KubeletHasDiskPressure', 'kubelet has disk pressure')],
  ['node/runtime', ailing('Ready', 'False', 'KubeletNotReady', 'container runtime is down')],
  ['node/kubelet', ailing('Ready', 'Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.')],
  [
    'node/proxy',
    {
      pods: [
        pod({
          ...{ name: 'kube-proxy-x', namespace: 'kube-system', labels: { 'k8s-app': 'kube-proxy' } },
          ...{ ready: false, restarts: 5, state: waiting('CrashLoopBackOff'), lastState: ended(1) },
        }),
      ],
    },
  ],
  ['node/lost', { pods: [pod({ ready: false, container: http, spec: { nodeName: 'node-9' } })] }],
  ['terminating/grace', { pods: [pod(going)] }],
  ['terminating/other', { pods: [pod({ ...going, state: ended(0) })] }],
]
