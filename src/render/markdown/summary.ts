// The job summary and the comment: the root cause first, and never so long that GitHub drops it.
import { Buffer } from 'node:buffer'
import type { Report, ReportFinding } from '../../model/report.ts'
import { shortened } from '../visible.ts'
import { counted, headline, topFinding } from '../words.ts'
import { inline, link, prose } from './markdown.ts'
import { besides, type Detail, findingBody, notCollected, otherFindings, podTable } from './sections.ts'

export interface SummaryOptions {
  /** Where the whole report is; null where nothing was uploaded. */
  readonly artifact?: { readonly name: string; readonly url: string | null } | null
  /** Where report.html opens in the browser; null where it was not uploaded by itself. */
  readonly page?: { readonly name: string; readonly url: string } | null
  /** The report's folder on the runner, named where there is no artifact. */
  readonly directory?: string | null
  /** UTF-8 bytes; GitHub drops all of a summary over 1 MiB, and refuses a comment over 65,536 characters. */
  readonly maxBytes?: number
}

export const summaryBytes = 900 * 1024

/** From all that is useful on one page down to what is always kept. */
const stages: readonly Detail[] = [
  stage({ evidence: 12, evidenceLength: 4_000, others: 100, ways: 20, lineLength: 2_000 }),
  stage({ evidence: 8, evidenceLength: 1_500, others: 50, ways: 10, lineLength: 600 }),
  stage({ evidence: 6, evidenceLength: 800, others: 20, ways: 5, lineLength: 400 }),
  stage({ evidence: 4, evidenceLength: 400, others: 10, ways: 2, lineLength: 300 }),
  { ...stage({ evidence: 3, evidenceLength: 200, others: 5, ways: 0, lineLength: 200 }), pods: 0 },
  stage({ evidence: 1, evidenceLength: 200, others: 0, ways: 0, lineLength: 160 }),
]

interface Stage extends Pick<Detail, 'evidence' | 'evidenceLength' | 'ways' | 'lineLength'> {
  /** Findings beside the top one, pods, and things not collected. */
  readonly others: number
}

function stage({ others, ...detail }: Stage): Detail {
  return { ...detail, findings: others, pods: others, notCollected: Math.max(1, Math.ceil(others / 2)) }
}

/** The longest of the stages that fits. The top finding is in every one of them; what is left out is said. */
export function jobSummary(report: Report, options: SummaryOptions = {}): string {
  const limit = options.maxBytes ?? summaryBytes
  let page = ''
  for (const detail of stages) {
    page = summaryPage(report, options, detail)
    if (Buffer.byteLength(page) <= limit) return page
  }
  return page
}

function summaryPage(report: Report, options: SummaryOptions, detail: Detail): string {
  const top = topFinding(report)
  const [object = '', ...found] = top === undefined ? [] : findingBody(report, top, detail)
  const parts = [
    `### ${prose(shortened(headline(report), Math.min(detail.lineLength, 600)))}`,
    `${object}${object === '' || !options.page ? '' : ` · **${link('open the report', options.page.url)}**`}`,
    ...found,
    ...(top === undefined ? [] : otherFindings(report, top, detail)),
    ...podTable(report, detail),
    ...notCollected(report, detail),
    unfinished(report),
    leftOut(report, top, detail),
    whereTheRestIs(report, options),
  ]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

function unfinished(report: Report): string {
  return report.outcome === 'partial' && report.findings.length > 0
    ? 'The time was up before everything was asked; there may be more.'
    : ''
}

function leftOut(report: Report, top: ReportFinding | undefined, detail: Detail): string {
  const missing = [
    [Math.max(0, (top?.evidence.length ?? 0) - detail.evidence), 'piece', ' of evidence'],
    [Math.max(0, (top === undefined ? 0 : besides(report, top).length) - detail.findings), 'finding', ''],
    [Math.max(0, report.pods.length - detail.pods), 'pod', ''],
    [Math.max(0, report.notCollected.length - detail.notCollected), 'thing', ' not collected'],
  ] as const
  const words = missing
    .filter(([count]) => count > 0)
    .map(([count, noun, of]) => `${counted(count, noun)}${of}`)
  return words.length === 0 ? '' : `Left out here for length: ${words.join(', ')}.`
}

function whereTheRestIs(report: Report, { artifact, page, directory }: SummaryOptions): string {
  const quiet = report.outcome === 'nothing-failing' && report.findings.length === 0
  if (artifact !== undefined && artifact !== null) {
    const name = artifact.url === null ? inline(artifact.name) : link(artifact.name, artifact.url)
    if (quiet) return `Artifact: ${name}`
    return page
      ? `**${link('Open the report', page.url)}** in the browser: the timeline, every pod, every output. The same as files: ${name}.`
      : `Everything that was seen, with every command’s output, is in the artifact ${name} (open \`report.html\`).`
  }
  return directory === undefined || directory === null
    ? ''
    : `The whole report is in the folder ${inline(directory)} on the runner.`
}
