// Finds many literal strings at once in a large buffer, whatever their number (after Wu and Manber, 1994).
import { toBytes } from './bytes.ts'

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

interface Needle<T> {
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
export function createFinder<T>(literals: readonly Literal<T>[]): Finder<T> {
  const needles = literals.filter(literal => literal.bytes.length >= 2).map(toNeedle)
  if (needles.length === 0) return () => []
  const window = Math.min(...needles.map(needle => needle.bytes.length), 255)
  const { shifts, buckets } = tablesFor(needles, window)
  return haystack => {
    const hits: Hit<T>[] = []
    let last = window - 1
    while (last < haystack.length) {
      const block = ((haystack[last - 1] ?? 0) << 8) | (haystack[last] ?? 0)
      const shift = shifts[block] ?? 0
      if (shift === 0) {
        const start = last - window + 1
        const hit = longestAt(haystack, start, buckets.get(block) ?? [])
        if (hit !== null) hits.push({ start, end: start + hit.bytes.length, owner: hit.owner })
      }
      last += Math.max(shift, 1)
    }
    return hits
  }
}

function toNeedle<T>(literal: Literal<T>): Needle<T> {
  return { bytes: toBytes(literal.bytes), owner: literal.owner }
}

interface Tables<T> {
  readonly shifts: Uint8Array
  /** The needles whose window ends with that block, longest first. */
  readonly buckets: ReadonlyMap<number, readonly Needle<T>[]>
}

function tablesFor<T>(needles: readonly Needle<T>[], window: number): Tables<T> {
  const shifts = new Uint8Array(blocks).fill(window - 1)
  const buckets = new Map<number, Needle<T>[]>()
  for (const needle of needles) {
    for (let index = 1; index < window; index++) {
      const block = ((needle.bytes[index - 1] ?? 0) << 8) | (needle.bytes[index] ?? 0)
      const shift = window - 1 - index
      shifts[block] = Math.min(shifts[block] ?? 0, shift)
      if (shift > 0) continue
      const bucket = buckets.get(block)
      if (bucket === undefined) buckets.set(block, [needle])
      else bucket.push(needle)
    }
  }
  for (const bucket of buckets.values()) bucket.sort((a, b) => b.bytes.length - a.bytes.length)
  return { shifts, buckets }
}

function longestAt<T>(haystack: Uint8Array, start: number, bucket: readonly Needle<T>[]): Needle<T> | null {
  for (const needle of bucket) if (standsAt(haystack, start, needle.bytes)) return needle
  return null
}

function standsAt(haystack: Uint8Array, start: number, bytes: Uint8Array): boolean {
  if (start + bytes.length > haystack.length) return false
  for (let index = 0; index < bytes.length; index++) {
    if (haystack[start + index] !== bytes[index]) return false
  }
  return true
}
