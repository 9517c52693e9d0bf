// The forms in which a program may show a secret: encoded, escaped, quoted, cut into pieces.
import { Buffer } from 'node:buffer'
import { type ByteString, base64, fromText, hex, toText } from '../bytes.ts'

/** A form to look for. `base64`: the characters beside a hit belong to it too, as base64 letters span two bytes. */
export interface Variant {
  readonly bytes: ByteString
  readonly base64: boolean
}

/** Shorter forms than this would hit innocent text. */
const minLength = 6
/** Beyond it only the beginning of a value is looked for, in pieces. */
const maxBytes = 64 * 1024
const pieceLength = 64

/** All forms of a value, without duplicates. `encodedOnly`: only those that hide it from the eye (base64, hex). */
export function variantsOf(value: ByteString, encodedOnly: boolean): readonly Variant[] {
  const trimmed = value.trim()
  const kept = trimmed.length > maxBytes ? trimmed.slice(0, maxBytes) : trimmed
  const plain = encodedOnly
    ? []
    : [kept, ...otherCase(kept), ...escapedForms(kept), ...pieces(kept, pieceLength)]
  const encoded = [kept, ...inDocuments(kept)].flatMap(base64Forms)
  encoded.push(...doubleBase64Forms(kept))
  const hexForm = hex(kept)
  const found = new Map<ByteString, Variant>()
  for (const bytes of [...plain, hexForm, hexForm.toUpperCase(), ...pieces(hexForm, 2 * pieceLength)]) {
    if (bytes.length >= minLength || bytes === kept) found.set(bytes, { bytes, base64: false })
  }
  for (const bytes of encoded) {
    if (bytes.length >= minLength && !found.has(bytes)) found.set(bytes, { bytes, base64: true })
  }
  return [...found.values()]
}

/** A UUID or a key in hexadecimal is the same in capitals, and some programs print it so. */
function otherCase(value: ByteString): readonly ByteString[] {
  return /^[0-9A-Fa-f-]{12,}$/.test(value) ? [value.toUpperCase(), value.toLowerCase()] : []
}

/** As it stands in what is often packed into base64 as a whole: a JSON document, and text in UTF-16. */
function inDocuments(value: ByteString): readonly ByteString[] {
  const text = toText(value)
  if (fromText(text) !== value) return []
  const json = fromText(JSON.stringify(text).slice(1, -1))
  const wide = Buffer.from(text, 'utf16le').toString('latin1')
  return json === value ? [wide] : [json, wide]
}

function base64Forms(value: ByteString): readonly ByteString[] {
  const whole = base64(value)
  // `base64` and `openssl base64` break lines after 76 and 64 characters.
  const lines = [...pieces(whole, 76), ...pieces(whole, 64)]
  const forms = [...base64Cores(value), ...lines]
  return [...forms, ...forms.map(base64Url)]
}

function doubleBase64Forms(value: ByteString): readonly ByteString[] {
  const forms = base64Cores(value).flatMap(base64Cores)
  return [...forms, ...forms.map(base64Url)]
}

/**
 * The base64 letters that are the same whatever stands before and after the value: one string for each of the three ways in
 * which bytes fall on letters. The letters at the seams, which mix in a neighbour's bits, are left out.
 */
export function base64Cores(value: ByteString): readonly ByteString[] {
  return [0, 1, 2].map(shift => {
    const bits = (shift + value.length) * 8
    const letters = base64('\0'.repeat(shift) + value)
    return letters.slice(Math.ceil((shift * 8) / 6), Math.floor(bits / 6))
  })
}

function base64Url(letters: string): string {
  return letters.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Cuts a long value into pieces that are telling by themselves, so that a part of it is found too. */
function pieces(value: ByteString, length: number): readonly ByteString[] {
  if (value.length <= length) return []
  const parts: ByteString[] = []
  for (let start = 0; start < value.length; start += length) parts.push(value.slice(start, start + length))
  return parts.filter(part => part.length >= 16 && new Set(part).size >= 8)
}

function escapedForms(value: ByteString): readonly ByteString[] {
  const percent = percentForms(value)
  const text = toText(value)
  const isText = fromText(text) === value
  const json = isText ? jsonForms(text) : []
  const xml = [
    xmlEscape(value, '&quot;', '&apos;'),
    xmlEscape(value, '&#34;', '&#39;'),
    xmlEscape(value, '&quot;', '&#39;'),
  ]
  const shell = [
    value.replaceAll("'", `'\\''`),
    value.replaceAll("'", `'"'"'`),
    value.replaceAll("'", "''"),
    value.replaceAll('"', '""'),
    value.replace(/[$`"\\!]/g, '\\$&'),
    value.replace(/[^A-Za-z0-9_./:=@%+,-]/g, '\\$&'),
  ]
  return [...percent, ...json, ...xml, xmlEscape(value, '"', "'"), ...shell]
}

/** The sets of characters that encodeURIComponent, RFC 3986, URL user information and HTML forms leave as they are. */
function percentForms(value: ByteString): readonly ByteString[] {
  const kept = [/[A-Za-z0-9_.!~*'()-]/, /[A-Za-z0-9_.~-]/, /[A-Za-z0-9_.~!$&'()*+,;=-]/, /[A-Za-z0-9_.*-]/]
  const upper = kept.map(set => percentEncode(value, set))
  const withPlus = upper.map(form => form.replaceAll('%20', '+'))
  const all = [...upper, ...withPlus]
  return [...all, ...all.map(form => form.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase()))]
}

function percentEncode(value: ByteString, kept: RegExp): ByteString {
  return value.replace(/[\s\S]/g, char => (kept.test(char) ? char : `%${hex(char).toUpperCase()}`))
}

/** JSON as JavaScript, PHP (`\/`), Go (`\u0026`) and Python (ASCII only) write it, and JSON inside a JSON string. */
function jsonForms(text: string): readonly ByteString[] {
  const plain = JSON.stringify(text).slice(1, -1)
  const ascii = plain.replace(/[\u0080-\uffff]/g, char => `\\u${unicodeHex(char)}`)
  const forms = [
    plain,
    plain.replaceAll('/', '\\/'),
    plain.replace(/[&<>]/g, char => `\\u${unicodeHex(char)}`),
    ascii,
    ascii.replaceAll('/', '\\/'),
    JSON.stringify(plain).slice(1, -1),
  ]
  return forms.map(fromText)
}

function unicodeHex(char: string): string {
  return char.charCodeAt(0).toString(16).padStart(4, '0')
}

function xmlEscape(value: ByteString, quote: string, apostrophe: string): ByteString {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', quote)
    .replaceAll("'", apostrophe)
}
