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

const blocks = 65_536

/**
 * A function that gives every place where one of the literals stands: for each position the longest one, overlaps included.
 *
 * The last two bytes of a window as long as the shortest literal say how far the window may jump; most jumps go over almost
 * all of it, so that most bytes are never looked at. Literals of one byte are refused: they would redact everything.
 */
export function createFinder<T>(literals: readonly Literal<T>[], fold: Fold = exact): Finder<T> {
  const needles = literals.filter(literal => literal.bytes.length >= 2).map(one => toNeedle(one, fold))
  if (needles.length === 0) return () => []
  const window = Math.min(...needles.map(needle => needle.bytes.length), 255)
  const { shifts, begins, buckets } = tablesFor(needles, window, fold)
  return haystack => {
    const hits: Hit<T>[] = []
    let last = window - 1
    while (last < haystack.length) {
      const block = twoBytes(haystack, last - 1)
      const shift = shifts[block] ?? 0
      if (shift === 0) {
        const start = last - window + 1
        last += 1
        if (begins[twoBytes(haystack, start)] === 0) continue
        const hit = longestAt(haystack, start, buckets[block], fold)
        if (hit !== null) hits.push({ start, end: start + hit.bytes.length, owner: hit.owner })
      } else last += shift
    }
    return hits
  }
}

function twoBytes(haystack: Uint8Array, at: number): number {
  return ((haystack[at] ?? 0) << 8) | (haystack[at + 1] ?? 0)
}

function toNeedle<T>(literal: Literal<T>, fold: Fold): Needle<T> {
  return { bytes: toBytes(literal.bytes).map(byte => fold[byte] ?? byte), owner: literal.owner }
}

interface Tables<T> {
  readonly shifts: Uint8Array
  /** 1 for the two bytes that a needle begins with. */
  readonly begins: Uint8Array
  /** For each block the needles whose window ends with it, longest first. */
  readonly buckets: readonly (readonly Needle<T>[] | undefined)[]
}

function tablesFor<T>(needles: readonly Needle<T>[], window: number, fold: Fold): Tables<T> {
  const shifts = new Uint8Array(blocks).fill(window - 1)
  const begins = new Uint8Array(blocks)
  const buckets = Array.from<Needle<T>[] | undefined>({ length: blocks })
  const unfolded = Array.from({ length: 256 }, (_, folded) =>
    [...exact].filter(byte => fold[byte] === folded),
  )
  for (const needle of needles) {
    for (const block of blocksOf(needle, 1, unfolded)) begins[block] = 1
    for (let index = 1; index < window; index++) {
      const shift = window - 1 - index
      for (const block of blocksOf(needle, index, unfolded)) {
        shifts[block] = Math.min(shifts[block] ?? 0, shift)
        if (shift === 0) buckets[block] = [...(buckets[block] ?? []), needle]
      }
    }
  }
  for (const bucket of buckets) bucket?.sort((a, b) => b.bytes.length - a.bytes.length)
  return { shifts, begins, buckets }
}

/** Every two bytes that count as those which end there. */
function blocksOf<T>(
  needle: Needle<T>,
  end: number,
  unfolded: readonly (readonly number[])[],
): readonly number[] {
  const firsts = unfolded[needle.bytes[end - 1] ?? 0] ?? []
  const seconds = unfolded[needle.bytes[end] ?? 0] ?? []
  return firsts.flatMap(first => seconds.map(second => (first << 8) | second))
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
