// What a known secret is made of: the password in a URL, the leaves of a JSON file, the lines of a key.
import { type ByteString, fromBase64, fromBytes, fromText, toText } from './bytes.ts'
import { isOrdinary, isPlainKey, isSecretKey, looksRandom, type NameList } from './known/ordinary.ts'

/** A value that must not leave the process, with what to call it instead (`secret db/password`). */
export interface KnownSecret {
  readonly label: string
  readonly value: Uint8Array | string
  /** The key or variable it is known by; lets a weak value such as `admin` be masked where that name stands before it. */
  readonly keyName?: string
}

/** One string to look for. */
export interface Piece {
  readonly label: string
  readonly bytes: ByteString
  /**
   * `everywhere`: in all its forms. `encoded`: only in encodings of the whole (a URL whose host may be shown but whose base64 may
   * not). `anchored`: only right after one of its key names.
   */
  readonly where: 'everywhere' | 'encoded' | 'anchored'
  readonly keyName: string | null
}

/** Nobody writes deeper or longer structures by hand; the limits keep a strange Secret from costing minutes. */
const maxLeaves = 2_000
const maxDepth = 8
const maxStructuredBytes = 512 * 1024

/** All that is worth looking for of one secret. `words`: see isOrdinary. */
export function piecesOf(secret: KnownSecret, words: NameList): readonly Piece[] {
  const bytes = typeof secret.value === 'string' ? fromText(secret.value) : fromBytes(secret.value)
  const context: Context = { label: secret.label, words, pieces: [], depth: 0 }
  addValue(context, bytes, secret.keyName ?? null, 'value')
  return context.pieces
}

interface Context {
  readonly label: string
  readonly words: NameList
  readonly pieces: Piece[]
  readonly depth: number
}

/** `value`: a Secret's whole value, presumed secret. `leaf`: a part of a larger document, most of which is configuration. */
type Role = 'value' | 'leaf'

function addValue(context: Context, bytes: ByteString, keyName: string | null, role: Role): void {
  const value = bytes.trim()
  if (value === '' || context.pieces.length >= maxLeaves) return
  if (isPublicPem(value)) return
  const structured = context.depth < maxDepth && value.length <= maxStructuredBytes
  if (structured && addStructure({ ...context, depth: context.depth + 1 }, value)) {
    add(context, value, keyName, 'encoded')
    return
  }
  const where = placeOf(context, value, keyName, role)
  if (where !== null) add(context, value, keyName, where)
}

/** Where to look for a string without structure; null for a line of configuration like others. */
function placeOf(context: Context, value: string, keyName: string | null, role: Role): Piece['where'] | null {
  const named = keyName !== null && isSecretKey(keyName)
  const plain = keyName !== null && isPlainKey(keyName)
  const presumed = named || looksRandom(value) || (role === 'value' && !plain)
  if (presumed && !isOrdinary(value, context.words)) return 'everywhere'
  return named || role === 'value' ? 'anchored' : null
}

function add(context: Context, bytes: ByteString, keyName: string | null, where: Piece['where']): void {
  if (where === 'anchored' && keyName === null) return
  context.pieces.push({ label: context.label, bytes, where, keyName })
}

/** Takes a structured value apart. False where it has no structure that we know: then it is one opaque string. */
function addStructure(context: Context, value: ByteString): boolean {
  return (
    addJson(context, value) ||
    addPem(context, value) ||
    addUrl(context, value) ||
    addAssignments(context, value) ||
    addBasicCredentials(context, value)
  )
}

function isPublicPem(value: string): boolean {
  return (
    /^-----BEGIN [A-Z0-9 ]{0,40}(?:CERTIFICATE|PUBLIC KEY|PARAMETERS|X509 CRL)-----/.test(value) &&
    !value.includes('PRIVATE KEY')
  )
}

/** A key's body lines are secrets each: a program that prints a file line by line shows them apart. */
function addPem(context: Context, value: string): boolean {
  if (!/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/.test(value)) return false
  for (const [, body = ''] of value.matchAll(/PRIVATE KEY(?: BLOCK)?-----([^-]{1,200000})-----END/g)) {
    const lines = body.split(/\s+|\\n/).filter(line => line.length >= 16)
    for (const line of lines) add(context, line, null, 'everywhere')
    if (lines.length > 1) add(context, lines.join(''), null, 'everywhere')
  }
  // In a configuration file there are other secrets beside the key.
  if (value.startsWith('-----')) add(context, value, null, 'everywhere')
  else addAssignments(context, value)
  return true
}

function addJson(context: Context, value: string): boolean {
  if (!/^[[{]/.test(value)) return false
  try {
    addLeaves(context, JSON.parse(toText(value)), null)
    return true
  } catch {
    return false
  }
}

function addLeaves(context: Context, node: unknown, keyName: string | null): void {
  if (typeof node === 'string') addValue(context, fromText(node), keyName, 'leaf')
  else if (typeof node === 'number') addValue(context, String(node), keyName, 'leaf')
  else if (Array.isArray(node)) for (const item of node) addLeaves(context, item, keyName)
  else if (typeof node === 'object' && node !== null) {
    for (const [key, member] of Object.entries(node)) addLeaves(context, member, key)
  }
}

/** Of a URL the credentials are secret, and whatever in its path or query looks like a key; its host is not. */
function addUrl(context: Context, value: string): boolean {
  const match =
    /^[a-z][a-z0-9+.-]{1,30}:\/\/(?:([^\s/?#:@]{0,512})(?::([^\s/?#]{0,2048}))?@)?([^\s]{0,8192})$/i.exec(
      value,
    )
  if (match === null) return false
  const [, user = '', password = '', rest = ''] = match
  for (const secret of new Set([password, decoded(password)])) addValue(context, secret, 'password', 'value')
  if (password === '' && looksRandom(user)) add(context, user, null, 'everywhere')
  for (const [, name = '', part = ''] of rest.matchAll(/[?&;]([\w.-]{1,60})=([^&;#\s]{1,2048})/g)) {
    addValue(context, part, name, 'leaf')
  }
  const path = rest
    .replace(/[?#].*$/, '')
    .split('/')
    .slice(1)
  const keys = path.filter(part => looksRandom(part))
  for (const part of keys) add(context, part, null, 'everywhere')
  return true
}

function decoded(text: string): string {
  try {
    return fromText(decodeURIComponent(text))
  } catch {
    return text
  }
}

/** How a document of names and values begins, after its comments. */
const firstName =
  /^(?:(?:#[^\n]{0,2000}|---|\[[^\]\n]{1,80}\]|export|-|\{)\s{1,20}){0,20}["']?[\w.-]{1,80}(?: [\w.-]{1,20})?["']?[ \t]{0,8}[=:]/

/** `.env`, properties, YAML and connection strings: names and values, on lines or between semicolons. */
function addAssignments(context: Context, value: string): boolean {
  if (!firstName.test(value) || !/[\n;]|\S\s+\w+=/.test(value)) return false
  const before = context.pieces.length
  const assignment =
    /(?:^|[\s;,{])["']?([\w.-]{1,80}(?: [\w.-]{1,20})?)["']?[ \t]{0,8}[=:][ \t]{0,8}("[^"\n]{1,8192}"|'[^'\n]{1,8192}'|[^\s;"'](?:(?![ \t]{1,8}[\w.-]{1,40}=)[^\n;]){0,65535})/g
  let found = false
  for (const [, name = '', raw = ''] of value.matchAll(assignment)) {
    found = true
    const unquoted = /^["']/.test(raw) ? raw.slice(1, -1) : raw.trim()
    addValue(context, unquoted, name, 'leaf')
    const first = unquoted.split(/\s/)[0] ?? ''
    if (first !== unquoted) addValue(context, first, name, 'leaf')
    addEncoded(context, unquoted, name)
  }
  for (const line of value.split('\n').filter(one => looksRandom(one.trim())))
    add(context, line.trim(), null, 'everywhere')
  // A password may look like that too: where no part of one line is secret, the whole is.
  return (
    found && (value.includes('\n') || context.pieces.slice(before).some(one => one.where === 'everywhere'))
  )
}

/** kubeconfigs and Secret manifests keep keys in base64. */
function addEncoded(context: Context, value: string, name: string): void {
  const inner = value.length >= 8 ? fromBase64(value) : null
  if (inner !== null && /^[\x09\x0a\x0d\x20-\x7e]+$/.test(inner)) addValue(context, inner, name, 'leaf')
}

/** `dXNlcjpwYXNz`, as in a Docker configuration's `auth`, and htpasswd's `user:hash`. */
function addBasicCredentials(context: Context, value: string): boolean {
  const inner = /^[A-Za-z0-9+/]{8,4096}={0,2}$/.test(value) ? fromBase64(value) : null
  const match = inner === null ? null : /^([\x21-\x39\x3b-\x7e]{1,256}):([\x20-\x7e]{1,2048})$/.exec(inner)
  if (match === null) return false
  addValue(context, match[2] ?? '', 'password', 'value')
  add(context, value, null, 'everywhere')
  return true
}
