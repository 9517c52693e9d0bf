// Runs commands in a pod through the real debugger: its container, its script, and the reading of its log.
import { ByteBudget } from '../../src/cluster/budget.ts'
import type { Entry } from '../../src/cluster/debuggers.ts'
import { enter } from '../../src/cluster/enter.ts'
import { debuggerContainer, debuggerSeconds } from '../../src/inspect/debugger.ts'
import { securityContexts } from '../../src/inspect/security.ts'
import type { InspectionPlan, PlannedCommand, Transcript } from '../../src/model/inspection.ts'
import { type Container, type Pod, statusOf } from '../../src/model/pod.ts'
import type { TestKubernetes } from './kubernetes.ts'

/** A command and, where it is not ten, its deadline in seconds. */
export type Command = string | readonly [run: string, seconds: number]

export interface DebugOptions {
  /** The container to enter; null for a debugger beside them all. The first one unless told otherwise. */
  readonly target?: string | null
  readonly capBytes?: number
  /** The debugger's own deadline; the commands' deadlines and some more unless told otherwise. */
  readonly seconds?: number
  /** Seconds since 1970 after which it does nothing; never unless told otherwise. */
  readonly lastStart?: number
  /** Replaces parts of the container that would be added. */
  readonly change?: (container: Container) => Container
}

const CAP_BYTES = 10 * 1024 * 1024

let debuggers = 0
/** A nonce that no other debugger of this process has. */
export function newNonce(): string {
  debuggers += 1
  return `t${process.pid.toString(36)}${Date.now().toString(36).slice(-4)}${debuggers.toString(36)}`
}

export function planned(commands: readonly Command[]): readonly PlannedCommand[] {
  return commands.map((command, index) => {
    const [run, seconds] = typeof command === 'string' ? ([command, 10] as const) : command
    return { name: `c${index}`, run, timeoutMs: seconds * 1000, origin: 'user' }
  })
}

/** The ephemeral container that the action would add, untargeted too. */
export function debuggerFor(
  pod: Pod,
  nonce: string,
  commands: readonly PlannedCommand[],
  options: DebugOptions = {},
): Container {
  const target = options.target === undefined ? (pod.spec.containers[0]?.name ?? '') : options.target
  const container = debuggerContainer({
    name: `debugger-${nonce}`,
    pod,
    target,
    subject: target ?? '',
    targetId: target === null ? '' : (statusOf(pod, target)?.containerID ?? ''),
    image: 'busybox:1.37',
    nonce,
    commands,
    capBytes: options.capBytes ?? CAP_BYTES,
    seconds: options.seconds ?? debuggerSeconds(commands),
    lastStart: options.lastStart ?? 0,
    securityContext: securityContexts('auto', pod, target, 'privileged')[0] ?? {},
  })
  return (options.change ?? (same => same))(container)
}

/** Enters the pod as the action does, and waits for what the commands gave. */
export async function debug(
  kubernetes: TestKubernetes,
  pod: Pod,
  commands: readonly Command[],
  options: DebugOptions = {},
): Promise<Transcript> {
  const nonce = newNonce()
  const list = planned(commands)
  const container = debuggerFor(pod, nonce, list, options)
  const entry: Entry = {
    api: kubernetes.api,
    clock: { now: () => Date.now(), sleep },
    nonce,
    capBytes: options.capBytes ?? CAP_BYTES,
    image: 'busybox:1.37',
    jobStartedAt: null,
    budget: new ByteBudget(),
    signal: AbortSignal.timeout(150_000),
  }
  return await enter(entry, planOf(pod, list, container))
}

function planOf(pod: Pod, commands: readonly PlannedCommand[], container: Container): InspectionPlan {
  const owner = { kind: 'Pod', namespace: pod.metadata.namespace ?? 'default', name: pod.metadata.name }
  const wayIn = { way: 'pod', reason: 'a test' } as const
  const state = { status: 'Running', ready: '1/1', restarts: 0, reason: 'a test', container: null }
  return {
    suspect: { pod, owner, representedBy: null, ...state },
    wayIn,
    steps: [
      { after: 'failed', debuggers: [{ wayIn, container, commands, patienceMs: 30_000, equivalent: '' }] },
    ],
    replica: null,
    notPlanned: [],
  }
}

async function sleep(ms: number): Promise<boolean> {
  await new Promise(resolve => setTimeout(resolve, ms))
  return true
}

/** The text of each command's output. */
export function outputs(transcript: Transcript): readonly string[] {
  return transcript.commands.map(command => Buffer.from(command.output).toString('latin1'))
}
