// A message that goes on in the lines below its first.
import { readLine } from '../lines.ts'
import { withoutSpeaker } from '../small-talk.ts'

/** Most lines of an object that is printed over several, and of what stands under a heading such as `*** FATAL CONFIG FILE ERROR ***`. */
const longestObject = 16
const longestHeaded = 4
/** Characters of the whole. */
const longest = 300

/** The message that begins with that line, with what belongs to it of the lines below; null where it is not of that form. */
type Form = (line: string, below: readonly string[]) => string | null

/** The line with those in which it goes on. */
export function wholeLine(lines: readonly string[], index: number): string {
  const [line = '', ...below] = lines.slice(index, index + longestObject)
  for (const form of forms) {
    const whole = form(line, below)
    if (whole !== null) return whole
  }
  return line
}

/** An error that was printed as an object under its heading: the message is in it. */
function printed(line: string, [next = '', ...rest]: readonly string[]): string | null {
  if (!/^\s+"?err(?:or)?"?: \{$/.test(next)) return null
  const message = rest
    .slice(0, 6)
    .map(one => /^\s+"?message"?: ["'](.{1,1000})["'],?$/.exec(one)?.[1])
    .find(found => found !== undefined)
  return message === undefined ? null : `${line}: ${message}`
}

/** An object or a list, up to its bracket. */
function untilClosed(line: string, below: readonly string[]): string | null {
  if (!/[[{(]$/.test(line)) return null
  const margin = line.search(/\S/)
  const end = below.findIndex(one => /^\s*[\]})]/.test(one) && one.search(/\S/) <= margin)
  return end === -1 ? null : together([line, ...below.slice(0, end + 1)]).slice(0, 2 * longest)
}

/** Clients of the Kubernetes API: the status, then the reason and the body. */
function statusAndBody(line: string, below: readonly string[]): string | null {
  return /Exception: \(\d{3}\)$/.test(line) ? [line, ...below.slice(0, 3)].join(' ') : null
}

function headed(line: string, below: readonly string[]): string | null {
  return /\*{3}$/.test(line) ? together([line, ...below.slice(0, longestHeaded - 1)]).slice(0, longest) : null
}

/** npm: the code of a failed call, then the call and its path, one a line. */
function npmCall(line: string, [next = '', third = '']: readonly string[]): string | null {
  const call = /^(.{1,20} )code E[A-Z]{3,20}$/.exec(line)?.[1]
  return call !== undefined && next.startsWith(call)
    ? [line, next.slice(call.length), third.replace(call, '')].join(' ')
    : null
}

/** What is set in below a line that ends with a colon, and below that one where it ends so too. */
function indented(line: string, [next = '', third = '', ...rest]: readonly string[]): string | null {
  const [more, ...below] = next === '' ? [third, ...rest] : [next, third, ...rest]
  const goesOn = line.endsWith(':') || /^\s+what\(\): /.test(more)
  if (!goesOn || !/^\s{1,16}\S/.test(more)) return null
  const whole = `${line} ${more.trim()}`
  return (whole.length < longest ? indented(whole, below) : null) ?? whole
}

/** What a logger puts on a line of its own below the heading that it belongs to; Postgres calls it so. */
function detailed(line: string, [next = '']: readonly string[]): string | null {
  const { text, level } = readLine(next)
  const announced = (line.endsWith(':') && level > 0) || /\bthe following\b.{0,60}[.:]$/i.test(line)
  const detail = announced ? withoutSpeaker(text) : (/\bDETAIL: {1,2}(\S.*)$/.exec(text)?.[1] ?? '')
  return detail === '' ? null : `${line} ${detail}`
}

/** `Error: P3009` or `PrismaClientInitializationError:`: what it means is said below. */
function terse(line: string, [next = '', third = '']: readonly string[]): string | null {
  const more = next.trim() === '' ? third : next
  const isTerse = /^Error(?:: \S{1,40})?$|\b[A-Z]\w{2,60}(?:Error|Exception):$/.test(line)
  return isTerse && /^[A-Za-z`"'].* /.test(more) ? `${line} ${more.trim()}` : null
}

const forms: readonly Form[] = [
  printed,
  untilClosed,
  statusAndBody,
  headed,
  npmCall,
  indented,
  detailed,
  terse,
]

function together(lines: readonly string[]): string {
  return lines.map(line => line.trim()).join(' ')
}
