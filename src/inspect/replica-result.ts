// What a replica's log tells: how the app ended in its copy, and the transcript around it.
import type { CommandResult, Transcript } from '../model/inspection.ts'
import { asText } from '../model/inspection.ts'
import { type Container, type ContainerStatus, isSidecar, type Pod, statusOf } from '../model/pod.ts'
import { NO_BUSYBOX, REPLICA_COMMANDS } from './replica-script.ts'

/** How the app fared in its copy. */
export interface AppRun {
  /** Null where a signal ended it, or where it was still running at its deadline. */
  readonly exitCode: number | null
  /** The signal that ended it, or null. */
  readonly signal: number | null
  readonly livedMs: number | null
  readonly peakMemoryBytes: number | null
  /** True where the kernel killed some process of the copy for want of memory. */
  readonly outOfMemory: boolean
  /** False where the app was still running at its deadline: the copy did not crash. */
  readonly ended: boolean
}

export interface ReplicaResult {
  readonly transcript: Transcript
  /** Null where the app was never started. */
  readonly app: AppRun | null
  /** What is different in the copy, in sentences: whoever reads the transcript must know. */
  readonly left: readonly string[]
}

/**
 * How the app ended, from the commands of the copy and, where the wrapper died with it, from the copy's status.
 * @param status the container's status at the end, where it was asked for
 */
export function appRunOf(
  commands: readonly CommandResult[],
  status: ContainerStatus | undefined,
): AppRun | null {
  const named = (name: string) => commands.find(command => command.name === name)
  const app = named(REPLICA_COMMANDS.app)
  const end = named(REPLICA_COMMANDS.end)
  if (end !== undefined && end.failure === null) return fromFacts(factsOf(asText(end.output)))
  const terminated = status?.state?.terminated
  if (terminated === undefined || app === undefined) return null
  // The kernel may kill all of a container's processes for one that needed too much: then the wrapper could not say how it ended.
  const outOfMemory = terminated.reason === 'OOMKilled'
  return {
    exitCode: null,
    signal: outOfMemory ? 9 : null,
    livedMs: null,
    peakMemoryBytes: null,
    outOfMemory,
    ended: outOfMemory,
  }
}

type Facts = ReadonlyMap<string, number>

const factsOf = (text: string): Facts =>
  new Map(
    text.split('\n').flatMap(line => {
      const [key = '', value] = line.split(' ')
      return value === undefined || Number.isNaN(Number(value)) ? [] : [[key, Number(value)] as const]
    }),
  )

function fromFacts(facts: Facts): AppRun {
  const seconds = facts.get('lived')
  const peak = facts.get('peak_kb')
  return {
    exitCode: facts.get('exit') ?? null,
    signal: facts.get('signal') ?? null,
    livedMs: seconds === undefined ? null : Math.round(seconds * 1000),
    peakMemoryBytes: peak === undefined ? null : peak * 1024,
    outOfMemory: (facts.get('oom_kills') ?? 0) > 0,
    ended: facts.has('exit') || facts.has('signal'),
  }
}

/** The app's own result with the exit code that is its own: a shell gives a signal as 128 and more. */
export function withAppRun(commands: readonly CommandResult[], app: AppRun | null): readonly CommandResult[] {
  return commands.map(command =>
    command.name === REPLICA_COMMANDS.app && command.origin === 'default' && app !== null
      ? { ...command, durationMs: app.livedMs ?? command.durationMs }
      : command,
  )
}

/** Waiting reasons that kubelet keeps for good, or for longer than anybody would wait. */
const NEVER_STARTS = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'ErrImageNeverPull',
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'RunContainerError',
])

/** How far a copy has come: `ready` once its container has a log, `hopeless` with the reason where it never will. */
export type ReplicaState =
  | { readonly is: 'starting'; readonly waitingFor: string }
  | { readonly is: 'ready' }
  | { readonly is: 'hopeless'; readonly why: string }

export function replicaState(copy: Pod, target: string): ReplicaState {
  const status = statusOf(copy, target)
  const { running, terminated, waiting } = status?.state ?? {}
  if (terminated?.reason === 'StartError' || terminated?.reason === 'ContainerCannotRun')
    return {
      is: 'hopeless',
      why: `Its container could not be started: ${terminated.message ?? 'no reason given'}`,
    }
  if (running !== undefined || (terminated?.containerID ?? '') !== '') return { is: 'ready' }
  const blocked = [...(copy.spec.initContainers ?? []).map(whyBlocked(copy)), waitingForGood(target, waiting)]
  const why = blocked.find(words => words !== null)
  if (typeof why === 'string') return { is: 'hopeless', why }
  if (copy.status?.phase === 'Failed')
    return {
      is: 'hopeless',
      why: `The node refused it: ${copy.status.message ?? copy.status.reason ?? 'no reason given'}`,
    }
  return { is: 'starting', waitingFor: waiting?.reason ?? copy.status?.phase ?? 'Pending' }
}

function whyBlocked(copy: Pod): (container: Container) => string | null {
  return container => {
    const status = statusOf(copy, container.name)
    const ended = status?.state?.terminated
    if (ended?.message?.includes(NO_BUSYBOX))
      return `Its image ${container.image} has no busybox that the copy could use; set the input image to one that has, such as busybox:1.37.`
    if (ended !== undefined && ended.exitCode !== 0 && !isSidecar(container))
      return `The init container ${container.name} failed in it with exit code ${ended.exitCode}.`
    return waitingForGood(container.name, status?.state?.waiting)
  }
}

function waitingForGood(
  container: string,
  waiting: { readonly reason?: string | undefined; readonly message?: string | undefined } | undefined,
): string | null {
  if (!NEVER_STARTS.has(waiting?.reason ?? '')) return null
  return `Its container ${container} does not start (${waiting?.reason}: ${waiting?.message ?? 'no reason given'}).`
}
