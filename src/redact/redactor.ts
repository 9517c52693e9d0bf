// Takes secrets out of text, bytes and whole documents, and proves afterwards that they are gone.
import { createHmac } from 'node:crypto'
import { type ByteString, fromBytes, fromText, toBytes, toText, viewOf } from './bytes.ts'
import { mappedCopy } from './documents.ts'
import { holdsSecret, namesSecret } from './patterns/named.ts'
import { merged, type Range, replaced } from './ranges.ts'
import { asRange, createScanner, type ScannerOptions } from './scanner.ts'

export interface RedactorOptions extends ScannerOptions {
  /** Random bytes of this run: the tags are made with them, so that equal secrets can be told as equal and weak ones not guessed. */
  readonly key: Uint8Array
}

export interface Redactor {
  text(text: string): string
  /** Lossless for binary: bytes outside a secret stay what they are. */
  bytes(bytes: Uint8Array): Uint8Array
  /** A copy of plain data with every string and every Uint8Array in it redacted. */
  value<T>(json: T): T
  /** Only the known secrets replaced, no guesses by shape: for what is rendered already, whose format a guess could break. */
  knownOnly(bytes: Uint8Array): Uint8Array
  /**
   * Labels of the known secrets that are still there, in any form. Empty is what it must be before anything is uploaded.
   * Weak values (`admin`) are not counted: away from their name they are words like others.
   */
  leaks(bytes: Uint8Array | string): readonly string[]
}

export function createRedactor(options: RedactorOptions): Redactor {
  const scan = createScanner(options)
  const tag = createTagger(options.key)

  /** Null where nothing had to be replaced. */
  function redacted(text: ByteString, found: readonly Range[]): ByteString | null {
    if (found.length === 0) return null
    const own = ownTags(text, scan.labels)
    const open = merged(found).flatMap(range => outside(range, own))
    return open.length === 0 ? null : replaced(text, open, tag)
  }

  function found(text: ByteString): readonly Range[] {
    const view = viewOf(text)
    return [
      ...scan.literals(text, view),
      ...scan.edges(text),
      ...scan.anchored(text, view),
      ...scan.guessed(text, view),
    ]
  }

  function asText(text: string, ranges: readonly Range[]): string {
    const result = redacted(fromText(text), ranges)
    return result === null ? text : toText(result)
  }

  function member(key: string, value: string): string {
    const bytes = fromText(value)
    const assignment = `${fromText(key)}=${bytes}`
    const weak = scan.anchored(assignment, viewOf(assignment)).filter(range => range.identity === bytes)
    return asText(value, [...weak.map(range => ({ ...range, start: 0, end: bytes.length })), ...found(bytes)])
  }

  /** A value whose name is known from outside the text, as in `{name: DB_PASSWORD, value: …}`. */
  function named(name: string, value: string): string {
    const bytes = fromText(value)
    if (!namesSecret(name) || !holdsSecret(bytes)) return member(name, value)
    return asText(value, [
      asRange(bytes, { start: 0, end: bytes.length, label: 'password' }),
      ...found(bytes),
    ])
  }

  /** Joined as in /proc, so that a word is seen behind those before it. */
  function words(texts: readonly string[]): readonly string[] | null {
    const parts = redactor.text(texts.join('\0')).split('\0')
    return parts.length === texts.length ? parts : null
  }

  const redactor: Redactor = {
    text(text) {
      return asText(text, found(fromText(text)))
    },
    bytes(bytes) {
      const text = fromBytes(bytes)
      const result = redacted(text, found(text))
      return result === null ? bytes : toBytes(result)
    },
    knownOnly(bytes) {
      const text = fromBytes(bytes)
      const result = redacted(text, scan.literals(text, viewOf(text)))
      return result === null ? bytes : toBytes(result)
    },
    value(json) {
      return mappedCopy(json, {
        text: remembered(redactor.text),
        bytes: redactor.bytes,
        named: remembered(named),
        member: remembered(named),
        words,
      })
    },
    leaks(content) {
      const text = typeof content === 'string' ? fromText(content) : fromBytes(content)
      const bare = replaced(text, ownTags(text, scan.labels), () => '\n|\n')
      return [...new Set(scan.literals(bare, viewOf(bare)).map(range => range.label))].toSorted()
    },
  }
  return redactor
}

/** Kubernetes' objects say the same short things thousands of times. */
const rememberedLength = 300

function remembered<A extends readonly string[]>(work: (...texts: A) => string): (...texts: A) => string {
  const results = new Map<string, string>()
  return (...texts) => {
    const key = texts.join('\0')
    if (key.length > rememberedLength || key.split('\0').length !== texts.length) return work(...texts)
    const known = results.get(key)
    if (known !== undefined) return known
    const result = work(...texts)
    results.set(key, result)
    return result
  }
}

/** So many digests are remembered at most. */
const rememberedDigests = 10_000

/** `[REDACTED:secret db/password#a3f1]` */
function createTagger(key: Uint8Array): (range: Range) => string {
  const digests = new Map<string, string>()
  return ({ label, identity }) => {
    let digest = digests.get(identity)
    if (digest === undefined) {
      digest = createHmac('sha256', key).update(identity, 'latin1').digest('hex').slice(0, 4)
      if (digests.size < rememberedDigests) digests.set(identity, digest)
    }
    return `[REDACTED:${label}#${digest}]`
  }
}

/** Only tags with our own labels: a pod that prints `[REDACTED:` around a secret does not keep it that way. */
function ownTags(text: ByteString, labels: ReadonlySet<string>): readonly Range[] {
  const tags = text.matchAll(/\[REDACTED:([A-Za-z0-9 ._/-]{1,200})#[0-9a-f]{4}\]/g)
  return [...tags].flatMap(({ index, 0: tag, 1: label = '' }) => {
    if (!labels.has(label)) return []
    return [{ start: index, end: index + tag.length, label, identity: '', known: false }]
  })
}

/** The parts of a range that lie outside our own tags, which stay as they are. */
function outside(range: Range, tags: readonly { start: number; end: number }[]): readonly Range[] {
  const parts: Range[] = []
  let start = range.start
  for (const tag of tags) {
    if (tag.end <= start || tag.start >= range.end) continue
    if (tag.start > start) parts.push({ ...range, start, end: tag.start })
    start = tag.end
  }
  if (start < range.end) parts.push({ ...range, start })
  return parts
}
