// What the post step does in a job that has passed: an earlier run's comment becomes a green line.
import { randomBytes } from 'node:crypto'
import { clock } from './clock.ts'
import { parseContext, readPayload } from './github/context.ts'
import { runnerSecrets } from './github/runner-secrets.ts'
import { commentPassed } from './publish/comment.ts'
import { redactorFor } from './redact/for-settings.ts'
import type { Step } from './step.ts'

/** No failure of this is worth a word in a job that is well. */
export async function tellPassed({ settings, environment, log, interrupted }: Step): Promise<void> {
  const secrets = runnerSecrets(environment, settings.githubToken)
  const redactor = redactorFor(settings, randomBytes(32), secrets)
  const context = parseContext(environment, await readPayload(environment))
  await commentPassed(redactor, { settings, context, clock, log, interrupted })
}
