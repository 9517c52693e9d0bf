// The files behind GITHUB_OUTPUT, GITHUB_STATE, GITHUB_ENV, GITHUB_PATH and GITHUB_STEP_SUMMARY.
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Masker } from './masker.ts'
import type { StepLog } from './step-log.ts'

/** The limit of one step's summary, in bytes; one more and all of it is dropped. */
export const summaryLimit = 1024 * 1024

const prefixes = {
  path: 'add_path_',
  env: 'set_env_',
  step_summary: 'step_summary_',
  state: 'save_state_',
  output: 'set_output_',
} as const
type FileCommand = keyof typeof prefixes

export type FileCommandPaths = Readonly<Record<FileCommand, string>>

export interface FileCommandResults {
  readonly outputs: Record<string, string>
  readonly state: Record<string, string>
  readonly env: Record<string, string>
  readonly path: readonly string[]
  readonly summary: string | null
}

/** Makes an empty file per command; each stage of a step has its own. */
export async function createFiles(temp: string): Promise<FileCommandPaths> {
  const folder = join(temp, '_runner_file_commands')
  await mkdir(folder, { recursive: true })
  const suffix = randomUUID()
  const place = (command: FileCommand) => join(folder, prefixes[command] + suffix)
  const paths: FileCommandPaths = {
    path: place('path'),
    env: place('env'),
    step_summary: place('step_summary'),
    state: place('state'),
    output: place('output'),
  }
  await Promise.all(Object.values(paths).map(path => writeFile(path, '')))
  return paths
}

/** Reads what the step wrote. A malformed file is an error in the log and fails the step, as on GitHub. */
export async function readFiles(
  paths: FileCommandPaths,
  masker: Masker,
  log: StepLog,
): Promise<FileCommandResults> {
  const text = async (command: FileCommand) => (await readIfThere(paths[command])).toString('utf8')
  const pairs = async (command: FileCommand) => {
    const result: Record<string, string> = {}
    try {
      for (const [name, value] of parseKeyValues(await text(command))) result[name] = value
    } catch (error) {
      log.failCommand(`Unable to process file command '${command}' successfully.`, error)
    }
    return result
  }
  const env = await pairs('env')
  if (Object.keys(env).some(name => name.toUpperCase() === 'NODE_OPTIONS')) {
    log.annotate('error', "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.")
    for (const name of Object.keys(env)) if (name.toUpperCase() === 'NODE_OPTIONS') delete env[name]
  }
  const results = {
    outputs: await pairs('output'),
    state: await pairs('state'),
    env,
    path: (await text('path')).split(/\r\n|[\r\n]/).filter(line => line !== ''),
    summary: readSummary(await readIfThere(paths.step_summary), masker, log),
  }
  await Promise.all(Object.values(paths).map(path => rm(path, { force: true })))
  return results
}

async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

function readSummary(bytes: Buffer, masker: Masker, log: StepLog): string | null {
  if (bytes.length === 0) return null
  if (bytes.length > summaryLimit) {
    const kilobytes = (size: number) => `${Math.trunc(size / 1024)}k`
    log.annotate(
      'error',
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${kilobytes(summaryLimit)}, ` +
        `got ${kilobytes(bytes.length)}.`,
    )
    return null
  }
  const lines = bytes.toString('utf8').split(/\r\n|[\r\n]/)
  if (lines.at(-1) === '') lines.pop()
  return lines.map(line => `${masker.mask(line)}\n`).join('')
}

/**
 * Reads `NAME=VALUE` lines and `NAME<<DELIMITER` blocks.
 * @throws Error as the runner does: no separator, an empty name or delimiter, a block without its end
 */
export function* parseKeyValues(text: string): Generator<[name: string, value: string]> {
  const lines = text.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) throw new Error(`Invalid format '${line}'. Name must not be empty`)
      yield [line.slice(0, equals), line.slice(equals + 1)]
    } else if (heredoc >= 0) {
      const block = readBlock(lines, i, line, heredoc)
      yield [line.slice(0, heredoc), block.value]
      i = block.end
    } else {
      throw new Error(`Invalid format '${line}'`)
    }
  }
}

function readBlock(lines: readonly string[], start: number, line: string, heredoc: number) {
  const delimiter = line.slice(heredoc + 2)
  if (heredoc === 0 || delimiter === '') {
    throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`)
  }
  const end = lines.indexOf(delimiter, start + 1)
  if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`)
  return { end, value: lines.slice(start + 1, end).join('\n') }
}
