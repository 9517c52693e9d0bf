// Which kind an object is of: by its own word, by that of the list it is in, by the file's path, or by its shape.
import { z } from 'zod'
import {
  claimSchema,
  endpointSliceSchema,
  eventSchema,
  namespaceSchema,
  nodeSchema,
  persistentVolumeSchema,
  quotaSchema,
  serviceSchema,
  workloadSchema,
} from '../model/objects.ts'
import { podSchema } from '../model/pod.ts'

const secretSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
  data: z.record(z.string(), z.string()).optional(),
  stringData: z.record(z.string(), z.string()).optional(),
})
export type Secret = z.infer<typeof secretSchema>

/** The kinds that a diagnosis reads, and how each is parsed. */
export const schemas = {
  Pod: podSchema,
  Event: eventSchema,
  Service: serviceSchema,
  EndpointSlice: endpointSliceSchema,
  /** Read as the EndpointSlice that says the same. */
  Endpoints: endpointSliceSchema,
  PersistentVolumeClaim: claimSchema,
  PersistentVolume: persistentVolumeSchema,
  Node: nodeSchema,
  Namespace: namespaceSchema,
  ResourceQuota: quotaSchema,
  Secret: secretSchema,
  Deployment: workloadSchema,
  ReplicaSet: workloadSchema,
  StatefulSet: workloadSchema,
  DaemonSet: workloadSchema,
  Job: workloadSchema,
  CronJob: workloadSchema,
  ReplicationController: workloadSchema,
} as const

export type KnownKind = keyof typeof schemas

export const workloadKinds = [
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicationController',
] as const satisfies readonly KnownKind[]

export function isKnownKind(kind: string): kind is KnownKind {
  return Object.hasOwn(schemas, kind)
}

/** True for text in which some object of a kind that we read may stand; cheap, for deciding what to parse. */
export function mentionsKnownKind(text: string): boolean {
  return mention.test(text)
}

const mention = new RegExp(
  `^[ \\t-]*["']?kind["']?: *["']?(?:${Object.keys(schemas).join('|')})(?:List)?\\b`,
  'm',
)

/** Names of kinds as file names and folders have them (`core_v1_pods.json`, `pods/shop.json`), lower case. */
const byWord: ReadonlyMap<string, KnownKind> = new Map<string, KnownKind>([
  ...Object.keys(schemas)
    .filter(isKnownKind)
    .flatMap(kind => [[kind.toLowerCase(), kind] as const, [`${kind.toLowerCase()}s`, kind] as const]),
  ['pvc', 'PersistentVolumeClaim'],
  ['pvcs', 'PersistentVolumeClaim'],
  ['pv', 'PersistentVolume'],
  ['pvs', 'PersistentVolume'],
  ['quotas', 'ResourceQuota'],
])

/** The kind that a file's path tells, from its end; null where it tells none. */
export function kindInPath(path: string): KnownKind | null {
  const words = path
    .toLowerCase()
    .replaceAll(/(?<=replication|stateful|daemon|replica)-(?=controllers|sets)/g, '')
    .split(/[^a-z]+/)
  return words.map(word => byWord.get(word)).findLast(kind => kind !== undefined) ?? null
}

/** An object's own members, whatever it is; none for what is no object. */
export class Fields {
  /** The object itself. */
  readonly all: object

  constructor(value: unknown) {
    this.all = typeof value === 'object' && value !== null ? value : {}
  }

  get(key: string): unknown {
    return Object.hasOwn(this.all, key) ? Reflect.get(this.all, key) : undefined
  }

  has(key: string): boolean {
    return Object.hasOwn(this.all, key)
  }
}

export function fieldsOf(value: unknown): Fields {
  return new Fields(value)
}

/** The kind that only objects of this shape have; null where several may. */
export function kindByShape(object: unknown): KnownKind | null {
  const fields = fieldsOf(object)
  const spec = fieldsOf(fields.get('spec'))
  const status = fieldsOf(fields.get('status'))
  if (fields.has('involvedObject') || fields.has('regarding')) return 'Event'
  if (spec.has('containers') || status.has('containerStatuses')) return 'Pod'
  if (fields.has('subsets')) return 'Endpoints'
  if (fields.has('addressType') && fields.has('endpoints')) return 'EndpointSlice'
  if (status.has('nodeInfo')) return 'Node'
  if (spec.has('clusterIP') || spec.has('clusterIPs')) return 'Service'
  if (spec.has('accessModes') && spec.has('resources')) return 'PersistentVolumeClaim'
  if (spec.has('hard')) return 'ResourceQuota'
  return spec.has('template') || spec.has('jobTemplate') ? workloadByShape(spec, status) : null
}

function workloadByShape(spec: Fields, status: Fields): KnownKind | null {
  if (spec.has('jobTemplate')) return 'CronJob'
  if (spec.has('strategy') || spec.has('progressDeadlineSeconds')) return 'Deployment'
  if (spec.has('serviceName') || spec.has('podManagementPolicy')) return 'StatefulSet'
  if (spec.has('backoffLimit') || spec.has('completions')) return 'Job'
  if (status.has('desiredNumberScheduled')) return 'DaemonSet'
  return status.has('fullyLabeledReplicas') || spec.has('replicas') ? 'ReplicaSet' : null
}
