// The decisive line of a container's logs: the one that names the cause, and what it means.
import type { ContainerLog } from '../../model/inspection.ts'
import type { ContainerStatus } from '../../model/pod.ts'
import { completed } from './beside.ts'
import type { Meaning } from './classify.ts'
import { linesOf } from './lines.ts'
import { namesNothing, paragraphAt, saysNothing } from './small-talk.ts'
import { meaningOfChain } from './weigh/chain.ts'
import { explains, ownMistake, refusedBefore } from './weigh/got-over.ts'
import { lastWord } from './weigh/last-word.ts'
import { type Mark, marksIn, refused } from './weigh/marks.ts'

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

/** How far back a plain `could not start` is explained by what was said before it. */
const explainedWithin = 25

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
 * Whoever ends says why over several lines, the first of which tells most, and the others what came of it. What a logger writes, with a
 * moment or as JSON, are messages of their own where anything else stands between them.
 */
function beginningOf(last: Mark, marks: readonly Mark[], lines: readonly string[]): Mark {
  let first = last
  let edge = last.index
  for (const mark of marks.toReversed()) {
    if (mark.index >= edge) continue
    if (last.bare ? !isSamePart(mark, first, lines) : mark.end < edge - 2) break
    edge = mark.index
    if (mark.bare === last.bare && mayBegin(mark, first, last)) first = mark
  }
  return first
}

/** How far apart the parts of one message may be. Lines. */
const partsWithin = 3

/** Of one paragraph: an error that begins another is a message of its own, unless all are no more than complaints. */
function isSamePart(mark: Mark, first: Mark, lines: readonly string[]): boolean {
  if (first.index - mark.index > partsWithin || !mark.bare) return false
  return first.weight <= 1 || !lines.slice(mark.index, first.index).includes('')
}

function mayBegin(mark: Mark, first: Mark, last: Mark): boolean {
  if (mark.passing || onlyEnds.test(mark.text) || /^warn/i.test(mark.text)) return false
  if (mark.weight < 1 || (!mark.bare && namesNothing(mark.text))) return false
  if (isMissed(meaningOfChain(mark.chain), last)) return false
  if (mark.weight === last.weight && mark.form === last.form) return true
  return mark.end === first.index - 1 && first.form === 'error' && !saysNothing(mark.text)
}

/** What the system refused it did not refuse for a file that another tool has missed. */
function isMissed(meaning: Meaning | null, { text }: Mark): boolean {
  return meaning?.kind === 'file' && meaning.problem === 'missing' && refused.test(text)
}

/** That it does not run, and not why. */
const onlyEnds =
  /^[\w ,!:]{0,20}\b(?:cannot|can't|could not|failed to|unable to) (?:start|run|boot|continue|launch)\b[\w ()]{0,40}[.!]?$/i

/** The chosen line with its meaning; where it has none, a line shortly before it may have said why. */
function explained(chosen: Mark, last: Mark, marks: readonly Mark[], origin: Origin): Verdict {
  const own = meaningOfChain(chosen.chain)
  const denied = refusedBefore(own, chosen, marks)
  if (denied !== undefined) return verdict(denied, meaningOfChain(denied.chain), origin)
  if (own === null ? explainsItself(chosen) : !isVague(own)) return verdict(chosen, own, origin)
  if (ownMistake.test(chosen.text)) return verdict(chosen, own, origin)
  const before = marks.filter(
    mark => mark !== chosen && mark.index < last.index && mark.end >= chosen.index - explainedWithin,
  )
  const said = saidBefore(chosen, own, before, origin)
  if (said !== null) return said
  const telling = own === null ? tellingBefore(chosen, before) : undefined
  // What ended it is what it was, whoever tells more of it.
  return verdict(telling === undefined ? chosen : { ...telling, form: chosen.form }, own, origin)
}

/** The nearest of the lines before that says why; what was reported as an error says more than what was only warned of. */
function saidBefore(
  chosen: Mark,
  own: Meaning | null,
  before: readonly Mark[],
  origin: Origin,
): Verdict | null {
  const { lines } = origin
  const late = own?.kind === 'dependency' && own.problem === 'timeout'
  const nearest = before.toReversed().filter(mark => !aside.test(mark.text))
  for (const mark of nearest.toSorted((a, b) => Number(a.passing) - Number(b.passing))) {
    const meaning = completed(meaningOfChain(mark.chain), mark, lines)
    if (
      meaning === null ||
      isVague(meaning) ||
      isMissed(meaning, chosen) ||
      !explains(mark, chosen, before, lines)
    )
      continue
    if (!late) return verdict(mark, meaning, origin)
    if (meaning.kind !== 'dependency') continue
    // Why nothing came is told here, and to whom it was asked there.
    const { host, port } = meaning
    return meaning.problem === 'other'
      ? verdict(chosen, { ...own, host, port }, origin)
      : verdict(mark, meaning, origin)
  }
  return null
}

/** What was said before a message that names nothing, or only that something awaited never came: that is what it came of. */
function tellingBefore(chosen: Mark, before: readonly Mark[]): Mark | undefined {
  if (namesNothing(chosen.text)) return before.findLast(names)
  if (!waitedInVain.test(chosen.text)) return undefined
  return before.findLast(
    mark => mark.weight >= chosen.weight && !mark.passing && names(mark) && !waitedInVain.test(mark.text),
  )
}

const waitedInVain =
  /\btime(?:d )?[ -]?out (?:waiting|while waiting)\b|\b(?:waited|waiting) .{0,80}\btime(?:d )?[ -]?out\b/i

/** What watches an app is not what it lives on. */
const aside =
  /\b(?:otel|otlp|opentelemetry|telemetry|(?:spans?|traces?|metrics?) export\w{0,4}|export\w{0,4} (?:spans?|traces?|metrics?)|sentry|statsd|datadog|jaeger|zipkin|new ?relic)\b/i

/** A wrong word in the program's own settings, by name: no earlier complaint is the cause of that. */
const selfExplaining =
  /\b(?:unknown|unrecogni[sz]ed|unsupported|invalid|illegal|duplicate|unexpected)\b.{0,40}\b(?:option|flag|setting|key|field|directive|parameter|argument|config\w{0,10}|property|properties|command|keyword|variable|value|attribute|section|token)s?\b|\bsyntax error\b/i

function explainsItself(mark: Mark): boolean {
  return mark.form !== 'exception' && selfExplaining.test(mark.text)
}

function names(mark: Mark): boolean {
  return !saysNothing(mark.text) && !namesNothing(mark.text)
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
  const { index, end, line, form } = mark
  const meaning = completed(own, mark, lines)
  const goesOn = meaning === null && form !== 'exception' && mark.bare && line === lines[index]?.trim()
  const text = goesOn ? paragraphAt(lines, index) : mark.text
  return { source, line, text, form, meaning, linesAfter: lines.length - end - 1 }
}
