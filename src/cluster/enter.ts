// Entering one pod: ask whether it would be allowed, add the debugger, read what it prints to its end.
import { Buffer } from 'node:buffer'
import { closingFrame, type Frames, parseFrames } from '../inspect/frames.ts'
import type { InspectionPlan, Transcript } from '../model/inspection.ts'
import { type Container, type Pod, podSchema, statusOf } from '../model/pod.ts'
import type { Clock } from '../model/ports.ts'
import { ApiError, type KubernetesApi } from './api.ts'
import { podPath } from './logs.ts'
import { roleRule, wordsOf } from './words.ts'

export interface Entry {
  readonly api: KubernetesApi
  readonly clock: Clock
  readonly nonce: string
  readonly capBytes: number
  readonly image: string
  readonly signal: AbortSignal
}

/** A debugger that has not started after this long will not: its image is missing or its node is in trouble. */
const START_TIMEOUT_MS = 30_000
const POLL_MS = 200
/** Base64 and the log's own framing make the debugger's log larger than what it carries. */
const LOG_OVERHEAD = 2

/** Runs a plan. Never throws: what went wrong is the transcript's `failure`. */
export async function enter(entry: Entry, plan: InspectionPlan): Promise<Transcript> {
  const started = entry.clock.now()
  const { debugger: container, suspect } = plan
  const outcome: Outcome =
    container === null
      ? { debuggerName: null, log: '', failure: null }
      : await look(entry, suspect.pod, container)
  const frames = parseFrames(outcome.log, entry.nonce, plan.commands, entry.capBytes)
  return {
    wayIn: plan.wayIn,
    debuggerName: outcome.debuggerName,
    image: container?.image ?? entry.image,
    equivalent: plan.equivalent,
    identity: frames.identity,
    startedAt: new Date(started).toISOString(),
    durationMs: Math.max(0, Math.round(entry.clock.now() - started)),
    commands: outcome.debuggerName === null ? [] : frames.results,
    failure: outcome.failure ?? (container === null ? null : failureOf(frames)),
  }
}

interface Outcome {
  /** Null where nothing was added to the pod. */
  readonly debuggerName: string | null
  readonly log: string
  readonly failure: string | null
}

function failureOf(frames: Frames): string | null {
  if (frames.failure !== null) return `The debugger could not work: ${frames.failure}.`
  return frames.complete ? null : 'The debugger ended before its work was done.'
}

async function look(entry: Entry, pod: Pod, container: Container): Promise<Outcome> {
  const nothing = { debuggerName: null, log: '' }
  try {
    // An ephemeral container can never be removed: first ask whether it would be admitted.
    await addDebugger(entry, pod, container, { dryRun: 'All' })
    await addDebugger(entry, pod, container, {})
  } catch (error) {
    return { ...nothing, failure: refusedWords(error) }
  }
  const debuggerName = container.name
  try {
    await started(entry, pod, debuggerName)
  } catch (error) {
    return { debuggerName, log: '', failure: wordsOf(error) }
  }
  const { log, failure } = await readToEnd(entry, pod, debuggerName)
  return { debuggerName, log, failure: failure ?? null }
}

async function addDebugger(
  entry: Entry,
  pod: Pod,
  container: Container,
  query: Readonly<Record<string, string>>,
): Promise<void> {
  await entry.api.json({
    method: 'PATCH',
    path: `${podPath(pod)}/ephemeralcontainers`,
    query: { ...query, fieldManager: 'ephemeral-debug-action' },
    body: { spec: { ephemeralContainers: [container] } },
    signal: entry.signal,
  })
}

function refusedWords(error: unknown): string {
  if (!(error instanceof ApiError && error.status === 403))
    return `The debugger could not be added. ${wordsOf(error)}`
  // RBAC's refusal names the account and the resource; admission's names what it dislikes about the container.
  const isRbac = /cannot patch resource/.test(error.message)
  const fix = roleRule({ apiGroup: '', resource: 'pods/ephemeralcontainers', verbs: ['patch'] })
  return `The cluster refused the debugger: ${error.message}${isRbac ? ` Add this rule to its Role: ${fix}` : ''}`
}

/** Waits until the debugger has started or ended. @throws Error saying why it will not start */
async function started(entry: Entry, pod: Pod, name: string): Promise<void> {
  const deadline = entry.clock.now() + START_TIMEOUT_MS
  let last = ''
  while (entry.clock.now() < deadline) {
    const current = podSchema.parse(
      await entry.api.json({ method: 'GET', path: podPath(pod), signal: entry.signal }),
    )
    const state = statusOf(current, name)?.state
    if (state?.running !== undefined || state?.terminated !== undefined) return
    const { reason = 'not started', message = '' } = state?.waiting ?? {}
    last = message === '' ? reason : `${reason}: ${message}`
    if (NEVER_STARTS.has(reason)) break
    if (!(await entry.clock.sleep(POLL_MS, entry.signal)))
      throw new Error('There was no time left for the debugger to start.')
  }
  throw new Error(`The debugger did not start (${last || 'the node said nothing about it'}).`)
}

/** Waiting reasons that kubelet keeps for good, or for longer than anybody would wait. */
const NEVER_STARTS = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RunContainerError',
])

/** Follows the log from its first line, so that rotation can't lose any of it, until the script says it is done. */
async function readToEnd(
  entry: Entry,
  pod: Pod,
  name: string,
): Promise<{ readonly log: string; readonly failure?: string }> {
  const chunks: Uint8Array[] = []
  const end = closingFrame(entry.nonce)
  const query = { container: name, follow: 'true' }
  let size = 0
  let tail = ''
  try {
    const stream = entry.api.stream({
      method: 'GET',
      path: `${podPath(pod)}/log`,
      query,
      signal: entry.signal,
    })
    for await (const chunk of stream) {
      chunks.push(chunk)
      size += chunk.length
      tail = (tail + Buffer.from(chunk).toString('latin1')).slice(-4 * end.length)
      if (tail.includes(end)) break
      if (size > LOG_OVERHEAD * MAX_DEBUGGER_LOG)
        return { log: joined(chunks), failure: 'The debugger printed more than can be read.' }
    }
    return { log: joined(chunks) }
  } catch (error) {
    return {
      log: joined(chunks),
      failure: `What the debugger printed could not be read to its end. ${wordsOf(error)}`,
    }
  }
}

/** What all of a debugger's commands together may bring. Bytes. */
const MAX_DEBUGGER_LOG = 256 * 1024 * 1024

const joined = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString('latin1')
