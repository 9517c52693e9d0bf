// Bytes written as numbers, as Go prints a `[]byte`, Node a Buffer, and tools for keys and certificates: `[104 117 110]`, `68:75:6e`.
import { Buffer } from 'node:buffer'
import type { ByteString } from '../bytes.ts'
import type { Hit } from './literals.ts'

/** Six of a kind at least, which the shortest value that is looked for has. */
const runs = [
  { radix: 10, run: /\[\s{0,40}[0-9]{1,3}[ ,]\s{0,40}[0-9]{1,3}(?:[ ,]\s{0,40}[0-9]{1,3}){4,65536}/g },
  {
    radix: 16,
    run: /[0-9A-Fa-f]{2}[ ,:-]\s{0,40}(?:0[xX])?[0-9A-Fa-f]{2}(?:[ ,:-]\s{0,40}(?:0[xX])?[0-9A-Fa-f]{2}){4,65536}/g,
  },
] as const

/** The hits in all runs of numbers, at their places in the whole text. */
export function hitsInNumbers<T>(
  text: ByteString,
  find: (haystack: Uint8Array) => readonly Hit<T>[],
): readonly Hit<T>[] {
  return runs.flatMap(({ radix, run }) =>
    [...text.matchAll(run)].flatMap(({ index, 0: written }) => {
      const numbers = [...written.matchAll(/(?:0[xX])?([0-9A-Fa-f]{1,3})/g)]
      const bytes = numbers.map(([, digits = '']) => Number.parseInt(digits, radix))
      // The finder is fastest with one kind of array.
      return find(Buffer.from(bytes)).map(hit => {
        const [first, last] = [numbers[hit.start], numbers[hit.end - 1]]
        return {
          ...hit,
          start: index + (first?.index ?? 0),
          end: index + (last === undefined ? written.length : last.index + last[0].length),
        }
      })
    }),
  )
}
