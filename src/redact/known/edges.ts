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
  const heads = Map.groupBy(long, ({ bytes }) => bytes.slice(0, least))
  const tails = Map.groupBy(long, ({ bytes }) => bytes.slice(-least))
  return text => {
    const end = cutMark.exec(text.slice(-20))?.[0].length ?? 0
    return [...atEnd(text, text.length - end, heads), ...atStart(text, tails)]
  }
}

type ByPart<T> = ReadonlyMap<string, readonly Literal<T>[]>

function atEnd<T>(text: ByteString, end: number, heads: ByPart<T>): readonly Hit<T>[] {
  for (let start = Math.max(0, end - most); start <= end - least; start++) {
    const known = heads.get(text.slice(start, start + least))
    if (known === undefined) continue
    const rest = text.slice(start, end)
    const cut = known.find(({ bytes }) => bytes.startsWith(rest))
    if (cut !== undefined && !plainWord.test(rest)) return [{ start, end, owner: cut.owner }]
  }
  return []
}

function atStart<T>(text: ByteString, tails: ByPart<T>): readonly Hit<T>[] {
  for (let end = Math.min(text.length, most); end >= least; end--) {
    const known = tails.get(text.slice(end - least, end))
    if (known === undefined) continue
    const rest = text.slice(0, end)
    const cut = known.find(({ bytes }) => bytes.endsWith(rest))
    if (cut !== undefined && !plainWord.test(rest)) return [{ start: 0, end, owner: cut.owner }]
  }
  return []
}
