// Listing resources of the API, page by page, in the namespaces asked for, noting what may not be read.
import type { z } from 'zod'
import type { NotCollected } from '../model/snapshot.ts'
import { ApiError, type KubernetesApi } from './api.ts'
import { notCollected, wordsOf } from './words.ts'

/** Kubernetes' own namespaces and those of the local clusters' own storage: nobody's test runs there. */
const SYSTEM_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']

/** Where to look: the whole cluster but for its own namespaces, or the namespaces named. */
export type Scope =
  | { readonly kind: 'cluster' }
  | { readonly kind: 'namespaces'; readonly names: readonly string[] }

export interface Reader {
  readonly api: KubernetesApi
  readonly signal: AbortSignal
  readonly missing: NotCollected[]
}

export interface Resource {
  readonly apiGroup: string
  /** Version path such as `/api/v1`. */
  readonly base: string
  readonly plural: string
}

/** A resource of the core group. */
export const core = (plural: string): Resource => ({ apiGroup: '', base: '/api/v1', plural })
export const PODS = core('pods')

/** A pod is also asked for by its name, while its debugger starts. */
export const permissionOf = (resource: Resource) => ({
  apiGroup: resource.apiGroup,
  resource: resource.plural,
  verbs: resource === PODS ? ['get', 'list'] : ['list'],
})

/** All objects of a resource; where it can't be read the report says so and the rest goes on. `null` scope: not namespaced. */
export async function readAll<S extends z.ZodType>(
  reader: Reader,
  resource: Resource,
  scope: Scope | null,
  schema: S,
): Promise<z.output<S>[]> {
  const lists = parts(scope).map(async part => {
    try {
      return await listAll(reader, resource, part, schema)
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404))
        reader.missing.push(notCollected(resource.plural, error, permissionOf(resource)))
      return []
    }
  })
  return (await Promise.all(lists)).flat()
}

/** Each namespace by itself: what is refused in one costs the others nothing. */
export function parts<S extends Scope | null>(scope: S): readonly (S | Scope)[] {
  return scope?.kind === 'namespaces'
    ? scope.names.map(name => ({ kind: 'namespaces', names: [name] }))
    : [scope]
}

export async function listAll<S extends z.ZodType>(
  reader: Reader,
  resource: Resource,
  scope: Scope | null,
  schema: S,
  query: Readonly<Record<string, string>> = {},
): Promise<z.output<S>[]> {
  const kept: z.output<S>[] = []
  let unreadable = 0
  const keep = (item: unknown): void => {
    const parsed = schema.safeParse(item)
    if (parsed.success) kept.push(parsed.data)
    else unreadable += 1
  }
  const requests = requestsFor(resource, scope, query)
  await Promise.all(requests.map(request => reader.api.list({ ...request, signal: reader.signal }, keep)))
  if (unreadable > 0) {
    const why = wordsOf(new Error('Their form is not one that this version knows.'))
    reader.missing.push({
      what: `${unreadable} of the ${resource.plural}`,
      why,
      fix: 'Please report it as a bug of this action.',
    })
  }
  return kept
}

function requestsFor(
  resource: Resource,
  scope: Scope | null,
  query: Readonly<Record<string, string>>,
): readonly { readonly path: string; readonly query: Readonly<Record<string, string>> }[] {
  if (scope === null) return [{ path: `${resource.base}/${resource.plural}`, query }]
  if (scope.kind === 'cluster') {
    const fieldSelector = SYSTEM_NAMESPACES.map(name => `metadata.namespace!=${name}`).join(',')
    return [{ path: `${resource.base}/${resource.plural}`, query: { ...query, fieldSelector } }]
  }
  return scope.names.map(name => ({
    path: `${resource.base}/namespaces/${encodeURIComponent(name)}/${resource.plural}`,
    query,
  }))
}
