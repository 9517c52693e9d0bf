// Runs a Node process as the runner does: no standard input, lines as they come, signals on cancellation.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLineSplitter } from './lines.ts'
import type { OutputChunk, SentSignal, Strings, Timing } from './types.ts'

/** Finds a Node 24 or newer: this process' own, else the one installed with the development dependencies. */
export function findNode(): string {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  const installed = join(fileURLToPath(import.meta.url), '../../../node_modules/.bin/node')
  if (existsSync(installed)) return installed
  throw new Error(`Node 24 is needed to run an action; this is ${process.version} and npm ci was not run.`)
}

export interface NodeProcessOptions {
  readonly script: string
  readonly cwd: string
  readonly env: Strings
  /** Aborted when the step is cancelled or runs into its timeout: SIGINT, then SIGTERM, then SIGKILL. */
  readonly cancel: AbortSignal
  /** Aborted when the job is over its limit: SIGKILL at once. */
  readonly kill: AbortSignal
  readonly timing: Timing
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void
}

export interface NodeProcessResult {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly durationMs: number
  readonly sentSignals: readonly SentSignal[]
  readonly chunks: readonly OutputChunk[]
  readonly stdout: string
  readonly stderr: string
}

/** Runs the script to its end. @throws Error when the process can't be started */
export async function runNode(options: NodeProcessOptions): Promise<NodeProcessResult> {
  const started = performance.now()
  const elapsed = () => performance.now() - started
  const child = spawn(findNode(), [options.script], {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end()
  const output = collectOutput(child, elapsed, options.onLine)
  const sentSignals: SentSignal[] = []
  const stopSignals = sendSignalsOnAbort(child, options, signal => {
    sentSignals.push({ signal, atMs: elapsed() })
    child.kill(signal)
  })
  try {
    const { exitCode, signal } = await waitForEnd(child, options.timing)
    return { exitCode, signal, durationMs: elapsed(), sentSignals, ...output.end() }
  } finally {
    stopSignals()
  }
}

function collectOutput(child: ChildProcess, elapsed: () => number, onLine: NodeProcessOptions['onLine']) {
  const chunks: OutputChunk[] = []
  const bytes: Record<OutputChunk['stream'], Buffer[]> = { stdout: [], stderr: [] }
  const splitters = (['stdout', 'stderr'] as const).map(stream => {
    const splitter = createLineSplitter(line => onLine(stream, line))
    child[stream]?.on('data', (data: Buffer) => {
      chunks.push({ stream, text: data.toString('utf8'), atMs: elapsed() })
      bytes[stream].push(data)
      splitter.write(data)
    })
    return splitter
  })
  return {
    end() {
      for (const splitter of splitters) splitter.end()
      return {
        chunks,
        stdout: Buffer.concat(bytes.stdout).toString('utf8'),
        stderr: Buffer.concat(bytes.stderr).toString('utf8'),
      }
    },
  }
}

/** Waits until the process is gone and its pipes are closed; a child of it that holds them is not waited for long. */
function waitForEnd(child: ChildProcess, timing: Timing) {
  return new Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    let giveUp: NodeJS.Timeout | undefined
    child.once('error', reject)
    child.once('exit', () => {
      giveUp = setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, timing.pipesGraceMs)
    })
    child.once('close', (exitCode, signal) => {
      clearTimeout(giveUp)
      resolve({ exitCode, signal })
    })
  })
}

function sendSignalsOnAbort(
  child: ChildProcess,
  { cancel, kill, timing }: NodeProcessOptions,
  send: (signal: SentSignal['signal']) => void,
): () => void {
  const timers: NodeJS.Timeout[] = []
  const stop = () => {
    for (const timer of timers) clearTimeout(timer)
    cancel.removeEventListener('abort', onCancel)
    kill.removeEventListener('abort', onKill)
  }
  const onKill = () => {
    stop()
    send('SIGKILL')
  }
  const onCancel = () => {
    send('SIGINT')
    timers.push(setTimeout(() => send('SIGTERM'), timing.sigintGraceMs))
    timers.push(setTimeout(onKill, timing.sigintGraceMs + timing.sigtermGraceMs))
  }
  child.once('exit', stop)
  if (kill.aborted) onKill()
  else kill.addEventListener('abort', onKill, { once: true })
  if (cancel.aborted) onCancel()
  else cancel.addEventListener('abort', onCancel, { once: true })
  return stop
}
