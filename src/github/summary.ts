// The job summary: Markdown on the run's page.
import { appendFile, stat } from 'node:fs/promises'
import type { Environment } from './inputs.ts'

/** Of one step, in bytes. The runner drops the whole of a summary that is larger. */
export const summaryBytes = 1024 * 1024

export type SummaryResult =
  | { readonly kind: 'written' }
  /** It did not fit; a short notice stands in its place. */
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'unavailable'; readonly why: string }

/** Appends to the step's summary; `notice` is written instead where the whole would be dropped. Never throws. */
export async function writeSummary(
  markdown: string,
  notice: string,
  environment: Environment,
): Promise<SummaryResult> {
  const path = environment['GITHUB_STEP_SUMMARY']
  if (!path) return { kind: 'unavailable', why: 'this runner has no job summary' }
  try {
    const bytes = (await sizeOf(path)) + Buffer.byteLength(`${markdown}\n`)
    await appendFile(path, `${bytes <= summaryBytes ? markdown : notice}\n`)
    return bytes <= summaryBytes ? { kind: 'written' } : { kind: 'too-large', bytes }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { kind: 'unavailable', why: `the job summary could not be written: ${reason}` }
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null)
  return found?.size ?? 0
}
