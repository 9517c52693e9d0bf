// Makes throwaway actions for the runner's own tests: a folder with action.yml and the given code.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { stringify } from 'yaml'
import { type JobOptions, type JobResult, runJob } from '../../runner/index.ts'

export interface Throwaway {
  readonly inputs?: Readonly<Record<string, { default?: string; deprecationMessage?: string }>>
  /** The body of a module that has the real `core` (@actions/core) in scope, and top-level await. */
  readonly main: string
  readonly post?: string
  readonly postIf?: string
}

/** Writes an expression as action.yml and workflows do, `$` and all. */
export function expression(source: string): string {
  return ['$', `{{ ${source} }}`].join('')
}

/** The URL of a file of an installed package, for code that runs outside this repository. */
export function packageFile(path: string): string {
  return new URL(`../../../node_modules/${path}`, import.meta.url).href
}

/** @returns the action's folder; it is removed when the test is over */
export async function makeAction({ inputs = {}, main, post, postIf }: Throwaway): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'action-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const manifest = {
    name: 'Throwaway',
    description: 'For one test',
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [name, { description: name, ...input }]),
    ),
    runs: {
      using: 'node24',
      main: 'main.mjs',
      ...(post === undefined ? {} : { post: 'post.mjs' }),
      ...(postIf === undefined ? {} : { 'post-if': postIf }),
    },
  }
  const prelude = `import * as core from ${JSON.stringify(packageFile('@actions/core/lib/core.js'))}\n`
  await writeFile(join(folder, 'action.yml'), stringify(manifest, { schema: 'failsafe' }))
  await writeFile(join(folder, 'main.mjs'), prelude + main)
  await writeFile(join(folder, 'post.mjs'), prelude + (post ?? ''))
  return folder
}

/** Makes the action and runs a job with it; the job's folders are removed when the test is over. */
export async function runThrowaway(
  action: Throwaway,
  options: Omit<JobOptions, 'action'> = {},
): Promise<JobResult> {
  const job = await runJob({ ...options, action: await makeAction(action) })
  onTestFinished(job.cleanUp)
  return job
}
