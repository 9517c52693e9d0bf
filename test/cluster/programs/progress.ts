// Says what is being done, how far it is and how long it has taken: one line that changes on a terminal, a line now and then elsewhere.
import type { WriteStream } from 'node:tty'

const QUIET_INTERVAL_MS = 10_000

export interface Progress {
  /** What is going on now; replaces the line before. */
  update(text: string): void
  /** Something that stays on screen. */
  line(text: string): void
}

/** Progress on a stream (standard error unless told otherwise), with the time since it was made. */
export function createProgress(stream: WriteStream = process.stderr): Progress {
  const start = Date.now()
  let lastPrinted = 0
  let pending = false
  const clear = () => {
    if (pending) stream.write('\r\u001b[K')
    pending = false
  }
  return {
    update(text) {
      const stamped = `${text} (${duration(Date.now() - start)})`
      if (stream.isTTY) {
        stream.write(`\r\u001b[K${stamped.slice(0, Math.max(20, stream.columns - 1))}`)
        pending = true
      } else if (Date.now() - lastPrinted >= QUIET_INTERVAL_MS) {
        lastPrinted = Date.now()
        stream.write(`${stamped}\n`)
      }
    },
    line(text) {
      clear()
      stream.write(`${text}\n`)
    },
  }
}

/** 93_000 -> "1 min 33 s". */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
