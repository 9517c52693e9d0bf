// Reading the cluster from outside, in parallel, noting whatever may not be read.
import type { z } from 'zod'
import { REPLICA_LABELS } from '../inspect/replica-draft.ts'
import { clusterFacts } from '../model/cluster-facts.ts'
import {
  claimSchema,
  endpointSliceSchema,
  eventSchema,
  namespaceSchema,
  nodeSchema,
  persistentVolumeSchema,
  quotaSchema,
  serviceSchema,
  type Workload,
  workloadSchema,
} from '../model/objects.ts'
import { type Pod, podKey, podSchema } from '../model/pod.ts'
import type { Settings } from '../model/settings.ts'
import type { FailedStep, Snapshot } from '../model/snapshot.ts'
import { ApiError, type KubernetesApi } from './api.ts'
import { findPods } from './find-pods.ts'
import { core, listAll, PODS, parts, type Reader, type Resource, readAll, type Scope } from './resources.ts'
import { accessError, notCollected } from './words.ts'

const WORKLOADS: readonly (Resource & { readonly kind: string })[] = [
  { apiGroup: 'apps', base: '/apis/apps/v1', plural: 'deployments', kind: 'Deployment' },
  { apiGroup: 'apps', base: '/apis/apps/v1', plural: 'replicasets', kind: 'ReplicaSet' },
  { apiGroup: 'apps', base: '/apis/apps/v1', plural: 'statefulsets', kind: 'StatefulSet' },
  { apiGroup: 'apps', base: '/apis/apps/v1', plural: 'daemonsets', kind: 'DaemonSet' },
  { apiGroup: 'batch', base: '/apis/batch/v1', plural: 'jobs', kind: 'Job' },
  { apiGroup: 'batch', base: '/apis/batch/v1', plural: 'cronjobs', kind: 'CronJob' },
]

export interface Observation {
  readonly snapshot: Snapshot
  /** Keys of the pods that the `selector` input picks; null where it was not given and all count. */
  readonly selected: ReadonlySet<string> | null
  /** Throwaway copies of pods, this run's or another's: nobody's workload. */
  readonly copies: readonly Pod[]
}

/** What is known before the cluster is read. */
export interface Circumstances {
  /** ISO 8601; the moment the snapshot is said to be of. */
  readonly takenAt: string
  readonly jobStartedAt: string | null
  readonly failedStep: FailedStep | null
  /** What `serverVersion` gave. */
  readonly version: string | null
}

/**
 * A snapshot of the cluster.
 * @throws ClusterAccessError where the cluster can't be asked at all, or a namespace asked for does not exist
 */
export async function observe(
  api: KubernetesApi,
  settings: Pick<Settings, 'namespaces' | 'selector'>,
  { version, ...times }: Circumstances,
  signal: AbortSignal,
): Promise<Observation> {
  const reader: Reader = { api, signal, missing: [] }
  const { scope, pods } = await findPods(reader, settings.namespaces)
  const selected = await selectedPods(reader, scope, settings.selector)
  const namespaced = <S extends z.ZodType>(resource: Resource, schema: S): Promise<z.output<S>[]> =>
    readAll(reader, resource, scope, schema)
  const [workloads, events, services, endpointSlices, claims, quotas, nodes, namespaces] = await Promise.all([
    Promise.all(WORKLOADS.map(resource => readWorkloads(reader, resource, scope))),
    namespaced(core('events'), eventSchema),
    namespaced(core('services'), serviceSchema),
    namespaced(
      { apiGroup: 'discovery.k8s.io', base: '/apis/discovery.k8s.io/v1', plural: 'endpointslices' },
      endpointSliceSchema,
    ),
    namespaced(core('persistentvolumeclaims'), claimSchema),
    namespaced(core('resourcequotas'), quotaSchema),
    readAll(reader, core('nodes'), null, nodeSchema),
    readNamespaces(reader, scope),
  ])
  const pending = claims.some(({ status }) => status?.phase !== 'Bound')
  const snapshot: Snapshot = {
    ...times,
    cluster: clusterFacts(version, nodes),
    namespaces,
    pods: pods.filter(pod => !isCopy(pod)),
    workloads: workloads.flat(),
    events,
    services,
    endpointSlices,
    claims,
    // They belong to no namespace, and few accounts may read them: they are asked for where they can tell something.
    ...(pending ? await readVolumes(reader) : {}),
    nodes,
    quotas,
    notCollected: reader.missing,
  }
  return { snapshot, selected, copies: pods.filter(isCopy) }
}

/** Nothing where they may not be read: that is another matter than that there are none. */
async function readVolumes(reader: Reader): Promise<Pick<Snapshot, 'volumes'>> {
  const resource = core('persistentvolumes')
  const volumes = await readAll(reader, resource, null, persistentVolumeSchema)
  return reader.missing.some(({ what }) => what === resource.plural) ? {} : { volumes }
}

function isCopy(pod: Pod): boolean {
  return pod.metadata.labels?.[REPLICA_LABELS.of] !== undefined
}

/**
 * The first request: it tells whether the cluster can be asked at all. Any account may read the version.
 * @throws ClusterAccessError where it can't
 */
export async function serverVersion(api: KubernetesApi, signal: AbortSignal): Promise<string | null> {
  try {
    const answer = await api.json({ method: 'GET', path: '/version', signal, timeoutMs: 15_000 })
    return typeof answer === 'object' && answer !== null && 'gitVersion' in answer
      ? String(answer.gitVersion)
      : null
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return null
    throw accessError(error, api.server)
  }
}

async function readWorkloads(
  reader: Reader,
  resource: Resource & { readonly kind: string },
  scope: Scope,
): Promise<Workload[]> {
  // Items of a list carry no kind of their own.
  const schema = workloadSchema.omit({ kind: true })
  const items = await readAll(reader, resource, scope, schema)
  return items.map(item => ({ ...item, kind: resource.kind }))
}

async function readNamespaces(reader: Reader, scope: Scope): Promise<Snapshot['namespaces']> {
  if (scope.kind === 'cluster') return readAll(reader, core('namespaces'), null, namespaceSchema)
  const read = async (name: string) => {
    try {
      const path = `/api/v1/namespaces/${encodeURIComponent(name)}`
      return namespaceSchema.safeParse(await reader.api.json({ method: 'GET', path, signal: reader.signal }))
        .data
    } catch (error) {
      const permission = { apiGroup: '', resource: 'namespaces', verbs: ['get'] }
      reader.missing.push(notCollected(`the namespace ${name}`, error, permission))
      return undefined
    }
  }
  const found = await Promise.all(scope.names.map(read))
  return found.filter(namespace => namespace !== undefined)
}

async function selectedPods(
  reader: Reader,
  scope: Scope,
  selector: string | null,
): Promise<ReadonlySet<string> | null> {
  if (selector === null) return null
  try {
    const lists = parts(scope).map(part =>
      listAll(reader, PODS, part, podSchema, { labelSelector: selector }).catch((error: unknown) => {
        // Told already, when all pods were asked for.
        if (error instanceof ApiError && error.status === 403) return []
        throw error
      }),
    )
    return new Set((await Promise.all(lists)).flat().map(podKey))
  } catch (error) {
    // Neither all pods nor none would be right.
    throw accessError(error, reader.api.server)
  }
}
