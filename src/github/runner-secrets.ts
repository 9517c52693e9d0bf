// What the runner's environment holds that must not be shown: the job's tokens, and variables whose names say so.

import type { KnownSecret } from '../redact/known-secrets.ts'
import { namesSecret } from '../redact/patterns/named.ts'
import type { Environment } from './inputs.ts'

const tokens = new Set([
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
])

/** `DATABASE_URL` and its like: of an address only the password is looked for. */
const holdsLogin = /^[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/?#:@]{0,512}:[^\s/?#]{1,2048}@/i

/** The secrets of the environment; `githubToken` is the input of that name. */
export function runnerSecrets(environment: Environment, githubToken: string): readonly KnownSecret[] {
  const found = Object.entries(environment).flatMap(([name, value = '']) => {
    if (value === '' || isInput(name)) return []
    if (tokens.has(name)) return [{ label: 'GitHub token', value }]
    const isSecret = namesSecret(name) || holdsLogin.test(value)
    return isSecret ? [{ label: `runner variable ${name}`, value, keyName: name }] : []
  })
  const input = githubToken === '' ? [] : [{ label: 'GitHub token', value: githubToken }]
  return [...new Map([...found, ...input].map(secret => [secret.value, secret])).values()]
}

/** Our own inputs; those that are secret are known by their meaning. */
function isInput(name: string): boolean {
  return name.startsWith('INPUT_')
}
