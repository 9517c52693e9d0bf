// Where secrets stand in a text: those that are known, in all their forms, and what looks like one.
import { type ByteString, fromText } from './bytes.ts'
import { type Anchored, createAnchored } from './known/anchored.ts'
import { createEdgeFinder } from './known/edges.ts'
import { createFinder, type Literal } from './known/literals.ts'
import { hitsInNumbers } from './known/numbers.ts'
import { createNameList } from './known/ordinary.ts'
import { readAs, readingOf } from './known/reading.ts'
import { variantsOf } from './known/variants.ts'
import { type KnownSecret, type Piece, piecesOf } from './known-secrets.ts'
import { commands } from './patterns/commands.ts'
import { environmentLabel, environmentValues } from './patterns/environment.ts'
import { createKeyed, type Guess, inputLabel, type KeyedPattern } from './patterns/keyed.ts'
import { logins } from './patterns/logins.ts'
import { secretManifests } from './patterns/manifests.ts'
import { namedValues } from './patterns/named.ts'
import { requests } from './patterns/requests.ts'
import { tokens } from './patterns/tokens.ts'
import type { Range } from './ranges.ts'
import { gitleaksRules } from './rules/rules.ts'

export interface ScannerOptions {
  readonly secrets: readonly KnownSecret[]
  /** Literals that the user named: hidden wherever they stand, however ordinary (two bytes at least). */
  readonly extraLiterals?: readonly string[]
  /** Searches that the user named (`createOwnPattern`): each gives its places in the bytes. */
  readonly extraPatterns?: readonly ((bytes: Uint8Array) => readonly Guess[])[]
  /** Names in use in the cluster (Services, namespaces, pods, nodes): a Secret that repeats one must not hide it everywhere. */
  readonly ordinaryWords?: Iterable<string>
  /** True where a pod's Secret could not be read: then the value of any environment variable may be one, and is hidden. */
  readonly secretsUnknown?: boolean
}

interface Owner {
  readonly label: string
  readonly identity: string
  readonly base64: boolean
}

/** Each gives the places of what it knows; `view` holds the same bytes as `text`. */
export interface Scanner {
  readonly anchored: Anchored
  literals(text: ByteString, view: Uint8Array): readonly Range[]
  guessed(text: ByteString, view: Uint8Array): readonly Range[]
  /** Parts of literals at the text's ends, where it may have been cut. */
  edges(text: ByteString): readonly Range[]
  readonly labels: ReadonlySet<string>
}

export function createScanner(options: ScannerOptions): Scanner {
  const words = createNameList(options.ordinaryWords ?? [])
  const pieces = options.secrets.flatMap(secret =>
    piecesOf({ ...secret, label: cleanLabel(secret.label) }, words),
  )
  const literals = literalsOf(pieces, options.extraLiterals ?? [])
  const find = createFinder(literals)
  const findCut = createEdgeFinder(literals)
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
    edges(text) {
      return findCut(text).map(({ start, end, owner }) => ({
        start,
        end,
        label: owner.label,
        identity: owner.identity,
        known: true,
      }))
    },
    guessed(text, view) {
      const guesses = [
        ...logins(text),
        ...guess(text, view),
        ...(options.secretsUnknown === true ? environmentValues(text) : []),
        ...own.flatMap(matches => matches(view)),
      ]
      return guesses.map(one => asRange(text, one))
    },
  }
}

function allPatterns(): readonly KeyedPattern[] {
  return [...tokens(), ...requests(), ...commands(), namedValues, secretManifests, ...gitleaksRules()]
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

export function asRange(text: ByteString, guess: Guess): Range {
  return { ...guess, identity: text.slice(guess.start, guess.end), known: false }
}

/** Labels stand in every format that we write, and in a regular expression: plain characters only. */
function cleanLabel(label: string): string {
  return label.replace(/[^A-Za-z0-9 ._/-]/g, '_').slice(0, 200)
}
