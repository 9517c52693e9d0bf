// What a program said last, where nothing that it said is an error.
import { completed } from '../beside.ts'
import { type Meaning, meaningOf } from '../classify.ts'
import { readLine } from '../lines.ts'
import { awaited } from '../network.ts'
import { isOfClient } from '../of-clients.ts'
import { isTally, saysNothing } from '../small-talk.ts'
import type { Verdict } from '../verdict.ts'

/** The last line, but not of a usage text, nor one that only continues what stands above it. */
function lastTelling(lines: readonly string[]): number {
  const last = lines.findLastIndex(line => line.trim() !== '')
  const start = Math.max(0, last - longestUsage)
  const usage = lines.slice(start, last + 1).findIndex(line => /^usage\b/i.test(line))
  const said = usage === -1 ? -1 : lines.slice(0, start + usage).findLastIndex(line => line.trim() !== '')
  if (said !== -1) return said
  const telling = (line: string) =>
    /^\S/.test(line) &&
    !empty.test(line) &&
    !saysNothing(readLine(line).text) &&
    !saysNothing(line) &&
    !isOfClient(line) &&
    !isTally(line)
  const flush = lines.slice(start, last + 1).findLastIndex(telling)
  return flush === -1 ? last : start + flush
}

/** What begins or ends what a program prints, and says nothing by itself. */
const empty = /^(?:error|stack ?trace(?:back)?:|traceback.{0,40}:|[\s<>\])}.*=-]{1,200})$/i

/** How far back from the end a last word is looked for. Lines. */
const longestUsage = 60

export function lastWord(lines: readonly string[], source: string): Verdict | null {
  const last = lastTelling(lines)
  const raw = lines[last]
  if (raw === undefined || isOfClient(raw)) return null
  const { text } = readLine(raw)
  return {
    source,
    line: raw.trim(),
    text: text.trim(),
    form: 'last',
    meaning: completed(meaningOf(text), { index: last, end: last }, lines) ?? waiting(lines),
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
