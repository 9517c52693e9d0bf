// Small builders for snapshots: a test says what matters and takes the rest for granted.
import type { CommandResult, PodLook, WayIn } from '../../../src/model/inspection.ts'
import {
  type Event,
  endpointSliceSchema,
  eventSchema,
  nodeSchema,
  serviceSchema,
  type Workload,
  workloadSchema,
} from '../../../src/model/objects.ts'
import { type Pod, podKey, podSchema } from '../../../src/model/pod.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { suspectOf } from '../../../src/select/select.ts'

/** The moment of every built snapshot. */
export const now = '2026-01-01T12:00:00Z'

/** ISO time so many seconds before the snapshot; negative for after. */
export function ago(seconds: number): string {
  return new Date(Date.parse(now) - seconds * 1000).toISOString()
}

export interface PodDraft {
  readonly name?: string
  readonly namespace?: string
  readonly age?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly metadata?: object
  readonly spec?: object
  /** Merged into the one app container. */
  readonly container?: object
  readonly phase?: string
  readonly status?: object
  /** The state of the app container; running since the pod's beginning where absent. */
  readonly state?: object
  readonly lastState?: object
  readonly ready?: boolean
  readonly restarts?: number
  readonly owner?: readonly [kind: string, name: string]
}

/** A pod of one container `app`, running and ready on `node-1` for ten minutes, but for what the draft says. */
export function pod(draft: PodDraft = {}): Pod {
  const age = draft.age ?? 600
  const name = draft.name ?? 'app'
  const ready = draft.ready ?? true
  const owners = draft.owner === undefined ? {} : { ownerReferences: [ownerReference(draft.owner)] }
  const flag = ready ? 'True' : 'False'
  return podSchema.parse({
    metadata: {
      name,
      namespace: draft.namespace ?? 'shop',
      uid: `uid-${draft.namespace ?? 'shop'}-${name}`,
      creationTimestamp: ago(age),
      labels: draft.labels ?? { app: name },
      ...owners,
      ...draft.metadata,
    },
    spec: {
      nodeName: 'node-1',
      containers: [{ name: 'app', image: 'acme/app:1', ...draft.container }],
      ...draft.spec,
    },
    status: {
      phase: draft.phase ?? 'Running',
      podIP: '10.244.0.5',
      conditions: [
        { type: 'PodScheduled', status: 'True', lastTransitionTime: ago(age) },
        { type: 'Initialized', status: 'True', lastTransitionTime: ago(age) },
        { type: 'ContainersReady', status: flag, lastTransitionTime: ago(age) },
        { type: 'Ready', status: flag, lastTransitionTime: ago(age) },
      ],
      containerStatuses: [
        {
          name: 'app',
          ready,
          started: true,
          restartCount: draft.restarts ?? 0,
          state: draft.state ?? { running: { startedAt: ago(age) } },
          lastState: draft.lastState ?? {},
        },
      ],
      ...draft.status,
    },
  })
}

/** A pod of ReplicaSet `web-1` that its node gave up, for the reason in its status. */
export function givenUp(status: object, draft: PodDraft = {}): Pod {
  const owner = ['ReplicaSet', 'web-1'] as const
  return pod({ name: 'web-1-a', owner, phase: 'Failed', ready: false, status, ...draft })
}

function ownerReference([kind, name]: readonly [string, string]) {
  return { kind, name, uid: `uid-${name}`, controller: true }
}

/** A container that ended so many seconds ago, after a second. */
export function ended(
  exitCode: number,
  seconds = 5,
  reason = exitCode === 0 ? 'Completed' : 'Error',
  message = '',
) {
  return { terminated: { exitCode, reason, message, startedAt: ago(seconds + 1), finishedAt: ago(seconds) } }
}

export function waiting(reason: string, message = '') {
  return { waiting: { reason, message } }
}

/** An event about a pod, or about its container `app` where `container` is given. */
export function event(
  about: Pod,
  reason: string,
  message: string,
  container: string | null = 'app',
  seconds = 5,
): Event {
  return eventSchema.parse({
    metadata: { name: `${about.metadata.name}.${reason}` },
    involvedObject: {
      kind: 'Pod',
      namespace: about.metadata.namespace,
      name: about.metadata.name,
      uid: about.metadata.uid,
      ...(container === null ? {} : { fieldPath: `spec.containers{${container}}` }),
    },
    type: 'Warning',
    reason,
    message,
    lastTimestamp: ago(seconds),
  })
}

export function service(
  name: string,
  selector: Readonly<Record<string, string>>,
  port = 80,
  targetPort: number | string = 8080,
) {
  return serviceSchema.parse({
    metadata: { name, namespace: 'shop', uid: `uid-service-${name}`, creationTimestamp: ago(600) },
    spec: { clusterIP: '10.96.0.77', selector, ports: [{ port, targetPort }] },
  })
}

/** The endpoints of a Service: addresses with their readiness. */
export function slice(
  serviceName: string,
  endpoints: readonly (readonly [address: string, ready: boolean])[],
) {
  return endpointSliceSchema.parse({
    metadata: {
      name: `${serviceName}-x`,
      namespace: 'shop',
      labels: { 'kubernetes.io/service-name': serviceName },
    },
    endpoints: endpoints.map(([address, ready]) => ({ addresses: [address], conditions: { ready } })),
  })
}

export function workload(kind: string, name: string, more: object = {}): Workload {
  return workloadSchema.parse({ kind, metadata: { name, namespace: 'shop', uid: `uid-${name}` }, ...more })
}

export function node(name = 'node-1', more: object = {}) {
  return nodeSchema.parse({
    metadata: { name },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      allocatable: { cpu: '4', memory: '8Gi' },
      nodeInfo: { architecture: 'amd64' },
    },
    ...more,
  })
}

export function snapshot(parts: Partial<Snapshot> = {}): Snapshot {
  return {
    takenAt: now,
    jobStartedAt: null,
    cluster: { version: 'v1.36.3', kind: 'kind' },
    namespaces: [],
    pods: [],
    workloads: [],
    events: [],
    services: [],
    endpointSlices: [],
    claims: [],
    nodes: [node()],
    quotas: [],
    notCollected: [],
    ...parts,
  }
}

export interface LookDraft {
  readonly commands?: Readonly<Record<string, string>>
  readonly log?: string
  readonly previousLog?: string
  readonly way?: WayIn
}

/** A look into a pod's container `app`: what its commands printed and what its logs say. */
export function look(of: Pod, all: Snapshot, draft: LookDraft): PodLook {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const commands = Object.entries(draft.commands ?? {}).map(
    ([name, output]): CommandResult => ({
      name,
      run: '',
      origin: 'default',
      exitCode: 0,
      durationMs: 5,
      timedOut: false,
      failure: null,
      output: bytes(output),
      droppedBytes: 0,
    }),
  )
  const log = (text: string | undefined, previous: boolean) =>
    text === undefined ? [] : [{ container: 'app', previous, bytes: bytes(text), droppedBytes: 0 }]
  return {
    suspect: suspectOf(of, all, `looked into ${podKey(of)}`, 'app'),
    transcript: {
      wayIn: draft.way ?? { way: 'target', container: 'app', reason: 'it runs' },
      debuggerName: 'debugger',
      image: 'busybox:1.37',
      equivalent: '',
      identity: null,
      startedAt: now,
      durationMs: 100,
      commands,
      failure: null,
    },
    logs: [...log(draft.log, false), ...log(draft.previousLog, true)],
  }
}

/** A pod that the scheduler has found no node for, with what it said. */
export function unplaced(message: string, spec: object = {}): Pod {
  const scheduled = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
  return pod({
    phase: 'Pending',
    spec: { nodeName: undefined, ...spec },
    status: { containerStatuses: undefined, conditions: [scheduled] },
  })
}
