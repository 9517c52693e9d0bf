// The ways to write a character by others: each undone at its place, whatever program wrote it.
import { Buffer } from 'node:buffer'

/** What stands at a place: these bytes (none for what only steers a terminal or breaks a line), and where the text goes on. */
export interface Undone {
  readonly bytes: string
  readonly end: number
}

/** By the byte that they begin with; null where it stands for itself. Doubled ones (`\\\\n`, `%2541`, `&amp;lt;`) are undone at once. */
export const escapes: ReadonlyMap<number, (text: string, at: number) => Undone | null> = new Map([
  [0x1b, terminal],
  [0x25, percent],
  [0x26, entity],
  [0x5c, backslash],
  [0xc2, invisible],
  [0xe2, invisible],
  [0xef, invisible],
])

function matcher(source: string): (text: string, at: number) => RegExpExecArray | null {
  const regex = new RegExp(source, 'y')
  return (text, at) => {
    regex.lastIndex = at
    return regex.exec(text)
  }
}

const sequence = matcher(
  '\\x1b(?:\\[[0-?]{0,60}[ -/]{0,8}[@-~]|\\][^\\x07\\x1b]{0,500}(?:\\x07|\\x1b\\\\)|[()][0-9A-B])',
)

function terminal(text: string, at: number): Undone {
  return { bytes: '', end: at + (sequence(text, at)?.[0].length ?? 1) }
}

const percentCode = matcher('%(?:25){0,8}([0-9A-Fa-f]{2})')

function percent(text: string, at: number): Undone | null {
  const match = percentCode(text, at)
  return match === null ? null : { bytes: byte(match[1], 16), end: at + match[0].length }
}

const reference = matcher(
  '&(?:amp;){0,8}(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos|nbsp|sol));',
)

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  sol: '/',
}

function entity(text: string, at: number): Undone | null {
  const match = reference(text, at)
  if (match === null) return null
  const [whole, decimal, hexadecimal, name] = match
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
  return { bytes: named[name ?? ''] ?? character(code), end: at + whole.length }
}

/** However often its backslash was doubled. */
const backslashed = matcher(
  '\\\\+(?:u\\{([0-9A-Fa-f]{1,6})\\}|u(d[89ab][0-9a-f]{2}\\\\+ud[c-f][0-9a-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|([0-3][0-7]{2})|[nr](?:[ \\t]{0,200})|\\n[ \\t]{0,200}|t)?',
)

function backslash(text: string, at: number): Undone {
  const [whole = '\\', braced, pair, short, long, hexadecimal, octal] = backslashed(text, at) ?? []
  const end = at + whole.length
  if (pair !== undefined) return { bytes: surrogates(pair), end }
  const code = braced ?? short ?? long
  if (code !== undefined) return { bytes: character(Number.parseInt(code, 16)), end }
  if (hexadecimal !== undefined) return { bytes: byte(hexadecimal, 16), end }
  return { bytes: octal === undefined ? '' : byte(octal, 8), end }
}

const marks = matcher('\\xc2\\xad|\\xe2\\x80[\\x8b-\\x8f\\xa8-\\xae]|\\xe2\\x81[\\xa0-\\xa4]|\\xef\\xbb\\xbf')

function invisible(text: string, at: number): Undone | null {
  const match = marks(text, at)
  return match === null ? null : { bytes: '', end: at + match[0].length }
}

function byte(digits: string | undefined, radix: number): string {
  return String.fromCharCode(Number.parseInt(digits ?? '', radix))
}

function surrogates(pair: string): string {
  const [high = 0, low = 0] = pair.split(/\\+u/).map(half => Number.parseInt(half, 16))
  return character(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
}

/** In UTF-8; nothing for what is no character. */
function character(code: number): string {
  if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) return ''
  return Buffer.from(String.fromCodePoint(code), 'utf8').toString('latin1')
}
