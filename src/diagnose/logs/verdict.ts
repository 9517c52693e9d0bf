// The decisive line of a container's logs: the one that names the cause, and what it means.
import type { ContainerLog } from '../../model/inspection.ts'
import type { ContainerStatus } from '../../model/pod.ts'
import { named } from './beside.ts'
import { type Block, blockAt } from './blocks.ts'
import { type Meaning, meaningOf } from './classify.ts'
import { type LogLine, linesOf, readLine } from './lines.ts'
import { endpointIn } from './network.ts'
import { isTally, namesNothing, paragraphAt, saysNothing, wholeMessage } from './small-talk.ts'

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
  /error|exception|fatal|panic|fail|refused|denied|traceback|critical|\bcrit\b|severe|not found|no such|not set|unable|cannot|can't|couldn|could not|missing|required|timed? ?out|timeout|unhandled|uncaught|\bin use\b|inuse|enospc|enoent|eacces|erofs|no space|read-only|readonly|no route|unreachable|bad address|not known|not resolve|nxdomain|unbound|x509|certificate|too many|out of memory|KeyError|noauth|wrongpass|deadline|credentials|refresh|credential|unauthorized|no quota|quota|must (?:be|specify|set|provide)|need to (?:specify|set)|environment var|"level":\s?[56]0|abort|undefined|reset by|no response|rejecting|resolvable|unknown|unrecogni|invalid|unsupported|illegal|unexpected|[✘✕✗×●]|not ok |writ\w{0,4}able|readable/i

/** How far back a plain `could not start` is explained by what was said before it. */
const explainedWithin = 25

/** How far apart the lines of one message may be. */
const besideWithin = 3

interface Mark {
  readonly index: number
  readonly weight: number
  readonly form: Verdict['form']
  readonly line: string
  readonly text: string
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
  const chosen =
    meaningOfChain(last.chain) === null && !explainsItself(last) ? beginningOf(last, marks, lines) : last
  return explained(chosen, last, marks, { source, lines })
}

/**
 * A tool that ends says why over several lines, the first of which tells most; what a logger writes, with a moment or as JSON, are
 * messages of their own.
 */
function beginningOf(last: Mark, marks: readonly Mark[], lines: readonly string[]): Mark {
  let first = last
  for (const mark of marks.toReversed()) {
    if (mark.index >= first.index || mark.weight !== last.weight || mark.form !== last.form) continue
    if (/^warn/i.test(mark.text)) continue
    if (first.index - mark.index > besideWithin || !isBare(first) || !isBare(mark)) break
    // An error that begins a paragraph of its own is a message of its own.
    if (last.weight > 1 && lines.slice(mark.index, first.index).includes('')) break
    first = mark
  }
  return first
}

function isBare(mark: Mark): boolean {
  return mark.line === mark.text
}

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
    const mark = block === null ? markOfLine(readLine(wholeMessage(lines, index)), index) : markOfBlock(block)
    if (mark !== null) marks.push(mark)
  }
  return marks
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
    weight: block.fatal ? 4 : 3,
    form: 'exception',
    line: block.cause.trim(),
    text: block.cause.trim(),
    chain: block.chain,
  }
}

function markOfLine(line: LogLine, index: number): Mark | null {
  if (isOption(line.raw) || frame.test(line.raw)) return null
  const meaning = meaningOf(line.text)
  // A trace in one line, or the last line of one whose frames were not printed.
  if (line.trace || uncaught.test(line.text)) {
    const text = line.text.trim()
    return { index, weight: 3, form: 'exception', line: line.raw.trim(), text, chain: [text] }
  }
  const weight = weightOf(line, meaning)
  if (weight === 0) return null
  const form = weight === 4 ? 'fatal' : 'error'
  // A logger's other fields may name the host that its message leaves out.
  const chain = /^\{|\b(?:level|lvl)=/.test(line.raw)
    ? [line.text, line.raw.replace(/\bcaller=\S+/, '')]
    : [line.text]
  return { index, weight, form, line: line.raw.trim(), text: line.text.trim(), chain }
}

function weightOf({ text, level }: LogLine, meaning: Meaning | null): number {
  // That it ends is known, and where more may be read is no cause.
  if (meaning === null && isTally(text)) return 0
  if (meaning === null && saysNothing(text)) return level > 1 ? 0.5 : 0
  if (level === 3) return 4
  // What is only warned of concerning a file may be helped by the program itself.
  if (level === 1 && meaning?.kind === 'file') return 1
  if (level === 2 || meaning !== null) return 2
  return level === 0 && complaint.test(text) ? 1 : 0
}

const complaint =
  /\b(?:error|failed|failure|cannot|could not|can't|unable to|exception|aborted)\b|^\s{0,12}\w{2,60}(?:Error|Exception): \S|^\s{0,8}(?:--- FAIL:|FAILED|not ok \d{1,5}|[✘✕✗×●])\s{1,3}\S|^(?:[^\s]{1,40}\s{1,3}){0,3}(?:unknown|unrecogni[sz]ed|unsupported|invalid|illegal|unexpected)\b/i

const uncaught =
  /^\*\* \((?:[A-Z]\w{0,40}\.){0,4}[A-Z]\w{1,60}\) \S|^(?:[A-Za-z_][\w$]{0,60}\.){0,8}[A-Z][A-Za-z0-9_]{2,80}(?:Error|Exception)(?: \[[A-Z_]{1,60}\])?: \S/

/** A frame of a native stack. */
const frame = /^\s{0,8}#?\d{1,3}[.:]? .{0,400}(?:@|\bin) ?0x[0-9a-f]{6,}|^\s{0,8}#\d{1,3} 0x[0-9a-f]{6,}/

/** A line of a usage text, such as `-w SEC  Connect timeout`, tells what could be asked, not what happened. */
function isOption(raw: string): boolean {
  return /^\s{1,16}--?[A-Za-z]/.test(raw)
}

/** The chosen line with its meaning; where it has none, a line shortly before it may have said why. */
function explained(chosen: Mark, last: Mark, marks: readonly Mark[], origin: Origin): Verdict {
  const own = meaningOfChain(chosen.chain)
  if (own !== null && !isVague(own)) return verdict(chosen, own, origin)
  // What it names as wrong in its own settings needs no explanation.
  if (own === null && explainsItself(chosen)) return verdict(chosen, own, origin)
  const late = own?.kind === 'dependency' && own.problem === 'timeout'
  const before = marks.filter(
    mark => mark !== chosen && mark.index < last.index && mark.index >= chosen.index - explainedWithin,
  )
  for (const mark of before.toReversed()) {
    const said = meaningOfChain(mark.chain)
    const meaning = said === null ? null : named(said, mark.index, origin.lines)
    if (meaning !== null && !isVague(meaning) && (!late || meaning.kind === 'dependency'))
      return verdict(mark, meaning, origin)
  }
  const telling = own === null && namesNothing(chosen.text) ? before.findLast(names) : undefined
  return verdict(telling ?? chosen, own, origin)
}

/** A wrong word in the program's own settings, by name: no earlier complaint is the cause of that. */
const selfExplaining =
  /\b(?:unknown|unrecogni[sz]ed|unsupported|invalid|illegal|duplicate|unexpected)\b.{0,40}\b(?:option|flag|setting|key|field|directive|parameter|argument|config\w{0,10}|property|properties|command|keyword|variable|value|attribute|section|token)s?\b|\bsyntax error\b/i

function explainsItself(mark: Mark): boolean {
  return mark.form !== 'exception' && selfExplaining.test(mark.text)
}

function names(mark: Mark): boolean {
  return mark.weight > 0 && !saysNothing(mark.text) && !namesNothing(mark.text)
}

/** That a connection failed, but neither how nor to whom: a line before may say it. So may one why nothing came in time. */
function isVague(meaning: Meaning): boolean {
  return (
    meaning.kind === 'dependency' &&
    meaning.host === null &&
    (meaning.problem === 'other' || meaning.problem === 'timeout')
  )
}

interface Origin {
  readonly source: string
  /** The whole log. */
  readonly lines: readonly string[]
}

function verdict(mark: Mark, own: Meaning | null, { source, lines }: Origin): Verdict {
  const { index, line, form } = mark
  const meaning = own === null ? null : named(own, index, lines)
  const goesOn = meaning === null && form !== 'exception' && isBare(mark) && line === lines[index]?.trim()
  const text = goesOn ? paragraphAt(lines, index) : mark.text
  return { source, line, text, form, meaning, linesAfter: lines.length - index - 1 }
}

/**
 * The meaning of a chain of messages, innermost first. The innermost that says anything decides; what it leaves out
 * (the host of a refused connection) is taken from those around it.
 */
function meaningOfChain(chain: readonly string[]): Meaning | null {
  const meanings = chain.map(meaningOf).filter(meaning => meaning !== null)
  const first = meanings[0]
  if (first?.kind === 'port-in-use')
    return meanings.find(one => one.kind === first.kind && one.port !== null) ?? boundTo(chain, first)
  if (first === undefined || first.kind !== 'dependency' || first.host !== null) return first ?? null
  const outer = [...meanings, ...chain.map(text => ({ kind: 'dependency', ...endpointIn(text) }) as const)]
  const named = outer.find(meaning => meaning.kind === 'dependency' && meaning.host !== null)
  return named?.kind === 'dependency' ? { ...first, host: named.host, port: named.port } : first
}

/** An outer message of the chain names the address that was to be bound. */
function boundTo(chain: readonly string[], meaning: Extract<Meaning, { kind: 'port-in-use' }>): Meaning {
  const ports = chain.map(text => /\b(?:bind|listen)\w{0,4}\b.{1,80}[:\s](\d{2,5})\b/i.exec(text)?.[1])
  const port = ports.find(one => one !== undefined)
  return port === undefined ? meaning : { ...meaning, port: Number(port) }
}

/** The last line, but not of a usage text, nor one that only continues what stands above it. */
function lastTelling(lines: readonly string[]): number {
  const last = lines.findLastIndex(line => line.trim() !== '')
  const start = Math.max(0, last - longestUsage)
  const usage = lines.slice(start, last + 1).findIndex(line => /^usage\b/i.test(line))
  const said = usage === -1 ? -1 : lines.slice(0, start + usage).findLastIndex(line => line.trim() !== '')
  if (said !== -1) return said
  const flush = lines
    .slice(start, last + 1)
    .findLastIndex(line => /^\S/.test(line) && !empty.test(line) && !saysNothing(line) && !isTally(line))
  return flush === -1 ? last : start + flush
}

/** What begins or ends what a program prints, and says nothing by itself. */
const empty = /^(?:stack ?trace(?:back)?:|traceback.{0,40}:|[\s<>\])}.*=-]{1,200})$/i

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
    meaning: meaningOf(text),
    linesAfter: 0,
  }
}
