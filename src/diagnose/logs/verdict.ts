// The decisive line of a container's logs: the one that names the cause, and what it means.
import type { ContainerLog } from '../../model/inspection.ts'
import type { ContainerStatus } from '../../model/pod.ts'
import { type Block, blockAt } from './blocks.ts'
import { type Meaning, meaningOf } from './classify.ts'
import { type LogLine, linesOf, readLine } from './lines.ts'
import { awaited, endpointIn, networkProblem } from './network.ts'

export interface Verdict {
  /** `log:<container>` or `log:<container>:previous`, or `status` for a termination message. */
  readonly source: string
  /** The line that names the cause, as printed. */
  readonly line: string
  /** Its message without what a logger puts before it. */
  readonly text: string
  /** `exception` for an uncaught exception or panic, `fatal` and `error` by the line's level, `last` for a last word. */
  readonly form: 'exception' | 'fatal' | 'error' | 'last'
  /** What it names as the cause; null where it names nothing that we know. */
  readonly meaning: Meaning | null
  /** How many lines came after it: an app that lives on and has said much since has got over it. */
  readonly linesAfter: number
}

/** A line is looked at closely only if it has one of these: logs are long, and nearly all of it is calm. */
const interesting =
  /error|exception|fatal|panic|fail|refused|denied|traceback|critical|\bcrit\b|severe|not found|no such|not set|unable|cannot|can't|couldn|could not|missing|required|timed? ?out|timeout|unhandled|uncaught|\bin use\b|inuse|enospc|enoent|eacces|erofs|no space|read-only|readonly|no route|unreachable|bad address|not known|not resolve|nxdomain|unbound|x509|certificate|too many|out of memory|KeyError|noauth|wrongpass|deadline|credentials|refresh|credential|unauthorized|no quota|quota|must (?:be|specify|set|provide|install|have)|need to (?:specify|set)|environment var|"level":\s?[56]0|abort|undefined|reset by|terminat|unrecogni|unknown|invalid|illegal|unsupported|unexpected|malformed|unavailable|mismatch|does(?:n't| not) |segfault|core dumped|\bbad\b|no response|not (?:ready|responding)|rejecting|bus error|forbidden|already/i

/** How far back a plain `could not start` is explained by what was said before it. */
const explainedWithin = 25

/** How far on either side of a failed connection the line may be that says to what. Lines. */
const besideWithin = 3

interface Mark {
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

/**
 * The decisive line of a container's logs. The run that failed counts: the previous log where there is one and the
 * container did not end in its present run. Falls back on the termination message. Null where nothing was printed.
 */
export function readVerdict(
  logs: readonly ContainerLog[],
  status: ContainerStatus | undefined,
): Verdict | null {
  const ended = status?.state?.terminated !== undefined
  const failedFirst = logs.toSorted((a, b) => Number(b.previous !== ended) - Number(a.previous !== ended))
  let weak: Verdict | null = null
  for (const log of failedFirst) {
    const source = `log:${log.container}${log.previous ? ':previous' : ''}`
    const verdict = verdictOf(linesOf(log), source)
    if (verdict !== null && (verdict.meaning !== null || verdict.form !== 'last')) return verdict
    if (isOfFailedRun(log, status)) weak ??= verdict
  }
  const message = (status?.state?.terminated ?? status?.lastState?.terminated)?.message ?? ''
  return weak ?? (message.trim() === '' ? null : verdictOf(message.split('\n'), 'status'))
}

/** The last word of a run that has not failed explains nothing. Between two runs both logs are of the one that failed. */
function isOfFailedRun({ previous }: ContainerLog, status: ContainerStatus | undefined): boolean {
  if (status?.state?.terminated !== undefined) return !previous
  return previous || status?.state?.running === undefined
}

/** The decisive one of these lines, or null where all are empty. */
export function verdictOf(lines: readonly string[], source: string): Verdict | null {
  const marks = marksIn(lines)
  const heaviest = marks.reduce((most, mark) => Math.max(most, mark.weight), 0)
  const last = marks.findLast(mark => mark.weight === heaviest)
  if (last === undefined) return lastWord(lines, source)
  const chosen = meaningOfChain(last.chain) === null ? beginningOf(last, marks) : last
  return explained(chosen, marks, lines, source)
}

/**
 * A tool that ends says why over several lines, the first of which tells most; what a logger writes, with a moment or as JSON, are
 * messages of their own.
 */
function beginningOf(last: Mark, marks: readonly Mark[]): Mark {
  let first = last
  for (const mark of marks.toReversed()) {
    const alike = mark.weight === last.weight && mark.form === last.form
    if (onlyEnds.test(mark.text)) continue
    const above = mark.end === first.index - 1 && first.form === 'error' && !ending.test(mark.text)
    if (mark.index >= first.index || !(alike || above)) continue
    if (first.index - mark.index > besideWithin || !first.bare || !mark.bare) break
    first = mark
  }
  return first
}

/** That it does not run, and not why. */
const onlyEnds =
  /^[\w ,!]{0,20}\b(?:cannot|can't|could not|failed to|unable to) (?:start|run|boot|continue|launch)\b[\w ]{0,40}[.!]?$/i

/** Most lines that are looked at closely: a log of nothing but errors repeats itself. */
const closeLooks = { first: 5_000, last: 20_000 } as const

/** Reads the log once from the beginning; exceptions are taken whole. */
function marksIn(lines: readonly string[]): readonly Mark[] {
  const marks: Mark[] = []
  let next = 0
  for (const index of worthALook(lines)) {
    if (index < next) continue
    const block = blockAt(lines, index)
    next = block === null ? index + 1 : Math.max(block.end, index + 1)
    const mark = block === null ? markOfLine(readLine(wholeLine(lines, index)), index) : markOfBlock(block)
    if (mark !== null) marks.push(mark)
  }
  return marks.filter(mark => !isGotOver(mark, lines))
}

/** A warning about another end that was reached after all. */
function isGotOver(mark: Mark, lines: readonly string[]): boolean {
  if (!mark.passing) return false
  const meaning = meaningOfChain(mark.chain)
  if (meaning?.kind !== 'dependency') return false
  const name = meaning.host?.split('.')[0] ?? ''
  return lines.slice(mark.end + 1).some(line => {
    if (!recovery.test(line) || networkProblem(line) !== null) return false
    return (name !== '' && line.includes(name)) || endpointIn(readLine(line).text).host === null
  })
}

/** A line that goes on in the next: one that ends with a colon, and one that says but a word or a number of the maker's own. */
function wholeLine(lines: readonly string[], index: number): string {
  const [line = '', next = '', third = ''] = lines.slice(index, index + 3)
  const printed = /^\s+"?err(?:or)?"?: \{$/.test(next) ? messageOf(lines.slice(index + 2, index + 8)) : null
  if (printed !== null) return `${line}: ${printed}`
  const indented = /^\s{1,16}\S/.test(next)
  if (indented && (line.endsWith(':') || /^\s+what\(\): /.test(next))) return `${line} ${next.trim()}`
  const more = next.trim() === '' ? third : next
  return isTerse(line) && /^[A-Za-z`"'].* /.test(more) ? `${line} ${more.trim()}` : line
}

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
  return /(?:^Error: \S{1,40}|\b[A-Z]\w{2,60}(?:Error|Exception):)$/.test(line)
}

function worthALook(lines: readonly string[]): readonly number[] {
  const found: number[] = []
  for (const [index, line] of lines.entries()) {
    if (interesting.test(line)) found.push(index)
  }
  const { first, last } = closeLooks
  return found.length <= first + last ? found : [...found.slice(0, first), ...found.slice(-last)]
}

function markOfBlock(block: Block): Mark {
  return {
    index: block.start,
    end: block.end - 1,
    bare: true,
    passing: false,
    weight: block.fatal ? 4 : 3,
    form: 'exception',
    line: block.cause.trim(),
    text: block.cause.trim(),
    chain: block.chain,
  }
}

function markOfLine(line: LogLine, index: number): Mark | null {
  if (isOption(line.raw) || line.text.trim() === '') return null
  const bare = line.raw.trim() === line.plain.trim()
  const passing = line.level === 1 || retrying.test(line.text)
  const place = { index, end: index, bare, passing }
  const meaning = meaningOf(line.text)
  // A trace in one line, or the last line of one whose frames were not printed.
  if (line.trace || uncaught.test(line.plain)) {
    const text = line.text.trim()
    return { ...place, weight: 3, form: 'exception', line: line.raw.trim(), text, chain: [text] }
  }
  const weight = weightOf(line, meaning)
  if (weight === 0) return null
  const form = weight === 4 ? 'fatal' : 'error'
  // A logger's other fields may name the host that its message leaves out.
  const chain = line.raw.startsWith('{') ? [line.text, line.raw] : [line.text]
  return { ...place, weight, form, line: line.raw.trim(), text: line.text.trim(), chain }
}

function weightOf({ text, level }: LogLine, meaning: Meaning | null): number {
  if (level === 3 || died.test(text)) return 4
  // That it ends is known.
  if (meaning === null && (ending.test(text) || wrapper.test(text))) return 0.5
  if (level === 2 || meaning !== null) return 2
  return level === 0 && complaint.test(text) ? 1 : 0
}

const retrying = /\bretry(?:ing)?\b|\btry(?:ing)? again\b|\bwill (?:be )?retr/i

const complaint =
  /\b(?:error|failed|failure|cannot|could not|can't|unable to|exception|aborted|un(?:known|recogni[sz]ed|supported|expected)|invalid|illegal|malformed|mismatch|not (?:recogni[sz]ed|supported|allowed|valid|found|set|provided|given|configured)|required|must (?:be|install|specify|set|provide|have)|do(?:es)?(?:n't| not) (?:exist|match|support|have))\b/i

/** The last words that a runtime says for a program that it ends. */
const died =
  /^(?:terminate called\b|libc\+\+abi: terminating|.{1,300}: Assertion [`'].{1,300}' failed|(?:\*\*\* )?stack smashing detected|(?:double free or corruption|(?:free|malloc|realloc)\(\): ))/

const uncaught =
  /^\*\* \((?:[A-Z]\w{0,40}\.){0,4}[A-Z]\w{1,60}\) \S|^\[?(?:[A-Za-z_][\w$]{0,60}\.){0,8}[A-Z][A-Za-z0-9_]{2,80}(?:Error|Exception|Rejection)(?: \[[A-Z_]{1,60}\])?: \S/

const ending =
  /^.{0,60}\b(?:abort(?:ing|ed)|exiting|shutting down|terminating|terminated|giving up|quitting)\W{0,3}$/i

/** That a program ended is all that those say who ran it. */
const wrapper =
  /^(?:bundler: failed to load command|npm (?:ERR!|error) (?:code|path|command|errno|a complete log|this is probably|exit status|failed at|workspace|lifecycle)|error Command failed|make(?:\[\d+\])?: \*\*\*|exit status \d|.{0,60}\bexited with (?:error )?(?:code|status) \d|.{0,20}\bELIFECYCLE\b)/i

/** A line of a usage text, such as `-w SEC  Connect timeout`, tells what could be asked, not what happened. */
function isOption(raw: string): boolean {
  return /^\s{1,16}--?[A-Za-z]/.test(raw)
}

/** The chosen line with its meaning; where it has none, a line shortly before it may have said why. */
function explained(chosen: Mark, marks: readonly Mark[], lines: readonly string[], source: string): Verdict {
  const origin = { source, length: lines.length }
  const own = meaningOfChain(chosen.chain)
  if (own !== null && !isVague(own)) return verdict(chosen, hostFromBeside(own, chosen, lines), origin)
  if (ownMistake.test(chosen.text)) return verdict(chosen, own, origin)
  const before = marks.filter(mark => mark.index < chosen.index && mark.end >= chosen.index - explainedWithin)
  for (const mark of before.toReversed()) {
    const meaning = meaningOfChain(mark.chain)
    if (meaning === null || isVague(meaning) || !explains(mark, chosen, lines)) continue
    return verdict(mark, hostFromBeside(meaning, mark, lines), origin)
  }
  return verdict(chosen, own, origin)
}

/** Mistakes of a program's own, that nothing outside it makes. */
const ownMistake =
  /\b(?:NullPointerException|NullReferenceException|NoMethodError|NameError|TypeError|AttributeError|ReferenceError|SyntaxError|ZeroDivisionError|IndexError|IndexOutOfBoundsException|IndexOutOfRangeException|ClassCastException|InvalidCastException|ArithmeticException|UnboundLocalError|IndentationError)\b|\bindex out of range\b|nil pointer dereference/

/** False where the app got over it in between, or only warned of it and then ended of something that it says. */
function explains(mark: Mark, chosen: Mark, lines: readonly string[]): boolean {
  if (lines.slice(mark.end + 1, chosen.index).some(line => recovery.test(line))) return false
  return !mark.passing || cameToNothing.test(chosen.text)
}

const recovery =
  /(?<!not |dis|never |isn't )\b(?:(?:re)?connected|connection (?:is )?(?:re-?)?(?:established|restored)|succeeded|recovered|is (?:up|ready|available|reachable)|accepting connections)\b(?! (?:to be|yet))/i

/** Only that it did not come up, whatever name it has for that. */
const cameToNothing =
  /\b(?:start(?:ing|up|ed)?|boot(?:strap)?|init(?:iali[sz](?:e|ing|ation))?|launch|connect(?:ion|ing)?|giv(?:e|ing) up|gave up|unavailable|unreachable|timed? ?out|retr(?:y|ies)|attempts?|unexpectedly|migrat\w{2,6}|regist(?:er|ration)|join(?:ed)?)\b/i

/** That a connection failed, but neither how nor to whom: a line before may say it. */
function isVague(meaning: Meaning): boolean {
  return meaning.kind === 'dependency' && meaning.problem === 'other' && meaning.host === null
}

/**
 * A failed connection whose line does not say to what: a line beside it may, before or after, for an app's two streams are two pipes,
 * and what was printed to both at once is logged in either order.
 */
function hostFromBeside(meaning: Meaning, chosen: Mark, lines: readonly string[]): Meaning {
  if (meaning.kind !== 'dependency' || meaning.host !== null) return meaning
  const { index, end } = chosen
  for (let away = 1; away <= besideWithin; away += 1) {
    for (const line of [lines[index - away] ?? '', lines[end + away] ?? '']) {
      const { text } = readLine(line)
      const said = tells.test(text) ? endpointIn(text) : null
      if (said !== null && said.host !== null) return { ...meaning, ...said }
    }
  }
  return meaning
}

/** A line about a connection. */
const tells = /connect|dial|reach|lookup|resolv|refused|timed? ?out|\bwait/i

interface Origin {
  readonly source: string
  /** Lines of the whole log. */
  readonly length: number
}

function verdict(mark: Mark, meaning: Meaning | null, { source, length }: Origin): Verdict {
  const { index, line, text, form } = mark
  return { source, line, text, form, meaning, linesAfter: length - index - 1 }
}

/**
 * The meaning of a chain of messages, innermost first. The innermost that says anything decides; what it leaves out
 * (the host of a refused connection) is taken from those around it.
 */
function meaningOfChain(chain: readonly string[]): Meaning | null {
  const meanings = chain
    .map((text, index) => meaningOf(text) ?? meaningWithin(text, chain[index + 1]))
    .filter(meaning => meaning !== null)
  const first = meanings[0]
  if (first?.kind === 'port-in-use')
    return meanings.find(one => one.kind === first.kind && one.port !== null) ?? first
  if (first === undefined || first.kind !== 'dependency' || first.host !== null) return first ?? null
  const outer = [...meanings, ...chain.map(text => ({ kind: 'dependency', ...endpointIn(text) }) as const)]
  const named = outer.find(meaning => meaning.kind === 'dependency' && meaning.host !== null)
  return named?.kind === 'dependency' ? { ...first, host: named.host, port: named.port } : first
}

/** Longest message that is read together with the one around it. */
const shortMessage = 200

/** `opening /etc/app.toml`, caused by `No such file or directory`: only together they say what is missing. */
function meaningWithin(inner: string, outer: string | undefined): Meaning | null {
  if (outer === undefined || inner.length > shortMessage || outer.length > shortMessage) return null
  return meaningOf(`${outer}: ${inner}`)
}

/** The last line, but not of a usage text, nor one that only continues what stands above it. */
function lastTelling(lines: readonly string[]): number {
  const last = lines.findLastIndex(line => line.trim() !== '')
  const start = Math.max(0, last - longestUsage)
  const usage = lines.slice(start, last + 1).findIndex(line => /^usage\b/i.test(line))
  const said = usage === -1 ? -1 : lines.slice(0, start + usage).findLastIndex(line => line.trim() !== '')
  if (said !== -1) return said
  const telling = (line: string) =>
    /^\S/.test(line) && !empty.test(line) && !farewell.test(readLine(line).text)
  const flush = lines.slice(start, last + 1).findLastIndex(telling)
  return flush === -1 ? last : start + flush
}

/** What begins or ends what a program prints, and says nothing by itself. */
const empty = /^(?:stack ?trace(?:back)?:|traceback.{0,40}:|[\s<>\])}.*=-]{1,200})$/i

/** That the program ends, and nothing else. */
const farewell =
  /^(?:exit(?:ing|ed)?|bye|good ?bye|stopp(?:ing|ed)|quit(?:ting)?|done|aborted|shutting down|shutdown complete|crash dump is being written .{0,80})\W{0,3}$/i

/** How far back from the end a last word is looked for. Lines. */
const longestUsage = 60

function lastWord(lines: readonly string[], source: string): Verdict | null {
  const raw = lines[lastTelling(lines)]
  if (raw === undefined) return null
  const { text } = readLine(raw)
  return {
    source,
    line: raw.trim(),
    text: text.trim(),
    form: 'last',
    meaning: meaningOf(text) ?? waiting(lines),
    linesAfter: 0,
  }
}

/** Lines that a script says each time that it tries. */
const sayings = 3

/** Who is waited for, where that is the last that was said. */
function waiting(lines: readonly string[]): Meaning | null {
  const last = lines.filter(line => line.trim() !== '').slice(-sayings)
  const end = last.map(line => awaited(readLine(line).text)).find(found => found !== null)
  return end === undefined ? null : { kind: 'dependency', problem: 'other', ...end }
}
