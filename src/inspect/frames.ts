// Reading back what the debugger's script framed: the other half of `script.ts`.
import { Buffer } from 'node:buffer'
import type { CommandResult, DebuggerIdentity, PlannedCommand } from '../model/inspection.ts'

/** What came out of a debugger, complete or not. */
export interface Frames {
  readonly identity: DebuggerIdentity | null
  /** One result per planned command, in order; those that never came say so in `failure`. */
  readonly results: readonly CommandResult[]
  /** True where the script reached its end. */
  readonly complete: boolean
  /** The script's own complaint, or null. */
  readonly failure: string | null
}

/** The line by which the script says that it is done: the reader of the log can stop there. */
export function closingFrame(nonce: string): string {
  return `#${nonce} close`
}

/** Some of a command's output: where it begins in the whole, how long it must turn out to be, and its encoded lines. */
interface Part {
  readonly offset: number
  readonly size: number
  readonly encoding: string
  readonly lines: string[]
}

/** A command whose frames have begun. */
interface Run {
  readonly parts: Part[]
  /** What the script says it has read in all; null where it did not come to say so, or could not tell. */
  totalBytes: number | null
  /** Null until the command's last frame has come. */
  ended: { readonly exitCode: number; readonly late: boolean; readonly durationMs: number } | null
}

interface Progress {
  identity: DebuggerIdentity | null
  complete: boolean
  failure: string | null
  /** By the commands' index. */
  readonly runs: Map<number, Run>
  /** The one whose frames are being read. */
  current: number | null
}

/**
 * @param log the debugger container's log, one character a byte, whole or cut short at the end
 * @param capBytes how many of a command's newest bytes to keep
 */
export function parseFrames(
  log: string,
  nonce: string,
  commands: readonly PlannedCommand[],
  capBytes: number,
): Frames {
  const progress: Progress = {
    identity: null,
    complete: false,
    failure: null,
    runs: new Map(),
    current: null,
  }
  for (const line of log.split('\n')) readLine(progress, line, `#${nonce} `)
  return {
    identity: progress.identity,
    complete: progress.complete,
    failure: progress.failure,
    results: commands.map((command, index) => resultOf(command, progress.runs.get(index), capBytes)),
  }
}

function readLine(progress: Progress, line: string, mark: string): void {
  const run = progress.current === null ? undefined : progress.runs.get(progress.current)
  if (!line.startsWith(mark)) {
    run?.parts.at(-1)?.lines.push(line)
    return
  }
  const [verb, ...words] = line.slice(mark.length).trim().split(' ')
  if (verb === 'open') progress.identity = identityOf(words.map(Number))
  if (verb === 'fail') progress.failure = words.join(' ')
  if (verb === 'close') progress.complete = true
  if (verb === 'begin') {
    progress.current = Number(words[0])
    progress.runs.set(progress.current, { parts: [], totalBytes: null, ended: null })
  }
  if (verb === 'end') progress.current = null
  if (run !== undefined) readRun(run, verb ?? '', words)
}

function readRun(run: Run, verb: string, words: readonly string[]): void {
  const [first = 0, second = 0, third = 0, fourth = 0] = words.map(Number)
  if (verb === 'part') run.parts.push({ offset: first, size: second, encoding: words[2] ?? '', lines: [] })
  if (verb === 'total' && second === 1) run.totalBytes = first
  if (verb === 'end') run.ended = { exitCode: second, late: third === 1, durationMs: fourth * 10 }
}

function identityOf(numbers: readonly number[]): DebuggerIdentity | null {
  const [uid, gid, target, files, environ] = numbers
  if (uid === undefined || gid === undefined || !Number.isInteger(uid) || !Number.isInteger(gid)) return null
  // The script found the target by its container id in the processes' cgroups: the process namespace is proved shared.
  return { uid, gid, targeted: (target ?? 0) > 0, filesReadable: files === 1, environReadable: environ === 1 }
}

function resultOf(command: PlannedCommand, run: Run | undefined, capBytes: number): CommandResult {
  const { exitCode, late, durationMs } = run?.ended ?? { exitCode: null, late: false, durationMs: 0 }
  const { bytes, intact } = outputOf(run?.parts ?? [], run?.totalBytes ?? null)
  const output = bytes.length > capBytes ? bytes.subarray(-capBytes) : bytes
  return {
    name: command.name,
    run: command.run,
    origin: command.origin,
    exitCode: late ? null : exitCode,
    durationMs,
    timedOut: late,
    failure: failureOf(run, intact),
    output,
    droppedBytes: Math.max(0, (run?.totalBytes ?? bytes.length) - output.length),
  }
}

function failureOf(run: Run | undefined, intact: boolean): string | null {
  if (run === undefined) return 'The debugger ended before this command was reached.'
  if (run.ended === null) return 'The debugger ended while this command ran.'
  return intact ? null : 'Part of its output was lost on the way.'
}

/** Parts may come in any order and need not begin at the first byte; what is missing after their first one was lost. */
function outputOf(
  parts: readonly Part[],
  totalBytes: number | null,
): { readonly bytes: Uint8Array; readonly intact: boolean } {
  const pieces: Uint8Array[] = []
  const inOrder = parts.toSorted((a, b) => a.offset - b.offset)
  let next = inOrder[0]?.offset ?? 0
  let intact = true
  for (const part of inOrder) {
    const bytes = decoded(part)
    if (bytes.length === part.size) pieces.push(bytes)
    if (bytes.length !== part.size || part.offset !== next) intact = false
    next = part.offset + part.size
  }
  return { bytes: Buffer.concat(pieces), intact: intact && next === totalBytes }
}

function decoded({ encoding, lines }: Part): Uint8Array {
  if (encoding === 'base64') return Buffer.from(lines.join(''), 'base64')
  // The script's last resort, without any program to encode with: lines of text, told from foreign ones by a bar.
  if (encoding === 'plain')
    return Buffer.from(
      lines
        .filter(line => line.startsWith('|'))
        .map(line => line.slice(1))
        .join('\n'),
      'latin1',
    )
  return Buffer.from(lines.join('').replaceAll(' ', ''), 'hex')
}
