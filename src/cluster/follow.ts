// Following a container's log until a line that its script ends with.
import { Buffer } from 'node:buffer'
import type { KubernetesApi } from './api.ts'
import { wordsOf } from './words.ts'

/** What one script's output may bring. Bytes. */
const MAX_LOG_BYTES = 256 * 1024 * 1024

export interface Followed {
  readonly log: string
  /** Why it was not read to its end, in words; null where it was. */
  readonly failure: string | null
}

/**
 * Reads from the first line on, so that rotation can't lose any of it. Ends at `end`, or where the log does.
 * @param path the pod's, from the API's root
 */
export async function followLog(
  api: KubernetesApi,
  path: string,
  container: string,
  end: string,
  signal: AbortSignal,
): Promise<Followed> {
  const chunks: Uint8Array[] = []
  const all = (): string => Buffer.concat(chunks).toString('latin1')
  let size = 0
  let tail = ''
  try {
    const query = { container, follow: 'true' }
    for await (const chunk of api.stream({ method: 'GET', path: `${path}/log`, query, signal })) {
      chunks.push(chunk)
      size += chunk.length
      tail = (tail + Buffer.from(chunk).toString('latin1')).slice(-4 * end.length)
      if (tail.includes(end)) break
      if (size > MAX_LOG_BYTES) return { log: all(), failure: 'It printed more than can be read.' }
    }
    return { log: all(), failure: null }
  } catch (error) {
    return { log: all(), failure: `Its output could not be read to the end. ${wordsOf(error)}` }
  }
}
