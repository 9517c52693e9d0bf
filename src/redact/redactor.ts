// Takes secrets out of text, bytes and whole documents, and proves afterwards that they are gone.
import { createHmac } from 'node:crypto'
import { type ByteString, fromBytes, fromText, toBytes, toText, viewOf } from './bytes.ts'
import { mappedCopy } from './documents.ts'
import { type Anchored, createAnchored } from './known/anchored.ts'
import { createFinder, type Literal } from './known/literals.ts'
import { hitsInNumbers } from './known/numbers.ts'
import { createNameList } from './known/ordinary.ts'
import { readAs, readingOf } from './known/reading.ts'
import { variantsOf } from './known/variants.ts'
import { type KnownSecret, type Piece, piecesOf } from './known-secrets.ts'
import { environmentLabel, environmentValues } from './patterns/environment.ts'
import { createKeyed, type Guess, inputLabel, type KeyedPattern } from './patterns/keyed.ts'
import { secretManifests } from './patterns/manifests.ts'
import { holdsSecret, namedValues, namesSecret } from './patterns/named.ts'
import { requests } from './patterns/requests.ts'
import { tokens } from './patterns/tokens.ts'
import { merged, type Range, replaced } from './ranges.ts'
import { gitleaksRules } from './rules/rules.ts'

export interface RedactorOptions {
  readonly secrets: readonly KnownSecret[]
  /** Random bytes of this run: the tags are made with them, so that equal secrets can be told as equal and weak ones not guessed. */
  readonly key: Uint8Array
  /** Literals that the user named: hidden wherever they stand, however ordinary (two bytes at least). */
  readonly extraLiterals?: readonly string[]
  /** Searches that the user named (`createOwnPattern`): each gives its places in the bytes. */
  readonly extraPatterns?: readonly ((bytes: Uint8Array) => readonly Guess[])[]
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
    return [...scan.literals(text, view), ...scan.anchored(text, view), ...scan.guessed(text, view)]
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
        member: remembered(member),
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

/** Each gives the places of what it knows; `view` holds the same bytes as `text`. */
interface Scanner {
  readonly anchored: Anchored
  literals(text: ByteString, view: Uint8Array): readonly Range[]
  guessed(text: ByteString, view: Uint8Array): readonly Range[]
  readonly labels: ReadonlySet<string>
}

function createScanner(options: RedactorOptions): Scanner {
  const words = createNameList(options.ordinaryWords ?? [])
  const pieces = options.secrets.flatMap(secret =>
    piecesOf({ ...secret, label: cleanLabel(secret.label) }, words),
  )
  const literals = literalsOf(pieces, options.extraLiterals ?? [])
  const find = createFinder(literals)
  const findRead = createFinder(literalsToRead(literals))
  const patterns = allPatterns()
  const guess = createKeyed(patterns)
  const own = options.extraPatterns ?? []
  return {
    anchored: createAnchored(pieces.filter(piece => piece.where === 'anchored')),
    labels: new Set([...[...pieces, ...patterns].map(({ label }) => label), inputLabel, environmentLabel]),
    literals(text, view) {
      const reading = readingOf(text, view)
      const read = reading === null ? [] : findRead(reading.bytes)
      const placed = read.map(hit => ({ ...hit, ...reading?.place(hit.start, hit.end) }))
      return [...find(view), ...placed, ...hitsInNumbers(text, find)].map(hit =>
        widened(text, { ...hit.owner, start: hit.start, end: hit.end }),
      )
    },
    guessed(text, view) {
      const guesses = [
        ...guess(text, view),
        ...(options.secretsUnknown === true ? environmentValues(text) : []),
        ...own.flatMap(matches => matches(view)),
      ]
      return guesses.map(one => asRange(text, one))
    },
  }
}

function allPatterns(): readonly KeyedPattern[] {
  return [...tokens(), ...requests(), namedValues, secretManifests, ...gitleaksRules()]
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

/** Of a shorter one, or a plain word, the end of one line and the beginning of the next could be taken for it. */
const shortestRead = 8
const plainWord = /^[A-Za-z]{0,15}$/

/** What the literals read as, each once. */
function literalsToRead(literals: readonly Literal<Owner>[]): readonly Literal<Owner>[] {
  const read = literals.map(({ bytes, owner }) => [readAs(bytes), owner] as const)
  const telling = read.filter(([bytes]) => bytes.length >= shortestRead && !plainWord.test(bytes))
  return [...new Map(telling.toReversed())].map(([bytes, owner]) => ({ bytes, owner }))
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

/** Labels stand in every format that we write, and in a regular expression: plain characters only. */
function cleanLabel(label: string): string {
  return label.replace(/[^A-Za-z0-9 ._/-]/g, '_').slice(0, 200)
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
