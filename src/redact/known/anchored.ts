// Weak values (`admin`, `1234`, a Service's name): masked only right after the name they are known by.
import { type ByteString, fromText } from '../bytes.ts'
import type { Piece } from '../known-secrets.ts'
import type { Range } from '../ranges.ts'
import { createFinder, foldingCase } from './literals.ts'

/** Fields of Kubernetes' own objects: masking what follows them would wreck every manifest. */
const fieldNames = new Set(
  'name namespace port host path type kind protocol scheme image status key value mode reason message phase ready level state'.split(
    ' ',
  ),
)

/** What may stand between a name and its value: `=`, `:`, or `value:` in a manifest. */
const separator =
  /(?:\\{0,3}["'])?(?:,?\s{0,40}\\{0,3}["']?value\\{0,3}["']?[ \t]{0,3}:[ \t]{0,3}|[ \t]{0,3}(?:=|:=|:|=>)[ \t]{0,8})(?:\\{0,3}["'])?/y

/** After a flag (`--user admin`) also a space, a list's comma, or the NUL of a command line in /proc. */
const flagSeparator = /(?:\\{0,3}["'])?(?:[ \t]{1,4}|,\s{0,40}(?=\\{0,3}["'])|\0)(?:\\{0,3}["'])?/y

/** `view` holds the same bytes as `text`. */
export type Anchored = (text: ByteString, view: Uint8Array) => readonly Range[]

/** `DB_PASSWORD`, `db-password` and `db.password` are one name. */
const oneName = foldingCase('.-', '_')

/** A function that finds the weak pieces where one of their key names stands before them. Others it ignores. */
export function createAnchored(pieces: readonly Piece[]): Anchored {
  const byName = new Map<string, Piece[]>()
  for (const piece of pieces) {
    const name = fromText(normal(piece.keyName ?? ''))
    if (name.length < 2 || fieldNames.has(name)) continue
    byName.set(name, [...(byName.get(name) ?? []), piece])
  }
  if (byName.size === 0) return () => []
  const find = createFinder(
    [...byName].map(([name, named]) => ({ bytes: name, owner: named })),
    oneName,
  )
  return (text, view) => {
    const ranges: Range[] = []
    for (const { start, end, owner } of find(view)) {
      if (/[A-Za-z0-9_-]/.test(text.charAt(end))) continue
      const isFlag = text.charAt(start - 1) === '-'
      const valueAt = after(separator, text, end) ?? (isFlag ? after(flagSeparator, text, end) : null)
      if (valueAt === null) continue
      const range = rangeAt(text, valueAt, owner)
      if (range !== null) ranges.push(range)
    }
    return ranges
  }
}

function normal(name: string): string {
  return name.toLowerCase().replace(/[._-]/g, '_')
}

function after(regex: RegExp, text: ByteString, from: number): number | null {
  regex.lastIndex = from
  const match = regex.exec(text)
  return match === null ? null : from + match[0].length
}

function rangeAt(text: ByteString, start: number, pieces: readonly Piece[]): Range | null {
  for (const piece of pieces) {
    const end = start + piece.bytes.length
    const ends = !/[A-Za-z0-9_]/.test(text.charAt(end))
    if (text.startsWith(piece.bytes, start) && ends) {
      return { start, end, label: piece.label, identity: piece.bytes, known: true }
    }
  }
  return null
}
