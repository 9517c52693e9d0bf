// Finds many literal strings at once in a large buffer, whatever their number (after Wu and Manber, 1994).
import { toBytes } from '../bytes.ts'

export interface Literal<T> {
  readonly bytes: string
  readonly owner: T
}

export interface Hit<T> {
  readonly start: number
  readonly end: number
  readonly owner: T
}

export type Finder<T> = (haystack: Uint8Array) => readonly Hit<T>[]

/** For each byte the one that it counts as. */
export type Fold = Uint8Array

const exact: Fold = Uint8Array.from({ length: 256 }, (_, byte) => byte)

/** Upper case counts as lower case, and each of `from` as `to`. */
export function foldingCase(from = '', to = ''): Fold {
  const fold = Uint8Array.from(exact, byte => (byte >= 65 && byte <= 90 ? byte + 32 : byte))
  for (const char of from) fold[char.charCodeAt(0)] = to.charCodeAt(0)
  return fold
}

interface Needle<T> {
  /** Folded. */
  readonly bytes: Uint8Array
  readonly owner: T
}

/**
 * A function that gives every place where one of the literals stands: for each position the longest one, overlaps included.
 * Literals of one byte are refused: they would redact everything.
 */
export function createFinder<T>(literals: readonly Literal<T>[], fold: Fold = exact): Finder<T> {
  const needles = literals
    .filter(literal => literal.bytes.length >= 2)
    .map(one => toNeedle(one, fold))
    .toSorted((a, b) => b.bytes.length - a.bytes.length)
  if (needles.length === 0) return () => []
  const window = Math.min(needles.at(-1)?.bytes.length ?? 2, 255)
  // Jumps over so little are slower than no jumps.
  return window === 3 || window === 4 ? finderByPairs(needles, fold) : finderByJumps(needles, window, fold)
}

function toNeedle<T>(literal: Literal<T>, fold: Fold): Needle<T> {
  return { bytes: toBytes(literal.bytes).map(byte => fold[byte] ?? byte), owner: literal.owner }
}

type Buckets<T> = ReadonlyMap<number, readonly Needle<T>[]>

/**
 * The last bytes of a window as long as the shortest literal say how far the window may jump; most jumps go over almost all of it, so
 * that most bytes are never looked at. Three bytes tell hundreds of literals from ordinary text; two would not.
 */
function finderByJumps<T>(needles: readonly Needle<T>[], window: number, fold: Fold): Finder<T> {
  const width = Math.min(window, 3)
  const shifts = new Uint8Array(numbers).fill(window - width + 1)
  for (const { bytes } of needles) {
    for (let last = width - 1; last < window; last++) {
      const number = numberOf(bytes, last - width + 1, width, exact)
      shifts[number] = Math.min(shifts[number] ?? 0, window - 1 - last)
    }
  }
  const buckets = bucketsOf(needles, window - width, width)
  return haystack => {
    const hits: Hit<T>[] = []
    let last = window - 1
    while (last < haystack.length) {
      const number = numberOf(haystack, last - width + 1, width, fold)
      const shift = shifts[number] ?? 0
      if (shift === 0) {
        const start = last - window + 1
        const hit = longestAt(haystack, start, buckets.get(number), fold)
        if (hit !== null) hits.push({ start, end: start + hit.bytes.length, owner: hit.owner })
        last += 1
      } else last += shift
    }
    return hits
  }
}

/**
 * For literals as short as three bytes. Of the first three bytes of any, two stand in one of the pairs that the haystack is cut into:
 * its first two, or its last two. So only pairs are looked at, each read at once.
 */
function finderByPairs<T>(needles: readonly Needle<T>[], fold: Fold): Finder<T> {
  const buckets = bucketsOf(needles, 0, 3)
  const opens = new Uint8Array(numbers)
  for (const number of buckets.keys()) opens[number] = 1
  const may = pairsOf(needles, fold)
  return haystack => {
    const hits: Hit<T>[] = []
    const tryAt = (start: number): void => {
      const number = numberOf(haystack, start, 3, fold)
      if (opens[number] === 0) return
      const hit = longestAt(haystack, start, buckets.get(number), fold)
      if (hit !== null) hits.push({ start, end: start + hit.bytes.length, owner: hit.owner })
    }
    const first = haystack.byteOffset % 2
    const count = Math.max(0, haystack.length - first) >> 1
    const pairs = new Uint16Array(haystack.buffer, haystack.byteOffset + first, count)
    for (let index = 0; index < count; index++) {
      const which = may[pairs[index] ?? 0] ?? 0
      if (which === 0) continue
      const at = first + 2 * index
      if ((which & inMiddle) !== 0 && at > 0) tryAt(at - 1)
      if ((which & atBeginning) !== 0) tryAt(at)
    }
    return hits
  }
}

/** Where in a needle's first three bytes a pair may stand. */
const [atBeginning, inMiddle] = [1, 2] as const

/** For each two bytes, as this machine reads them as one number, where they may stand in a needle. */
function pairsOf<T>(needles: readonly Needle<T>[], fold: Fold): Uint8Array {
  const folded = new Uint8Array(65_536)
  for (const { bytes } of needles) {
    for (const [from, where] of [
      [0, atBeginning],
      [1, inMiddle],
    ] as const) {
      const pair = ((bytes[from] ?? 0) << 8) | (bytes[from + 1] ?? 0)
      folded[pair] = (folded[pair] ?? 0) | where
    }
  }
  const lowFirst = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
  return Uint8Array.from(folded, (_, pair) => {
    const [first, second] = lowFirst ? [pair & 255, pair >> 8] : [pair >> 8, pair & 255]
    return folded[((fold[first] ?? 0) << 8) | (fold[second] ?? 0)] ?? 0
  })
}

const numbers = 262_144

/** A number for the two or three bytes there; others may have the same, so that what it leads to is compared. */
function numberOf(haystack: Uint8Array, at: number, width: number, fold: Fold): number {
  const first = fold[haystack[at] ?? 0] ?? 0
  const second = fold[haystack[at + 1] ?? 0] ?? 0
  const third = width === 2 ? 0 : (fold[haystack[at + 2] ?? 0] ?? 0)
  return ((first << 10) ^ (second << 5) ^ third) & (numbers - 1)
}

/** The needles by the bytes that they have there, the longest first. */
function bucketsOf<T>(needles: readonly Needle<T>[], at: number, width: number): Buckets<T> {
  return Map.groupBy(needles, ({ bytes }) => numberOf(bytes, at, width, exact))
}

function longestAt<T>(
  haystack: Uint8Array,
  start: number,
  bucket: readonly Needle<T>[] | undefined,
  fold: Fold,
): Needle<T> | null {
  for (const needle of bucket ?? []) if (standsAt(haystack, start, needle.bytes, fold)) return needle
  return null
}

function standsAt(haystack: Uint8Array, start: number, bytes: Uint8Array, fold: Fold): boolean {
  if (start + bytes.length > haystack.length) return false
  for (let index = 0; index < bytes.length; index++) {
    if (fold[haystack[start + index] ?? 0] !== bytes[index]) return false
  }
  return true
}
