// Takes secrets out of text, bytes and whole documents, and proves afterwards that they are gone.
import { createHmac } from 'node:crypto'
import { type Anchored, createAnchored } from './anchored.ts'
import { type ByteString, fromBytes, fromText, toBytes, toText, viewOf } from './bytes.ts'
import { mappedCopy } from './documents.ts'
import { type KnownSecret, type Piece, piecesOf } from './known-secrets.ts'
import { createFinder, type Literal } from './literals.ts'
import { createNameList } from './ordinary.ts'
import {
  environmentValues,
  type Guess,
  holdsSecret,
  maySecrets,
  namesSecret,
  structuralPatterns,
} from './patterns.ts'
import { merged, type Range, replaced } from './ranges.ts'
import { variantsOf } from './variants.ts'

export interface RedactorOptions {
  readonly secrets: readonly KnownSecret[]
  /** Random bytes of this run: the tags are made with them, so that equal secrets can be told as equal and weak ones not guessed. */
  readonly key: Uint8Array
  /** Literals that the user named: hidden wherever they stand, however ordinary (two bytes at least). */
  readonly extraLiterals?: readonly string[]
  /** Names in use in the cluster (Services, namespaces, pods, nodes): a Secret that repeats one must not hide it everywhere. */
  readonly ordinaryWords?: Iterable<string>
  /** True where a pod's Secret could not be read: then the value of any environment variable may be one, and is hidden. */
  readonly secretsUnknown?: boolean
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

interface Owner {
  readonly label: string
  readonly identity: string
  readonly base64: boolean
}

const inputLabel = 'redact input'

export function createRedactor(options: RedactorOptions): Redactor {
  const scan = createScanner(options)
  const tag = createTagger(options.key)
  const ownTag = tagPattern(scan.labels)

  /** Null where nothing had to be replaced. */
  function redacted(text: ByteString, found: readonly Range[]): ByteString | null {
    if (found.length === 0) return null
    const own = [...text.matchAll(ownTag)].map(match => ({
      start: match.index,
      end: match.index + match[0].length,
    }))
    const open = merged(found).flatMap(range => outside(range, own))
    return open.length === 0 ? null : replaced(text, open, tag)
  }

  function found(text: ByteString): readonly Range[] {
    return [...scan.literals(text), ...scan.anchored(text), ...scan.guessed(text)]
  }

  function asText(text: string, ranges: readonly Range[]): string {
    const result = redacted(fromText(text), ranges)
    return result === null ? text : toText(result)
  }

  function member(key: string, value: string): string {
    const bytes = fromText(value)
    const weak = scan.anchored(`${fromText(key)}=${bytes}`).filter(range => range.identity === bytes)
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
      const result = redacted(text, scan.literals(text))
      return result === null ? bytes : toBytes(result)
    },
    value(json) {
      return mappedCopy(json, {
        text: remembered(redactor.text),
        bytes: redactor.bytes,
        named: remembered(named),
        member: remembered(member),
      })
    },
    leaks(content) {
      const text = typeof content === 'string' ? fromText(content) : fromBytes(content)
      const bare = text.replace(ownTag, '\n\n')
      return [...new Set(scan.literals(bare).map(range => range.label))].toSorted()
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

interface Scanner {
  readonly anchored: Anchored
  literals(text: ByteString): readonly Range[]
  guessed(text: ByteString): readonly Range[]
  readonly labels: readonly string[]
}

function createScanner(options: RedactorOptions): Scanner {
  const words = createNameList(options.ordinaryWords ?? [])
  const pieces = options.secrets.flatMap(secret =>
    piecesOf({ ...secret, label: cleanLabel(secret.label) }, words),
  )
  const find = createFinder(literalsOf(pieces, options.extraLiterals ?? []))
  const anchored = createAnchored(pieces.filter(piece => piece.where === 'anchored'))
  const guarded = structuralPatterns()
  const always = options.secretsUnknown === true ? [environmentValues()] : []
  const patterns = [...guarded, ...always]
  return {
    anchored,
    labels: [
      ...new Set([...pieces.map(piece => piece.label), inputLabel, ...patterns.map(one => one.label)]),
    ],
    literals(text) {
      return find(viewOf(text)).map(hit => widened(text, { ...hit.owner, start: hit.start, end: hit.end }))
    },
    guessed(text) {
      const tried = maySecrets(text) ? patterns : always
      return tried.flatMap(pattern => [...pattern.find(text)].map(guess => asRange(text, guess)))
    },
  }
}

function literalsOf(pieces: readonly Piece[], extra: readonly string[]): readonly Literal<Owner>[] {
  const named = extra.map(text => ({ label: inputLabel, bytes: fromText(text).trim(), where: 'everywhere' }))
  return [...pieces, ...named]
    .filter(piece => piece.where !== 'anchored')
    .flatMap(piece =>
      variantsOf(piece.bytes, piece.where === 'encoded').map(variant => ({
        bytes: variant.bytes,
        owner: { label: piece.label, identity: piece.bytes.trim(), base64: variant.base64 },
      })),
    )
}

/** Base64 letters at the seams carry bits of the secret too. */
function widened(text: ByteString, hit: Owner & { start: number; end: number }): Range {
  const { label, identity } = hit
  if (!hit.base64) return { start: hit.start, end: hit.end, label, identity, known: true }
  const before =
    /[A-Za-z0-9+/_-]{0,1}$/.exec(text.slice(Math.max(0, hit.start - 1), hit.start))?.[0].length ?? 0
  const after = /^[A-Za-z0-9+/_-]?={0,2}/.exec(text.slice(hit.end, hit.end + 3))?.[0].length ?? 0
  return { start: hit.start - before, end: hit.end + after, label, identity, known: true }
}

function asRange(text: ByteString, guess: Guess): Range {
  return { ...guess, identity: text.slice(guess.start, guess.end), known: false }
}

/** `[REDACTED:secret db/password#a3f1]` */
function createTagger(key: Uint8Array): (range: Range) => string {
  return range => {
    const digest = createHmac('sha256', key).update(range.identity, 'latin1').digest('hex')
    return `[REDACTED:${range.label}#${digest.slice(0, 4)}]`
  }
}

/** Labels stand in every format that we write, and in a regular expression: plain characters only. */
function cleanLabel(label: string): string {
  return label.replace(/[^A-Za-z0-9 ._/-]/g, '_').slice(0, 200)
}

/** Only tags with our own labels: a pod that prints `[REDACTED:` around a secret does not keep it that way. */
function tagPattern(labels: readonly string[]): RegExp {
  const names = labels.map(label => label.replace(/[.]/g, '\\$&')).toSorted((a, b) => b.length - a.length)
  return new RegExp(`\\[REDACTED:(?:${names.join('|')})#[0-9a-f]{4}\\]`, 'g')
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
