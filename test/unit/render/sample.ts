// A report's input as a real run gives it, for the tests of every page: one root cause with an effect, one more finding.
import type { Finding, FindingId } from '../../../src/model/finding.ts'
import type { CommandResult, PodLook } from '../../../src/model/inspection.ts'
import type { Pod } from '../../../src/model/pod.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import type { Suspect } from '../../../src/model/suspect.ts'
import type { ReportInput } from '../../../src/render/input.ts'

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The finding that most tests are about; `kind` where another one is meant. */
export function finding(
  changes: Partial<Omit<Finding, 'category' | 'cause'>> = {},
  kind: FindingId = { category: 'listen-address', cause: 'loopback-only' },
): Finding {
  return {
    id: 'f1',
    confidence: 'high',
    subject: { kind: 'Deployment', namespace: 'shop', name: 'checkout', container: 'app' },
    pods: ['checkout-6d5f8c9b7-x2x4z'],
    title: 'checkout listens on 127.0.0.1:8080 only, so its readiness probe on the pod IP is refused',
    evidence: [
      {
        source: 'command:listeners',
        pod: 'checkout-6d5f8c9b7-x2x4z',
        time: null,
        text: '127.0.0.1:8080  LISTEN  7/httpd',
      },
      {
        source: 'event',
        pod: 'checkout-6d5f8c9b7-x2x4z',
        time: '2026-11-22T10:00:00Z',
        text: 'Readiness probe failed: Get "http://10.244.0.9:8080/ready": dial tcp 10.244.0.9:8080: connect: connection refused',
      },
      {
        source: 'log:app',
        pod: 'checkout-6d5f8c9b7-x2x4z',
        time: '2026-11-22T09:59:58Z',
        text: 'starting checkout\nlistening on 127.0.0.1:8080',
      },
    ],
    ruledOut: ['The process is running and answers on 127.0.0.1.', 'No NetworkPolicy selects the pod.'],
    next: ['Bind to 0.0.0.0:8080 instead of 127.0.0.1:8080, for example with --host 0.0.0.0.'],
    causedBy: null,
    fingerprint: 'listen-address/loopback-only:shop/Deployment/checkout',
    ...changes,
    ...kind,
  }
}

export function pod(name: string, namespace = 'shop'): Pod {
  return {
    metadata: { name, namespace },
    spec: { containers: [{ name: 'app', image: 'registry.local/checkout:1' }] },
    status: { phase: 'Running', podIP: '10.244.0.9' },
  }
}

export function suspect(name: string, changes: Partial<Suspect> = {}): Suspect {
  return {
    pod: pod(name),
    status: 'Running',
    ready: '0/1',
    restarts: 0,
    owner: { kind: 'Deployment', namespace: 'shop', name: 'checkout' },
    reason: 'It has been running for 2 minutes without becoming ready.',
    container: 'app',
    representedBy: null,
    ...changes,
  }
}

export function command(name: string, changes: Partial<CommandResult> = {}): CommandResult {
  return {
    name,
    run: `cat /proc/${name}`,
    origin: 'default',
    exitCode: 0,
    durationMs: 12,
    timedOut: false,
    failure: null,
    output: utf8(`output of ${name}\n`),
    droppedBytes: 0,
    ...changes,
  }
}

export function look(of: Suspect, commands: readonly CommandResult[]): PodLook {
  return {
    suspect: of,
    transcript: {
      wayIn: { way: 'target', container: 'app', reason: 'The container app is running.' },
      debuggerName: 'debugger-k3j9',
      image: 'busybox:1.37',
      equivalent: `kubectl debug -n shop ${of.pod.metadata.name} -it --image=busybox:1.37 --target=app`,
      identity: { uid: 0, gid: 0, targeted: true, filesReadable: true, environReadable: true },
      startedAt: '2026-11-22T10:00:01Z',
      durationMs: 900,
      commands,
      failure: null,
    },
    logs: [
      {
        container: 'app',
        previous: false,
        bytes: utf8('starting checkout\nlistening on 127.0.0.1:8080\n'),
        droppedBytes: 0,
      },
      { container: 'app', previous: true, bytes: utf8('killed\n'), droppedBytes: 0 },
    ],
  }
}

export const first = suspect('checkout-6d5f8c9b7-x2x4z')

export const snapshot: Snapshot = {
  takenAt: '2026-11-22T10:00:00Z',
  jobStartedAt: '2026-11-22T09:50:00Z',
  cluster: { version: 'v1.36.3', kind: 'kind' },
  namespaces: [{ metadata: { name: 'shop' } }, { metadata: { name: 'default' } }],
  pods: [first.pod, pod('other', 'late')],
  workloads: [
    { kind: 'Deployment', metadata: { name: 'checkout', namespace: 'shop' }, spec: { replicas: 1 } },
  ],
  events: [
    {
      metadata: { name: 'e1', namespace: 'shop' },
      involvedObject: { kind: 'Pod', namespace: 'shop', name: first.pod.metadata.name },
      reason: 'Unhealthy',
    },
  ],
  services: [{ metadata: { name: 'checkout', namespace: 'shop' } }],
  endpointSlices: [],
  claims: [],
  nodes: [{ metadata: { name: 'node-1' } }],
  quotas: [],
  notCollected: [],
}

export const input: ReportInput = {
  outcome: 'diagnosed',
  snapshot,
  suspects: [first, suspect('checkout-6d5f8c9b7-aaaaa', { representedBy: 'shop/checkout-6d5f8c9b7-x2x4z' })],
  looks: [
    look(first, [
      command('listeners', { output: utf8('127.0.0.1:8080  LISTEN  7/httpd\n') }),
      command('probe replay', { exitCode: 1, run: 'wget -qO- http://10.244.0.9:8080/ready' }),
      command('slow', { exitCode: null, timedOut: true, durationMs: 10_000 }),
    ]),
  ],
  findings: [
    finding(),
    finding(
      {
        id: 'f2',
        title: 'The rollout of checkout made no progress for 600 s',
        evidence: [{ source: 'status', pod: null, time: null, text: 'ProgressDeadlineExceeded' }],
        causedBy: 'f1',
        ruledOut: [],
        next: [],
      },
      { category: 'rollout-stalled', cause: 'progress-deadline' },
    ),
    finding(
      {
        id: 'f3',
        confidence: 'medium',
        subject: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
        pods: ['cart-1'],
        title: 'The image of cart does not exist: registry.local/cart:nope',
        evidence: [{ source: 'event', pod: 'cart-1', time: null, text: 'manifest unknown' }],
        ruledOut: [],
        next: ['Push registry.local/cart:nope, or name a tag that exists.'],
      },
      { category: 'image-pull', cause: 'not-found' },
    ),
  ],
  notCollected: [
    {
      what: 'Secrets that pods use',
      why: 'secrets is forbidden in namespace shop',
      fix: 'Allow get on secrets, or pass known values with the input `redact`.',
    },
  ],
  startedAt: '2026-11-22T10:00:00Z',
  durationMs: 4321.7,
  image: 'busybox:1.37',
}
