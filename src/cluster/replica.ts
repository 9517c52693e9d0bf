// Running a replica: create the copy, read what it tells, and delete it whatever happens.
import { closingFrame, parseFrames } from '../inspect/frames.ts'
import { REPLICA_LABELS, type Replica, type ReplicaDraft, replicaPod } from '../inspect/replica.ts'
import { appRunOf, type ReplicaResult, replicaState, withAppRun } from '../inspect/replica-result.ts'
import type { DebuggerIdentity, Transcript } from '../model/inspection.ts'
import { type Pod, podSchema, statusOf } from '../model/pod.ts'
import { ApiError, type KubernetesApi } from './api.ts'
import type { Entry } from './enter.ts'
import { followLog } from './follow.ts'
import { podPath } from './logs.ts'
import { roleRule, wordsOf } from './words.ts'

const POLL_MS = 100
/** A copy whose images are on its node starts in a second or two; preparing containers may need longer. */
const START_TIMEOUT_MS = 45_000
/** Deleting must work when the time for everything else is over. */
const DELETE_TIMEOUT_MS = 5000

/**
 * Runs a pod's copy. Never throws: what went wrong is the transcript's `failure`. The copy is deleted before this returns; where
 * nobody is left to do so, its deadline ends its processes, and the cluster deletes it together with the original.
 * @param reason why a copy was made, for the transcript
 */
export async function runReplica(entry: Entry, draft: ReplicaDraft, reason: string): Promise<ReplicaResult> {
  const started = entry.clock.now()
  const replica = replicaPod(draft)
  const outcome: Outcome =
    'impossible' in replica
      ? { ...NOTHING, failure: `No copy of the pod could be made. ${replica.impossible}` }
      : await live(entry, replica)
  const commands = 'impossible' in replica ? [] : replica.commands
  const frames = parseFrames(outcome.log, entry.nonce, commands, draft.capBytes)
  const status = outcome.copy === null ? undefined : statusOf(outcome.copy, draft.target)
  const app = outcome.name === null ? null : appRunOf(frames.results, status)
  const transcript: Transcript = {
    wayIn: { way: 'replica', container: draft.target, reason },
    debuggerName: outcome.name,
    image: draft.image,
    equivalent: equivalentOf(draft),
    identity: inside(frames.identity),
    startedAt: new Date(started).toISOString(),
    durationMs: Math.max(0, Math.round(entry.clock.now() - started)),
    commands: outcome.name === null ? [] : withAppRun(frames.results, app),
    failure:
      outcome.failure ??
      (frames.failure === null ? null : `The copy could not work: ${frames.failure}.`) ??
      (frames.complete ? null : brokenOff(app?.outOfMemory === true)),
  }
  return { transcript, app, left: 'impossible' in replica ? [] : replica.left }
}

interface Outcome {
  /** The copy's name; null where none was created. */
  readonly name: string | null
  readonly log: string
  /** The copy as it was last seen. */
  readonly copy: Pod | null
  readonly failure: string | null
}

const NOTHING: Outcome = { name: null, log: '', copy: null, failure: null }

async function live(entry: Entry, replica: Replica): Promise<Outcome> {
  const { pod } = replica
  try {
    await mayDelete(entry, pod)
    await create(entry.api, pod, { dryRun: 'All' }, entry.signal)
  } catch (error) {
    return { ...NOTHING, failure: refusedWords(error) }
  }
  try {
    // Not to be broken off: a copy that was created unseen could not be deleted.
    await create(entry.api, pod, {}, AbortSignal.timeout(DELETE_TIMEOUT_MS))
    return await watched(entry, replica)
  } catch (error) {
    return { ...NOTHING, failure: refusedWords(error) }
  } finally {
    await remove(entry.api, pod)
  }
}

async function watched(entry: Entry, replica: Replica): Promise<Outcome> {
  const { pod, container } = replica
  const path = podPath(pod)
  const outcome = { name: pod.metadata.name, log: '', copy: null }
  const why = await whyNotStarted(entry, pod, container)
  if (why !== null) return { ...outcome, failure: `The copy of the pod did not start. ${why}` }
  const { log, failure } = await followLog(
    entry.api,
    path,
    container,
    closingFrame(entry.nonce),
    entry.signal,
  )
  const whole = failure === null && log.includes(closingFrame(entry.nonce))
  const copy = whole ? null : await ended(entry, pod, container)
  return { ...outcome, log, copy, failure: failure === null ? null : `${failure} (${pod.metadata.name})` }
}

/** Null once the copy's container has started. */
async function whyNotStarted(entry: Entry, pod: Pod, container: string): Promise<string | null> {
  const deadline = entry.clock.now() + START_TIMEOUT_MS
  let waitingFor = ''
  while (entry.clock.now() < deadline) {
    try {
      const state = replicaState(await current(entry, pod), container)
      if (state.is === 'ready') return null
      if (state.is === 'hopeless') return state.why
      waitingFor = state.waitingFor
    } catch (error) {
      return wordsOf(error)
    }
    if (!(await entry.clock.sleep(POLL_MS, entry.signal))) return 'There was no time left for it.'
  }
  return `It was still waiting after ${START_TIMEOUT_MS / 1000} s (${waitingFor}).`
}

/** The copy once its container has ended, which kubelet tells about a second late; null where it doesn't say. */
async function ended(entry: Entry, pod: Pod, container: string): Promise<Pod | null> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const copy = await current(entry, pod).catch(() => null)
    if (copy === null || statusOf(copy, container)?.state?.terminated !== undefined) return copy
    if (!(await entry.clock.sleep(POLL_MS, entry.signal))) return null
  }
  return null
}

async function current({ api, signal }: Entry, pod: Pod): Promise<Pod> {
  return podSchema.parse(await api.json({ method: 'GET', path: podPath(pod), signal }))
}

async function create(
  api: KubernetesApi,
  pod: Pod,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const path = podPath(pod).replace(/\/[^/]*$/, '')
  await api.json({
    method: 'POST',
    path,
    query: { ...query, fieldManager: 'ephemeral-debug-action' },
    body: pod,
    signal,
  })
}

/** Asked before anything is created: an account that may not delete would leave the copy behind. @throws ApiError */
async function mayDelete({ api, signal }: Entry, pod: Pod): Promise<void> {
  try {
    await api.json({ method: 'DELETE', path: podPath(pod), query: { dryRun: 'All' }, signal })
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error
  }
}

async function remove(api: KubernetesApi, pod: Pod): Promise<void> {
  const query = { gracePeriodSeconds: '0' }
  const signal = AbortSignal.timeout(DELETE_TIMEOUT_MS)
  // Gone already, or out of reach: then its deadline and its owner see to it.
  await api.json({ method: 'DELETE', path: podPath(pod), query, signal }).catch(() => undefined)
}

/**
 * Deletes copies that have ended and that nobody deleted, because the run that made them was killed. Never throws.
 * @returns how many were deleted
 */
export async function removeLeftovers(
  api: KubernetesApi,
  namespace: string,
  signal: AbortSignal,
): Promise<number> {
  const leftovers: Pod[] = []
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`
  const query = {
    labelSelector: `${REPLICA_LABELS.managedBy}=${REPLICA_LABELS.manager},${REPLICA_LABELS.of}`,
  }
  await api
    .list({ path, query, signal }, item => {
      const pod = podSchema.safeParse(item).data
      if (pod?.status?.phase === 'Failed' || pod?.status?.phase === 'Succeeded') leftovers.push(pod)
    })
    .catch(() => undefined)
  await Promise.all(leftovers.map(pod => remove(api, pod)))
  return leftovers.length
}

function refusedWords(error: unknown): string {
  if (!(error instanceof ApiError && error.status === 403))
    return `No copy of the pod could be made. ${wordsOf(error)}`
  // RBAC's refusal names the account and the resource; admission's (PodSecurity, quota, a webhook) what it dislikes.
  const isRbac = /cannot (create|delete) resource/.test(error.message)
  const fix = roleRule({ apiGroup: '', resource: 'pods', verbs: ['create', 'delete'] })
  return `The cluster refused a copy of the pod: ${error.message}${isRbac ? ` Add this rule to its Role: ${fix}` : ''}`
}

function brokenOff(outOfMemory: boolean): string {
  return outOfMemory
    ? 'The kernel killed all processes of the copy when the app had used up its memory limit, so nothing could be asked after that.'
    : 'The copy ended before its work was done.'
}

/** The copy's shell is no visitor: it runs in the target's own container, with the target's ids, files and environment. */
function inside(identity: DebuggerIdentity | null): DebuggerIdentity | null {
  return identity === null
    ? null
    : { ...identity, targeted: true, filesReadable: true, environReadable: true }
}

/** What a person would type for nearly the same. */
function equivalentOf({ pod, target }: ReplicaDraft): string {
  const { name, namespace = 'default' } = pod.metadata
  return `kubectl debug -it -n ${namespace} ${name} --copy-to=${name}-copy --container=${target} -- sh`
}
