// The report's folder on the runner's disk.
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import type { Environment } from './inputs.ts'

export interface ReportFile {
  /** Relative, with slashes. */
  readonly path: string
  readonly content: Uint8Array
}

/** A place that later steps of the job can read and that the runner cleans up after it. */
export function reportFolder(environment: Environment, nonce: string): string {
  return join(environment['RUNNER_TEMP'] || tmpdir(), `ephemeral-debug-report-${nonce}`)
}

/** Writes the files; only the user may read them. @throws where a path would leave the folder, or the disk refuses */
export async function writeReport(folder: string, files: readonly ReportFile[]): Promise<void> {
  const root = resolve(folder)
  await mkdir(root, { recursive: true, mode: 0o700 })
  for (const file of files) {
    const path = resolve(root, file.path)
    if (!path.startsWith(root + sep)) throw new Error('A path in the report leads out of its folder.')
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(path, file.content, { mode: 0o600 })
  }
}
