// The job summary: Markdown on the run's page.
import { appendFile, stat } from 'node:fs/promises'
import type { Environment } from './inputs.ts'

/** Of one step, in bytes. The runner drops the whole of a summary that is larger. */
export const summaryBytes = 1024 * 1024

export type SummaryResult =
  | { readonly kind: 'written' }
  /** It did not fit; a short notice stands in its place. */
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'failed'; readonly why: string }

/** Appends to the step's summary; `notice` is written instead where the whole would be dropped. Never throws. */
export async function writeSummary(
  markdown: string,
  notice: string,
  environment: Environment,
): Promise<SummaryResult> {
  const path = environment['GITHUB_STEP_SUMMARY']
  if (!path) return { kind: 'unavailable' }
  try {
    const bytes = (await sizeOf(path)) + Buffer.byteLength(`${markdown}\n`)
    await appendFile(path, `${bytes <= summaryBytes ? markdown : notice}\n`)
    return bytes <= summaryBytes ? { kind: 'written' } : { kind: 'too-large', bytes }
  } catch (error) {
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) }
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null)
  return found?.size ?? 0
}
