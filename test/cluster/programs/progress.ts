// Says what is being done, how far it is and how long it has taken: one line that changes on a terminal, a line now and then elsewhere.
import type { WriteStream } from 'node:tty'

const QUIET_INTERVAL_MS = 10_000

export interface Progress {
  /** What is going on now; replaces the line before. */
  update(text: string): void
  /** Repeats the last update with a new time while `work` goes on, so that a silent stretch does not look like a standstill. */
  during<T>(work: Promise<T>): Promise<T>
  /** Something that stays on screen. */
  line(text: string): void
}

/** Progress on a stream (standard error unless told otherwise), with the time since it was made. */
export function createProgress(stream: WriteStream = process.stderr): Progress {
  const start = Date.now()
  let lastPrinted = 0
  let pending = false
  let current = ''
  const clear = () => {
    if (pending) stream.write('\r\u001b[K')
    pending = false
  }
  const progress: Progress = {
    update(text) {
      current = text
      const stamped = `${text} (${duration(Date.now() - start)})`
      if (stream.isTTY) {
        stream.write(`\r\u001b[K${stamped.slice(0, (stream.columns || 80) - 1)}`)
        pending = true
      } else if (Date.now() - lastPrinted >= QUIET_INTERVAL_MS) {
        lastPrinted = Date.now()
        stream.write(`${stamped}\n`)
      }
    },
    during(work) {
      const timer = setInterval(() => current && progress.update(current), 1000)
      return work.finally(() => clearInterval(timer))
    },
    line(text) {
      clear()
      stream.write(`${text}\n`)
    },
  }
  return progress
}

/** 93_000 -> "1 min 33 s". */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
