// Runs our command line, as built, in a process of its own.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Report, reportSchema } from '../../src/model/report.ts'
import { actionFolder } from './action.ts'

export const cliFile = join(actionFolder, 'dist', 'cli.js')

export interface CliRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly input?: string | Uint8Array
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs `ephemeral-debug WORDS`. */
export async function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  return await new Promise(resolve => {
    const environment = { PATH: process.env['PATH'] ?? '', ...options.environment }
    const child = execFile(
      process.execPath,
      [cliFile, ...words],
      { env: environment, maxBuffer: 256 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code
        resolve({ exitCode: typeof code === 'number' ? code : -1, stdout, stderr })
      },
    )
    child.stdin?.end(options.input ?? '')
  })
}

/** `diagnose PATH --json`, its report parsed. @throws where it ends otherwise than with 0 */
export async function diagnosed(path: string, ...more: readonly string[]): Promise<Report> {
  const run = await runCli(['diagnose', path, '--json', ...more])
  if (run.exitCode !== 0) throw new Error(`exit code ${run.exitCode}: ${run.stderr}`)
  return reportSchema.parse(JSON.parse(run.stdout))
}

/** A folder with these files, which is gone when the test is over. */
export async function folderWith(
  files: Iterable<readonly [path: string, content: string | Uint8Array]>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dump-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}
