// The pods of the cluster, and how far this account may see.
import { ClusterAccessError } from '../model/errors.ts'
import { podSchema } from '../model/pod.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { ApiError } from './api.ts'
import { listAll, PODS, parts, permissionOf, type Reader, type Scope } from './resources.ts'
import { accessError, notCollected } from './words.ts'

/**
 * The pods, and with them how far this account may see: the namespaces asked for, the whole cluster, or its context's namespace.
 * @throws ClusterAccessError where no pods can be listed, or a namespace asked for does not exist
 */
export async function findPods(
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
