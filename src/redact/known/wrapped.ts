// Base64 that was broken into lines, as `base64`, `openssl` and YAML write it: joined again, so that what a line's end cut is found.

import { viewOf } from '../bytes.ts'
import type { Hit } from './literals.ts'

/** A line of base64 that goes on in the next is at least so long; the last may be shorter. */
const shortestLine = 40
/** Real line ends, with the indentation of the next line, and those written out inside a JSON string. */
const lineEnd = /\\{1,3}n|\r?\n[ \t]{0,24}/g

interface Block {
  readonly text: string
  /** For each part: where it begins in the joined text, and where it stood. */
  readonly parts: readonly { readonly joined: number; readonly start: number }[]
}

/** The hits in all blocks of broken base64, at their places in the whole text. */
export function hitsInWrapped<T>(
  text: string,
  find: (haystack: Uint8Array) => readonly Hit<T>[],
): readonly Hit<T>[] {
  return blocksOf(text).flatMap(block =>
    find(viewOf(block.text)).map(hit => ({
      ...hit,
      start: placeOf(block, hit.start),
      end: placeOf(block, hit.end - 1) + 1,
    })),
  )
}

function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = []
  let lines: { start: number; end: number }[] = []
  for (const { index, 0: ending } of text.matchAll(lineEnd)) {
    const next = index + ending.length
    const goesOn = letters(text, index, -1, shortestLine) === shortestLine && isLetter(text.charCodeAt(next))
    if (!goesOn) continue
    const [last] = lines.slice(-1)
    if (last !== undefined && last.end !== index) {
      blocks.push(joined(text, lines))
      lines = []
    }
    if (lines.length === 0) lines.push({ start: index - letters(text, index, -1, Infinity), end: index })
    lines.push({ start: next, end: next + letters(text, next, 1, Infinity) })
  }
  if (lines.length > 0) blocks.push(joined(text, lines))
  return blocks
}

/** How many base64 letters stand before (`step` -1) or from (`step` 1) a place. */
function letters(text: string, place: number, step: 1 | -1, most: number): number {
  let count = 0
  let at = step === 1 ? place : place - 1
  while (count < most && isLetter(text.charCodeAt(at))) {
    count += 1
    at += step
  }
  return count
}

function isLetter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 47 && code <= 57) ||
    code === 43 ||
    code === 45 ||
    code === 95 ||
    code === 61
  )
}

function joined(text: string, lines: readonly { start: number; end: number }[]): Block {
  let length = 0
  const parts = lines.map(({ start, end }) => {
    const part = { joined: length, start, text: text.slice(start, end) }
    length += end - start
    return part
  })
  return { text: parts.map(part => part.text).join(''), parts }
}

function placeOf({ parts }: Block, joinedAt: number): number {
  const part = parts.findLast(one => one.joined <= joinedAt)
  return part === undefined ? 0 : part.start + joinedAt - part.joined
}
