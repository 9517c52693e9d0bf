// Secrets that nobody told us of, known by their shape. Every quantifier is bounded and none is tried twice on the same text.
import { Buffer } from 'node:buffer'

/** A stretch that a pattern takes for a secret. */
export interface Guess {
  readonly start: number
  readonly end: number
  readonly label: string
}

export interface Pattern {
  readonly label: string
  find(text: string): Iterable<Guess>
}

/**
 * False where no pattern can match: one cheap look instead of fifteen. Every pattern's text has one of these in it; the test of
 * the patterns runs through it, so that one which is forgotten here is found out.
 */
export function maySecrets(text: string): boolean {
  return /:\/\/|eyJ|-----BEGIN|LS0tLS1|auth|pass|pwd|secret|token|key|credential|cookie|bearer|basic|gh[pousr]_|github_pat|A[KS]IA|xox|xapp-|hooks\.slack|gl[a-z]{2,4}-|k_live|k_test|whsec_|npm_|pypi-|AIza|ya29|GOCSPX|SG\.|_v1_|hv[sbr]\.|dckr_|sk-/i.test(
    text,
  )
}

/** The patterns that run on everything. A room for more: any object with a label and a linear `find` will do. */
export function structuralPatterns(): readonly Pattern[] {
  return [
    whole('private key', privateKey),
    whole('private key', encodedPrivateKey()),
    { label: 'json web token', find: findWebTokens },
    whole('access token', vendorToken),
    captured('url password', urlPassword),
    captured('url token', urlToken),
    captured('authorization', authorizationHeader),
    { label: 'authorization', find: findBareCredentials },
    captured('header', secretHeader),
    captured('password', assignment),
    captured('password', yamlAssignment),
    captured('password', quotedMember),
    captured('password', namedValue),
    captured('password', commandLineFlag),
    captured('registry login', dockerAuth),
  ]
}

/** From its first line to its last, or, where the last is cut off, as far as the text may belong to a key. */
const privateKey =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[A-Za-z0-9+/=\s\\:,.-]){0,16384}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g

/** `-----BEGIN … PRIVATE` in base64, as in a kubeconfig's client-key-data. */
function encodedPrivateKey(): RegExp {
  const kinds = ['', 'RSA ', 'EC ', 'DSA ', 'OPENSSH ', 'ENCRYPTED ']
  const heads = kinds.map(kind => `-----BEGIN ${kind}PRIVATE KEY-----`)
  const letters = heads.map(head => Buffer.from(head.slice(0, 24)).toString('base64').replaceAll('+', '\\+'))
  return new RegExp(`(?:${letters.join('|')})[A-Za-z0-9+/=]{0,32768}`, 'g')
}

/** The prefixes that the vendors chose so that their tokens can be found. */
const vendorToken = new RegExp(
  [
    'gh[pousr]_[A-Za-z0-9_.-]{20,1024}',
    'github_pat_[A-Za-z0-9_]{22,255}',
    '(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])',
    'xox[abeoprs]-[A-Za-z0-9-]{10,250}',
    'xapp-[0-9]-[A-Za-z0-9-]{10,250}',
    'hooks\\.slack\\.com/(?:services|workflows)/[A-Za-z0-9/]{20,200}',
    'gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_.-]{20,300}',
    '[rs]k_(?:live|test)_[A-Za-z0-9]{16,250}',
    'whsec_[A-Za-z0-9+/=]{20,100}',
    'npm_[A-Za-z0-9]{36}',
    'pypi-AgE[A-Za-z0-9_-]{50,1000}',
    'AIza[A-Za-z0-9_-]{35}',
    'ya29\\.[A-Za-z0-9_-]{20,500}',
    'GOCSPX-[A-Za-z0-9_-]{20,60}',
    'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}',
    'do[opr]_v1_[a-f0-9]{64}',
    'hv[sbr]\\.[A-Za-z0-9_-]{24,500}',
    'dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,100}',
    'sk-(?:ant|proj|svcacct)-[A-Za-z0-9_-]{20,300}',
    'AGE-SECRET-KEY-1[A-Z0-9]{58}',
  ].join('|'),
  'g',
)

/** `postgres://user:password@host`: the password alone. An image's digest also stands behind an `@`. */
const urlPassword = /:\/\/[^\s/?#:@"'<>\\]{0,256}:([^\s/?#"'<>\\]{1,512})@(?!sha(?:256|512):)/dg
const urlToken = /:\/\/([A-Za-z0-9_.~%-]{20,512})@(?!sha(?:256|512):)/dg

const authorizationHeader =
  /authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:[A-Za-z][A-Za-z0-9-]{1,20} {1,3})?([^\s"'<>\\,][^\r\n"'<>\\]{0,4095})/dgi

const secretHeader =
  /(?:x-(?:api-key|auth-token|vault-token|amz-security-token|csrf-token|access-token|gitlab-token)|private-token|job-token|(?:set-)?cookie)["']?: {0,3}["']?([^\s"'<>\\][^\r\n"'<>\\]{0,4095})/dgi

const secretName =
  '(?:pass(?:word|wd|phrase)|pwd|secret|token|api[._-]?key|(?:access|secret|private|signing|encryption)[._-]?key|client[._-]key[._-]data|credentials?)'

/** What stands where a secret would, and is none: references, placeholders, words for nothing. */
const noSecret =
  '(?!\\[REDACTED:|\\$[({]|\\{\\{|%[sdvq]|\\*{3}|(?:true|false|null|nil|none|undefined|yes|no|empty|unset|redacted)(?![A-Za-z0-9]))'

/** True for a variable or flag whose value is a secret whatever it looks like: `DB_PASSWORD`, `--api-key`. */
export function namesSecret(name: string): boolean {
  return new RegExp(`${secretName}$`, 'i').test(name)
}

/** False for what stands where a secret would and is none: a reference, a placeholder, a word for nothing. */
export function holdsSecret(value: string): boolean {
  return new RegExp(`^${noSecret}[^<]`, 'i').test(value)
}

/** `PASSWORD=…`, in environments, connection strings, query strings and log lines. The name must end there: not TOKEN_SERVICE_PORT=. */
const assignment = new RegExp(
  `${secretName}["']?(?:=|:=| = ) {0,2}(?:"${noSecret}([^"\\r\\n\\0]{1,4096})|'${noSecret}([^'\\r\\n\\0]{1,4096})|${noSecret}((?:[^\\s"'&;,<>\\0\\\\]|,(?=[^\\s"'&;,<>\\0\\\\])){1,4096}))`,
  'dgi',
)

/** `password: …` alone on its line. Elsewhere a colon is prose ("unexpected token: foo"). */
const yamlAssignment = new RegExp(
  `^[ \\t]{0,40}(?:- )?["']?[A-Za-z0-9_.-]{0,60}${secretName}["']?:[ \\t]{1,8}["']?${noSecret}([^\\s"'&<>|{[\\\\][^\\s"'\\\\]{0,4095})["']?[ \\t]{0,8}$`,
  'dgim',
)

/** `"password": "…"`, also inside a string (`\"password\":\"…\"`). */
const quotedMember = new RegExp(
  `${secretName}(?:"|\\\\{1,3}")[ \\t]{0,3}:[ \\t]{0,3}(?:"|\\\\{1,3}")${noSecret}([^"\\r\\n\\0\\\\]{1,4096})`,
  'dgi',
)

/** An environment variable as manifests write it: a name, then its value. */
const namedValue = new RegExp(
  `name(?:\\\\{0,3}")?: {0,2}(?:\\\\{0,3}")?[A-Za-z0-9_.-]{0,60}${secretName}(?:\\\\{0,3}")?,?\\s{0,40}(?:\\\\{0,3}")?value(?:\\\\{0,3}")?: {0,2}(?:\\\\{0,3}")?${noSecret}([^\\s"\\\\][^"\\r\\n\\\\]{0,4095})`,
  'dgi',
)

const commandLineFlag = new RegExp(
  `--[a-z0-9-]{0,40}${secretName}(?:[ \\t]{1,4}|","|", "|\\0)["']?(?!-)(?!(?:is|flag|flags|option|options|and|or|to|must|not|for|value|file|from|in|was|requires?|with|the|cannot|may|can)\\b)${noSecret}([^\\s"'\\0<>[\\\\]{1,4096})`,
  'dgi',
)

const dockerAuth = /"auth\\{0,3}" {0,2}: {0,2}\\{0,3}"([A-Za-z0-9+/=]{8,4096})/dg

/** Variables whose values are no secret whatever sets them: places, and what Kubernetes says of its Services. */
const openVariable =
  '(?!(?:PATH|HOME|HOSTNAME|PWD|OLDPWD|SHLVL|TERM|USER|TZ|LANG|LC_[A-Z]{1,20}|[A-Z0-9_]{1,80}_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]{1,40})?|PORT(?:_[0-9]{1,5}_(?:TCP|UDP)(?:_[A-Z]{1,5})?)?|VERSION))=)'

/** Every value of an environment as `env`, `docker inspect` or /proc/PID/environ show it. For when the Secrets are not known. */
export function environmentValues(): Pattern {
  const variable = new RegExp(
    `(?:^|\\0)${openVariable}[A-Z][A-Z0-9_]{1,100}=(?!\\[REDACTED:)([^\\0\\r\\n]{1,8192})`,
    'dgm',
  )
  return captured('environment value', variable)
}

function whole(label: string, regex: RegExp): Pattern {
  return {
    label,
    *find(text) {
      for (const match of text.matchAll(regex)) {
        yield { start: match.index, end: match.index + match[0].length, label }
      }
    },
  }
}

/** A pattern whose groups are the secret, so that what names it stays readable. */
function captured(label: string, regex: RegExp): Pattern {
  return {
    label,
    *find(text) {
      for (const match of text.matchAll(regex)) {
        const span = match.indices?.slice(1).find(group => group !== undefined)
        if (span !== undefined) yield { start: span[0], end: span[1], label }
      }
    },
  }
}

/** Found by the middle, `.eyJ`, and then backwards to where the token begins: each letter is looked at twice at most. */
function* findWebTokens(text: string): Iterable<Guess> {
  const payload = /\.eyJ[A-Za-z0-9_-]{4,16384}(?:\.[A-Za-z0-9_-]{0,4096})?/g
  for (const match of text.matchAll(payload)) {
    let start = match.index
    while (start > 0 && isTokenLetter(text.charCodeAt(start - 1))) start--
    const header = text.slice(start, match.index).indexOf('eyJ')
    if (header === -1) continue
    yield { start: start + header, end: match.index + match[0].length, label: 'json web token' }
  }
}

function isTokenLetter(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 45 ||
    code === 95
  )
}

/** `Bearer …` and `Basic …` without their header's name. Prose ("Basic authentication/authorization") has no digits or mixed case. */
function* findBareCredentials(text: string): Iterable<Guess> {
  for (const match of text.matchAll(
    /\b(?:Bearer|Basic|bearer|basic)\s{1,3}([A-Za-z0-9._~+/=-]{16,8192})/dg,
  )) {
    const span = match.indices?.[1]
    const credential = match[1] ?? ''
    if (span === undefined || !/[0-9=]|[a-z][A-Z]/.test(credential)) continue
    yield { start: span[0], end: span[1], label: 'authorization' }
  }
}
