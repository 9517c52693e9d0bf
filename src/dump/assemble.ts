// From the objects of a dump to a snapshot, as if the cluster had just been asked.
import { clusterFacts } from '../model/cluster-facts.ts'
import { type EndpointSlice, type Node, nodeSchema, type Workload } from '../model/objects.ts'
import { isReady, type Pod, podKey } from '../model/pod.ts'
import type { NotCollected, Snapshot } from '../model/snapshot.ts'
import { tied } from './convert.ts'
import { onlyInEvents } from './from-events.ts'
import { workloadKinds } from './kinds.ts'
import type { SnapshotFacts } from './own-report.ts'
import { podsInEvents } from './pods-from-events.ts'
import type { Store } from './store.ts'

export interface AssembleOptions {
  /** Empty means all. */
  readonly namespaces: readonly string[]
  /** What our own artifact says of its moment and cluster; null for any other dump. */
  readonly facts: SnapshotFacts | null
  /** ISO 8601; null where the dump must tell. */
  readonly at: string | null
  readonly since: string | null
}

export interface Assembled {
  readonly snapshot: Snapshot
  /** False where `takenAt` is only the newest time in the dump, and the dump somewhat younger. */
  readonly momentKnown: boolean
}

/** The snapshot that the store holds. What it lacks is left for the caller to say. */
export function assemble(store: Store, options: AssembleOptions): Assembled {
  const { facts } = options
  const { shelves } = store
  const inside = <T extends { readonly metadata: { readonly namespace?: string | undefined } }>(
    objects: readonly T[],
  ): readonly T[] =>
    options.namespaces.length === 0
      ? objects
      : objects.filter(object => options.namespaces.includes(object.metadata.namespace ?? 'default'))
  const told = inside(shelves.Event.all())
  const fromEvents = podsInEvents(told, store.seen)
  const pods = [...inside(shelves.Pod.all()), ...fromEvents]
  const others = onlyInEvents(told, store.seen)
  const workloads = [
    ...inside(workloadKinds.flatMap((kind): Workload[] => shelves[kind].all())),
    ...others.workloads,
  ]
  const claims = [...inside(shelves.PersistentVolumeClaim.all()), ...others.claims]
  const services = inside(shelves.Service.all())
  const nodes = shelves.Node.all()
  const events = tied(told, [
    ...pods.map(({ metadata }) => ({ kind: 'Pod', metadata })),
    ...workloads,
    ...claims.map(({ metadata }) => ({ kind: 'PersistentVolumeClaim', metadata })),
    ...services.map(({ metadata }) => ({ kind: 'Service', metadata })),
    ...nodes.map(({ metadata }) => ({ kind: 'Node', metadata })),
  ])
  const newest = new Date(store.newest).toISOString()
  const snapshot: Snapshot = {
    takenAt: options.at ?? facts?.takenAt ?? newest,
    jobStartedAt: options.since ?? facts?.jobStartedAt ?? null,
    failedStep: facts?.failedStep ?? null,
    cluster: facts?.cluster ?? clusterFacts(store.version, nodes),
    namespaces: shelves.Namespace.all(),
    pods,
    ...(fromEvents.length === 0 ? {} : { podsOnlyTold: fromEvents.map(podKey) }),
    workloads,
    events,
    services,
    endpointSlices: inside(slicesIn(store)),
    claims,
    ...(store.seen.has('PersistentVolume') ? { volumes: shelves.PersistentVolume.all() } : {}),
    nodes: withNodesInUse(nodes, pods),
    quotas: inside(shelves.ResourceQuota.all()),
    notCollected: facts?.notCollected ?? [],
  }
  return { snapshot, momentKnown: (options.at ?? facts?.takenAt) !== undefined }
}

/** Endpoints only where the Service has no slice: a cluster that has both says the same twice. */
function slicesIn(store: Store): readonly EndpointSlice[] {
  const slices = store.shelves.EndpointSlice.all()
  const service = ({ metadata }: EndpointSlice) =>
    `${metadata.namespace ?? 'default'}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`
  const covered = new Set(slices.map(service))
  return [...slices, ...store.shelves.Endpoints.all().filter(endpoints => !covered.has(service(endpoints)))]
}

/** Some nodes of many are no proof that the others are gone: one on which a pod is well, or whose name nobody kept, exists. */
function withNodesInUse(nodes: readonly Node[], pods: readonly Pod[]): readonly Node[] {
  if (nodes.length === 0) return nodes
  const known = new Set(nodes.map(node => node.metadata.name))
  const inUse = pods.filter(pod => isReady(pod) || isUnknown(pod)).map(pod => pod.spec.nodeName ?? '')
  const others = [...new Set(inUse)].filter(name => name !== '' && !known.has(name))
  return [...nodes, ...others.map(name => nodeSchema.parse({ metadata: { name } }))]
}

function isUnknown(pod: Pod): boolean {
  return pod.spec.nodeName === 'unknown'
}

/** Kinds without which something can't be told, with what a person would type to save them too. */
const wanted = [
  { kinds: ['Pod'], what: 'pods' },
  { kinds: ['Event', 'EventList'], what: 'events' },
  { kinds: ['Service'], what: 'services' },
  { kinds: ['EndpointSlice', 'Endpoints'], what: 'endpointslices' },
  { kinds: ['Node'], what: 'nodes' },
  { kinds: ['Deployment'], what: 'deployments' },
  { kinds: ['ReplicaSet'], what: 'replicasets' },
  { kinds: ['Job'], what: 'jobs' },
  { kinds: ['PersistentVolumeClaim'], what: 'persistentvolumeclaims' },
] as const

/** The kinds that the dump holds no list and no object of, in kubectl's words. */
export function missingKinds(store: Store): readonly string[] {
  return wanted.filter(({ kinds }) => !kinds.some(kind => store.seen.has(kind))).map(({ what }) => what)
}

/** The same as an entry of the report; none where nothing is missing. */
export function kindsNotCollected(store: Store): readonly NotCollected[] {
  const missing = missingKinds(store)
  if (missing.length === 0) return []
  return [
    {
      what: missing.join(', '),
      why: 'The dump holds none of them, so whatever only they can tell stays unsaid.',
      fix: `Save them as well: kubectl get ${missing.join(',')} -A -o json > more.json`,
    },
  ]
}
