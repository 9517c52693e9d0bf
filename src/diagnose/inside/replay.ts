// What a replayed probe met: an answer, a refusal, silence.
import { asText, type CommandResult } from '../../model/inspection.ts'

export type Replay =
  | { readonly outcome: 'answered'; readonly status: number; readonly line: string; readonly body: string }
  /** Something answered that is not HTTP (TLS, another protocol). */
  | { readonly outcome: 'foreign'; readonly line: string }
  | { readonly outcome: 'connected' }
  | { readonly outcome: 'refused'; readonly line: string }
  | { readonly outcome: 'timed-out' }
  | { readonly outcome: 'silent' }

/** Reads a replayed HTTP probe; null where it was not run or says nothing. */
export function httpReplay(command: CommandResult | undefined): Replay | null {
  if (command === undefined || command.failure !== null) return null
  const output = asText(command.output)
  const answer = /^HTTP\/\d(?:\.\d)? (\d{3})[^\r\n]{0,200}/.exec(output)
  if (answer?.[1] !== undefined) {
    const body = output.split(/\r?\n\r?\n/, 2)[1] ?? ''
    return { outcome: 'answered', status: Number(answer[1]), line: answer[0], body: body.trim() }
  }
  const refused = refusalIn(output)
  if (refused !== null) return refused
  if (command.timedOut || /timed out/i.test(output)) return { outcome: 'timed-out' }
  if (output.trim() === '')
    return command.durationMs >= 2_500 ? { outcome: 'timed-out' } : { outcome: 'silent' }
  return { outcome: 'foreign', line: printable(output) }
}

/** Reads a replayed TCP probe; null where it was not run. */
export function tcpReplay(command: CommandResult | undefined): Replay | null {
  if (command === undefined || command.failure !== null) return null
  const output = asText(command.output)
  const refused = refusalIn(output)
  if (refused !== null) return refused
  if (command.timedOut || /timed out/i.test(output)) return { outcome: 'timed-out' }
  if (command.exitCode === 0) return { outcome: 'connected' }
  return null
}

function refusalIn(output: string): Replay | null {
  const line =
    /^.{0,200}(?:Connection refused|No route to host|Network is unreachable|Host is unreachable).{0,100}$/im.exec(
      output,
    )?.[0]
  return line === undefined ? null : { outcome: 'refused', line: line.trim() }
}

function printable(output: string): string {
  return output
    .slice(0, 80)
    .replace(/[^\x20-\x7e]+/g, '·')
    .trim()
}

/** True where the replay got through to something that listens. */
export function reached(replay: Replay | null): boolean {
  return replay !== null && replay.outcome !== 'refused' && replay.outcome !== 'timed-out'
}

/** True for an answer that kubelet counts as success. */
export function succeeded(replay: Replay | null): boolean {
  if (replay === null) return false
  if (replay.outcome === 'connected') return true
  return replay.outcome === 'answered' && replay.status >= 200 && replay.status < 400
}
