// report.md: the whole report as Markdown, for reading in an editor or pasting into an issue.
import type { Report } from '../../model/report.ts'
import { duration, headline, topFinding } from '../words.ts'
import { inline, prose } from './markdown.ts'
import { commandTables, type Detail, findingBody, notCollected, podTable } from './sections.ts'

const everything: Detail = {
  evidence: 100,
  evidenceLength: 20_000,
  findings: 1_000,
  pods: 1_000,
  ways: 0,
  notCollected: 1_000,
  lineLength: 4_000,
}

export function reportMarkdown(report: Report): string {
  const top = topFinding(report)
  const others = report.findings.filter(finding => finding !== top)
  const parts = [
    `# ${prose(headline(report))}`,
    ...(top === undefined ? [] : findingBody(report, top, everything)),
    ...others.flatMap(finding => [
      `## ${inline(finding.id)}: ${prose(finding.title)}`,
      finding.causedBy === null ? '' : `It follows from ${inline(finding.causedBy)}.`,
      ...findingBody(report, finding, everything),
    ]),
    ...podTable(report, everything),
    ...commandTables(report),
    ...notCollected(report, everything),
    aboutTheRun(report),
  ]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

function aboutTheRun({ startedAt, durationMs, cluster }: Report): string {
  const version =
    cluster.version === null
      ? ''
      : ` (${inline(cluster.version)}, ${inline(cluster.kind)}, nodes: ${cluster.nodes})`
  return `Looked at ${inline(startedAt)} for ${duration(durationMs)}${version}.`
}
