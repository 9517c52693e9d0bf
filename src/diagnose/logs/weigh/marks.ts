// The lines of a log that may be the decisive one, each with its weight.
import { type Block, blockAt } from '../blocks.ts'
import { type Meaning, meaningOf } from '../classify.ts'
import { type LogLine, readLine, textsOf } from '../lines.ts'
import { isOfClient } from '../of-clients.ts'
import { isTally, saysNothing } from '../small-talk.ts'
import type { Verdict } from '../verdict.ts'
import { wholeLine } from './continued.ts'
import { withoutGotOver } from './got-over.ts'

/** A line is looked at closely only if it has one of these: logs are long, and nearly all of it is calm. */
const interesting =
  /error|exception|fatal|panic|fail|refused|denied|traceback|critical|\bcrit\b|severe|not found|no such|not (?:set|defined)|unable|cannot|can't|couldn|could not|missing|required|enotfound|eai_again|econn|ehostunreach|enetunreach|timed? ?out|etimedout|timeout|unhandled|uncaught|\bin use\b|inuse|enospc|enoent|eacces|erofs|no space|read-only|readonly|no route|unreachable|bad address|not known|not resolve|nxdomain|unbound|x509|certificate|too many|out of memory|KeyError|noauth|wrongpass|deadline|credentials|refresh|credential|unauthorized|no quota|quota|must (?:be|specify|set|provide|install|have)|need to (?:specify|set)|environment var|"level":\s?[56]0|abort|undefined|reset by|terminat|unrecogni|unknown|invalid|illegal|unsupported|unexpected|malformed|unavailable|mismatch|does(?:n't| not) |segfault|core dumped|\bbad\b|no response|not (?:ready|responding)|rejecting|resolvable|[✘✕✗×●]|not ok |writ\w{0,4}able|readable|not accessible|bus error|forbidden|already/i

export interface Mark {
  readonly index: number
  /** Index of its last line. */
  readonly end: number
  readonly weight: number
  readonly form: Verdict['form']
  readonly line: string
  readonly text: string
  /** True where no logger put anything before it: a tool's own words on its standard error. */
  readonly bare: boolean
  /** True where it is only a warning, or says that it will be tried again. */
  readonly passing: boolean
  readonly chain: readonly string[]
}

/** Most lines that are looked at closely: a log of nothing but errors repeats itself. */
const closeLooks = { first: 5_000, last: 20_000 } as const

/** Reads the log once from the beginning; exceptions are taken whole. */
export function marksIn(lines: readonly string[]): readonly Mark[] {
  const marks: Mark[] = []
  let next = 0
  for (const index of worthALook(lines)) {
    if (index < next) continue
    const block = blockAt(lines, index)
    next = block === null ? index + 1 : Math.max(block.end, index + 1)
    const mark = block === null ? markOfLine(readLine(wholeLine(lines, index)), index) : markOfBlock(block)
    if (mark !== null) marks.push(mark)
  }
  return withoutGotOver(marks, lines)
}

function worthALook(lines: readonly string[]): readonly number[] {
  const found: number[] = []
  for (const [index, line] of lines.entries()) {
    if (interesting.test(line)) found.push(index)
  }
  const { first, last } = closeLooks
  return found.length <= first + last ? found : [...found.slice(0, first), ...found.slice(-last)]
}

/** What the innermost sometimes is: a number, or a class that nobody gave a message. */
const nameless = /\bUnknown error -?\d+$|^[\w.]{1,200}: Exception of type '/

function markOfBlock(block: Block): Mark {
  // Rust prints an error within an error with its quotes escaped.
  const chain = block.chain.map(text => text.replaceAll('\\"', '"').trim())
  const cause = chain.find(text => !nameless.test(text)) ?? block.cause.trim()
  return {
    index: block.start,
    end: block.end - 1,
    bare: true,
    passing: false,
    weight: block.fatal ? 4 : 3,
    form: 'exception',
    line: cause,
    text: cause,
    chain,
  }
}

function markOfLine(line: LogLine, index: number): Mark | null {
  if (isOption(line.raw) || isOfClient(line.raw) || frame.test(line.raw) || line.text.trim() === '')
    return null
  const bare = line.raw.trim() === line.plain.trim()
  const passing = line.level === 1 || retrying.test(line.text)
  const place = { index, end: index, bare, passing }
  const meaning = meaningOf(line.text)
  // A trace in one line, or the last line of one whose frames were not printed.
  if (line.trace || uncaught.test(line.plain)) {
    const text = line.text.trim()
    return { ...place, weight: 3, form: 'exception', line: line.raw.trim(), text, chain: textsOf(line) }
  }
  const weight = weightOf(line, meaning)
  if (weight === 0) return null
  const form = weight === 4 ? 'fatal' : 'error'
  return { ...place, weight, form, line: line.raw.trim(), text: line.text.trim(), chain: textsOf(line) }
}

function weightOf({ text, level }: LogLine, meaning: Meaning | null): number {
  if (died.test(text)) return 4
  const idle = meaning === null ? idleWeight(text, level) : null
  if (idle !== null) return idle
  if (level === 3) return 4
  // What is only warned of concerning a file may be helped by the program itself.
  if (level === 1 && meaning?.kind === 'file') return 1
  if (level === 2 || meaning !== null) return 2
  if (level === 0 && refused.test(text)) return 2
  return level === 0 && complaint.test(text) ? 1 : 0
}

/** That it ends is known, and where more may be read is no cause. Null for what says more. */
function idleWeight(text: string, level: number): number | null {
  if (isTally(text)) return 0
  return saysNothing(text) ? (level > 1 ? 0.5 : 0) : null
}

/** The operating system's own word for it. */
export const refused = /permission denied|operation not permitted|cannot assign requested address/i

const retrying =
  /\bretry(?:ing)?\b|\btry(?:ing)? again\b|\bwill (?:be )?retr|\bfall(?:ing|s)? back\b|, using \S/i

const complaint =
  /\b(?:error|failed|failure|cannot|could not|can't|unable to|exception|aborted|(?<![=(])un(?:known|recogni[sz]ed|supported|expected)|invalid|illegal|malformed|mismatch|not (?:recogni[sz]ed|supported|allowed|valid|found|defined|set|provided|given|configured)|required|must (?:be|install|specify|set|provide|have)|do(?:es)?(?:n't| not) (?:exist|match|support|have))\b|^\s{0,12}\w{2,60}(?:Error|Exception): \S|^\s{0,8}(?:--- FAIL:|FAILED|not ok \d{1,5}|[✘✕✗×●])\s{1,3}\S/i

/** The last words that a runtime says for a program that it ends. */
const died =
  /^(?:terminate called\b|libc\+\+abi: terminating|.{1,300}: Assertion [`'].{1,300}' failed|(?:\*\*\* )?stack smashing detected|(?:double free or corruption|(?:free|malloc|realloc)\(\): ))/

const uncaught =
  /^\[(?:Error|Exception): \S|^\*\* \((?:[A-Z]\w{0,40}\.){0,4}[A-Z]\w{1,60}\) \S|^\[?(?:[A-Za-z_][\w$]{0,60}\.){0,8}[A-Z][A-Za-z0-9_]{2,80}(?:Error|Exception|Rejection)(?: \[[A-Za-z_]{1,60}\])?: \S/

/** A frame of a native stack, or of Ruby behind a sign. */
const frame =
  /^\s{0,12}(?:# |from )\S{1,300}:\d{1,6}:in [`'"]|^\s{0,8}#?\d{1,3}[.:]? .{0,400}(?:@|\bin) ?0x[0-9a-f]{6,}|^\s{0,8}#\d{1,3} 0x[0-9a-f]{6,}/

/** A line of a usage text, such as `-w SEC  Connect timeout`, tells what could be asked, not what happened. */
function isOption(raw: string): boolean {
  return /^\s{1,16}--?[A-Za-z]|^ {4}\t\S/.test(raw)
}
