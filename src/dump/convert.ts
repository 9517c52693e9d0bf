// Older and newer forms of the same thing, brought into the one that the rules read.
import type { Event } from '../model/objects.ts'
import { fieldsOf } from './kinds.ts'

/** An object in the form of our model. `object` has no nulls. */
export function converted(kind: string, object: object): object {
  if (kind === 'Event') return asCoreEvent(object)
  if (kind === 'Endpoints') return asSlice(object)
  if (kind === 'Pod') return withSpec(object)
  // Items of a list carry no kind of their own, and a workload's is part of our model.
  return 'kind' in object ? object : { ...object, kind }
}

/** events.k8s.io/v1 says `regarding` and `note` for what v1 calls `involvedObject` and `message`. */
function asCoreEvent(event: object): object {
  const fields = fieldsOf(event)
  const metadata = { name: '', ...Object.fromEntries(fieldsOf(fields.get('metadata'))) }
  const about = fieldsOf(fields.get('involvedObject') ?? fields.get('regarding'))
  const namespace = about.get('namespace') ?? fieldsOf(metadata).get('namespace')
  const involvedObject = {
    ...Object.fromEntries(about),
    ...(namespace === undefined || about.get('kind') === 'Node' ? {} : { namespace }),
  }
  const source = fieldsOf(fields.get('source') ?? fields.get('deprecatedSource')).get('component')
  const renamed = {
    message: fields.get('message') ?? fields.get('note'),
    count: fields.get('count') ?? fields.get('deprecatedCount'),
    firstTimestamp: fields.get('firstTimestamp') ?? fields.get('deprecatedFirstTimestamp'),
    lastTimestamp: fields.get('lastTimestamp') ?? fields.get('deprecatedLastTimestamp'),
    reportingComponent: said(fields.get('reportingComponent')) ?? fields.get('reportingController') ?? source,
  }
  const set = Object.entries(renamed).filter(([, value]) => value !== undefined)
  return { ...event, ...Object.fromEntries(set), metadata, involvedObject }
}

function said(value: unknown): unknown {
  return value === '' ? undefined : value
}

/** Endpoints have the Service's own name, and say ready and not ready by two lists. */
function asSlice(endpoints: object): object {
  const fields = fieldsOf(endpoints)
  const metadata = fieldsOf(fields.get('metadata'))
  const labels = fieldsOf(metadata.get('labels'))
  const subsets = listOf(fields.get('subsets')).map(fieldsOf)
  const addresses = (name: string, ready: boolean) =>
    subsets.flatMap(subset =>
      listOf(subset.get(name))
        .map(fieldsOf)
        .map(address => ({
          addresses: [address.get('ip')].filter(ip => ip !== undefined),
          conditions: { ready },
          ...(address.has('targetRef') ? { targetRef: address.get('targetRef') } : {}),
        })),
    )
  return {
    metadata: {
      ...Object.fromEntries(metadata),
      labels: { ...Object.fromEntries(labels), 'kubernetes.io/service-name': metadata.get('name') },
    },
    addressType: 'IPv4',
    endpoints: [...addresses('addresses', true), ...addresses('notReadyAddresses', false)],
    ports: subsets.flatMap(subset => listOf(subset.get('ports'))),
  }
}

/** A pod of which only the status was kept: its containers are those whose state is told. */
function withSpec(pod: object): object {
  const fields = fieldsOf(pod)
  const spec = fieldsOf(fields.get('spec'))
  if (Array.isArray(spec.get('containers'))) return pod
  const status = fieldsOf(fields.get('status'))
  const containers = (name: string) =>
    listOf(status.get(name))
      .map(fieldsOf)
      .map(entry => ({ name: entry.get('name'), image: entry.get('image') }))
  const known = {
    // A pod that has started something has a node, whatever its name.
    ...(status.has('containerStatuses') ? { nodeName: 'unknown' } : {}),
    ...Object.fromEntries(spec),
    initContainers: containers('initContainerStatuses'),
    containers: containers('containerStatuses'),
  }
  return { ...pod, spec: known }
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

interface Target {
  readonly kind: string
  readonly metadata: {
    uid?: string | undefined
    readonly namespace?: string | undefined
    readonly name: string
  }
}

/**
 * Ties events to their objects where ids are missing: what has none gets one, and events about an object by its name get the
 * object's. Events that carry another id than an object which has its own stay apart: they are about an earlier one of that name.
 */
export function tied(events: readonly Event[], targets: readonly Target[]): readonly Event[] {
  const key = (kind: string, namespace: string, name: string) => `${kind} ${namespace}/${name}`
  const known = new Map<string, { readonly uid: string; readonly invented: boolean }>()
  for (const { kind, metadata } of targets) {
    const own = key(kind, kind === 'Node' ? '' : (metadata.namespace ?? 'default'), metadata.name)
    const invented = (metadata.uid ?? '') === ''
    if (invented) metadata.uid = own
    known.set(own, { uid: metadata.uid ?? own, invented })
  }
  return events.map(event => {
    const { kind = '', namespace, name = '', uid = '' } = event.involvedObject
    const about = key(kind, kind === 'Node' ? '' : (namespace ?? 'default'), name)
    const target = known.get(about)
    if (target === undefined || (uid !== '' && !target.invented)) return event
    return { ...event, involvedObject: { ...event.involvedObject, uid: target.uid } }
  })
}
