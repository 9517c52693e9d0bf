// The last stages that need no cluster: redact what was seen, then diagnose it, so that no quotation can cut a secret in two.
import { diagnose } from './diagnose/diagnose.ts'
import type { Finding } from './model/finding.ts'
import type { CommandResult, ContainerLog, PodLook } from './model/inspection.ts'
import { podKey } from './model/pod.ts'
import type { Snapshot } from './model/snapshot.ts'
import type { Suspect } from './model/suspect.ts'
import { secretsOf } from './redact/from-cluster.ts'
import { fromWholeLine, readsFiles } from './redact/partial.ts'
import type { Redactor } from './redact/redactor.ts'

export interface Seen {
  readonly snapshot: Snapshot
  readonly suspects: readonly Suspect[]
  readonly looks: readonly PodLook[]
}

/** What was seen, without secrets, and what is wrong. */
export interface Diagnosed extends Seen {
  readonly findings: readonly Finding[]
}

/**
 * All that was seen, without secrets, and what is wrong. `unknown`: keys (`namespace/name`) of Secrets that could not be read; what
 * may hold one of their values and cannot be told from them is left out.
 */
export function conclude(seen: Seen, unknown: readonly string[], redactor: Redactor): Diagnosed {
  const looks = seen.looks.map(look => withoutParts(look, refersTo(look, unknown)))
  return diagnosed({ ...seen, looks }, redactor)
}

/** Redacts, and only then diagnoses. */
export function diagnosed({ snapshot, suspects, looks }: Seen, redactor: Redactor): Diagnosed {
  const safe = redactor.value({ snapshot, suspects, looks })
  // What is pieced together from several clean strings is clean as a rule; this makes sure.
  return { ...safe, findings: redactor.value(diagnose(safe)) }
}

function refersTo({ suspect }: PodLook, unknown: readonly string[]): boolean {
  return secretsOf(suspect.pod).some(key => unknown.includes(key))
}

function withoutParts(look: PodLook, blind: boolean): PodLook {
  const { transcript } = look
  const commands = transcript.commands.map(one => withoutHalf(blind ? withoutFiles(one, look) : one))
  return { ...look, transcript: { ...transcript, commands }, logs: look.logs.map(withoutHalfLine) }
}

/** Where the oldest bytes were dropped, the first line may begin in the middle of a secret, which then looks like none. */
function withoutHalf(command: CommandResult): CommandResult {
  const output = command.droppedBytes > 0 ? fromWholeLine(command.output) : command.output
  return { ...command, output, droppedBytes: command.droppedBytes + command.output.length - output.length }
}

function withoutHalfLine(log: ContainerLog): ContainerLog {
  const bytes = log.droppedBytes > 0 ? fromWholeLine(log.bytes) : log.bytes
  return { ...log, bytes, droppedBytes: log.droppedBytes + log.bytes.length - bytes.length }
}

/** Our own commands read nothing of the app's; what a user's reads may be a Secret's volume, or a file made from one. */
function withoutFiles(command: CommandResult, { suspect }: PodLook): CommandResult {
  if (command.origin !== 'user' || !readsFiles(command.run) || command.output.length === 0) return command
  const why = `What it printed is left out: it reads files, and ${podKey(suspect.pod)} uses a Secret whose values could not be read, so that they could not be hidden.`
  return {
    ...command,
    output: new Uint8Array(),
    droppedBytes: command.droppedBytes + command.output.length,
    failure: [command.failure, why].filter(one => one !== null).join(' '),
  }
}
