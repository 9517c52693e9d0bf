// What the app's own log tells of its probes: where it listens, what it answers, that it was asked in the wrong way.
import type { Evidence } from '../../../../model/finding.ts'
import { evidence } from '../../../candidate.ts'
import { linesOf, readLine } from '../../../logs/lines.ts'
import type { ContainerView, PodView } from '../../../view.ts'
import type { ProbeFacts } from './probe-facts.ts'

const announcement =
  /\b(?:listening|running|serving|started|bound|available|ready|server|local)\b.{0,80}?(?:\bport(?:\(s\))?[ :=]{1,3}|[\w.\])*]:|\s:)(\d{2,5})\b(?![.:]\d)/i
/** An app says where it listens when it starts. Lines. */
const earlyLines = 2_000

/** What the container printed in its current run; in the one before where this has said nothing yet. */
function linesSaid(view: PodView, container: ContainerView): readonly string[] {
  const logs = (view.look?.logs ?? []).filter(one => one.container === container.name)
  const runs = logs.toSorted((a, b) => Number(a.previous) - Number(b.previous)).map(linesOf)
  return runs.find(lines => lines.some(line => line.trim() !== '')) ?? []
}

/** The line in which the app says on which port it listens, where that is not the probed one and the log names no other. */
export function announcedElsewhere(
  view: PodView,
  container: ContainerView,
  probed: number | null,
): ProbeFacts['announced'] {
  if (probed === null) return null
  const said = linesSaid(view, container)
    .slice(0, earlyLines)
    .map(line => ({ line, port: Number(announcement.exec(readLine(line).text)?.[1] ?? 0) }))
    .filter(({ port }) => port > 0)
  const [first] = said
  if (first === undefined || said.some(({ port }) => port !== first.port)) return null
  if (first.port === probed) return null
  return {
    port: first.port,
    evidence: evidence(`log:${container.name}`, first.line.trim(), view.pod.metadata.name),
  }
}

/** What an app says of work that comes before its first answer. */
const beginning =
  /\b(?:start|initiali[sz]|load|warm|boot|bootstrapp|prepar|migrat|compil|build|index|import|download|fetch|restor|replay|recover|populat|seed)ing\b|\d ?%|(?:\.{3}|…)$/i

/** The last line of the last run, where it tells of work at the start, so that this run never got beyond it. */
export function lastOfStart(view: PodView, container: ContainerView): Evidence | null {
  const logs = (view.look?.logs ?? []).filter(one => one.container === container.name)
  const run = logs.find(one => one.previous) ?? logs[0]
  const last = run === undefined ? undefined : linesOf(run).findLast(line => line.trim() !== '')
  if (run === undefined || last === undefined || !beginning.test(readLine(last).text.trim())) return null
  const source = run.previous ? `log:${container.name}:previous` : `log:${container.name}`
  return evidence(source, last.trim(), view.pod.metadata.name)
}

const requestOf = /\b(?:GET|HEAD)\b|kube-probe|"?(?:path|uri|url)"?[=:]/i
const answered = /(?:\bstatus(?:_?code)?"?[=: ]{1,2}"?|HTTP\/[\d.]{1,3}"? |\s)([2-5]\d\d)\b(?![.:\d])/i

/** The last line of a log of accesses about just that path, where it tells of an error. */
export function statusLogged(view: PodView, container: ContainerView, path: string): ProbeFacts['logged'] {
  const line = linesSaid(view, container).findLast(
    one => requestOf.test(one) && asksFor(path, one) && answered.test(one),
  )
  const status = Number(answered.exec(line ?? '')?.[1] ?? 0)
  if (line === undefined || status < 400) return null
  return { status, evidence: evidence(`log:${container.name}`, line.trim(), view.pod.metadata.name) }
}

/** What TLS servers of several makers write of a client that speaks plain HTTP. */
export const askedPlainly = /HTTP request (?:was sent )?to (?:an )?HTTPS (?:port|server)|requires TLS/i

/** The line in which the app says that it was asked in plain HTTP where it speaks TLS. */
export function plainToTlsLogged(view: PodView, container: ContainerView): Evidence | null {
  const line = linesSaid(view, container).findLast(one => askedPlainly.test(one))
  return line === undefined ? null : evidence(`log:${container.name}`, line.trim(), view.pod.metadata.name)
}

/** True where the line names that very path, not one that begins or ends with it. */
function asksFor(path: string, line: string): boolean {
  return line.split(/[\s"'=?,{}]|: ?/).includes(path)
}
