// What the lines around the chosen one add: the host that it leaves out, the reason behind it, or that it was got over.
import { type Meaning, meaningOf } from '../classify.ts'
import { readLine } from '../lines.ts'
import { type Endpoint, endpointIn, networkProblem } from '../network.ts'
import { meaningOfChain } from './chain.ts'
import type { Mark } from './marks.ts'

/** How far on either side of a failed connection the line may be that says to what. Lines. */
export const besideWithin = 3

/** Mistakes of a program's own, that nothing outside it makes. */
export const ownMistake =
  /\b(?:NullPointerException|NullReferenceException|NoMethodError|NameError|TypeError|AttributeError|ReferenceError|SyntaxError|ZeroDivisionError|IndexError|IndexOutOfBoundsException|IndexOutOfRangeException|ClassCastException|InvalidCastException|ArithmeticException|UnboundLocalError|IndentationError)\b|\bindex out of range\b|nil pointer dereference/

/** False where the app got over it in between, or only warned of it and then ended of something that it says. */
export function explains(mark: Mark, chosen: Mark, lines: readonly string[]): boolean {
  if (lines.slice(mark.end + 1, chosen.index).some(line => recovery.test(line))) return false
  return !mark.passing || cameToNothing.test(chosen.text)
}

const recovery =
  /(?<!not |dis|never |isn't )\b(?:(?:re)?connected|connection (?:is )?(?:re-?)?(?:established|restored)|succeeded|recovered|is (?:up|ready|available|reachable)|accepting connections)\b(?! (?:to be|yet))/i

/** Only that it did not come up, whatever name it has for that. */
const cameToNothing =
  /\b(?:start(?:ing|up|ed)?|boot(?:strap)?|init(?:iali[sz](?:e|ing|ation))?|launch|connect(?:ion|ing)?|giv(?:e|ing) up|gave up|unavailable|unreachable|timed? ?out|retr(?:y|ies)|attempts?|unexpectedly|migrat\w{2,6}|regist(?:er|ration)|join(?:ed)?)\b/i

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

/**
 * A failed connection whose line does not say to what: a line beside it may, before or after, for an app's two streams are two pipes,
 * and what was printed to both at once is logged in either order.
 */
export function hostFromBeside(meaning: Meaning, chosen: Mark, lines: readonly string[]): Meaning {
  if (meaning.kind !== 'dependency' || !isUnnamed(meaning.host)) return meaning
  for (let away = 1; away <= besideWithin; away += 1) {
    for (const line of [lines[chosen.index - away] ?? '', lines[chosen.end + away] ?? '']) {
      const said = otherEndIn(line, meaning.host)
      if (said !== null) return { ...meaning, ...said }
    }
  }
  return meaning
}

/** The other end that a line beside it names; of an address the name that it was found by. */
function otherEndIn(line: string, address: string | null): Endpoint | null {
  const { text } = readLine(line)
  if (!tells.test(text) || (address !== null && !text.includes(address))) return null
  const said = endpointIn(text)
  return said.host === null || (address !== null && isUnnamed(said.host)) ? null : said
}

/** Nobody, or an address, which means less to a reader than the name that it was found by. */
function isUnnamed(host: string | null): boolean {
  return host === null || /^[\d.]+$/.test(host)
}

/** A taken port that is told a few lines further up. */
export function portFromBeside(meaning: Meaning, chosen: Mark, lines: readonly string[]): Meaning {
  if (meaning.kind !== 'port-in-use' || meaning.port !== null) return meaning
  const above = lines
    .slice(Math.max(0, chosen.index - besideWithin), chosen.index)
    .map(line => meaningOf(readLine(line).text))
  return above.find(one => one?.kind === 'port-in-use' && one.port !== null) ?? meaning
}

/** A line about a connection. */
const tells = /connect|dial|reach|lookup|resolv|refused|timed? ?out|\bwait/i
