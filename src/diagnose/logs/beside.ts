// What a message leaves out and a line beside it says: the host of a failed connection, the port in use, the file refused.
import { type Meaning, meaningOf, pathIn } from './classify.ts'
import { readLine } from './lines.ts'
import { type Endpoint, endpointIn } from './network.ts'

/** How far on either side of a message the line may be that completes it. Lines. */
const besideWithin = 5

/**
 * The meaning with the name that its own line leaves out. A line beside it may tell, before or after, for an app's two streams are two
 * pipes, and what was printed to both at once is logged in either order.
 */
export function named(meaning: Meaning, index: number, lines: readonly string[]): Meaning {
  switch (meaning.kind) {
    case 'dependency':
      if (meaning.host === null) return { ...meaning, ...endpointBeside(meaning.problem, index, lines) }
      return { ...meaning, host: nameBeside(meaning, index, lines) ?? meaning.host }
    case 'port-in-use':
      return meaning.port === null ? { ...meaning, port: portBeside(index, lines) } : meaning
    case 'file':
      return meaning.path === null ? { ...meaning, path: first(around(index, lines), pathIn) } : meaning
    case 'disk':
      return meaning.path === null ? { ...meaning, path: first(around(index, lines), fullPath) } : meaning
    default:
      return meaning
  }
}

/** The lines around that one, the nearest first. */
function near(index: number, lines: readonly string[]): readonly string[] {
  const offsets = Array.from({ length: besideWithin }, (_, away) => [-away - 1, away + 1]).flat()
  return offsets.map(offset => lines[index + offset] ?? '').filter(line => line !== '')
}

/** Their messages. */
function around(index: number, lines: readonly string[]): readonly string[] {
  return near(index, lines).map(line => readLine(line).text)
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

const nobody: Endpoint = { host: null, port: null }

/** A failure of the same kind that names the other end, else what the app says it tries to reach. */
function endpointBeside(problem: string, index: number, lines: readonly string[]): Endpoint {
  const texts = around(index, lines)
  const failed = first(texts, text => {
    const said = meaningOf(text)
    return said?.kind === 'dependency' && said.problem === problem && said.host !== null ? said : null
  })
  if (failed !== null) return { host: failed.host, port: failed.port }
  return first(texts, text => (attempt.test(text) ? withPort(endpointIn(text)) : null)) ?? nobody
}

/** An address says little: a line beside it may say by which name it was asked for. */
function nameBeside({ host, port }: Endpoint, index: number, lines: readonly string[]): string | null {
  if (host === null || port === null || !/^[\d.]+$/.test(host)) return null
  return first(around(index, lines), text => {
    const end = attempt.test(text) ? endpointIn(text) : nobody
    return end.port === port && end.host !== null && /[a-z]/i.test(end.host) ? end.host : null
  })
}

/** A message of what the app is about to do, or does over and over. */
const attempt =
  /\b(?:connect(?:ing|ion)?|dial(?:ing|ling)?|reach(?:ing)?|contact(?:ing)?|try(?:ing)?|wait(?:ing)?|join(?:ing)?|quer(?:y|ying)|call(?:ing)?|request(?:ing)?|fetch(?:ing)?|curl|wget)\b|\b(?:get|put|post|patch|delete|head) ["']?https?:/i

function withPort(end: Endpoint): Endpoint | null {
  return end.host === null || (end.port === null && !end.host.startsWith('/')) ? null : end
}

function portBeside(index: number, lines: readonly string[]): number | null {
  const port = first(near(index, lines), text =>
    /\bport(?: number)?[ =:"']{1,4}(\d{2,5})\b|\blisten\w{0,4} .{0,60}:(\d{2,5})\b/i.exec(text),
  )
  return port === null ? null : Number(port[1] ?? port[2])
}
