// The entry of the action, for both of its steps: main arms or acts, post acts if the job has failed since.
import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { type Decision, decide } from './arming.ts'
import { parseContext, readPayload } from './github/context.ts'
import { type Environment, inputReader } from './github/inputs.ts'
import { runnerSecrets } from './github/runner-secrets.ts'
import { readState, type StepState, writeState } from './github/state.ts'
import { JobLog } from './github/workflow-commands.ts'
import { withHeartbeat } from './heartbeat.ts'
import { ConfigurationError } from './model/errors.ts'
import type { Clock } from './model/ports.ts'
import type { Settings } from './model/settings.ts'
import { commentPassed } from './publish/comment.ts'
import { publish } from './publish.ts'
import { redactorFor } from './redact/for-settings.ts'
import { run } from './run.ts'
import { parseSettings, secretSettings } from './settings.ts'

const BUGS = 'https://github.com/org/ephemeral-debug-action/issues'
/** A cancelled job is killed 4 minutes 45 seconds after its cancellation, post steps and all. */
const CANCELLED_TIMEOUT_MS = 220_000

async function main(environment: Environment, log: JobLog): Promise<void> {
  const remembered = readState(environment)
  // From here on the post step knows that it is one, however this step ends.
  if (remembered === null) remember({ kind: 'done' }, environment, log)
  const settings = parseSettings(inputReader(environment))
  const decision = decide(remembered === null ? 'main' : 'post', settings, remembered)
  if (decision.do === 'arm') arm(environment, log)
  if (decision.do === 'tell-passed') await tellPassed(settings, environment, log)
  if (decision.do === 'act') await act(settings, decision, environment, log)
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

/** No failure of this is worth a word in a job that is well. */
async function tellPassed(settings: Settings, environment: Environment, log: JobLog): Promise<void> {
  const secrets = runnerSecrets(environment, settings.githubToken)
  const redactor = redactorFor(settings, randomBytes(32), secrets)
  const context = parseContext(environment, await readPayload(environment))
  await commentPassed(redactor, { settings, context, clock, log, interrupted: interruption() })
}

async function act(
  settings: Settings,
  decision: Extract<Decision, { do: 'act' }>,
  environment: Environment,
  log: JobLog,
): Promise<void> {
  for (const secret of secretSettings(settings)) log.setSecret(secret)
  const nonce = Array.from({ length: 6 }, () => NONCE_LETTERS[randomInt(NONCE_LETTERS.length)]).join('')
  const cancelled = settings.jobStatus === 'cancelled'
  const timeoutMs = cancelled ? Math.min(settings.timeoutMs, CANCELLED_TIMEOUT_MS) : settings.timeoutMs
  const started = clock.now()
  const interrupted = interruption()
  const diagnosis = await log.group('Looking at the cluster', () =>
    withHeartbeat(log, clock, progress =>
      run(
        { ...settings, timeoutMs },
        {
          clock,
          progress,
          environment,
          nonce,
          redactionKey: randomBytes(32),
          secrets: runnerSecrets(environment, settings.githubToken),
          onSecrets: redactor => log.hide(redactor.text),
          jobStartedAt: decision.jobStartedAt,
          interrupted,
        },
      ),
    ),
  )
  const context = parseContext(environment, await readPayload(environment))
  const durationMs = Math.round(clock.now() - started)
  await publish(diagnosis, {
    settings,
    context,
    environment,
    log,
    clock,
    nonce,
    durationMs,
    leftMs: timeoutMs - durationMs,
    interrupted,
  })
}

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => setTimeout(ms, true, { signal }).catch(() => false),
}

/** Without letters that form words, and what a Kubernetes name may hold. */
const NONCE_LETTERS = 'bcdfghjklmnpqrstvwxz2456789'

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
const code = await main(process.env, log).then(
  () => 0,
  error => report(error, process.env, log),
)
// Connections kept alive, or an upload given up on, must not keep the job waiting.
process.exit(code)
