// Runs one stage (main or post) of the action within a job.
import { join } from 'node:path'
import { contextVariables, type JobContext } from './context.ts'
import type { Scope } from './expressions.ts'
import { createFiles, type FileCommandResults, readFiles } from './file-commands.ts'
import { type EvaluatedInputs, evaluateInputs, inputVariables, type Manifest } from './manifest.ts'
import type { Masker } from './masker.ts'
import { type NodeProcessResult, runNode } from './node-process.ts'
import { StepLog } from './step-log.ts'
import type { Conclusion, JobStatus, LogLine, Stage, StepResult, Strings, Timing } from './types.ts'

/** What the stages of a job share. Only the last five change while the job runs. */
export interface Job {
  readonly manifest: Manifest
  readonly actionFolder: string
  readonly inputs: Strings
  readonly context: JobContext
  readonly github: Strings
  readonly runner: Strings
  readonly token: string
  /** ACTIONS_RUNTIME_TOKEN and its like: what only the processes of actions get. */
  readonly runtime: Strings
  readonly machine: Strings
  readonly masker: Masker
  readonly timing: Timing
  readonly debug: boolean
  readonly onLine: (line: LogLine) => void
  status: JobStatus
  env: Strings
  prependPath: readonly string[]
  state: Strings
}

export interface StageSignals {
  /** The job was cancelled and the stage's condition no longer holds. */
  readonly cancel: AbortSignal
  /** The cancelled job is over its limit. */
  readonly kill: AbortSignal
  /** The step's `timeout-minutes` has passed. */
  readonly timeout: AbortSignal
}

export function scopeOf(job: Job, status: JobStatus | null): Scope {
  return {
    contexts: {
      github: { ...job.github, token: job.token, event: job.context.payload },
      job: { status: job.status },
      runner: { ...job.runner },
      env: { ...job.env },
      matrix: job.context.matrix,
      strategy: job.context.strategy,
    },
    status,
  }
}

/** Runs the stage and lets what it wrote take effect on the job. */
export async function runStage(job: Job, stage: Stage, signals: StageSignals): Promise<StepResult> {
  const script = join(
    job.actionFolder,
    (stage === 'main' ? job.manifest.runs.main : job.manifest.runs.post) ?? '',
  )
  const log = new StepLog({
    stage,
    masker: job.masker,
    debug: job.debug,
    allowUnsecure: job.env['ACTIONS_ALLOW_UNSECURE_COMMANDS'] === 'true',
    onLine: job.onLine,
  })
  const inputs = evaluateInputs(job.manifest, job.inputs, scopeOf(job, null))
  const files = await createFiles(job.runner['temp'] ?? '')
  printHeader(log, job, stage, inputs)
  const ended = await runNode({
    script,
    cwd: job.github['workspace'] ?? '',
    env: stageEnvironment(job, inputs.values, contextVariables(job.github, job.runner, files)),
    cancel: AbortSignal.any([signals.cancel, signals.timeout]),
    kill: signals.kill,
    timing: job.timing,
    onLine: (stream, line) => log.receive(stream, line),
  })
  // A runner that was killed over the limit never reads the files.
  const written = signals.kill.aborted ? nothingWritten : await readFiles(files, job.masker, log)
  const conclusion = conclude(log, ended, signals, job.context.uses)
  const result = assemble(stage, conclusion, log, ended, written, inputs.values, job.state)
  applyTo(job, result)
  return result
}

const nothingWritten: FileCommandResults = { outputs: {}, state: {}, env: {}, path: [], summary: null }

/** Later sources win: contexts can't be overridden by the workflow's `env`. */
function stageEnvironment(job: Job, inputs: Strings, contexts: Strings): Record<string, string> {
  const state = Object.entries(job.state).map(([name, value]) => [`STATE_${name}`, value])
  const base: Record<string, string> = {
    ...job.machine,
    ...job.env,
    ...Object.fromEntries(state),
    ...inputVariables(inputs),
    ...contexts,
    ...job.runtime,
    GITHUB_ACTIONS: 'true',
  }
  const path = [...job.prependPath]
    .reverse()
    .concat(base['PATH'] ?? [])
    .join(':')
  return { CI: 'true', ...base, PATH: path }
}

function printHeader(log: StepLog, job: Job, stage: Stage, inputs: EvaluatedInputs): void {
  for (const warning of inputs.warnings) log.annotate('warning', warning)
  if (stage === 'post') {
    log.print('Post job cleanup.')
    return
  }
  log.print(`##[group]Run ${job.context.uses}`)
  const section = (title: string, values: Strings) => {
    const shown = Object.entries(values).filter(([, value]) => value !== '')
    if (shown.length > 0) log.print(title)
    for (const [name, value] of shown) log.print(`  ${name}: ${value}`)
  }
  section('with:', inputs.values)
  section('env:', job.env)
  log.print('##[endgroup]')
}

function conclude(log: StepLog, ended: NodeProcessResult, signals: StageSignals, name: string): Conclusion {
  if (signals.kill.aborted || signals.cancel.aborted) {
    log.annotate('error', 'The operation was canceled.')
    return 'cancelled'
  }
  if (signals.timeout.aborted) {
    log.annotate('error', `The action '${name}' has timed out.`)
    return 'failure'
  }
  return ended.exitCode === 0 && !log.effects.failed ? 'success' : 'failure'
}

function assemble(
  stage: Stage,
  conclusion: Conclusion,
  log: StepLog,
  ended: NodeProcessResult,
  written: FileCommandResults,
  inputs: Strings,
  stateBefore: Strings,
): StepResult {
  const { effects, lines } = log
  return {
    stage,
    conclusion,
    ...ended,
    inputs,
    outputs: { ...effects.outputs, ...written.outputs },
    state: { ...stateBefore, ...effects.state, ...written.state },
    summary: written.summary,
    envChanges: { ...effects.env, ...written.env },
    pathAdditions: [...effects.path, ...written.path],
    commands: effects.commands,
    annotations: effects.annotations,
    annotationsDropped: effects.annotationsDropped,
    masks: effects.masks,
    log: lines,
    maskedLog: lines.map(line => line.text).join('\n'),
  }
}

function applyTo(job: Job, result: StepResult): void {
  job.state = result.state
  job.env = { ...job.env, ...result.envChanges }
  const added = new Set(result.pathAdditions)
  job.prependPath = [...job.prependPath.filter(path => !added.has(path)), ...added]
  if (result.conclusion === 'failure' && job.status === 'success') job.status = 'failure'
}
