// Whether the app got over what it complained of, or ended of it: what was reached after all explains nothing.

import type { Meaning } from '../classify.ts'
import { readLine } from '../lines.ts'
import { endpointIn, networkProblem } from '../network.ts'
import { meaningOfChain } from './chain.ts'
import type { Mark } from './marks.ts'

/** Mistakes of a program's own, that nothing outside it makes. */
export const ownMistake =
  /\b(?:NullPointerException|NullReferenceException|NoMethodError|NameError|TypeError|AttributeError|ReferenceError|SyntaxError|ZeroDivisionError|IndexError|IndexOutOfBoundsException|IndexOutOfRangeException|ClassCastException|InvalidCastException|ArithmeticException|UnboundLocalError|IndentationError)\b|\bindex out of range\b|nil pointer dereference/

/** False where the app got over it in between, or only warned of it and then ended of something that it says. */
export function explains(
  mark: Mark,
  chosen: Mark,
  marks: readonly Mark[],
  lines: readonly string[],
): boolean {
  if (lines.slice(mark.end + 1, chosen.index).some(line => recovery.test(line))) return false
  // An exception that was caught in between may say what the last one leaves out.
  const caught = marks.filter(one => one.index > mark.index && one.index < chosen.index && one.weight > 2)
  const said = [chosen.text, ...caught.flatMap(one => one.chain)]
  return !mark.passing || said.some(text => cameToNothing.test(text))
}

const recovery =
  /(?<!not |dis|never |isn't )\b(?:(?:re)?connected|connection (?:is )?(?:re-?)?(?:established|restored)|succeeded|recovered|is (?:up|ready|available|reachable)|accepting connections)\b(?! (?:to be|yet))/i

/** Only that it did not come up, whatever name it has for that. */
const cameToNothing =
  /\b(?:start(?:ing|up|ed)?|boot(?:strap)?|init(?:iali[sz](?:e|ing|ation))?|launch|connect(?:ion|ing)?|giv(?:e|ing) up|gave up|unavailable|unreachable|timed? ?out|deadline exceeded|retr(?:y|ies)|attempts?|unexpectedly|migrat\w{2,6}|regist(?:er|ration)|join(?:ed)?|could not (?:find|fetch|download|resolve))\b/i

/** Of a file that is missing, the earlier complaint that its directory may not be written: it would have been made there. */
export function refusedBefore(own: Meaning | null, chosen: Mark, marks: readonly Mark[]): Mark | undefined {
  if (own?.kind !== 'file' || own.problem !== 'missing' || own.path === null) return undefined
  const { path } = own
  return marks.find(mark => {
    const said = mark.index < chosen.index ? meaningOfChain(mark.chain) : null
    const denied = said?.kind === 'file' && (said.problem === 'permission' || said.problem === 'read-only')
    return denied && said.path !== null && path.startsWith(`${said.path}/`)
  })
}

/** Most lines that tell of something reached after all that are compared with what was missed: the last ones. */
const mostRecoveries = 100

/** A line that tells of a connection made, and whether it names to whom. */
interface Recovery {
  readonly index: number
  readonly line: string
  readonly named: boolean
}

/** The last lines of a log that tell that something was reached. */
function recoveriesIn(lines: readonly string[]): readonly Recovery[] {
  const found: Recovery[] = []
  for (let index = lines.length - 1; index >= 0 && found.length < mostRecoveries; index -= 1) {
    const line = lines[index] ?? ''
    if (!recovery.test(line) || networkProblem(line) !== null) continue
    found.push({ index, line, named: endpointIn(readLine(line).text).host !== null })
  }
  return found
}

/** Without warnings about another end that was reached after all. */
export function withoutGotOver(marks: readonly Mark[], lines: readonly string[]): readonly Mark[] {
  const recoveries = marks.some(mark => mark.passing) ? recoveriesIn(lines) : []
  return recoveries.length === 0 ? marks : marks.filter(mark => !isGotOver(mark, recoveries))
}

function isGotOver(mark: Mark, recoveries: readonly Recovery[]): boolean {
  const later = mark.passing ? recoveries.filter(({ index }) => index > mark.end) : []
  const meaning = later.length === 0 ? null : meaningOfChain(mark.chain)
  if (meaning?.kind !== 'dependency') return false
  const name = meaning.host?.split('.')[0] ?? ''
  return later.some(({ line, named }) => !named || (name !== '' && line.includes(name)))
}
