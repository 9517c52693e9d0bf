// Writes a parsed regular expression for V8: without flags, and with every repetition bounded.
import type { Node, Ranges } from './go-regex.ts'

/** What stands for `+`, `*` and `{n,}`: no token is longer, and every start costs so many steps at most. */
export const mostRepeats = 600

export function toJavaScript(node: Node): string {
  switch (node.kind) {
    case 'char':
      return node.fold && isLetter(node.code)
        ? setSource(false, [[node.code, node.code]], true)
        : escaped(node.code)
    case 'set':
      return setSource(node.negated, node.ranges, node.fold)
    case 'assert':
      return node.source
    case 'group':
      return `(${node.captures ? '' : '?:'}${toJavaScript(node.inner)})`
    case 'sequence':
      return node.parts.map(toJavaScript).join('')
    case 'choice':
      return node.options.map(toJavaScript).join('|')
    case 'repeat':
      return `${toJavaScript(node.inner)}${times(node.least, node.most)}${node.lazy ? '?' : ''}`
  }
}

function times(least: number, most: number | null): string {
  if (least === 0 && most === 1) return '?'
  if (least === most) return `{${least}}`
  return `{${least},${most ?? Math.max(least, mostRepeats)}}`
}

function setSource(negated: boolean, ranges: Ranges, fold: boolean): string {
  const all = merged(fold ? [...ranges, ...ranges.flatMap(bothCases)] : ranges)
  if (!negated && all.length === 1 && all[0]?.[0] === 0 && all[0][1] === 255) return '[^]'
  const inside = all.map(([from, to]) =>
    from === to ? inSet(from) : `${inSet(from)}${to === from + 1 ? '' : '-'}${inSet(to)}`,
  )
  return `[${negated ? '^' : ''}${inside.join('')}]`
}

/** The other case of the letters in a range. */
function bothCases([from, to]: readonly [number, number]): Ranges {
  const part = (low: number, high: number, shift: number): Ranges => {
    const [start, end] = [Math.max(from, low), Math.min(to, high)]
    return start <= end ? [[start + shift, end + shift]] : []
  }
  return [...part(65, 90, 32), ...part(97, 122, -32)]
}

function merged(ranges: Ranges): Ranges {
  const result: [number, number][] = []
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

function isLetter(code: number): boolean {
  return /[A-Za-z]/.test(String.fromCharCode(code))
}

function escaped(code: number): string {
  return written(code, /[\\^$.*+?()[\]{}|/`]/)
}

function inSet(code: number): string {
  return written(code, /[\\\]^[`-]/)
}

/** A backtick as `\x60`, for the rules stand in a template. */
function written(code: number, meaningful: RegExp): string {
  const char = String.fromCharCode(code)
  if (code < 32 || code > 126 || char === '`') return `\\x${code.toString(16).padStart(2, '0')}`
  return meaningful.test(char) ? `\\${char}` : char
}
