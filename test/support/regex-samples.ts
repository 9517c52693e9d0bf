// Texts that a regular expression matches, made from the expression: at random, or as long as it allows.
import { type Node, parseGoRegex, type Ranges } from '../../build/gitleaks/go-regex.ts'

/** A whole number from 0 up to, not including, `below`. */
export type Draw = (below: number) => number

/** The same numbers in every run. */
export function drawing(seed: number): Draw {
  let state = seed
  return below => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** `long`: every repetition as often as it may be, up to that. */
export function sample(regex: string, draw: Draw, long = 0): string {
  return written(parseGoRegex(regex), draw, long)
}

function written(node: Node, draw: Draw, long: number): string {
  switch (node.kind) {
    case 'char':
      return String.fromCharCode(node.code)
    case 'set':
      return letterOf(node.negated ? printableBut(node.ranges) : node.ranges, draw)
    case 'assert':
      return ''
    case 'group':
      return written(node.inner, draw, long)
    case 'sequence':
      return node.parts.map(part => written(part, draw, long)).join('')
    case 'choice':
      return written(node.options[draw(node.options.length)] ?? node, draw, long)
    case 'repeat': {
      const most = node.most ?? node.least + 20
      const times =
        long > 0
          ? Math.max(node.least, Math.min(most, long))
          : node.least + draw(Math.min(most - node.least, 20) + 1)
      return Array.from({ length: times }, () => written(node.inner, draw, long)).join('')
    }
  }
}

function letterOf(ranges: Ranges, draw: Draw): string {
  const printable = ranges.flatMap(([from, to]) => codes(Math.max(from, 32), Math.min(to, 126)))
  const all = printable.length > 0 ? printable : ranges.flatMap(([from, to]) => codes(from, to))
  return String.fromCharCode(all[draw(all.length)] ?? 32)
}

function printableBut(ranges: Ranges): Ranges {
  return codes(33, 126)
    .filter(code => !ranges.some(([from, to]) => code >= from && code <= to))
    .map(code => [code, code])
}

function codes(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}
