// What a message leaves out and a line beside it says: the other end of a failed connection, the port in use, the file refused.
import { type Meaning, meaningOf, pathIn } from './classify.ts'
import { readLine, textsOf } from './lines.ts'
import { type Endpoint, endpointIn, isName, type NetworkProblem, networkProblem } from './network.ts'

/** How far on either side of a message the line may be that completes it. Lines. */
const besideWithin = 5

/** Where a message stands in a log: its first line and its last. */
interface Place {
  readonly index: number
  readonly end: number
}

/**
 * The meaning with what its own message leaves out. A line beside it may tell, before or after, for an app's two streams are two
 * pipes, and what was printed to both at once is logged in either order.
 */
export function completed(meaning: Meaning | null, place: Place, lines: readonly string[]): Meaning | null {
  switch (meaning?.kind) {
    case 'dependency':
      return {
        ...meaning,
        ...(endpointBeside(meaning, around(place, lines)) ?? onlyOneAbove(place, lines, meaning.problem)),
      }
    case 'port-in-use':
      return { ...meaning, port: meaning.port ?? first(around(place, lines), portIn) }
    case 'file':
      return { ...meaning, path: meaning.path ?? first(around(place, lines), pathIn) }
    case 'disk':
      return { ...meaning, path: meaning.path ?? first(around(place, lines), fullPath) }
    default:
      return meaning
  }
}

/** The texts around the message, the nearest first. */
function around({ index, end }: Place, lines: readonly string[]): readonly string[] {
  return Array.from({ length: besideWithin }, (_, away) => [lines[index - away - 1], lines[end + away + 1]])
    .flat()
    .flatMap(line => (line === undefined || line === '' ? [] : textsOf(readLine(line))))
}

function first<T>(texts: readonly string[], read: (text: string) => T | null): T | null {
  for (const text of texts) {
    const found = read(text)
    if (found !== null) return found
  }
  return null
}

function fullPath(text: string): string | null {
  const said = meaningOf(text)
  return said?.kind === 'disk' ? said.path : (/\bin (?:dir|directory) (\/\S{1,300})/.exec(text)?.[1] ?? null)
}

type Call = Extract<Meaning, { kind: 'dependency' }>

/** Of nobody, a failure of the same kind that names the other end, else whom a line says to be tried; of an address the name it was found by. */
function endpointBeside({ problem, host, port }: Call, texts: readonly string[]): Endpoint | null {
  if (isName(host)) return { host, port }
  const same = (text: string) => {
    const said = meaningOf(text)
    return said?.kind === 'dependency' && said.problem === problem && said.host !== null ? said : null
  }
  const found =
    host === null
      ? (first(texts, same) ?? first(texts, text => (isOther(text, problem) ? null : triedIn(text))))
      : first(texts, text => {
          const end = triedIn(text)
          const meant = text.includes(host) || (port !== null && end?.port === port)
          return end !== null && isName(end.host) && meant ? end : null
        })
  return found === null && host === null ? null : { host: found?.host ?? host, port: found?.port ?? port }
}

/** Of another failure, whose other end is its own. That a connection failed may be said of each. */
function isOther(text: string, problem: NetworkProblem): boolean {
  const said = networkProblem(text)
  return said !== null && said !== problem && said !== 'other' && problem !== 'other'
}

/** How far above a message a setting or an attempt may name the only other end that there is. Lines. */
const farAbove = 60

/** The only other end that the lines above name, and that nothing is said of having been reached. */
function onlyOneAbove(
  { index }: Place,
  lines: readonly string[],
  problem: NetworkProblem,
): Endpoint & { readonly guessed?: boolean } {
  const ends = new Map<string, Endpoint>()
  for (const line of lines.slice(Math.max(0, index - farAbove), index)) {
    const { text } = readLine(line)
    if (isOther(text, problem)) continue
    const { host, port } = attempt.test(text) || text.includes('://') ? endpointIn(text) : nobody
    if (isName(host) && port !== null && host !== 'localhost') ends.set(`${host}:${port}`, { host, port })
    if (isName(host) && port !== null && notLacked.test(text)) return nobody
  }
  const [only, another] = ends.values()
  return only === undefined || another !== undefined ? nobody : { ...only, guessed: true }
}

const nobody: Endpoint = { host: null, port: null }

const notLacked =
  /\b(?:listening|serving|bound|export\w{0,4}|telemetry|otel|(?<!not )(?:connected|ready|established|reached|reachable))\b/i

/** The other end in a message of what the app is about to do, or does over and over, or could not do. */
function triedIn(text: string): Endpoint | null {
  const end = endpointIn(attempt.test(text) ? text : '')
  return end.host === null ? null : end
}

const attempt =
  /connect|dial|reach|lookup|resolv|refused|timed? ?out|data ?source|\b(?:contact(?:ing)?|try(?:ing)?|wait(?:ing)?|join(?:ing)?|quer(?:y|ying)|call(?:ing)?|request(?:ing)?|fetch(?:ing)?|curl|wget)\b|\b(?:get|put|post|patch|delete|head) ["']?https?:/i

function portIn(text: string): number | null {
  const said = meaningOf(text)
  if (said?.kind === 'port-in-use' && said.port !== null) return said.port
  const match = /\bport(?: number)?[ =:"']{1,4}(\d{2,5})\b|\blisten\w{0,4} .{0,60}:(\d{2,5})\b/i.exec(text)
  return match === null ? null : Number(match[1] ?? match[2])
}
