// How much of all logs and outputs together is kept: what one run may cost in memory and in the artifact.
import { Buffer } from 'node:buffer'

/** Logs and outputs of one run, redacted or not. Bytes. */
export const TOTAL_BYTES = 256 * 1024 * 1024
/** Of each the newest bytes are kept, however late it comes. */
const LEAST_BYTES = 16 * 1024

interface Text {
  readonly bytes: Uint8Array
  /** Bytes that are not kept, oldest first. */
  readonly droppedBytes: number
}

export class ByteBudget {
  #left: number

  constructor(total = TOTAL_BYTES) {
    this.#left = total
  }

  /** What may be kept of the text: its newest bytes, as long as there is room. First come, first served. */
  keep({ bytes, droppedBytes }: Text): Text {
    const room = Math.max(this.#left, LEAST_BYTES)
    const over = Math.max(0, bytes.length - room)
    this.#left = Math.max(0, this.#left - (bytes.length - over))
    // A copy, so that what is cut off can be freed.
    const kept = over === 0 ? bytes : Buffer.from(bytes.subarray(over))
    return { bytes: kept, droppedBytes: droppedBytes + over }
  }
}
