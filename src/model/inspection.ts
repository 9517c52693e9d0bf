// Looking into a pod: the way in, the commands, and what came back.
import type { Claim } from './objects.ts'
import type { Container, Pod } from './pod.ts'
import type { NotCollected } from './snapshot.ts'
import type { Suspect } from './suspect.ts'

/** How a debugger gets at a pod, with the reason in words. `none` is a way too: it says why nobody went in. */
export type WayIn =
  /** Inside the running target's process namespace: its processes, files, listeners and network. */
  | { readonly way: 'target'; readonly container: string; readonly reason: string }
  /** In the pod, beside no container in particular: its network and volumes. */
  | { readonly way: 'pod'; readonly reason: string }
  /** Armed to enter the target at its next start. */
  | { readonly way: 'restart'; readonly container: string; readonly reason: string }
  /** A throwaway copy of the pod. */
  | { readonly way: 'replica'; readonly container: string; readonly reason: string }
  | { readonly way: 'none'; readonly reason: string }

export interface PlannedCommand {
  /** Unique in its list; safe as a file name after `render/` has cleaned it. */
  readonly name: string
  /** A POSIX shell command, run by `sh -c` in the debugger. */
  readonly run: string
  readonly timeoutMs: number
  readonly origin: 'default' | 'user'
}

/** One ephemeral container to add, complete, and what it will do. */
export interface PlannedDebugger {
  readonly wayIn: WayIn
  readonly container: Container
  readonly commands: readonly PlannedCommand[]
  /** How long it may take to start: long where it waits for the target's next start. Milliseconds. */
  readonly patienceMs: number
  /** What a person would type for the same. */
  readonly equivalent: string
}

/** What a throwaway copy of a pod is made from. */
export interface ReplicaDraft {
  readonly pod: Pod
  /** Name of the container that crashes, init containers included. */
  readonly target: string
  /** The debugger's image: its busybox is what the copy brings along. */
  readonly image: string
  readonly nonce: string
  /** The command list, run in the dead app's place. */
  readonly commands: readonly PlannedCommand[]
  /** How many of each command's newest bytes to keep. */
  readonly capBytes: number
  /** How long the whole run may take: the copy ends itself by then. */
  readonly timeoutMs: number
  /** How long the app may run in the copy before it counts as not crashing. */
  readonly appTimeoutMs: number
  /** The app's whole command line, for a container that has no `command`; null where nobody saw it. */
  readonly entrypoint: readonly string[] | null
  /** Claims of the pod's namespace, as far as they are known. */
  readonly claims: readonly Claim[]
}

/** A step of the ladder: debuggers that are added in one patch. */
export interface PlannedStep {
  readonly debuggers: readonly PlannedDebugger[]
  /** `refused`: only a refusal of the step before leads here. `failed`: also a debugger that was admitted and did not start. */
  readonly after: 'refused' | 'failed'
}

export interface InspectionPlan {
  readonly suspect: Suspect
  /** The way in hoped for, or `none` with the reason. */
  readonly wayIn: WayIn
  /** The ladder, tried in its order until something was seen. */
  readonly steps: readonly PlannedStep[]
  /** The throwaway copy that is run beside the ladder; null where none is. */
  readonly replica: ReplicaDraft | null
  /** Ways that were considered and not planned, each with the reason in words. */
  readonly notPlanned: readonly string[]
}

export interface CommandResult {
  readonly name: string
  readonly run: string
  readonly origin: 'default' | 'user'
  /** The way in by which it was run; absent where the transcript's own is meant. */
  readonly way?: WayIn['way']
  /** Null where the command was killed at its deadline or never ran. */
  readonly exitCode: number | null
  readonly durationMs: number
  readonly timedOut: boolean
  /** Why there is no complete result, in words; null for a command that ran (to whatever end). */
  readonly failure: string | null
  /** stdout and stderr as they came, byte for byte; the newest bytes where it was cut. */
  readonly output: Uint8Array
  /** Bytes that were printed but not kept, oldest first. */
  readonly droppedBytes: number
}

/** Who the debugger was and what it proved about its place. */
export interface DebuggerIdentity {
  readonly uid: number
  readonly gid: number
  /** True where the debugger proved that it shares the target's process namespace. */
  readonly targeted: boolean
  /** Whether the target's files and environment could be read. */
  readonly filesReadable: boolean
  readonly environReadable: boolean
}

/** One way that was tried into a pod, and how it went. */
export interface TriedWay {
  readonly wayIn: WayIn
  /** Name of the debugger or of the copy; null where none was made. */
  readonly name: string | null
  readonly equivalent: string
  readonly identity: DebuggerIdentity | null
  readonly durationMs: number
  /** Why it saw nothing or not all; null where all went well. */
  readonly failure: string | null
  /** Of a copy: what is different in it, in sentences. */
  readonly differences?: readonly string[]
}

export interface Transcript {
  readonly wayIn: WayIn
  /** Name of the ephemeral container; null where none was added. */
  readonly debuggerName: string | null
  readonly image: string
  readonly equivalent: string
  readonly identity: DebuggerIdentity | null
  readonly startedAt: string
  readonly durationMs: number
  readonly commands: readonly CommandResult[]
  /** Why the look is missing or incomplete, in words; null where all went well. */
  readonly failure: string | null
  /** Every way that was tried, the best first; absent where there was only the one described above. */
  readonly tried?: readonly TriedWay[]
  /** Ways that were considered and not tried, each with the reason in words; absent where there are none. */
  readonly notTried?: readonly string[]
  /** Permissions that the account lacked for it, as entries for the report. */
  readonly notCollected?: readonly NotCollected[]
}

export interface ContainerLog {
  readonly container: string
  /** True for the log of the container's previous run. */
  readonly previous: boolean
  readonly bytes: Uint8Array
  readonly droppedBytes: number
}

/** All that is known of one suspect from looking into it. */
export interface PodLook {
  readonly suspect: Suspect
  /** The look that saw most. */
  readonly transcript: Transcript
  readonly logs: readonly ContainerLog[]
}

/** A command's or log's bytes as text: UTF-8 where it is, replacement characters where it is not. */
export function asText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(bytes)
}
