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

/** Where the report may go, best first: where the runner cleans up after the job, else where the system keeps such things. */
export function reportFolders(environment: Environment, nonce: string): readonly string[] {
  const places = new Set([environment['RUNNER_TEMP'] || tmpdir(), tmpdir()])
  return [...places].map(place => join(place, `ephemeral-debug-report-${nonce}`))
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
