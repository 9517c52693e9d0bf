// What a replayed probe met: an answer, a refusal, silence.
import { asText, type CommandResult } from '../../model/inspection.ts'

export type Replay =
  | {
      readonly outcome: 'answered'
      readonly status: number
      readonly line: string
      readonly body: string
      readonly firstLineMs: number | null
      /** Where a redirect leads. */
      readonly location?: string
    }
  /** Something answered that is not HTTP (TLS, another protocol). */
  | { readonly outcome: 'foreign'; readonly line: string }
  | { readonly outcome: 'connected' }
  | { readonly outcome: 'refused'; readonly line: string }
  | { readonly outcome: 'timed-out' }
  | { readonly outcome: 'silent' }

/** Reads a replayed HTTP or HTTPS probe; null where it was not run or says nothing. */
export function httpReplay(command: CommandResult | undefined): Replay | null {
  if (command === undefined || command.failure !== null) return null
  const { text, firstLineMs } = timed(asText(command.output))
  const answer = /^HTTP\/\d(?:\.\d)? (\d{3})[^\r\n]{0,200}/.exec(text)
  if (answer?.[1] !== undefined) {
    const body = text.split(/\r?\n\r?\n/, 2)[1] ?? ''
    const location = /^location: *(\S{1,500})/im.exec(text.split(/\r?\n\r?\n/, 1)[0] ?? '')?.[1]
    return {
      outcome: 'answered',
      status: Number(answer[1]),
      line: answer[0],
      body: body.trim(),
      firstLineMs,
      ...(location === undefined ? {} : { location }),
    }
  }
  const refused = refusalIn(text)
  if (refused !== null) return refused
  if (command.timedOut || /timed out/i.test(text)) return { outcome: 'timed-out' }
  if (text.trim() === '')
    return command.durationMs >= 2_500 ? { outcome: 'timed-out' } : { outcome: 'silent' }
  const ours = ownWords(text, command)
  return ours === undefined ? { outcome: 'foreign', line: printable(text) } : ours
}

/** The output without the line that the replay adds about its own timing. */
function timed(output: string): { readonly text: string; readonly firstLineMs: number | null } {
  const [added, ms] = /\n# first line after (\d{1,9}) ms\s*$/.exec(output) ?? []
  if (added === undefined) return { text: output, firstLineMs: null }
  return { text: output.slice(0, -added.length), firstLineMs: Number(ms) }
}

/** What our own programs say: of a name that is none, of TLS that this image can't speak, or that fails for reasons of its own. */
function ownWords(text: string, command: CommandResult): Replay | null | undefined {
  if (text.startsWith('nc: bad address')) return null
  if (text.startsWith('# this image has no TLS client'))
    return command.exitCode === 0 ? { outcome: 'connected' } : null
  if (!text.startsWith('ssl_client: ')) return undefined
  // What is no TLS record at all comes from a server that speaks something else; the rest may be our client's own limits.
  return /got bad TLS record/.test(text)
    ? { outcome: 'foreign', line: `not TLS: ${plainIn(text)}` }
    : { outcome: 'connected' }
}

/** The client prints what it got instead as hexadecimal numbers. */
function plainIn(text: string): string {
  const bytes = (/\n((?: [0-9a-f]{2}){1,200})/.exec(text)?.[1] ?? '').trim().split(' ')
  const [line = ''] = String.fromCharCode(...bytes.map(byte => Number.parseInt(byte, 16) || 0)).split('\r', 1)
  return printable(line)
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
