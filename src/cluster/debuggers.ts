// Debuggers in a pod: whether they would be admitted, adding them, and reading what each prints to its end.
import { Buffer } from 'node:buffer'
import { closingFrame, type Frames, parseFrames } from '../inspect/frames.ts'
import type { PlannedDebugger, PlannedStep } from '../model/inspection.ts'
import { type Pod, podSchema, statusOf } from '../model/pod.ts'
import type { Clock } from '../model/ports.ts'
import { ApiError, type KubernetesApi } from './api.ts'
import { podPath } from './logs.ts'
import { roleRule, wordsOf } from './words.ts'

/** What entering a pod needs from outside. */
export interface Entry {
  readonly api: KubernetesApi
  readonly clock: Clock
  readonly nonce: string
  readonly capBytes: number
  readonly image: string
  readonly signal: AbortSignal
}

export interface DebuggerRun {
  readonly planned: PlannedDebugger
  readonly name: string
  readonly frames: Frames
  readonly durationMs: number
  /** Why it saw nothing or not all; null where all went well. */
  readonly failure: string | null
}

export interface Refusal {
  readonly words: string
  readonly error: unknown
  /** True where no other debugger would fare better. */
  readonly final: boolean
}

const POLL_MS = 200
/** What all of one debugger's commands together may bring. */
const MAX_LOG_BYTES = 512 * 1024 * 1024

/** Why the API server would not take the step's debuggers; null where it would. Nothing is changed. */
export async function refusal(entry: Entry, pod: Pod, step: PlannedStep): Promise<Refusal | null> {
  try {
    await patch(entry, pod, step, { dryRun: 'All' })
    return null
  } catch (error) {
    const gone = error instanceof ApiError && error.status === 404
    return { words: refusedWords(error), error, final: gone || !(error instanceof ApiError) }
  }
}

/** Adds the step's debuggers in one patch and follows each to its end. Never throws. */
export async function runStep(entry: Entry, pod: Pod, step: PlannedStep): Promise<readonly DebuggerRun[]> {
  try {
    await patch(entry, pod, step, {})
  } catch (error) {
    return step.debuggers.map(planned => failedRun(entry, planned, refusedWords(error)))
  }
  return await Promise.all(step.debuggers.map(planned => runOne(entry, pod, planned)))
}

async function patch(
  entry: Entry,
  pod: Pod,
  step: PlannedStep,
  query: Readonly<Record<string, string>>,
): Promise<void> {
  await entry.api.json({
    method: 'PATCH',
    path: `${podPath(pod)}/ephemeralcontainers`,
    query: { ...query, fieldManager: 'ephemeral-debug-action' },
    body: { spec: { ephemeralContainers: step.debuggers.map(({ container }) => container) } },
    signal: entry.signal,
  })
}

/** RBAC's refusal names the account and the resource; admission's names what it dislikes about the container. */
export function isRbacRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status === 403 && /cannot patch resource/.test(error.message)
}

function refusedWords(error: unknown): string {
  if (!(error instanceof ApiError)) return `The debugger could not be added. ${wordsOf(error)}`
  const fix = roleRule({ apiGroup: '', resource: 'pods/ephemeralcontainers', verbs: ['patch'] })
  const advice = isRbacRefusal(error) ? ` Add this rule to the account's Role: ${fix}` : ''
  return `The cluster refused the debugger: ${error.message}${advice}`
}

function failedRun(entry: Entry, planned: PlannedDebugger, failure: string): DebuggerRun {
  const frames = parseFrames('', entry.nonce, planned.commands, entry.capBytes)
  return { planned, name: planned.container.name, frames, durationMs: 0, failure }
}

async function runOne(entry: Entry, pod: Pod, planned: PlannedDebugger): Promise<DebuggerRun> {
  const began = entry.clock.now()
  const { name } = planned.container
  try {
    await started(entry, pod, planned)
  } catch (error) {
    return failedRun(entry, planned, wordsOf(error))
  }
  const { log, failure } = await readToEnd(entry, pod, name)
  const frames = parseFrames(log, entry.nonce, planned.commands, entry.capBytes)
  const durationMs = Math.max(0, Math.round(entry.clock.now() - began))
  return { planned, name, frames, durationMs, failure: failure ?? failureOf(frames) }
}

function failureOf(frames: Frames): string | null {
  if (frames.failure !== null) return `The debugger could not work: ${frames.failure}.`
  return frames.complete ? null : 'The debugger ended before its work was done.'
}

/** Waits until the debugger has started or ended. @throws Error saying why it will not start */
async function started(entry: Entry, pod: Pod, planned: PlannedDebugger): Promise<void> {
  const deadline = entry.clock.now() + planned.patienceMs
  let last = ''
  while (entry.clock.now() < deadline) {
    const current = podSchema.parse(
      await entry.api.json({ method: 'GET', path: podPath(pod), signal: entry.signal }),
    )
    const state = statusOf(current, planned.container.name)?.state
    if (state?.running !== undefined || state?.terminated !== undefined) return
    const { reason = 'not started', message = '' } = state?.waiting ?? {}
    last = message === '' ? reason : `${reason}: ${message}`
    if (isHopeless(planned, reason, message)) break
    if (!(await entry.clock.sleep(POLL_MS, entry.signal)))
      throw new Error(`There was no time left for the debugger to start (${last}).`)
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

/** Kubelet tries again where the target is down: good for a debugger that waits for it, of no use to the others. */
function isHopeless(planned: PlannedDebugger, reason: string, message: string): boolean {
  if (NEVER_STARTS.has(reason)) return true
  if (planned.wayIn.way === 'restart') return false
  return (reason === 'CreateContainerError' || reason === 'CreateContainerConfigError') && message !== ''
}

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
    const path = `${podPath(pod)}/log`
    for await (const chunk of entry.api.stream({ method: 'GET', path, query, signal: entry.signal })) {
      chunks.push(chunk)
      size += chunk.length
      tail = (tail + Buffer.from(chunk).toString('latin1')).slice(-4 * end.length)
      if (tail.includes(end)) break
      if (size > MAX_LOG_BYTES)
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

const joined = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString('latin1')
