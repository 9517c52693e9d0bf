// The redactor of a run: the secrets that are known by then, and what the user's settings say is secret.
import type { Settings } from '../model/settings.ts'
import type { KnownSecret } from './known-secrets.ts'
import { createOwnPattern } from './own-patterns.ts'
import { createRedactor, type Redactor, type RedactorOptions } from './redactor.ts'

/** @param key random bytes for the tags, the same for the whole run */
export function redactorFor(
  { redact, redactPatterns }: Settings,
  key: Uint8Array,
  secrets: readonly KnownSecret[],
  more: Pick<RedactorOptions, 'ordinaryWords' | 'secretsUnknown'> = {},
): Redactor {
  const extraPatterns = redactPatterns.map(createOwnPattern)
  return createRedactor({ ...more, secrets, key, extraLiterals: redact, extraPatterns })
}
