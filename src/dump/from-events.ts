// Objects that only events tell of: kubectl's own dump leaves out Jobs, StatefulSets and claims, and nothing but their events is there.
import { type Claim, claimSchema, type Event, type Workload, workloadSchema } from '../model/objects.ts'

/** Kinds that make pods, and say by their events that they can't. */
const makers: readonly string[] = ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']

export interface FromEvents {
  readonly workloads: readonly Workload[]
  readonly claims: readonly Claim[]
}

/**
 * The objects that Warning events are about, with their names and nothing else, of those kinds of which the dump holds none.
 * @param seen kinds of which there is a list or an object
 */
export function onlyInEvents(events: readonly Event[], seen: ReadonlySet<string>): FromEvents {
  const about = new Map<string, Event>()
  for (const event of events) {
    const { kind = '', namespace = 'default', name = '' } = event.involvedObject
    if ((event.type === 'Warning' || isOfClaim(event)) && name !== '' && !seen.has(kind))
      about.set(`${kind} ${namespace}/${name}`, event)
  }
  const named = [...about.values()].map(({ involvedObject: { kind = '', namespace, name, uid } }) => ({
    kind,
    metadata: { name, namespace: namespace ?? 'default', ...(uid === undefined ? {} : { uid }) },
  }))
  const workloads = named
    .filter(({ kind }) => makers.includes(kind))
    .map(object => ({ ...object, metadata: { ...object.metadata, ...ownerOf(object, events) } }))
  return {
    workloads: workloads.flatMap(object => workloadSchema.safeParse(object).data ?? []),
    claims: named
      .filter(({ kind }) => kind === 'PersistentVolumeClaim')
      .flatMap(({ metadata }) => claimSchema.safeParse({ metadata }).data ?? []),
  }
}

/** That a claim waits for a volume is told by events of type Normal too. */
function isOfClaim({ involvedObject, reason = '' }: Event): boolean {
  return (
    involvedObject.kind === 'PersistentVolumeClaim' && /^(?:ExternalProvisioning|FailedBinding)$/.test(reason)
  )
}

/** A Deployment says of each ReplicaSet that it has scaled it. */
function ownerOf(
  object: { readonly kind: string; readonly metadata: { readonly name?: string | undefined } },
  events: readonly Event[],
) {
  if (object.kind !== 'ReplicaSet') return {}
  const scaled = events.find(
    ({ involvedObject, message = '' }) =>
      involvedObject.kind === 'Deployment' && message.split(/\s+/).includes(object.metadata.name ?? ''),
  )
  // Its name is the Deployment's with the hash of the template.
  const name =
    scaled?.involvedObject.name ??
    /^(.{1,240})-[bcdf-hj-np-tv-xz2-9]{8,10}$/.exec(object.metadata.name ?? '')?.[1]
  return name === undefined ? {} : { ownerReferences: [{ kind: 'Deployment', name, controller: true }] }
}
