// What the main step tells the post step of the same job. It shows in debug logs: no secrets here.
import { saveState } from '@actions/core'
import { z } from 'zod'
import type { Environment } from './inputs.ts'

/** `armed`: wait for the job's end; `done`: nothing is left to do. */
const stateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('armed'), startedAt: z.iso.datetime() }),
  z.object({ kind: z.literal('done') }),
])

export type StepState = z.infer<typeof stateSchema>

const key = 'ephemeral-debug'

/** Keeps the state for the post step; a later call replaces it. Away from a runner there is no post step, and nothing is kept. */
export function writeState(state: StepState, environment: Environment): void {
  if (environment['GITHUB_STATE']) saveState(key, JSON.stringify(state))
}

/** What the main step kept; null in the main step itself, and where it is not a state of ours. */
export function readState(environment: Environment): StepState | null {
  const text = environment[`STATE_${key}`]
  if (!text) return null
  try {
    return stateSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
