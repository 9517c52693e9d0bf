// A message that goes on in the lines below its first.
import { readLine } from '../lines.ts'
import { withoutSpeaker } from '../small-talk.ts'

/** A line that goes on in the next: one that ends with a colon, and one that says but a word or a number of the maker's own. */
export function wholeLine(lines: readonly string[], index: number): string {
  const [line = '', next = '', third = ''] = lines.slice(index, index + 3)
  const printed = /^\s+"?err(?:or)?"?: \{$/.test(next) ? messageOf(lines.slice(index + 2, index + 8)) : null
  if (printed !== null) return `${line}: ${printed}`
  // Clients of the Kubernetes API: the status, then the reason and the body.
  if (/Exception: \(\d{3}\)$/.test(line)) return lines.slice(index, index + 4).join(' ')
  if (/\*{3}$/.test(line))
    return lines
      .slice(index, index + longestHeaded)
      .map(one => one.trim())
      .join(' ')
      .slice(0, longest)
  const below = next === '' ? third : next
  const indented = /^\s{1,16}\S/.test(below)
  if (indented && (line.endsWith(':') || /^\s+what\(\): /.test(below))) return `${line} ${below.trim()}`
  const detail = detailIn(line, next)
  if (detail !== null) return `${line} ${detail}`
  const more = next.trim() === '' ? third : next
  return isTerse(line) && /^[A-Za-z`"'].* /.test(more) ? `${line} ${more.trim()}` : line
}

/** What a logger puts on a line of its own below the heading that it belongs to; Postgres calls it so. */
function detailIn(line: string, next: string): string | null {
  const { text, level } = readLine(next)
  if ((line.endsWith(':') && level > 0) || announces.test(line)) return withoutSpeaker(text) || null
  return /\bDETAIL: {1,2}(\S.*)$/.exec(text)?.[1] ?? null
}

const announces = /\bthe following\b.{0,60}[.:]$/i

/** Lines under a heading such as `*** FATAL CONFIG FILE ERROR ***`, and characters of the whole. */
const longestHeaded = 4
const longest = 300

/** The message of an error that was printed as an object of several lines. */
function messageOf(lines: readonly string[]): string | null {
  return (
    lines
      .map(line => /^\s+"?message"?: ["'](.{1,1000})["'],?$/.exec(line)?.[1])
      .find(found => found !== undefined) ?? null
  )
}

/** `Error: P3009` or `PrismaClientInitializationError:`: what it means is said below. */
function isTerse(line: string): boolean {
  return /^Error(?:: \S{1,40})?$|\b[A-Z]\w{2,60}(?:Error|Exception):$/.test(line)
}
