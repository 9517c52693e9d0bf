// Starts programs, waits for them, and tells one process from a later one that got the same number.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process for good: its number alone may be given to another one after its death. */
export interface ProcessIdentity {
  pid: number
  /** Clock ticks from the machine's boot to the process's start, and which boot that was. */
  started: string
}

export interface Finished {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** Something a person can put right. The message says what was wrong and what to do; no stack trace is shown. */
export class ClusterError extends Error {
  override name = 'ClusterError'
}

/** The identity of a living process, or undefined when there is none (a zombie counts as none). Linux only. */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return { pid, started: `${fields[19]}@${boot}` }
  } catch {
    return undefined
  }
}

export function isAlive(process: ProcessIdentity | undefined): boolean {
  return process !== undefined && identify(process.pid)?.started === process.started
}

/** Sends a signal if the process is still the same one. */
export function signal(target: ProcessIdentity | undefined, name: NodeJS.Signals): void {
  if (target === undefined || !isAlive(target)) return
  try {
    process.kill(target.pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Waits until the condition holds; false when the time is over first. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  milliseconds: number,
  interval = 50,
): Promise<boolean> {
  const deadline = Date.now() + milliseconds
  while (!(await condition())) {
    if (Date.now() >= deadline) return false
    await sleep(interval)
  }
  return true
}

/** The absolute path of a program on PATH or in the system folders, where root's PATH may not look. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
  return folders.map(folder => join(folder, name)).find(isExecutableFile)
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** The command, made to die with us however we die. Only Linux can do that; elsewhere it stays as it is. */
export function boundToOurLife(command: string, args: string[]): [string, string[]] {
  const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined
  return setpriv === undefined ? [command, args] : [setpriv, ['--pdeathsig', 'KILL', command, ...args]]
}

/** Runs a program to its end and gives what it printed. `onLine` sees standard error line by line. */
export function run(
  command: string,
  args: string[],
  options: SpawnOptions & { onLine?: (line: string) => void; input?: string } = {},
): Promise<Finished> {
  const { onLine, input, ...spawnOptions } = options
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], ...spawnOptions })
  child.stdin?.on('error', () => undefined).end(input ?? '')
  return collect(child, onLine)
}

function collect(child: ChildProcess, onLine: ((line: string) => void) | undefined): Promise<Finished> {
  let stdout = ''
  let stderr = ''
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    if (onLine === undefined) return
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signalName) => resolve({ code, signal: signalName, stdout, stderr }))
  })
}

/** Runs a program that must succeed and gives its standard output. */
export async function output(command: string, args: string[], options: SpawnOptions = {}): Promise<string> {
  const finished = await run(command, args, options)
  if (finished.code !== 0) {
    const said = (finished.stderr || finished.stdout).trim()
    throw new Error(`${command} ${args.join(' ')} ended with ${finished.code ?? finished.signal}: ${said}`)
  }
  return finished.stdout
}
