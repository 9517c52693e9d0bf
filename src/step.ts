// What a step of the action is given by its entry.
import type { Environment } from './github/inputs.ts'
import type { JobLog } from './github/workflow-commands.ts'
import type { Settings } from './model/settings.ts'

export interface Step {
  readonly settings: Settings
  readonly environment: Environment
  readonly log: JobLog
  /** Fires when the job is cancelled. */
  readonly interrupted: AbortSignal
}
