import { describe, expect, test } from 'vitest'
import { claimSchema, eventSchema } from '../../../src/model/objects.ts'
import { podSchema } from '../../../src/model/pod.ts'
import { ago, ended, event, node, pod, waiting, workload } from '../support/build.ts'
import { findings, http, ids } from '../support/findings.ts'

type Row = readonly [id: string, message: string]

function unplaced(message: string, spec: object = {}) {
  const scheduled = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
  return pod({
    phase: 'Pending',
    spec: { nodeName: undefined, ...spec },
    status: { containerStatuses: undefined, conditions: [scheduled] },
  })
}

describe('the scheduler, with several reasons and many nodes', () => {
  const rows: readonly (readonly [id: string, message: string, spec?: object])[] = [
    [
      'memory',
      '0/5 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 4 Insufficient memory. preemption: 0/5 nodes are available: 1 Preemption is not helpful for scheduling, 4 No preemption victims found for incoming pod.',
    ],
    [
      'node-selector',
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

describe('a volume, by the words of many drivers', () => {
  const mounts: readonly Row[] = [
    [
      'attach-failed',
      'AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = Internal desc = Could not attach volume "vol-1" to node "i-1": context deadline exceeded',
    ],
    [
      'attach-failed',
      'AttachVolume.Attach failed for volume "pvc-1" : CSINode node-1 does not contain driver disk.csi.azure.com',
    ],
    [
      'mount-failed',
      'MountVolume.MountDevice failed for volume "pvc-1" : rpc error: code = Internal desc = format of disk "/dev/nvme1n1" failed: type:("ext4")',
    ],
    [
      'mount-failed',
      'MountVolume.MountDevice failed for volume "pvc-1" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ebs.csi.aws.com not found in the list of registered CSI drivers',
    ],
    [
      'mount-failed',
      'MountVolume.NewMounter initialization failed for volume "local-1" : path "/mnt/disks/1" does not exist',
    ],
    [
      'mount-failed',
      'MountVolume.SetUp failed for volume "share" : mount failed: exit status 32\nMounting command: mount\nOutput: mount.nfs: Connection timed out',
    ],
    [
      'permission',
      'MountVolume.SetUp failed for volume "share" : mount failed: exit status 32\nMounting command: mount\nOutput: mount.nfs: access denied by server while mounting 10.0.0.1:/x',
    ],
    [
      'permission',
      'MountVolume.SetUp failed for volume "smb" : rpc error: code = Internal desc = volume(x) mount failed: mount error(13): Permission denied',
    ],
    ['volume-taken', 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) db-0'],
    [
      'volume-taken',
      'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can\'t be attached to another',
    ],
    ['config-missing', 'MountVolume.SetUp failed for volume "settings" : configmap "settings" not found'],
    [
      'config-missing',
      'MountVolume.SetUp failed for volume "tls" : references non-existent secret key: tls.crt',
    ],
  ]
  test.each(mounts)('%s: %s', (cause, message) => {
    const waits = pod({ phase: 'Pending', ready: false, state: waiting('ContainerCreating') })
    const reason =
      message.startsWith('Attach') || message.startsWith('Multi') ? 'FailedAttachVolume' : 'FailedMount'
    const late =
      'Unable to attach or mount volumes: unmounted volumes=[x], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition'
    const events = [event(waits, reason, message, null, 20), event(waits, 'FailedMount', late, null)]
    const [found] = findings({ pods: [waits], events })
    expect(`${found?.category}/${found?.cause}`).toBe(`volume/${cause}`)
    expect(found?.confidence).toBe('high')
  })

  const claims: readonly (readonly [cause: string, reason: string, message: string])[] = [
    [
      'provisioning-failed',
      'ProvisioningFailed',
      'failed to provision volume with StorageClass "gp3": rpc error: code = ResourceExhausted desc = insufficient capacity',
    ],
    [
      'provisioning-failed',
      'ExternalProvisioning',
      "Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
    ],
    ['storage-class', 'ProvisioningFailed', 'storageclass.storage.k8s.io "fast" not found'],
    [
      'storage-class',
      'FailedBinding',
      'no persistent volumes available for this claim and no storage class is set',
    ],
    ['capacity', 'VolumeMismatch', 'Cannot bind to requested volume "pv-1": requested PV is too small'],
    ['access-mode', 'VolumeMismatch', 'Cannot bind to requested volume "pv-1": incompatible accessMode'],
    [
      'claim-selector',
      'VolumeMismatch',
      'Cannot bind to requested volume "pv-1": storageClassName does not match',
    ],
    ['volume-taken', 'FailedBinding', 'volume "pv-1" already bound to a different claim.'],
  ]
  test.each(claims)('a claim that waits: %s by %s', (cause, reason, message) => {
    const waits = unplaced(
      '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
      {
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      },
    )
    const claim = claimSchema.parse({
      metadata: { name: 'data', namespace: 'shop', uid: 'uid-claim' },
      spec: { storageClassName: 'gp3' },
      status: { phase: 'Pending' },
    })
    const told = eventSchema.parse({
      metadata: { name: 'e' },
      involvedObject: { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data', uid: 'uid-claim' },
      reason,
      message,
      lastTimestamp: ago(3),
    })
    expect(ids(findings({ pods: [waits], claims: [claim], events: [told] }))).toEqual([`volume/${cause}`])
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

describe('an image, by the words of containerd, CRI-O and Docker', () => {
  const rows: readonly Row[] = [
    [
      'unauthorized',
      'initializing source docker://quay.io/acme/x:1: Requesting bearer token: invalid status code from registry 403 (Forbidden)',
    ],
    [
      'unauthorized',
      'reading manifest 1 in quay.io/acme/x: unauthorized: access to the requested resource is not authorized',
    ],
    [
      'unauthorized',
      'Error response from daemon: Head "https://registry.test/v2/acme/x/manifests/1": unauthorized: incorrect username or password',
    ],
    [
      'unauthorized',
      'failed to pull and unpack image "europe-docker.pkg.dev/acme/x:1": failed to resolve reference: failed to authorize: failed to fetch oauth token: denied: Permission "artifactregistry.repositories.downloadArtifacts" denied on resource "x" (or it may not exist)',
    ],
    [
      'not-found',
      'rpc error: code = Unknown desc = reading manifest v9 in docker.io/library/nginx: manifest unknown',
    ],
    [
      'not-found',
      'Error response from daemon: manifest for acme/x:1 not found: manifest unknown: manifest unknown',
    ],
    [
      'not-found',
      'Back-off pulling image "harbor.test/acme/x:1": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image: unknown: artifact acme/x:1 not found',
    ],
    [
      'platform',
      'choosing image instance: no image found in manifest list for architecture "arm64", variant "v8", OS "linux"',
    ],
    [
      'platform',
      'Error response from daemon: no matching manifest for linux/arm64/v8 in the manifest list entries',
    ],
    [
      'invalid-name',
      'short-name "acme/x:1" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
    ],
    [
      'registry-unreachable',
      'pinging container registry reg.test:5000: Get "http://reg.test:5000/v2/": dial tcp 10.0.0.1:5000: connect: no route to host',
    ],
    [
      'registry-unreachable',
      'failed to do request: Head "https://reg.test:5000/v2/x/manifests/1": tls: first record does not look like a TLS handshake',
    ],
    [
      'registry-dns',
      'pinging container registry reg.test: Get "https://reg.test/v2/": dial tcp: lookup reg.test on 10.0.0.2:53: no such host',
    ],
    [
      'rate-limited',
      'initializing source docker://redis:7: reading manifest 7 in docker.io/library/redis: toomanyrequests: You have reached your unauthenticated pull rate limit.',
    ],
  ]
  test.each(rows)('%s: %s', (cause, message) => {
    const waits = pod({ phase: 'Pending', ready: false, state: waiting('ErrImagePull', message) })
    expect(ids(findings({ pods: [waits] }))).toEqual([`image-pull/${cause}`])
  })

  test('a registry that is not available says so by its reason alone', () => {
    const waits = pod({ phase: 'Pending', ready: false, state: waiting('RegistryUnavailable', 'x') })
    expect(ids(findings({ pods: [waits] }))).toEqual(['image-pull/registry-unreachable'])
  })
})

describe('a start, by the words of runc and crun', () => {
  const rows: readonly (readonly [id: string, reason: string, message: string])[] = [
    [
      'command-not-found',
      'StartError',
      'failed to create containerd task: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "serve": executable file not found in $PATH: unknown',
    ],
    [
      'command-not-found',
      'CreateContainerError',
      'container create failed: executable file `serve` not found in $PATH: No such file or directory',
    ],
    [
      'command-not-found',
      'ContainerCannotRun',
      'OCI runtime create failed: runc create failed: unable to start container process: exec: "/app/serve": stat /app/serve: no such file or directory: unknown',
    ],
    ['not-executable', 'RunContainerError', 'container create failed: open executable: Permission denied'],
    [
      'not-executable',
      'StartError',
      'runc create failed: unable to start container process: error during container init: exec: "/app/run.sh": permission denied: unknown',
    ],
    [
      'wrong-architecture',
      'CreateContainerError',
      'container create failed: exec container process `/app/serve`: Exec format error',
    ],
    [
      'working-directory',
      'RunContainerError',
      'OCI runtime create failed: runc create failed: unable to start container process: chdir to cwd ("/app/x") set in config.json failed: permission denied: unknown',
    ],
    [
      'mount',
      'RunContainerError',
      'runc create failed: unable to start container process: error during container init: error mounting "/var/lib/kubelet/pods/1/volumes/x" to rootfs at "/etc/app.conf": mount src=/x, dst=/etc/app.conf: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)?',
    ],
    [
      'mount',
      'CreateContainerConfigError',
      'failed to prepare subPath for volumeMount "config" of container "app"',
    ],
  ]
  test.each(rows)('%s: %s', (cause, reason, message) => {
    const after = /^(?:StartError|ContainerCannotRun)$/.test(reason)
    const state = after
      ? { terminated: { exitCode: 128, reason, message, finishedAt: ago(3) } }
      : waiting(reason, message)
    expect(ids(findings({ pods: [pod({ ready: false, state })] }))).toEqual([`container-start/${cause}`])
  })
})

describe('the API server refuses a pod', () => {
  const rows: readonly Row[] = [
    [
      'quota-exceeded',
      'pods "web-1" is forbidden: failed quota: compute: must specify limits.cpu for: app; limits.memory for: app',
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
    expect(ids(findings({ workloads: [set] }))).toEqual([`pod-not-created/${cause}`])
  })
})

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
      'other',
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

describe('dumps that lack something', () => {
  const failing = { ready: false, container: http }
  const message = 'Readiness probe failed: HTTP probe failed with statuscode: 404'

  test('events without uids count by the name they bear', () => {
    const app = pod(failing)
    const { uid: _uid, ...rest } = event(app, 'Unhealthy', message).involvedObject
    const told = { ...event(app, 'Unhealthy', message), involvedObject: rest }
    expect(ids(findings({ pods: [app], events: [told] }))).toEqual(['readiness/path'])
  })

  test('pods without uids too', () => {
    const app = pod({ ...failing, metadata: { uid: undefined } })
    expect(ids(findings({ pods: [app], events: [event(app, 'Unhealthy', message)] }))).toEqual([
      'readiness/path',
    ])
  })

  test('events of the newer form, with a series and no last time', () => {
    const app = pod(failing)
    const { lastTimestamp: _last, ...rest } = event(app, 'Unhealthy', message)
    const told = eventSchema.parse({
      ...rest,
      eventTime: ago(60),
      series: { count: 9, lastObservedTime: ago(4) },
    })
    const [found] = findings({ pods: [app], events: [told] })
    expect(found?.evidence.find(piece => piece.source === 'event')?.text).toContain('seen 9 times')
  })

  test('an event that names no container is about the only one there is', () => {
    const app = pod(failing)
    expect(ids(findings({ pods: [app], events: [event(app, 'Unhealthy', message, null)] }))).toEqual([
      'readiness/path',
    ])
  })

  test('statuses with the fewest fields', () => {
    const bare = podSchema.parse({
      metadata: { name: 'bare', namespace: 'shop' },
      spec: { nodeName: 'node-1', containers: [{ name: 'app' }] },
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'app',
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { exitCode: 3 } },
          },
        ],
      },
    })
    expect(ids(findings({ pods: [bare] }))).toEqual(['app-crash/exit-code'])
    expect(
      findings({ pods: [podSchema.parse({ metadata: { name: 'x' }, spec: { containers: [] } })] }),
    ).toHaveLength(1)
  })

  test('a native sidecar that is killed for memory is told by its own name', () => {
    const app = pod({
      spec: {
        initContainers: [{ name: 'mesh', restartPolicy: 'Always', resources: { limits: { memory: '8Mi' } } }],
      },
      status: {
        initContainerStatuses: [
          {
            name: 'mesh',
            restartCount: 4,
            state: waiting('CrashLoopBackOff'),
            lastState: ended(137, 5, 'OOMKilled'),
          },
        ],
      },
    })
    const [found] = findings({ pods: [app] })
    expect(found).toMatchObject({
      category: 'out-of-memory',
      cause: 'container-limit',
      subject: { container: 'mesh' },
    })
  })
})
