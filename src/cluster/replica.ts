// Running a replica: create the copy, read what it tells, and delete it whatever happens.
import { closingFrame, type Frames, parseFrames } from '../inspect/frames.ts'
import { needsEntrypoint, type Replica, replicaPod } from '../inspect/replica.ts'
import type { ReplicaDraft } from '../inspect/replica-draft.ts'
import { entrypointOf, entrypointPod, WATCHER } from '../inspect/replica-entrypoint.ts'
import {
  type AppRun,
  appRunOf,
  type ReplicaResult,
  replicaState,
  withAppRun,
} from '../inspect/replica-result.ts'
import type { DebuggerIdentity, Transcript } from '../model/inspection.ts'
import { type Pod, statusOf } from '../model/pod.ts'
import type { NotCollected } from '../model/snapshot.ts'
import { ApiError, type KubernetesApi } from './api.ts'
import { currentPod, type Entry, keptFrames } from './debuggers.ts'
import { followLog } from './follow.ts'
import { podPath } from './logs.ts'
import { notCollected, wordsOf } from './words.ts'

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
export async function runReplica(
  entry: Entry,
  planned: ReplicaDraft,
  reason: string,
): Promise<ReplicaResult> {
  const started = entry.clock.now()
  const learnt = needsEntrypoint(planned) ? await learnEntrypoint(entry, planned) : null
  const draft = learnt === null ? planned : { ...planned, entrypoint: learnt.words }
  const replica =
    learnt?.words === null ? { impossible: learnt.why, lacking: learnt.lacking } : replicaPod(draft)
  const outcome =
    'impossible' in replica
      ? { ...NOTHING, ...replica, failure: `No copy of the pod could be made. ${replica.impossible}` }
      : await live(entry, replica.pod, () => watched(entry, replica))
  const result = resultOf(draft, replica, outcome, entry)
  const durationMs = Math.max(0, Math.round(entry.clock.now() - started))
  const left = learnt === null ? result.left : [...result.left, LEARNT]
  const times = { startedAt: new Date(started).toISOString(), durationMs }
  const wayIn = { way: 'replica', container: draft.target, reason } as const
  const { lacking } = outcome
  const missing = lacking === undefined ? {} : { notCollected: [lacking] }
  return { ...result, left, transcript: { ...result.transcript, ...times, ...missing, wayIn } }
}

const LEARNT =
  'The spec names no `command`: what the image starts was learnt by running it once more, beside a watcher.'

type Result = Omit<ReplicaResult, 'transcript'> & {
  readonly transcript: Omit<Transcript, 'wayIn' | 'startedAt' | 'durationMs'>
}

function resultOf(
  draft: ReplicaDraft,
  replica: Replica | { readonly impossible: string },
  outcome: Outcome,
  entry: Entry,
): Result {
  const commands = 'impossible' in replica ? [] : replica.commands
  const frames = keptFrames(entry, parseFrames(outcome.log, entry.nonce, commands, draft.capBytes))
  const status = outcome.copy === null ? undefined : statusOf(outcome.copy, draft.target)
  const app = outcome.name === null ? null : appRunOf(frames.results, status)
  return {
    transcript: {
      debuggerName: outcome.name,
      image: draft.image,
      equivalent: equivalentOf(draft),
      identity: inside(frames.identity),
      commands: outcome.name === null ? [] : withAppRun(frames.results, app),
      failure: outcome.failure ?? failureOf(frames, app),
    },
    app,
    left: 'impossible' in replica ? [] : replica.left,
  }
}

function failureOf(frames: Frames, app: AppRun | null): string | null {
  if (frames.failure !== null) return `The copy could not work: ${frames.failure}.`
  if (frames.complete) return null
  return app?.outOfMemory === true
    ? 'The kernel killed all processes of the copy when the app had used up its memory limit, so nothing could be asked after that.'
    : 'The copy ended before its work was done.'
}

type Learnt =
  | { readonly words: readonly string[] }
  | { readonly words: null; readonly why: string; readonly lacking: Outcome['lacking'] }

/** Lets the image start what it starts, and sees what that is. */
async function learnEntrypoint(entry: Entry, draft: ReplicaDraft): Promise<Learnt> {
  const pod = entrypointPod(draft)
  const { log, failure, lacking } = await live(entry, pod, () => followed(entry, pod, WATCHER))
  const words = entrypointOf(log, entry.nonce)
  if (words !== null) return { words }
  const fix = "Set `command` in the pod's spec to have it copied."
  const why = failure ?? 'It ended too quickly.'
  return {
    words,
    lacking,
    why: `The spec names no \`command\`, and what the image starts was not seen. ${why} ${fix}`,
  }
}

interface Outcome {
  /** The copy's name; null where none was created. */
  readonly name: string | null
  readonly log: string
  /** The copy as it was last seen. */
  readonly copy: Pod | null
  readonly failure: string | null
  /** The permission that the account lacks, as an entry for the report. */
  readonly lacking?: NotCollected | undefined
}

const NOTHING: Outcome = { name: null, log: '', copy: null, failure: null }

/** Creates the pod, does the work, and deletes it. Never throws. */
async function live(entry: Entry, pod: Pod, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    await mayDelete(entry, pod)
    await create(entry.api, pod, { dryRun: 'All' }, entry.signal)
  } catch (error) {
    return { ...NOTHING, ...refused(error) }
  }
  try {
    // Not to be broken off: a copy that was created unseen could not be deleted.
    await create(entry.api, pod, {}, AbortSignal.timeout(DELETE_TIMEOUT_MS))
    return await work()
  } catch (error) {
    return { ...NOTHING, ...refused(error) }
  } finally {
    await removePod(entry.api, pod)
  }
}

/** What one container of the copy prints, from its start to its script's last line. */
async function followed(entry: Entry, pod: Pod, container: string): Promise<Outcome> {
  const outcome = { name: pod.metadata.name, log: '', copy: null }
  const why = await whyNotStarted(entry, pod, container)
  if (why !== null) return { ...outcome, failure: `The copy of the pod did not start. ${why}` }
  const end = closingFrame(entry.nonce)
  const { log, failure } = await followLog(entry.api, podPath(pod), container, end, entry.signal)
  return { ...outcome, log, failure }
}

async function watched(entry: Entry, { pod, container }: Replica): Promise<Outcome> {
  const outcome = await followed(entry, pod, container)
  if (outcome.failure !== null || outcome.log.includes(closingFrame(entry.nonce))) return outcome
  return { ...outcome, copy: await ended(entry, pod, container) }
}

/** Null once the copy's container has started. */
async function whyNotStarted(entry: Entry, pod: Pod, container: string): Promise<string | null> {
  const deadline = entry.clock.now() + START_TIMEOUT_MS
  let waitingFor = ''
  while (entry.clock.now() < deadline) {
    try {
      const state = replicaState(await currentPod(entry, pod), container)
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
    const copy = await currentPod(entry, pod).catch(() => null)
    if (copy === null || statusOf(copy, container)?.state?.terminated !== undefined) return copy
    if (!(await entry.clock.sleep(POLL_MS, entry.signal))) return null
  }
  return null
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

/** Never throws: a copy that can't be deleted ends at its deadline. */
export async function removePod(api: KubernetesApi, pod: Pod): Promise<void> {
  const query = { gracePeriodSeconds: '0' }
  const signal = AbortSignal.timeout(DELETE_TIMEOUT_MS)
  // Gone already, or out of reach: then its deadline and its owner see to it.
  await api.json({ method: 'DELETE', path: podPath(pod), query, signal }).catch(() => undefined)
}

function refused(error: unknown): Pick<Outcome, 'failure' | 'lacking'> {
  if (!(error instanceof ApiError && error.status === 403))
    return { failure: `No copy of the pod could be made. ${wordsOf(error)}` }
  const failure = `The cluster refused a copy of the pod: ${error.message}`
  // RBAC's refusal names the account and the resource; admission's (PodSecurity, quota, a webhook) what it dislikes.
  if (!/cannot (create|delete) resource/.test(error.message)) return { failure }
  const permission = { apiGroup: '', resource: 'pods', verbs: ['create', 'delete'] }
  return { failure, lacking: notCollected('what a copy of the pod would show', error, permission) }
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
