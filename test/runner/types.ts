// The runner's vocabulary: what a job is given and what it gives back.

export type JobStatus = 'success' | 'failure' | 'cancelled'
export type Conclusion = JobStatus | 'skipped'
export type Stage = 'main' | 'post'
export type Strings = Readonly<Record<string, string>>

/** A workflow command that took effect: `::name key=value::message` or `##[name key=value]message`, unescaped. */
export interface WorkflowCommand {
  readonly name: string
  readonly properties: Strings
  readonly message: string
}

/** What GitHub keeps of `::error::`, `::warning::` and `::notice::`: the message is masked and at most 4096 characters. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly message: string
  readonly title: string | null
  readonly properties: Strings
}

/** One line of the job log, masked, as GitHub stores it (`##[group]title`, `##[error]message`, …). */
export interface LogLine {
  readonly stage: Stage
  readonly source: 'stdout' | 'stderr' | 'runner'
  readonly text: string
}

export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
  /** Milliseconds since the process was started. */
  readonly atMs: number
}

export interface SentSignal {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'
  /** Milliseconds since the process was started. */
  readonly atMs: number
}

export interface StepResult {
  readonly stage: Stage
  readonly conclusion: Conclusion
  /** null when the step was skipped or died of a signal. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly durationMs: number
  /** What the runner sent to the process, in order. */
  readonly sentSignals: readonly SentSignal[]
  /** The inputs as evaluated for this stage, defaults included. */
  readonly inputs: Strings
  readonly outputs: Strings
  /** All state known after this stage. */
  readonly state: Strings
  /** The job summary as uploaded (masked, LF); null when empty, over 1 MiB, or lost because the runner was killed. */
  readonly summary: string | null
  readonly envChanges: Strings
  readonly pathAdditions: readonly string[]
  readonly commands: readonly WorkflowCommand[]
  /** At most ten of each level, as on GitHub. */
  readonly annotations: readonly Annotation[]
  /** How many more there were. */
  readonly annotationsDropped: number
  /** Values given to `::add-mask::` in this stage. */
  readonly masks: readonly string[]
  readonly stdout: string
  readonly stderr: string
  /** stdout and stderr in the order of arrival. */
  readonly chunks: readonly OutputChunk[]
  readonly log: readonly LogLine[]
  /** The log's lines joined by LF. */
  readonly maskedLog: string
}

/** The runner's clocks. The defaults are those of actions/runner 2.336. */
export interface Timing {
  /** From SIGINT to SIGTERM. */
  readonly sigintGraceMs: number
  /** From SIGTERM to SIGKILL. */
  readonly sigtermGraceMs: number
  /** From the cancellation of the job to the kill of whatever still runs: `cancel-timeout-minutes` (5) less 15 s. */
  readonly cancelLimitMs: number
  /** From the process' exit to giving up on pipes that a child of it still holds. */
  readonly pipesGraceMs: number
}

export const realTiming: Timing = {
  sigintGraceMs: 7_500,
  sigtermGraceMs: 2_500,
  cancelLimitMs: 285_000,
  pipesGraceMs: 5_000,
}
