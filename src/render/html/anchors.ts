// Where on the page a piece of evidence can be seen in its surroundings, and which lines are to be marked there.
import type { Report, ReportFinding } from '../../model/report.ts'
import type { PageContents } from './page.ts'

type Evidence = ReportFinding['evidence'][number]

export interface Anchors {
  /** The id of the place where that piece of evidence stands; null where the page does not hold it. */
  of(finding: ReportFinding, evidence: Evidence): string | null
  /** The lines of a log that findings quote. */
  quotes(pod: string, source: string): readonly string[]
}

export const podId = (pod: number): string => `pod-${pod + 1}`
export const commandId = (pod: number, command: number): string => `${podId(pod)}-command-${command + 1}`
export const logId = (pod: number, log: number): string => `${podId(pod)}-log-${log + 1}`
export const logSource = (log: { readonly container: string; readonly previous: boolean }): string =>
  `log:${log.container}${log.previous ? ':previous' : ''}`

/** Quotes shorter than this stand in lines that have nothing to do with them. */
const shortestQuote = 4

export function anchorsOf(report: Report, contents: PageContents): Anchors {
  const quotes = quotesOf(report)
  const ids = new Map<string, string>()
  for (const [index, pod] of report.pods.entries()) {
    const key = `${pod.namespace}/${pod.name}`
    for (const [number, command] of pod.inspection.commands.entries())
      ids.set(`${key} command:${command.name}`, commandId(index, number))
    for (const [number, log] of (contents.logs.get(key) ?? []).entries())
      if (quotes.has(`${key} ${logSource(log)}`)) ids.set(`${key} ${logSource(log)}`, logId(index, number))
  }
  return {
    of: (finding, evidence) => ids.get(placeOf(finding, evidence)) ?? null,
    quotes: (pod, source) => quotes.get(`${pod} ${source}`) ?? [],
  }
}

function quotesOf(report: Report): ReadonlyMap<string, readonly string[]> {
  const quotes = new Map<string, readonly string[]>()
  for (const finding of report.findings) {
    for (const evidence of finding.evidence.filter(({ source }) => source.startsWith('log:'))) {
      const place = placeOf(finding, evidence)
      const lines = evidence.text
        .split('\n')
        .map(line => line.replace(/…$/, '').trim())
        .filter(line => line.length >= shortestQuote)
      quotes.set(place, [...(quotes.get(place) ?? []), ...lines])
    }
  }
  return quotes
}

/** Evidence names its pod without the namespace, which is its finding's. */
function placeOf({ subject, pods }: ReportFinding, { pod, source }: Evidence): string {
  return `${subject.namespace}/${pod ?? pods[0] ?? subject.name} ${source}`
}
