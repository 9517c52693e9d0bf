// Cancels a job: asks the running stage's condition again, and ends everything at the limit.
import { type Job, runStage } from './stage.ts'
import type { Stage, StepResult } from './types.ts'

/** A signal that is never aborted. */
export const never = new AbortController().signal

export interface Cancellation {
  /** Runs a stage if its condition holds; when the job is cancelled meanwhile, asks the condition again. */
  during(stage: Stage, holds: () => boolean, timeout: AbortSignal): Promise<StepResult | null>
  cancel(): void
  stop(): void
}

/**
 * Follows actions/runner: at the cancellation the job's status becomes `cancelled`; a running stage whose condition no
 * longer holds is signalled; later stages whose condition holds run, unsignalled, until the limit.
 */
export function watchCancellation(job: Job, signal: AbortSignal = never): Cancellation {
  const kill = new AbortController()
  let limit: NodeJS.Timeout | undefined
  let running: { holds: () => boolean; cancel: AbortController } | null = null
  const cancel = () => {
    if (limit !== undefined) return
    job.status = 'cancelled'
    limit = setTimeout(() => kill.abort(), job.timing.cancelLimitMs)
    if (running !== null && !running.holds()) running.cancel.abort()
  }
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel, { once: true })
  return {
    cancel,
    async during(stage, holds, timeout) {
      if (kill.signal.aborted || !holds()) return null
      const abort = new AbortController()
      running = { holds, cancel: abort }
      try {
        return await runStage(job, stage, { cancel: abort.signal, kill: kill.signal, timeout })
      } finally {
        running = null
      }
    },
    stop() {
      clearTimeout(limit)
      signal.removeEventListener('abort', cancel)
    },
  }
}
