// Live progress: what is said goes on to the log, and a silence that lasts is broken by a word on what is waited for.
import type { Clock, Progress, Voice } from './model/ports.ts'

/** A person who watches the log wonders after about so long. */
const SILENCE_MS = 15_000

/** Runs `work` with a progress that says `still looking: 3 of 5 pods done, 41 s` after each 15 seconds without another line. */
export async function withHeartbeat<T>(
  voice: Voice,
  clock: Clock,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const started = clock.now()
  let waiting = ''
  let lastMs = started
  const heard = (): void => {
    lastMs = clock.now()
  }
  const ended = new AbortController()
  const beat = async (): Promise<void> => {
    while (await clock.sleep(Math.max(1, lastMs + SILENCE_MS - clock.now()), ended.signal)) {
      if (clock.now() - lastMs < SILENCE_MS) continue
      const what = waiting === '' ? '' : `${waiting}, `
      voice.info(`still looking: ${what}${Math.round((clock.now() - started) / 1000)} s`)
      heard()
    }
  }
  const beating = beat()
  try {
    return await work({
      info: line => {
        heard()
        voice.info(line)
      },
      warning: line => {
        heard()
        voice.warning(line)
      },
      waitingFor: what => {
        waiting = what
      },
    })
  } finally {
    ended.abort()
    await beating
  }
}
