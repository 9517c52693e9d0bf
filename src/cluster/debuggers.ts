// Debuggers in a pod: whether they would be admitted, adding them, and reading what each prints to its end.
import type { Permission } from '../access/permission.ts'
import { type Earlier, earlierDebugger } from '../inspect/earlier.ts'
import { closingFrame, type Frames, parseFrames } from '../inspect/frames.ts'
import type { PlannedDebugger, PlannedStep } from '../model/inspection.ts'
import { type Pod, podKey, podSchema, statusOf } from '../model/pod.ts'
import type { Clock } from '../model/ports.ts'
import type { NotCollected } from '../model/snapshot.ts'
import { ApiError, type KubernetesApi } from './api.ts'
import type { ByteBudget } from './budget.ts'
import { followLog } from './follow.ts'
import { podPath } from './logs.ts'
import { notCollected, wordsOf } from './words.ts'

/** What entering a pod needs from outside. */
export interface Entry {
  readonly api: KubernetesApi
  readonly clock: Clock
  readonly nonce: string
  readonly capBytes: number
  readonly image: string
  /** When the job armed the action (ISO 8601), or null. */
  readonly jobStartedAt: string | null
  readonly budget: ByteBudget
  readonly signal: AbortSignal
}

export interface DebuggerRun {
  readonly planned: PlannedDebugger
  readonly name: string
  readonly frames: Frames
  readonly durationMs: number
  /** Why it saw nothing or not all; null where all went well. */
  readonly failure: string | null
  /** The permission that the account lacked for it, as an entry for the report. */
  readonly lacking?: NotCollected
}

export interface Refusal {
  readonly words: string
  /** True where no other debugger would fare better. */
  readonly final: boolean
  /** The permission that the account lacks, as an entry for the report; null where that was not the reason. */
  readonly lacking: NotCollected | null
}

const POLL_MS = 200

/** Why the API server would not take the step's debuggers; null where it would. Nothing is changed. */
export async function refusal(entry: Entry, pod: Pod, step: PlannedStep): Promise<Refusal | null> {
  try {
    await patch(entry, pod, step, { dryRun: 'All' })
    return null
  } catch (error) {
    const gone = error instanceof ApiError && error.status === 404
    const lacking = lackingPermission(error, pod, ADDING)
    const final = gone || lacking !== null || !(error instanceof ApiError)
    return { words: refusedWords(error), final, lacking }
  }
}

/** Adds the step's debuggers in one patch and follows each to its end. Never throws. */
export async function runStep(entry: Entry, pod: Pod, step: PlannedStep): Promise<readonly DebuggerRun[]> {
  try {
    await patch(entry, pod, step, {})
  } catch (error) {
    const lacking = lackingPermission(error, pod, ADDING)
    return step.debuggers.map(planned => failedRun(entry, planned, refusedWords(error), lacking))
  }
  return await Promise.all(step.debuggers.map(planned => runOne(entry, pod, planned)))
}

/** What earlier debuggers of ours in the pod have answered of the step already, and the step without it. */
export async function readEarlier(
  entry: Entry,
  pod: Pod,
  step: PlannedStep,
): Promise<{ readonly runs: readonly DebuggerRun[]; readonly rest: PlannedStep }> {
  const answers = await earlierAnswers(entry, pod, step).catch(() => new Map<PlannedDebugger, Earlier>())
  const runs = [...answers].map(async ([planned, { name, nonce, startedAt }]) => {
    const reason = `${planned.wayIn.reason}; ${name} was asked the same at ${startedAt}, and its answer was read again`
    const told = { ...planned, wayIn: { ...planned.wayIn, reason } }
    return await readRun(entry, pod, { planned: told, name, nonce, began: entry.clock.now() })
  })
  const complete = (await Promise.all(runs)).filter(({ frames }) => frames.complete)
  const answered = new Set(complete.map(({ planned }) => planned.container))
  const debuggers = step.debuggers.filter(({ container }) => !answered.has(container))
  return { runs: complete, rest: { ...step, debuggers } }
}

async function earlierAnswers(
  entry: Entry,
  pod: Pod,
  step: PlannedStep,
): Promise<ReadonlyMap<PlannedDebugger, Earlier>> {
  const answers = new Map<PlannedDebugger, Earlier>()
  if ((pod.spec.ephemeralContainers ?? []).length === 0) return answers
  const current = await currentPod(entry, pod)
  const now = entry.clock.now() + entry.api.aheadMs
  for (const planned of step.debuggers) {
    const earlier = earlierDebugger(current, planned.container, now, entry.jobStartedAt)
    // A wait for the next start is for the next one.
    if (earlier !== null && planned.wayIn.way !== 'restart') answers.set(planned, earlier)
  }
  return answers
}

/** The pod as it is now. Throws an `ApiError` where it cannot be read. */
export async function currentPod({ api, signal }: Entry, pod: Pod): Promise<Pod> {
  return podSchema.parse(await api.json({ method: 'GET', path: podPath(pod), signal }))
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

const ADDING: Permission = { apiGroup: '', resource: 'pods/ephemeralcontainers', verbs: ['patch'] }
const WAITING: Permission = { apiGroup: '', resource: 'pods', verbs: ['get'] }
const READING: Permission = { apiGroup: '', resource: 'pods/log', verbs: ['get'] }

/** RBAC's refusal names the account and the resource; admission's names what it dislikes about the container. */
function lackingPermission(error: unknown, pod: Pod, permission: Permission): NotCollected | null {
  const byRbac =
    error instanceof ApiError && error.status === 403 && /cannot \w+ resource/.test(error.message)
  return byRbac ? notCollected(`the look inside ${podKey(pod)}`, error, permission) : null
}

function refusedWords(error: unknown): string {
  return error instanceof ApiError
    ? `The cluster refused the debugger: ${error.message}`
    : `The debugger could not be added. ${wordsOf(error)}`
}

function failedRun(
  entry: Entry,
  planned: PlannedDebugger,
  failure: string,
  lacking: NotCollected | null,
): DebuggerRun {
  const frames = parseFrames('', entry.nonce, planned.commands, entry.capBytes)
  const run = { planned, name: planned.container.name, frames, durationMs: 0, failure }
  return lacking === null ? run : { ...run, lacking }
}

async function runOne(entry: Entry, pod: Pod, planned: PlannedDebugger): Promise<DebuggerRun> {
  const began = entry.clock.now()
  const { name } = planned.container
  try {
    await started(entry, pod, planned)
  } catch (error) {
    return failedRun(entry, planned, wordsOf(error), lackingPermission(error, pod, WAITING))
  }
  return await readRun(entry, pod, { planned, name, nonce: entry.nonce, began })
}

interface Reading {
  readonly planned: PlannedDebugger
  readonly name: string
  readonly nonce: string
  /** By our own clock. */
  readonly began: number
}

async function readRun(entry: Entry, pod: Pod, reading: Reading): Promise<DebuggerRun> {
  const { planned, name, nonce, began } = reading
  const end = closingFrame(nonce)
  const { log, failure, error } = await followLog(entry.api, podPath(pod), name, end, entry.signal)
  const frames = keptFrames(entry, parseFrames(log, nonce, planned.commands, entry.capBytes))
  const durationMs = Math.max(0, Math.round(entry.clock.now() - began))
  const lacking = lackingPermission(error, pod, READING)
  const run = { planned, name, frames, durationMs, failure: failure ?? failureOf(frames) }
  return lacking === null ? run : { ...run, lacking }
}

/** The frames with as much of the outputs as the run has room for. */
export function keptFrames({ budget }: Pick<Entry, 'budget'>, frames: Frames): Frames {
  const results = frames.results.map(result => {
    const { bytes, droppedBytes } = budget.keep({ bytes: result.output, droppedBytes: result.droppedBytes })
    return { ...result, output: bytes, droppedBytes }
  })
  return { ...frames, results }
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
    const current = await currentPod(entry, pod)
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
