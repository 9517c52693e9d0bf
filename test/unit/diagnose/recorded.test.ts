import { describe, expect, test } from 'vitest'
import { diagnose } from '../../../src/diagnose/diagnose.ts'
import type { Finding } from '../../../src/model/finding.ts'
import { selectSuspects } from '../../../src/select/select.ts'
import { recorded } from '../support/recorded.ts'

/** What each recorded fault must be called: id, confidence and title of the first finding. */
const faults: Readonly<Record<string, readonly [string, Finding['confidence'], string]>> = {
  'claim-missing': [
    'volume/claim-missing',
    'high',
    'claim-missing needs the volume claim "nowhere", which does not exist in namespace diag',
  ],
  'command-not-found': [
    'container-start/command-not-found',
    'high',
    'command-not-found cannot start: its command "serverd" does not exist in the image',
  ],
  'command-not-found-shell': [
    'container-start/command-not-found',
    'high',
    'command-not-found-shell cannot start: its command "serverd" does not exist in the image',
  ],
  'completed-early': [
    'completed-early/exit-zero',
    'high',
    'completed-early ends with success (exit code 0) instead of running on, and is started again and again',
  ],
  'config-map-key-missing': [
    'container-config/config-map-key-missing',
    'high',
    'config-map-key-missing needs the key "DATABASE_URL" of ConfigMap "partial" in namespace diag, which has no such key (for its environment variable DB)',
  ],
  'config-map-missing': [
    'container-config/config-map-missing',
    'high',
    'config-map-missing needs the ConfigMap "settings" in namespace diag, which does not exist',
  ],
  cpu: ['unschedulable/cpu', 'high', 'cpu asks for 64 CPUs, more than any node has (the largest has 2)'],
  'dependency-go': [
    'dependency/connection-refused',
    'high',
    'dependency-go cannot connect to 10.96.255.1:5432: connection refused',
  ],
  'dependency-image': [
    'image-pull/not-found',
    'high',
    "inventory's image 127.0.0.1:5801/acme/inventory:9 does not exist in the registry",
  ],
  'dependency-init': [
    'dependency/name-not-found',
    'high',
    "dependency-init's init container wait-for-db cannot find the host database: no such name in DNS",
  ],
  'dependency-name': [
    'dependency/name-not-found',
    'high',
    'dependency-name cannot find the host nosuchdb:5432: no such name in DNS',
  ],
  'dependency-namespace': [
    'dependency/wrong-namespace',
    'high',
    'dependency-namespace looks for elsewhere:80 in namespace diag, but the Service is in namespace diag2',
  ],
  'disk-no-space': [
    'disk/no-space',
    'high',
    'disk-no-space cannot write /data/big: no space left on the device',
  ],
  evicted: ['disk/evicted', 'high', 'evicted was evicted because it wrote more than its limit of 5Mi'],
  exception: [
    'app-crash/exception',
    'high',
    'exception crashes right after its start: "ValueError: bad port: x"',
  ],
  'exit-code': ['app-crash/exit-code', 'high', 'exit-code exits with code 3 right after its start: "boom"'],
  'file-missing': [
    'file-access/missing',
    'high',
    'file-missing stops because /etc/app/config.yaml does not exist',
  ],
  'file-permission': [
    'file-access/permission',
    'high',
    'file-permission stops because it may not access /etc/x (it runs as user 10001)',
  ],
  'file-read-only': [
    'file-access/read-only',
    'high',
    'file-read-only stops because /data.txt is on a read-only filesystem',
  ],
  gated: [
    'unschedulable/gated',
    'medium',
    'gated is held back by the scheduling gate example.com/approval, which nothing has removed',
  ],
  gpu: ['unschedulable/resource', 'high', 'gpu asks for 1 nvidia.com/gpu, and no node has any'],
  'host-path-type': [
    'volume/mount-failed',
    'high',
    'host-path-type cannot mount its volume "data": hostPath type check failed: /nowhere is not a directory',
  ],
  'host-port': [
    'unschedulable/host-port',
    'high',
    'host-port needs host port 5877, which is already taken on every node',
  ],
  'hung-stopped': [
    'hung/stopped',
    'high',
    'hung-stopped is stopped (SIGSTOP): its process httpd exists and does not run',
  ],
  'image-invalid-name': [
    'image-pull/invalid-name',
    'high',
    'image-invalid-name\'s image name "Acme/Checkout:1.2" is not valid',
  ],
  'image-never-pull': [
    'image-pull/never-pull',
    'high',
    "image-never-pull's image acme/local:dev is not on the node, and imagePullPolicy Never forbids pulling it",
  ],
  'image-not-found': [
    'image-pull/not-found',
    'high',
    "image-not-found's image 127.0.0.1:5801/acme/checkout:1.2 does not exist in the registry",
  ],
  'image-pull-secret-missing': [
    'image-pull/pull-secret-missing',
    'high',
    "image-pull-secret-missing's image 127.0.0.1:5802/acme/private:1.2 may not be pulled: its pull secret regcred does not exist in namespace diag",
  ],
  'image-rate-limited': [
    'image-pull/rate-limited',
    'high',
    "image-rate-limited's image 127.0.0.1:5803/acme/checkout:1.2 cannot be pulled: 127.0.0.1:5803 has rate-limited this cluster",
  ],
  'image-registry-dns': [
    'image-pull/registry-dns',
    'high',
    "image-registry-dns's image ghcr.io/nope/x:1 cannot be pulled: the registry's name ghcr.io does not resolve",
  ],
  'image-registry-unreachable': [
    'image-pull/registry-unreachable',
    'high',
    "image-registry-unreachable's image 127.0.0.1:5999/acme/checkout:1.2 cannot be pulled: the registry 127.0.0.1:5999 cannot be reached from the node",
  ],
  'image-unauthorized': [
    'image-pull/unauthorized',
    'high',
    "image-unauthorized's image 127.0.0.1:5802/acme/checkout:1.2 may not be pulled: 127.0.0.1:5802 refuses access without a login, or the repository does not exist",
  ],
  'init-failed': [
    'app-crash/exit-code',
    'high',
    'init-failed\'s init container migrate exits with code 1 right after its start: "ERROR: relation "users" does not exist"',
  ],
  'job-backoff': [
    'app-crash/exit-code',
    'high',
    'job-backoff exits with code 2 right after its start: "schema mismatch"',
  ],
  'job-deadline': [
    'job-failed/deadline',
    'high',
    'Job job-deadline failed: it was not done within its deadline of 5 s',
  ],
  'job-service-account': [
    'pod-not-created/service-account-missing',
    'high',
    'No pod of seed can be created: its service account ghost does not exist',
  ],
  'lifecycle-hook': [
    'container-start/lifecycle-hook',
    'high',
    'lifecycle-hook is killed right after each start because its postStart hook fails',
  ],
  'limit-range': [
    'pod-not-created/limit-range',
    'high',
    "No pod of huge can be created: its resources break the namespace's LimitRange",
  ],
  'listen-loopback': [
    'listen-address/loopback-only',
    'high',
    'listen-loopback listens on 127.0.0.1:8080 only, so its readiness probe on the pod IP is refused',
  ],
  'liveness-command': [
    'probe-killed/command',
    'high',
    'liveness-command is killed by its liveness probe: command ["sh","-c","echo dead; exit 1"] fails',
  ],
  'liveness-loopback': [
    'probe-killed/port',
    'medium',
    'liveness-loopback is killed by its liveness probe: TCP connect to port 8080 is refused: nothing answers there',
  ],
  'liveness-path': [
    'probe-killed/path',
    'high',
    'liveness-path is killed by its liveness probe: it asks for /live on port 8080, which the app answers with 404 (no such path)',
  ],
  memory: [
    'unschedulable/memory',
    'high',
    'memory asks for 900Gi of memory, more than any node has (the largest has 23.4Gi)',
  ],
  'missing-variable': [
    'app-crash/missing-variable',
    'high',
    'missing-variable stops because the environment variable DATABASE_URL is not set',
  ],
  'no-scheduler': [
    'unschedulable/no-scheduler',
    'medium',
    'no-scheduler waits for the scheduler "my-scheduler", which has not taken care of it',
  ],
  'no-storage-class': [
    'volume/storage-class',
    'high',
    'no-storage-class waits for its volume claim "plainclaim", which names no storage class, and the cluster has no default one and no fitting volume',
  ],
  'node-affinity': ['unschedulable/node-affinity', 'high', "node-affinity's node affinity matches no node"],
  'node-selector': [
    'unschedulable/node-selector',
    'high',
    'node-selector asks for a node labelled disk=ssd, and no node has that label',
  ],
  'not-executable': [
    'container-start/not-executable',
    'high',
    'not-executable cannot start: its command "/etc/passwd" is not executable',
  ],
  'oom-limit': [
    'out-of-memory/container-limit',
    'high',
    'oom-limit was killed for using more than its memory limit of 20Mi',
  ],
  'pod-anti-affinity': [
    'unschedulable/pod-affinity',
    'high',
    'pod-anti-affinity finds no node that the pod anti-affinity rules allow',
  ],
  'pod-security': [
    'pod-not-created/pod-security',
    'high',
    "No pod of insecure can be created: it breaks the namespace's PodSecurity level restricted:latest",
  ],
  'port-in-use': [
    'port-mismatch/port-in-use',
    'high',
    'port-in-use (container second) cannot listen on its port: the address is already in use',
  ],
  'probe-port-name': [
    'port-mismatch/probe-port',
    'high',
    'probe-port-name\'s readiness probe asks a port named "http", which the container does not define',
  ],
  'quota-exceeded': [
    'pod-not-created/quota-exceeded',
    'high',
    'No pod of greedy can be created: the quota small of namespace diag3 is used up',
  ],
  'readiness-command': [
    'readiness/command',
    'high',
    'readiness-command is not ready: its readiness command ["cat","/tmp/ready"] fails: cat: can\'t open \'/tmp/ready\': No such file or directory',
  ],
  'readiness-gate': [
    'readiness/gate',
    'medium',
    'readiness-gate is not ready because nothing has set its readiness gate example.com/lb-attached',
  ],
  'readiness-path': [
    'readiness/path',
    'high',
    'readiness-path is not ready: its readiness probe asks for /healthz on port 8080, which the app answers with 404 (no such path)',
  ],
  'readiness-port': [
    'readiness/port',
    'high',
    'readiness-port is not ready: its readiness probe asks port 9090, on which nothing listens; the app listens on port 8080',
  ],
  'readiness-protocol': [
    'readiness/protocol',
    'high',
    'readiness-protocol is not ready: its readiness probe (GET / on port 8080) speaks HTTPS, and the app on that port speaks something else',
  ],
  'readiness-status': [
    'readiness/http-status',
    'high',
    'readiness-status is not ready: its readiness probe (GET /echo?code=503&msg=db+down on port 8080) is answered with status 503 ("db down")',
  ],
  'readiness-timing': [
    'readiness/timing',
    'high',
    'readiness-timing is not ready: its readiness probe (GET / on port 8080) gets no answer within 1 s',
  ],
  'rollout-stalled': [
    'readiness/path',
    'high',
    'rollout-stalled is not ready: its readiness probe asks for /nope on port 8080, which the app answers with 404 (no such path)',
  ],
  'run-as-non-root': [
    'container-config/run-as-non-root',
    'high',
    'run-as-non-root must not run as root (runAsNonRoot), but its image runs as root',
  ],
  'runtime-class': [
    'sandbox/runtime-class',
    'high',
    'runtime-class asks for the runtime class "diag-none", which its node does not have',
  ],
  'scaled-to-zero': [
    'pod-not-created/scaled-to-zero',
    'high',
    'zero is scaled to zero, so nothing answers behind Service zero, which caller calls',
  ],
  'secret-key-missing': [
    'container-config/secret-key-missing',
    'high',
    'secret-key-missing needs the key "password" of Secret "halfsecret" in namespace diag, which has no such key (for its environment variable PASSWORD)',
  ],
  'secret-missing': [
    'container-config/secret-missing',
    'high',
    'secret-missing needs the Secret "db-credentials" in namespace diag, which does not exist (for its environment variable PASSWORD)',
  ],
  'selector-mismatch': [
    'no-endpoints/selector-mismatch',
    'high',
    'Service selector-mismatch selects pods labelled app=selector-mismatched, and no pod has those labels (the nearest, those of selector-mismatch: app is "selector-mismatch", not "selector-mismatched")',
  ],
  'service-account-missing': [
    'pod-not-created/service-account-missing',
    'high',
    'No pod of service-account-missing can be created: its service account ghost does not exist',
  ],
  'sidecar-crash': [
    'app-crash/exit-code',
    'high',
    'sidecar-crash\'s sidecar proxy exits with code 1 right after its start: "cannot load xds"',
  ],
  signal: [
    'app-crash/signal',
    'high',
    'signal is ended by SIGSEGV (exit code 139) right after its start: "Segmentation fault"',
  ],
  'silent-crash': ['app-crash/exit-code', 'high', 'silent-crash exits with code 42 right after its start'],
  'start-mount': ['container-start/mount', 'high', 'start-mount cannot start: the mount "/etc/passwd" fails'],
  'startup-slow': [
    'probe-killed/timing',
    'medium',
    'startup-slow is killed by its startup probe: GET / on port 8080 is refused until the kubelet gives up (it has 11 s to succeed)',
  ],
  'storage-class-missing': [
    'volume/storage-class',
    'high',
    'storage-class-missing waits for its volume claim "fastclaim", which asks for the storage class "fast", which does not exist',
  ],
  'target-port': [
    'port-mismatch/service-target-port',
    'low',
    'Service target-port sends traffic to port 8081, which its pods do not declare (they declare 8080)',
  ],
  'terminating-finalizer': [
    'terminating/finalizer',
    'medium',
    'Pod terminating-finalizer cannot be deleted: nothing has removed its finalizer example.com/cleanup',
  ],
  'volume-config-missing': [
    'volume/config-missing',
    'high',
    'volume-config-missing needs the ConfigMap "absent" for its volume "data", and it does not exist',
  ],
  'volume-secret-key-missing': [
    'volume/config-missing',
    'high',
    'volume-secret-key-missing needs the key "tls.crt" of the Secret "volsecret" for its volume "data", and there is no such key',
  ],
  'working-directory': [
    'container-start/working-directory',
    'high',
    'working-directory cannot start: its working directory "/etc/passwd" cannot be entered',
  ],
  'wrong-format': [
    'container-start/wrong-architecture',
    'medium',
    'wrong-format cannot start: its program "/data/x" is not built for this node (amd64)',
  ],
}

describe('a fault recorded on a real cluster is named', () => {
  for (const [name, [id, confidence, title]] of Object.entries(faults)) {
    test(name, () => {
      const [first] = diagnose(recorded(name))
      expect(first).toBeDefined()
      expect(`${first?.category}/${first?.cause}`).toBe(id)
      expect(first?.title).toBe(title)
      expect(first?.confidence).toBe(confidence)
      expect(first?.causedBy).toBeNull()
    })
  }
})

test('a healthy Deployment, its Service and its finished Job give no finding', () => {
  expect(diagnose(recorded('healthy'))).toEqual([])
})

/** Told by two kinds of objects, none of which is an event: the nodes' own labels and sizes, a Service and its endpoints. */
const withoutEvents = ['selector-mismatch', 'scaled-to-zero', 'cpu', 'memory', 'node-selector']

describe('without events, logs and a look inside nothing is said with high confidence', () => {
  for (const [name, [id, confidence]] of Object.entries(faults)) {
    if (confidence !== 'high' || withoutEvents.includes(name)) continue
    test(name, () => {
      const full = recorded(name)
      const bare = diagnose({ ...full, snapshot: { ...full.snapshot, events: [] }, looks: [] })
      const same = bare.find(finding => `${finding.category}/${finding.cause}` === id)
      expect(same?.confidence).not.toBe('high')
    })
  }
})

describe('events alone never decide', () => {
  for (const [name, [id]] of Object.entries(faults)) {
    test(name, () => {
      const full = recorded(name)
      const pods = full.snapshot.pods.map(pod => ({
        ...pod,
        status: { phase: pod.status?.phase ?? 'Pending' },
      }))
      const blind = { ...full.snapshot, pods, workloads: [], services: [], endpointSlices: [], claims: [] }
      const suspects = full.suspects.map(suspect => ({
        ...suspect,
        pod: { ...suspect.pod, status: { phase: 'Pending' } },
      }))
      const findings = diagnose({ snapshot: blind, suspects, looks: [] })
      const same = findings.filter(finding => `${finding.category}/${finding.cause}` === id)
      expect(same.map(finding => finding.confidence).filter(confidence => confidence === 'high')).toEqual([])
    })
  }
})

describe('an effect is tied to its cause and comes after it', () => {
  const effects = [
    ['dependency-image', 'dependency/no-endpoints', 'image-pull/not-found'],
    ['dependency-image', 'no-endpoints/pods-not-ready', 'image-pull/not-found'],
    ['listen-loopback', 'no-endpoints/pods-not-ready', 'listen-address/loopback-only'],
    ['rollout-stalled', 'rollout-stalled/progress-deadline', 'readiness/path'],
    ['job-backoff', 'job-failed/backoff-limit', 'app-crash/exit-code'],
    ['scaled-to-zero', 'dependency/no-endpoints', 'pod-not-created/scaled-to-zero'],
  ] as const
  test.each(effects)('%s: %s is caused by %s', (name, effect, cause) => {
    const findings = diagnose(recorded(name))
    const ids = findings.map(finding => `${finding.category}/${finding.cause}`)
    const found = findings[ids.indexOf(effect)]
    const root = findings[ids.indexOf(cause)]
    expect(root?.id).toBeDefined()
    expect(found?.causedBy).toBe(root?.id)
    expect(ids.indexOf(effect)).toBeGreaterThan(ids.indexOf(cause))
  })
})

test('the evidence quotes what was seen, with its source', () => {
  const [finding] = diagnose(recorded('listen-loopback'))
  const by = new Map(finding?.evidence.map(piece => [piece.source, piece.text]))
  expect(by.get('command:listeners')).toBe('127.0.0.1:8080 LISTEN httpd')
  expect(by.get('command:probe-readiness-pod-ip')).toMatch(/Connection refused/)
  expect(by.get('command:probe-readiness-loopback')).toMatch(/^HTTP\/1.1 200 OK/)
  expect(by.get('event')).toMatch(/^Unhealthy: Readiness probe failed: /)
})

test('two runs of one fault have one fingerprint, two faults have two', () => {
  const prints = Object.keys(faults).map(name => diagnose(recorded(name))[0]?.fingerprint)
  expect(new Set(prints).size).toBe(prints.length)
  for (const print of prints) expect(print).toMatch(/^[0-9a-f]{16}$/)
  const first = recorded('exit-code')
  const text = JSON.stringify(first.snapshot).replaceAll(/-[0-9a-f]{8,10}-[a-z0-9]{5}/g, '-7c9d8f6b54-x2x2x')
  const second: typeof first.snapshot = JSON.parse(text)
  const [again] = diagnose({ snapshot: second, suspects: selectSuspects(second), looks: [] })
  const [original] = diagnose({ ...first, looks: [] })
  expect(again?.pods).not.toEqual(original?.pods)
  expect(again?.fingerprint).toBe(original?.fingerprint)
})
