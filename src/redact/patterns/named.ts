// Values that their own names give away: `DB_PASSWORD=…`, `"token": "…"`, `--api-key …`.
import type { Attempt, KeyedPattern } from './keyed.ts'
import { forms, type NameKind, noSecret } from './named-forms.ts'

/** Where a name ends that says "secret"; `pass` and `key` only with a word before them that says whose. */
const nameEnds = [
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'pass',
  'pwd',
  'secret',
  'token',
  'credential',
  'apikey',
  'key',
] as const

const keyOwners =
  'api|access|secret|private|signing|encryption|encrypt|master|auth|session|account|shared|storage|jwt|hmac'
const keyEnds = 'key(?:[._-](?:data|base))?'
const ending = new RegExp(
  `(?:(pass(?:word|wd|phrase|code)|pwd)|(pass)|secret|token|credentials?|apikey|(${keyEnds}))`,
  'iy',
)
const keyOwner = new RegExp(`(?:(?:${keyOwners})[._-]?|client[._-]key[._-]data)$`, 'i')
/** `DB_PASS`, `dbPass`, `--pass`, `storepass`; not `bypass`, and not the word by itself. */
const passOwner = /(?:[A-Za-z0-9][._-][Pp]|[a-z0-9]P|(?:key|store|KEY|STORE)[Pp]|--p)$/

const secretName = `(?:pass(?:word|wd|phrase|code)|pwd|secret|token|api[._-]?key|(?:${keyOwners})[._-]?key(?:[._-]base)?|client[._-]key[._-]data|credentials?|[._-]pass|authorization|cookie)`

const telling = new RegExp(`${secretName}$`, 'i')
const holding = new RegExp(`^${noSecret}[^<]`, 'i')

/** True for a variable, a flag or a header whose value is a secret whatever it looks like: `DB_PASSWORD`, `--api-key`. */
export function namesSecret(name: string): boolean {
  return telling.test(name) && !/^(?:OLD)?PWD$/.test(name)
}

/** False for what stands where a secret would and is none: a reference, a placeholder, a word for nothing. */
export function holdsSecret(value: string): boolean {
  return holding.test(value)
}

const mayFollow = /["'`=: \\,\s\0\]>(&%-]/

export const namedValues: KeyedPattern = { label: 'password', heads: nameEnds, at }

function at(text: string, head: number): Attempt | null {
  ending.lastIndex = head
  const match = ending.exec(text)
  if (match === null) return null
  const end = ending.lastIndex
  // Most words that look like a name are prose, and end otherwise.
  if (!mayFollow.test(text.charAt(end))) return null
  const [, password, pass, key] = match
  if (key !== undefined && !isSecretKey(text, head, end)) return null
  if (pass !== undefined && !passOwner.test(text.slice(Math.max(0, head - 6), head + 1))) return null
  if (pass !== undefined && /^[=:] {0,2}[0-9]{1,3}(?![^\s,;)])/.test(text.slice(end, end + 8))) return null
  if (isWorkingDirectory(text, head, end)) return null
  return firstForm(text, end, (password ?? pass) === undefined ? 'other' : 'password')
}

function firstForm(text: string, end: number, kind: NameKind): Attempt | null {
  const next = text.charAt(end)
  for (const { first, only = kind, value, before, accepts } of forms) {
    if (!first.includes(next) || only !== kind || before?.(text, end) === false) continue
    value.lastIndex = end
    const span = value
      .exec(text)
      ?.indices?.slice(1)
      .findLast(group => group !== undefined)
    if (span === undefined || accepts?.(text.slice(span[0], span[1]), kind) === false) continue
    return { guesses: [{ start: span[0], end: span[1], label: 'password' }], seen: span[1] }
  }
  return null
}

function isSecretKey(text: string, head: number, end: number): boolean {
  const from = Math.max(0, head - 12)
  return keyOwner.test(text.slice(from, end - head > 3 ? end : head)) || keyOwner.test(text.slice(from, head))
}

/** `PWD=/app` and `OLDPWD=/`: every shell has them. */
function isWorkingDirectory(text: string, head: number, end: number): boolean {
  return (
    text.startsWith('=/', end) &&
    /(?:^|[^A-Za-z0-9_.-])(?:OLD)?PWD$/.test(text.slice(Math.max(0, head - 4), end))
  )
}
