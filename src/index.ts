// The entry of the action, for both of its steps: main arms or acts, post acts if the job has failed since.
import { decide } from './arming.ts'
import { type Environment, inputReader } from './github/inputs.ts'
import { readState, type StepState, writeState } from './github/state.ts'
import { JobLog } from './github/workflow-commands.ts'
import { ConfigurationError } from './model/errors.ts'
import { parseSettings } from './settings.ts'
import type { Step } from './step.ts'

const BUGS = 'https://github.com/org/ephemeral-debug-action/issues'

async function main(environment: Environment, log: JobLog): Promise<void> {
  const remembered = readState(environment)
  // From here on the post step knows that it is one, however this step ends.
  if (remembered === null) remember({ kind: 'done' }, environment, log)
  const settings = parseSettings(inputReader(environment))
  const decision = decide(remembered === null ? 'main' : 'post', settings, remembered)
  if (decision.do === 'arm') arm(environment, log)
  if (decision.do === 'nothing' || decision.do === 'arm') return
  // Most of the bundle is for what follows, and evaluating it is most of what a job that is well would wait for.
  const step: Step = { settings, environment, log, interrupted: interruption() }
  if (decision.do === 'tell-passed') {
    const { tellPassed } = await import(/* webpackMode: "eager" */ './passing.ts')
    await tellPassed(step)
  } else {
    const { act } = await import(/* webpackMode: "eager" */ './acting.ts')
    await act(step, decision.jobStartedAt)
  }
}

/** Without it the post step takes itself for a main step: it acts if the job has failed, which is what matters. */
function remember(state: StepState, environment: Environment, log: JobLog): void {
  try {
    writeState(state, environment)
  } catch (problem) {
    log.warning(`The step's state could not be kept: ${problem instanceof Error ? problem.message : problem}`)
  }
}

function arm(environment: Environment, log: JobLog): void {
  remember({ kind: 'armed', startedAt: new Date().toISOString() }, environment, log)
  log.info('Armed: if this job fails, the failing pods are looked into after its last step.')
}

/** Fires at the first signal: the runner sends SIGINT, and 7.5 s later SIGTERM, to a step whose job is cancelled. */
function interruption(): AbortSignal {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  return controller.signal
}

/** The user's fault fails the step, in words. Ours never does: it is shown whole, with where to report it. */
function report(error: unknown, environment: Environment, log: JobLog): number {
  if (error instanceof ConfigurationError) {
    // The main step has failed on it already; the post step of the same job has nothing to add.
    if (readState(environment) !== null) return 0
    for (const fault of error.faults) log.error(fault)
    return 1
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  log.warning(
    `ephemeral-debug-action has a bug: it could not finish. The job's result is not changed. Please report it with what follows at ${BUGS}`,
  )
  log.info(stack)
  return 0
}

const log = new JobLog(text => process.stdout.write(text))
// What a library throws behind our back is our bug too, and must not turn a job red.
process.on('uncaughtException', error => process.exit(report(error, process.env, log)))
// 13 is Node's word for a promise that nothing can settle any more.
process.on('exit', code => {
  if (code === 13) process.exitCode = report(new Error('it waited for nothing'), process.env, log)
})
const code = await main(process.env, log).then(
  () => 0,
  error => report(error, process.env, log),
)
// Connections kept alive, or an upload given up on, must not keep the job waiting.
process.exit(code)
