// Reading the cluster from outside, in parallel, noting whatever may not be read.
import type { z } from 'zod'
import { REPLICA_LABELS } from '../inspect/replica-draft.ts'
import { clusterFacts } from '../model/cluster-facts.ts'
import { ClusterAccessError } from '../model/errors.ts'
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
import {
  core,
  listAll,
  PODS,
  parts,
  permissionOf,
  type Reader,
  type Resource,
  readAll,
  type Scope,
} from './resources.ts'
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

/** The pods, and with them how far this account may see: the whole cluster, or its context's namespace. */
async function findPods(
  reader: Reader,
  asked: readonly string[],
): Promise<{ readonly scope: Scope; readonly pods: Snapshot['pods'] }> {
  await requireNamespaces(reader, asked)
  if (asked.length > 0) return await findPodsIn(reader, { kind: 'namespaces', names: asked })
  const scope: Scope = { kind: 'cluster' }
  try {
    return { scope, pods: await listAll(reader, PODS, scope, podSchema) }
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 403)) throw accessError(error, reader.api.server)
    return findPodsOfContext(reader, error)
  }
}

/** A namespace whose pods may not be listed costs the others nothing; where that goes for all, there is no report. */
async function findPodsIn(
  reader: Reader,
  scope: Scope,
): Promise<{ readonly scope: Scope; readonly pods: Snapshot['pods'] }> {
  const refusals: ApiError[] = []
  const lists = parts(scope).map(part =>
    listAll(reader, PODS, part, podSchema).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status === 403)) throw accessError(error, reader.api.server)
      refusals.push(error)
      return []
    }),
  )
  const pods = (await Promise.all(lists)).flat()
  if (refusals.length === lists.length) podsRefused(reader, refusals[0])
  reader.missing.push(...refusals.map(refusal => notCollected('pods', refusal, permissionOf(PODS))))
  return { scope, pods }
}

async function findPodsOfContext(
  reader: Reader,
  refusal: ApiError,
): Promise<{ scope: Scope; pods: Snapshot['pods'] }> {
  const name = reader.api.contextNamespace
  const scope: Scope = { kind: 'namespaces', names: [name] }
  const entry = notCollected(`pods outside the namespace ${name}`, refusal, permissionOf(PODS))
  reader.missing.push({
    what: entry.what,
    why: entry.why,
    fix: `Set the input \`namespaces\` to where the test runs, or, in a ClusterRole: ${entry.fix}`,
  })
  try {
    return { scope, pods: await listAll(reader, PODS, scope, podSchema) }
  } catch (error) {
    return { scope, pods: podsRefused(reader, error) }
  }
}

/** Without pods there is nothing to diagnose; the report says so, and what would change it. */
function podsRefused(reader: Reader, error: unknown): never {
  const { why, fix, lacks } = notCollected('pods', error, permissionOf(PODS))
  throw new ClusterAccessError(
    `The pods of the cluster at ${reader.api.server} can't be listed. ${why}`,
    fix,
    { cause: error, lacks },
  )
}

async function requireNamespaces(reader: Reader, names: readonly string[]): Promise<void> {
  const absent = await Promise.all(names.map(name => isAbsent(reader, name)))
  const missing = names.filter((_, index) => absent[index])
  if (missing.length === 0) return
  const named = missing.map(name => `"${name}"`).join(', ')
  throw new ClusterAccessError(
    missing.length === 1 ? `The namespace ${named} does not exist.` : `The namespaces ${named} do not exist.`,
    'Check the input `namespaces`, and that the step which creates the namespace ran before this one.',
  )
}

async function isAbsent(reader: Reader, name: string): Promise<boolean> {
  try {
    const path = `/api/v1/namespaces/${encodeURIComponent(name)}`
    await reader.api.json({ method: 'GET', path, signal: reader.signal })
    return false
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return true
    // An account that may not read namespaces may still read what is in them.
    if (error instanceof ApiError && error.status === 403) return false
    throw accessError(error, reader.api.server)
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
