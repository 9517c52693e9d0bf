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

interface Ended {
  readonly exitCode: number
  readonly late: boolean
  readonly durationMs: number
  readonly totalBytes: number
  readonly output: Uint8Array
  readonly damaged: boolean
}

interface Progress {
  identity: DebuggerIdentity | null
  running: number | null
  lines: string[]
  complete: boolean
  failure: string | null
  readonly begun: Set<number>
  readonly ended: Map<number, Ended>
}

/**
 * @param log the debugger container's log, whole or cut short at the end
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
    running: null,
    lines: [],
    complete: false,
    failure: null,
    begun: new Set(),
    ended: new Map(),
  }
  for (const line of log.split('\n')) readLine(progress, line, `#${nonce} `)
  return {
    identity: progress.identity,
    complete: progress.complete,
    failure: progress.failure,
    results: commands.map((command, index) => resultOf(progress, command, index, capBytes)),
  }
}

function readLine(progress: Progress, line: string, mark: string): void {
  if (!line.startsWith(mark)) {
    if (progress.running !== null) progress.lines.push(line)
    return
  }
  const words = line.slice(mark.length).trim().split(' ')
  const [verb, ...rest] = words
  if (verb === 'open') progress.identity = identityOf(rest.map(Number))
  if (verb === 'fail') progress.failure = rest.join(' ')
  if (verb === 'close') progress.complete = true
  if (verb === 'begin') begin(progress, Number(rest[0]))
  if (verb === 'end') end(progress, rest)
}

function identityOf(numbers: readonly number[]): DebuggerIdentity | null {
  const [uid, gid, target, files, environ] = numbers
  if (uid === undefined || gid === undefined || !Number.isInteger(uid) || !Number.isInteger(gid)) return null
  // The script found the target by its container id in the processes' cgroups: the process namespace is proved shared.
  return { uid, gid, targeted: (target ?? 0) > 0, filesReadable: files === 1, environReadable: environ === 1 }
}

function begin(progress: Progress, index: number): void {
  progress.running = index
  progress.lines = []
  progress.begun.add(index)
}

function end(progress: Progress, words: readonly string[]): void {
  const [index, exitCode, late, centiseconds, total, held] = words.slice(0, 6).map(Number)
  const encoding = words[6]
  const lines = progress.lines
  progress.lines = []
  if (index === undefined || index !== progress.running) return
  progress.running = null
  const output = encoding === 'base64' ? fromBase64(lines) : fromHex(lines)
  progress.ended.set(index, {
    exitCode: exitCode ?? 0,
    late: late === 1,
    durationMs: (centiseconds ?? 0) * 10,
    totalBytes: Number.isInteger(total) ? (total ?? 0) : 0,
    output,
    damaged: output.length !== held,
  })
}

const fromBase64 = (lines: readonly string[]): Uint8Array => Buffer.from(lines.join(''), 'base64')
const fromHex = (lines: readonly string[]): Uint8Array =>
  Buffer.from(lines.join('').replaceAll(' ', ''), 'hex')

function resultOf(
  progress: Progress,
  command: PlannedCommand,
  index: number,
  capBytes: number,
): CommandResult {
  const planned = { name: command.name, run: command.run, origin: command.origin }
  const ended = progress.ended.get(index)
  if (ended === undefined) {
    const failure = progress.begun.has(index)
      ? 'The debugger ended while this command ran.'
      : 'The debugger ended before this command was reached.'
    return {
      ...planned,
      exitCode: null,
      durationMs: 0,
      timedOut: false,
      failure,
      output: new Uint8Array(),
      droppedBytes: 0,
    }
  }
  const output = ended.output.length > capBytes ? ended.output.subarray(-capBytes) : ended.output
  return {
    ...planned,
    exitCode: ended.late ? null : ended.exitCode,
    durationMs: ended.durationMs,
    timedOut: ended.late,
    failure: ended.damaged ? 'Part of its output was lost on the way.' : null,
    output,
    droppedBytes: Math.max(0, ended.totalBytes - output.length),
  }
}
