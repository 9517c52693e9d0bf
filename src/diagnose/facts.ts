// The evidence, indexed once so that every rule reads it the same way.

import type { ContainerLog, PodLook } from '../model/inspection.ts'
import {
  type Claim,
  type EndpointSlice,
  type Event,
  eventTime,
  type Node,
  type Service,
  type Workload,
} from '../model/objects.ts'
import { type Pod, podKey } from '../model/pod.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { ObjectName, Suspect } from '../model/suspect.ts'
import { type Window, windowOf } from '../select/moment.ts'
import { findWorkload } from '../select/owner.ts'
import { deadResolversOf, servesOthers } from './rules/placing/agents.ts'
import { type PodView, viewOf } from './view.ts'

export interface EvidenceBase {
  readonly snapshot: Snapshot
  readonly suspects: readonly Suspect[]
  readonly looks: readonly PodLook[]
}

export interface Facts {
  readonly snapshot: Snapshot
  readonly window: Window
  /** One view for each pod that speaks for itself: represented pods are named by the pod that represents them. */
  readonly views: readonly PodView[]
  readonly podByKey: (key: string) => Pod | undefined
  /** Events about an object, oldest first: by its uid where known, else by kind, namespace and name. */
  readonly eventsOf: (object: EventTarget) => readonly Event[]
  readonly service: (namespace: string, name: string) => Service | undefined
  /** The Service with that cluster address. */
  readonly serviceAtAddress: (address: string) => Service | undefined
  readonly slicesOf: (service: Service) => readonly EndpointSlice[]
  readonly podsSelectedBy: (service: Service) => readonly Pod[]
  readonly claim: (namespace: string, name: string) => Claim | undefined
  readonly node: (name: string) => Node | undefined
  readonly workload: (kind: string, namespace: string, name: string) => Workload | undefined
  /** Those worth a look whose work other pods wait for: the agents of networks and of storage. */
  readonly agents: readonly Pod[]
  /** The pods of the cluster's DNS and their Service, where none of them is ready: then no name can be looked up. */
  readonly deadResolvers: readonly ObjectName[]
  /** True for pods that were selected as worth a look. */
  readonly suspected: (pod: Pod) => boolean
  readonly logsOf: (key: string) => readonly ContainerLog[]
}

export interface EventTarget {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly uid: string | undefined
}

/** Indexes the evidence. Linear in its size. */
export function factsOf(base: EvidenceBase): Facts {
  const { snapshot } = base
  const pods = new Map(snapshot.pods.map(pod => [podKey(pod), pod]))
  const events = indexEvents(snapshot.events)
  const services = new Map(snapshot.services.map(one => [keyOf(one), one]))
  const addresses = new Map(
    snapshot.services.flatMap(one => (one.spec?.clusterIP === undefined ? [] : [[one.spec.clusterIP, one]])),
  )
  const slices = Map.groupBy(snapshot.endpointSlices, slice => {
    const service = slice.metadata.labels?.['kubernetes.io/service-name'] ?? ''
    return `${slice.metadata.namespace ?? 'default'}/${service}`
  })
  const claims = new Map(snapshot.claims.map(one => [keyOf(one), one]))
  const nodes = new Map(snapshot.nodes.map(node => [node.metadata.name, node]))
  const byNamespace = Map.groupBy(snapshot.pods, pod => pod.metadata.namespace ?? 'default')
  const suspected = new Set(base.suspects.map(suspect => podKey(suspect.pod)))
  const looks = new Map(base.looks.map(look => [podKey(look.suspect.pod), look]))
  let agents: readonly Pod[] | undefined
  let resolvers: readonly ObjectName[] | undefined
  const facts: Facts = {
    snapshot,
    window: windowOf(snapshot),
    get views() {
      return views
    },
    get agents() {
      agents ??= snapshot.pods.filter(pod => suspected.has(podKey(pod)) && servesOthers(pod))
      return agents
    },
    get deadResolvers() {
      resolvers ??= deadResolversOf(facts)
      return resolvers
    },
    podByKey: key => pods.get(key),
    eventsOf: events,
    service: (namespace, name) => services.get(`${namespace}/${name}`),
    serviceAtAddress: address => addresses.get(address),
    slicesOf: service => slices.get(keyOf(service)) ?? [],
    podsSelectedBy: service => selectedPods(service, byNamespace),
    claim: (namespace, name) => claims.get(`${namespace}/${name}`),
    node: name => nodes.get(name),
    workload: (kind, namespace, name) => findWorkload(snapshot.workloads, kind, namespace, name),
    suspected: pod => suspected.has(podKey(pod)),
    logsOf: key => looks.get(key)?.logs ?? [],
  }
  const views = viewsOf(base, facts)
  return facts
}

function keyOf(object: {
  readonly metadata: { readonly namespace?: string | undefined; readonly name: string }
}) {
  return `${object.metadata.namespace ?? 'default'}/${object.metadata.name}`
}

function indexEvents(events: readonly Event[]): Facts['eventsOf'] {
  const sorted = events.toSorted((a, b) => eventTime(a).localeCompare(eventTime(b)))
  const byUid = Map.groupBy(sorted, event => event.involvedObject.uid ?? '')
  const byName = Map.groupBy(sorted, event => {
    const { kind, namespace, name } = event.involvedObject
    return `${kind ?? ''} ${namespace ?? ''}/${name ?? ''}`
  })
  return target => {
    // Another object of the same name (a StatefulSet's pod of yesterday) has another uid: its events are not ours.
    const named = byName.get(`${target.kind} ${target.namespace}/${target.name}`) ?? []
    if (target.uid === undefined || target.uid === '') return named
    return [
      ...(byUid.get(target.uid) ?? []),
      ...named.filter(event => (event.involvedObject.uid ?? '') === ''),
    ]
  }
}

function selectedPods(service: Service, byNamespace: ReadonlyMap<string, readonly Pod[]>): readonly Pod[] {
  const selector = Object.entries(service.spec?.selector ?? {})
  if (selector.length === 0) return []
  const pods = byNamespace.get(service.metadata.namespace ?? 'default') ?? []
  return pods.filter(pod => selector.every(([key, value]) => pod.metadata.labels?.[key] === value))
}

function viewsOf(base: EvidenceBase, facts: Facts): readonly PodView[] {
  const looks = new Map(base.looks.map(look => [podKey(look.suspect.pod), look]))
  const views = new Map<string, PodView>()
  const represented = Map.groupBy(
    base.suspects.filter(suspect => suspect.representedBy !== null),
    suspect => suspect.representedBy ?? '',
  )
  const extra = base.looks.map(look => look.suspect)
  for (const suspect of [...base.suspects, ...extra]) {
    const key = podKey(suspect.pod)
    if (suspect.representedBy !== null || views.has(key)) continue
    const others = (represented.get(key) ?? []).map(other => podKey(other.pod))
    views.set(key, viewOf(suspect, others, looks.get(key), facts))
  }
  return [...views.values()]
}

/** True for an object of which a dump holds only the events: its name is all that is known. */
export function isOnlyNamed({
  spec,
  status,
}: {
  readonly spec?: unknown
  readonly status?: unknown
}): boolean {
  return spec === undefined && status === undefined
}

/** The events about a node; the kubelet's own have the node's name for its uid. */
export function eventsOfNode({ metadata: { name, uid } }: Node, { eventsOf }: Facts): readonly Event[] {
  const about = { kind: 'Node', namespace: '', name }
  return [...eventsOf({ ...about, uid: name }), ...eventsOf({ ...about, uid })]
}
