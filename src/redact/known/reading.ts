// A text as it was meant: escapes undone, colours and line breaks gone. Programs show a value in more ways than could be listed.
import { Buffer } from 'node:buffer'
import { type ByteString, fromBytes, viewOf } from '../bytes.ts'
import { escapes, type Undone } from './escapes.ts'

export interface Reading {
  readonly bytes: Uint8Array
  /** Where so many of its bytes stood in the text. */
  place(start: number, end: number): { readonly start: number; readonly end: number }
}

/** Escapes of one kind within those of another (JSON in a URL in a page) are undone so often. */
const mostRounds = 4

/** Null where it reads as it stands. `view` holds the same bytes as `text`. */
export function readingOf(text: ByteString, view: Uint8Array): Reading | null {
  let reading = round(text, view)
  for (let rounds = 1; rounds < mostRounds && reading?.unfinished === true; rounds++) {
    const inner = reading
    const outer = round(fromBytes(inner.bytes), inner.bytes)
    if (outer === null) return inner
    reading = {
      bytes: outer.bytes,
      unfinished: outer.unfinished,
      place: (start, end) => {
        const between = outer.place(start, end)
        return inner.place(between.start, between.end)
      },
    }
  }
  return reading
}

/** The same for a value to look for: what it reads as. */
export function readAs(value: ByteString): ByteString {
  const reading = readingOf(value, viewOf(value))
  return reading === null ? value : fromBytes(reading.bytes)
}

/** Bytes that are no part of a word: control characters but the tab. */
const isGone = Uint8Array.from({ length: 256 }, (_, code) =>
  (code < 32 && code !== 9) || code === 127 ? 1 : 0,
)
const isSpecial = Uint8Array.from({ length: 256 }, (_, code) =>
  isGone[code] === 1 || escapes.has(code) ? 1 : 0,
)
/** Decoded, they may begin another escape. */
const opensAgain = /[\x1b%&\\\xc2\xe2\xef]/

function round(text: ByteString, view: Uint8Array): (Reading & { readonly unfinished: boolean }) | null {
  let at = nextSpecial(view, 0)
  if (at === view.length) return null
  const written = new Written(view.length)
  let from = 0
  while (at < view.length) {
    const undone = undoneAt(text, view, at)
    if (undone === null) at = nextSpecial(view, at + 1)
    else {
      written.copy(view, from, at)
      written.decode(undone.bytes, at, undone.end)
      from = undone.end
      at = nextSpecial(view, from)
    }
  }
  if (from === 0) return null
  written.copy(view, from, view.length)
  return written
}

/** By itself, as almost all of the time is spent here. */
function nextSpecial(view: Uint8Array, from: number): number {
  let at = from
  while (at < view.length && isSpecial[view[at] ?? 0] === 0) at += 1
  return at
}

function undoneAt(text: ByteString, view: Uint8Array, at: number): Undone | null {
  const code = view[at] ?? 0
  if (code === lineFeed) return { bytes: '', end: afterIndentation(view, at + 1) }
  return escapes.get(code)?.(text, at) ?? (isGone[code] === 1 ? { bytes: '', end: at + 1 } : null)
}

const lineFeed = 10

/** A line's end goes with the indentation of the next line, as a folded value has it. */
function afterIndentation(view: Uint8Array, from: number): number {
  let at = from
  while (view[at] === 32 || view[at] === 9) at += 1
  return at
}

/** What was read so far, and where each stretch of it stood. */
class Written implements Reading {
  unfinished = false
  readonly #buffer: Buffer
  #length = 0
  /** Stretches of the reading: where each begins there and in the text; and for what was decoded where it ends in the text, else 0. */
  #begins = new Int32Array(8)
  #stood = new Int32Array(8)
  #ended = new Int32Array(8)
  #count = 0

  constructor(most: number) {
    this.#buffer = Buffer.allocUnsafe(most)
  }

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  copy(view: Uint8Array, from: number, to: number): void {
    if (from === to) return
    this.#stretch(from, 0)
    this.#buffer.set(view.subarray(from, to), this.#length)
    this.#length += to - from
  }

  decode(bytes: ByteString, from: number, to: number): void {
    if (bytes === '') return
    this.#stretch(from, to)
    this.#length += this.#buffer.write(bytes, this.#length, 'latin1')
    if (opensAgain.test(bytes)) this.unfinished = true
  }

  place(start: number, end: number): { start: number; end: number } {
    const first = this.#stretchAt(start)
    const last = this.#stretchAt(end - 1)
    const ended = this.#ended[last] ?? 0
    return {
      start: (this.#ended[first] ?? 0) === 0 ? this.#plainPlace(first, start) : (this.#stood[first] ?? 0),
      end: ended === 0 ? this.#plainPlace(last, end - 1) + 1 : ended,
    }
  }

  #plainPlace(stretch: number, at: number): number {
    return (this.#stood[stretch] ?? 0) + at - (this.#begins[stretch] ?? 0)
  }

  #stretch(stood: number, ended: number): void {
    if (this.#count === this.#begins.length) this.#grow()
    this.#begins[this.#count] = this.#length
    this.#stood[this.#count] = stood
    this.#ended[this.#count] = ended
    this.#count += 1
  }

  #grow(): void {
    const twice = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(2 * old.length)
      larger.set(old)
      return larger
    }
    this.#begins = twice(this.#begins)
    this.#stood = twice(this.#stood)
    this.#ended = twice(this.#ended)
  }

  /** The last stretch that begins at or before a place. */
  #stretchAt(at: number): number {
    let low = 0
    let high = this.#count - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#begins[middle] ?? 0) <= at) low = middle
      else high = middle - 1
    }
    return low
  }
}
