// Findings: what is wrong, said once, with the evidence. The ids are a contract: a rename is a breaking change.

/** Every finding id, `category/cause`. `other` is used only where nothing finer can be proved. */
export const causes = {
  'pod-not-created': [
    'quota-exceeded',
    'pod-security',
    'webhook-denied',
    'webhook-unreachable',
    'service-account-missing',
    'limit-range',
    'scaled-to-zero',
    'other',
  ],
  unschedulable: [
    'node-selector',
    'node-affinity',
    'pod-affinity',
    'taint',
    'cpu',
    'memory',
    'resource',
    'host-port',
    'cordoned',
    'volume-node-conflict',
    'gated',
    'no-scheduler',
    'other',
  ],
  volume: [
    'claim-missing',
    'storage-class',
    'capacity',
    'access-mode',
    'claim-selector',
    'volume-taken',
    'provisioning-failed',
    'config-missing',
    'mount-failed',
    'attach-failed',
    'permission',
    'other',
  ],
  sandbox: ['network', 'runtime', 'runtime-class', 'other'],
  'image-pull': [
    'not-found',
    'unauthorized',
    'pull-secret-missing',
    'registry-dns',
    'registry-unreachable',
    'rate-limited',
    'invalid-name',
    'never-pull',
    'platform',
    'other',
  ],
  'container-config': [
    'config-map-missing',
    'config-map-key-missing',
    'secret-missing',
    'secret-key-missing',
    'run-as-non-root',
    'other',
  ],
  'container-start': [
    'command-not-found',
    'not-executable',
    'wrong-architecture',
    'working-directory',
    'lifecycle-hook',
    'mount',
    'other',
  ],
  'out-of-memory': ['container-limit', 'child-process', 'node'],
  'probe-killed': ['port', 'path', 'protocol', 'timing', 'unresponsive', 'command', 'other'],
  readiness: ['port', 'path', 'protocol', 'timing', 'http-status', 'command', 'gate', 'other'],
  'listen-address': ['loopback-only', 'other-address'],
  'port-mismatch': ['service-target-port', 'probe-port', 'port-in-use'],
  'no-endpoints': ['selector-mismatch', 'pods-not-ready', 'protocol', 'manual'],
  dependency: [
    'name-not-found',
    'wrong-namespace',
    'connection-refused',
    'timeout',
    'no-endpoints',
    'authentication',
    'tls',
    'read-only',
    'exhausted',
    'other',
  ],
  'file-access': ['missing', 'permission', 'read-only', 'other'],
  disk: ['no-space', 'no-inodes', 'evicted'],
  hung: ['busy', 'blocked', 'stopped', 'descriptors', 'processes', 'other'],
  'app-crash': ['exit-code', 'signal', 'exception', 'missing-variable', 'other'],
  'completed-early': ['exit-zero'],
  'job-failed': ['backoff-limit', 'deadline', 'failure-policy'],
  'rollout-stalled': ['progress-deadline', 'other'],
  node: ['not-ready', 'pressure', 'runtime', 'kubelet', 'proxy', 'lost'],
  terminating: ['finalizer', 'grace', 'other'],
} as const satisfies Record<string, readonly string[]>

export type Category = keyof typeof causes
export type Cause<C extends Category = Category> = (typeof causes)[C][number]

export type Confidence = 'high' | 'medium' | 'low'

export interface Subject {
  readonly kind: string
  /** Empty for cluster-wide kinds such as Node. */
  readonly namespace: string
  readonly name: string
  readonly container?: string
}

export interface Evidence {
  /**
   * Where it was seen: `status`, `spec`, `event`, `log:<container>`, `log:<container>:previous`, `command:<name>`,
   * or the kind of another object (`service`, `endpointslice`, `node`, …).
   */
  readonly source: string
  /** The pod it was seen in or about; null where it is about none. */
  readonly pod: string | null
  /** ISO 8601, or null where the source has no time. */
  readonly time: string | null
  /** The decisive line or value, quoted. */
  readonly text: string
}

/** A finding with its category and cause tied together, so that an id that is not in the contract does not compile. */
export type FindingId = { [C in Category]: { readonly category: C; readonly cause: Cause<C> } }[Category]

export type Finding = FindingId & {
  /** `f1`, `f2` … in the order of the report. */
  readonly id: string
  readonly confidence: Confidence
  readonly subject: Subject
  /** Names of all pods that show it. */
  readonly pods: readonly string[]
  /** One line that names the culprit exactly and makes sense without knowing Kubernetes. */
  readonly title: string
  readonly evidence: readonly Evidence[]
  readonly ruledOut: readonly string[]
  readonly next: readonly string[]
  /** Id of the finding of which this one is an effect; null for a root cause. */
  readonly causedBy: string | null
  /** True where it was failing before the job began, with all that follows from it: hardly why the job failed. */
  readonly before?: true
  /** The same for the same fault in another run: no pod suffix, no time, no count in it. */
  readonly fingerprint: string
}
