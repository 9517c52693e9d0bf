// Following a container's log until a line that its script ends with.
import { Buffer } from 'node:buffer'
import { ApiError, type KubernetesApi } from './api.ts'
import { wordsOf } from './words.ts'

/** What one script's output may bring. Bytes. */
const MAX_LOG_BYTES = 256 * 1024 * 1024

export interface Followed {
  readonly log: string
  /** Why it was not read to its end, in words; null where it was. */
  readonly failure: string | null
  /** What `failure` says in words, where something was thrown. */
  readonly error?: unknown
}

/** How often a broken-off log is read again. */
const ATTEMPTS = 5

/**
 * Reads from the first line on, so that rotation can't lose any of it. Ends at `end`, or where the log does. A connection may
 * break off long before that: something between here and the node gives up on a quiet one, a node short of time ends the log of
 * a container that still runs. So without `end` it is read again, until that brings no more than the time before.
 * @param path the pod's, from the API's root
 */
export async function followLog(
  api: Pick<KubernetesApi, 'stream'>,
  path: string,
  container: string,
  end: string,
  signal: AbortSignal,
): Promise<Followed> {
  let longest = await readOnce(api, path, container, end, signal)
  for (let attempt = 1; attempt < ATTEMPTS && !longest.final && !signal.aborted; attempt += 1) {
    const again = await readOnce(api, path, container, end, signal)
    if (again.log.length <= longest.log.length) {
      longest = { ...again, log: longest.log }
      break
    }
    longest = again
  }
  const { final: _, ...followed } = longest
  return followed
}

/** `final`: reading it again would not help. */
async function readOnce(
  api: Pick<KubernetesApi, 'stream'>,
  path: string,
  container: string,
  end: string,
  signal: AbortSignal,
): Promise<Followed & { readonly final: boolean }> {
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
      if (tail.includes(end)) return { log: all(), failure: null, final: true }
      if (size > MAX_LOG_BYTES)
        return { log: all(), failure: 'It printed more than can be read.', final: true }
    }
    return { log: all(), failure: null, final: false }
  } catch (error) {
    const failure = `Its output could not be read to the end. ${wordsOf(error)}`
    return { log: all(), failure, error, final: error instanceof ApiError }
  }
}
