// What a step does in a job that has failed: looks at the cluster, and brings what it saw to people.
import { randomBytes, randomInt } from 'node:crypto'
import { clock } from './clock.ts'
import { parseContext, readPayload } from './github/context.ts'
import { runnerSecrets } from './github/runner-secrets.ts'
import { readThisJob } from './github/this-job.ts'
import { withHeartbeat } from './heartbeat.ts'
import { publish } from './publish.ts'
import { run } from './run.ts'
import { secretSettings } from './settings.ts'
import type { Step } from './step.ts'

/** A cancelled job is killed 4 minutes 45 seconds after its cancellation, post steps and all. */
const CANCELLED_TIMEOUT_MS = 220_000

/** Without letters that form words, and what a Kubernetes name may hold. */
const NONCE_LETTERS = 'bcdfghjklmnpqrstvwxz2456789'

/**
 * Looks at the cluster and tells people.
 * @param armedAt when the job armed the action (ISO 8601), or null
 */
export async function act(
  { settings, environment, log, interrupted }: Step,
  armedAt: string | null,
): Promise<void> {
  for (const secret of secretSettings(settings)) log.setSecret(secret)
  const nonce = Array.from({ length: 6 }, () => NONCE_LETTERS[randomInt(NONCE_LETTERS.length)]).join('')
  const cancelled = settings.jobStatus === 'cancelled'
  const timeoutMs = cancelled ? Math.min(settings.timeoutMs, CANCELLED_TIMEOUT_MS) : settings.timeoutMs
  const started = clock.now()
  const context = parseContext(environment, await readPayload(environment))
  const token = settings.githubToken
  const job = await readThisJob(context, { token, clock, random: Math.random, interrupted })
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
          jobStartedAt: job?.startedAt ?? armedAt,
          failedStep: job?.failedStep ?? null,
          interrupted,
        },
      ),
    ),
  )
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
