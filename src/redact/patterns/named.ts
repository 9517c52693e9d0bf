// Values that their own names give away: `DB_PASSWORD=…`, `"token": "…"`, `--api-key …`.
import type { Attempt, KeyedPattern } from './keyed.ts'

/** Where a name ends that says "secret"; `key` only with a word before it that says whose. */
const nameEnds = [
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'credential',
  'apikey',
  'key',
] as const

const ending = /(?:pass(?:word|wd|phrase)|pwd|secret|token|credentials?|apikey|key(?:[._-]data)?)/iy
const keyOwner = /(?:(?:api|access|secret|private|signing|encryption)[._-]?|client[._-]key[._-]data)$/i

/** What stands where a secret would, and is none: references, placeholders, words for nothing. */
const noSecret =
  '(?!\\[REDACTED:|\\$[({]|\\{\\{|%[sdvq]|\\*{3}|(?:true|false|null|nil|none|undefined|yes|no|empty|unset|redacted)(?![A-Za-z0-9]))'

const secretName =
  '(?:pass(?:word|wd|phrase)|pwd|secret|token|api[._-]?key|(?:access|secret|private|signing|encryption)[._-]?key|client[._-]key[._-]data|credentials?)'

/** True for a variable or flag whose value is a secret whatever it looks like: `DB_PASSWORD`, `--api-key`. */
export function namesSecret(name: string): boolean {
  return new RegExp(`${secretName}$`, 'i').test(name)
}

/** False for what stands where a secret would and is none: a reference, a placeholder, a word for nothing. */
export function holdsSecret(value: string): boolean {
  return new RegExp(`^${noSecret}[^<]`, 'i').test(value)
}

/** One way to write a value behind its name. */
interface Form {
  /** From the end of the name; its groups are the secret. */
  readonly value: RegExp
  /** What must stand before the name's end, and how far back to look for it. */
  readonly before?: { readonly regex: RegExp; readonly length: number }
}

const sticky = (source: string, flags = ''): RegExp => new RegExp(source, `diy${flags}`)

const forms: readonly Form[] = [
  // In environments, connection strings, query strings and log lines.
  {
    value: sticky(
      `["']?(?:=|:=| = ) {0,2}(?:"${noSecret}([^"\\r\\n\\0]{1,65536})|'${noSecret}([^'\\r\\n\\0]{1,65536})|${noSecret}((?:[^\\s"'&;,<>\\0\\\\]|,(?=[^\\s"'&;,<>\\0\\\\])){1,65536}))`,
    ),
  },
  // `"password": "…"`, also inside a string (`\"password\":\"…\"`).
  {
    value: sticky(
      `(?:"|\\\\{1,3}")[ \\t]{0,3}:[ \\t]{0,3}(?:"|\\\\{1,3}")${noSecret}([^"\\r\\n\\0\\\\]{1,65536})`,
    ),
  },
  // An environment variable as manifests write it: a name, then its value.
  {
    value: sticky(
      `(?:\\\\{0,3}")?,?\\s{0,40}(?:\\\\{0,3}")?value(?:\\\\{0,3}")?: {0,2}(?:\\\\{0,3}")?${noSecret}([^\\s"\\\\][^"\\r\\n\\\\]{0,65535})`,
    ),
    before: { regex: /name(?:\\{0,3}")?: {0,2}(?:\\{0,3}")?[A-Za-z0-9_.-]{0,80}$/i, length: 100 },
  },
  {
    value: sticky(
      `(?:[ \\t]{1,4}|","|", "|\\0)["']?(?!-)(?!(?:is|flag|flags|option|options|and|or|to|must|not|for|value|file|from|in|was|requires?|with|the|cannot|may|can)\\b)${noSecret}([^\\s"'\\0<>[\\\\]{1,65536})`,
    ),
    before: { regex: /--[a-z0-9-]{0,60}$/i, length: 62 },
  },
  // `password: …` alone on its line. Elsewhere a colon is prose ("unexpected token: foo").
  {
    value: sticky(
      `["']?:[ \\t]{1,8}["']?${noSecret}([^\\s"'&<>|{[\\\\][^\\s"'\\\\]{0,4095})["']?[ \\t]{0,8}$`,
      'm',
    ),
    before: { regex: /(?:^|[\r\n])[ \t]{0,40}(?:- )?["']?[A-Za-z0-9_.-]{0,80}$/, length: 126 },
  },
]

const mayFollow = /["'=: \\,\s\0]/

export const namedValues: KeyedPattern = { label: 'password', heads: nameEnds, at }

function at(text: string, head: number): Attempt | null {
  ending.lastIndex = head
  if (!ending.test(text)) return null
  const end = ending.lastIndex
  // Most words that look like a name are prose, and end otherwise.
  if (!mayFollow.test(text.charAt(end))) return null
  if (text.charAt(head).toLowerCase() === 'k' && !isSecretKey(text, head, end)) return null
  for (const { value, before } of forms) {
    if (before !== undefined && !before.regex.test(text.slice(Math.max(0, end - before.length), end)))
      continue
    value.lastIndex = end
    const span = value
      .exec(text)
      ?.indices?.slice(1)
      .find(group => group !== undefined)
    if (span === undefined) continue
    return { guesses: [{ start: span[0], end: span[1], label: 'password' }], seen: value.lastIndex }
  }
  return null
}

function isSecretKey(text: string, head: number, end: number): boolean {
  const from = Math.max(0, head - 12)
  return keyOwner.test(text.slice(from, end - head > 3 ? end : head))
}
