// For when the Secrets are not known: every value of an environment may be one.
import type { Guess } from './keyed.ts'

/** Variables whose values are no secret whatever sets them: places, and what Kubernetes says of its Services. */
const openVariable =
  '(?!(?:PATH|HOME|HOSTNAME|PWD|OLDPWD|SHLVL|TERM|USER|TZ|LANG|LC_[A-Z]{1,20}|[A-Z0-9_]{1,80}_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]{1,40})?|PORT(?:_[0-9]{1,5}_(?:TCP|UDP)(?:_[A-Z]{1,5})?)?|VERSION))=)'

export const environmentLabel = 'environment value'

/** Every value of an environment variable as `env`, `docker inspect` or /proc/PID/environ show it. */
export function environmentValues(text: string): readonly Guess[] {
  const variable = new RegExp(
    `(?:^|\\0)${openVariable}[A-Z][A-Z0-9_]{1,100}=(?!\\[REDACTED:)([^\\0\\r\\n]{1,8192})`,
    'dgm',
  )
  return [...text.matchAll(variable)].flatMap(match => {
    const span = match.indices?.[1]
    return span === undefined ? [] : [{ start: span[0], end: span[1], label: environmentLabel }]
  })
}
