// Halves of known secrets where a text was cut: kubelet keeps 4096 bytes of a termination message, an event 1024 of its own.
import type { ByteString } from '../bytes.ts'
import type { Hit, Literal } from './literals.ts'

/** Less of a secret than this tells little, and may be a word like others. */
const least = 8
const most = 256
const plainWord = /^[a-z]*$/i
/** What stands behind a text that was cut. */
const cutMark = /(?:\.{3}|\xe2\x80\xa6|[ \t]?[[(<]truncated[\])>])?[\s"'`]{0,4}$/

/** A function that finds what a text ends with and a literal begins with, and the other way round. */
export function createEdgeFinder<T>(
  literals: readonly Literal<T>[],
): (text: ByteString) => readonly Hit<T>[] {
  const long = literals.filter(({ bytes }) => bytes.length > least)
  const heads = partsOf(long, bytes => bytes.slice(0, least))
  const tails = partsOf(long, bytes => bytes.slice(-least))
  return text => {
    if (text.length < least) return []
    const end = text.length - (cutMark.exec(text.slice(-20))?.[0].length ?? 0)
    return [...atEnd(text, end, heads), ...atStart(text, tails)]
  }
}

interface Parts<T> {
  /** 1 for the two bytes that a part begins with: most places are dismissed by a look at them. */
  readonly begins: Uint8Array
  readonly known: ReadonlyMap<string, readonly Literal<T>[]>
}

function partsOf<T>(literals: readonly Literal<T>[], part: (bytes: ByteString) => ByteString): Parts<T> {
  const known = Map.groupBy(literals, ({ bytes }) => part(bytes))
  const begins = new Uint8Array(65_536)
  for (const bytes of known.keys()) begins[twoBytes(bytes, 0)] = 1
  return { begins, known }
}

function twoBytes(text: ByteString, at: number): number {
  return (text.charCodeAt(at) << 8) | text.charCodeAt(at + 1)
}

function at<T>({ begins, known }: Parts<T>, text: ByteString, start: number): readonly Literal<T>[] {
  return begins[twoBytes(text, start)] === 1 ? (known.get(text.slice(start, start + least)) ?? []) : []
}

function atEnd<T>(text: ByteString, end: number, heads: Parts<T>): readonly Hit<T>[] {
  for (let start = Math.max(0, end - most); start <= end - least; start++) {
    const known = at(heads, text, start)
    if (known.length === 0) continue
    const rest = text.slice(start, end)
    const cut = known.find(({ bytes }) => bytes.startsWith(rest))
    if (cut !== undefined && !plainWord.test(rest)) return [{ start, end, owner: cut.owner }]
  }
  return []
}

function atStart<T>(text: ByteString, tails: Parts<T>): readonly Hit<T>[] {
  for (let end = Math.min(text.length, most); end >= least; end--) {
    const known = at(tails, text, end - least)
    if (known.length === 0) continue
    const rest = text.slice(0, end)
    const cut = known.find(({ bytes }) => bytes.endsWith(rest))
    if (cut !== undefined && !plainWord.test(rest)) return [{ start: 0, end, owner: cut.owner }]
  }
  return []
}
