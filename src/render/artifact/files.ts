// The artifact: every file that is uploaded, as a list of paths and contents.
import { podKey } from '../../model/pod.ts'
import type { Report } from '../../model/report.ts'
import type { PageLog } from '../html/contents.ts'
import { type PageContents, reportHtml } from '../html/page.ts'
import type { ReportInput } from '../input.ts'
import { reportMarkdown } from '../markdown/page.ts'
import { buildReport } from '../report.ts'
import { type ArtifactFile, clusterDump } from './cluster-dump.ts'
import { type Layout, planLayout } from './layout.ts'
import { readme } from './readme.ts'

export interface Artifact {
  readonly report: Report
  readonly files: readonly ArtifactFile[]
}

/**
 * The report and all files of the artifact. The input must be redacted already; each file still goes through the last gate
 * (`checkFile`) on its way out. Paths are unique, relative, with `/` between the steps.
 */
export function artifactFiles(input: ReportInput): Artifact {
  const layout = planLayout(input.snapshot, input.looks)
  const report = buildReport(input, layout)
  const dump = clusterDump(input.snapshot, input.looks, layout)
  const files = [
    { path: 'report.json', content: `${JSON.stringify(report, null, 2)}\n` },
    { path: 'report.md', content: reportMarkdown(report) },
    { path: 'report.html', content: reportHtml(report, pageContents(input, layout)) },
    ...dump,
  ]
  return { report, files: [{ path: 'README.txt', content: readme(report, files) }, ...files] }
}

function pageContents({ snapshot, looks }: ReportInput, layout: Layout): PageContents {
  const outputs = new Map<string, Uint8Array>()
  const logs = new Map<string, readonly PageLog[]>()
  for (const look of looks) {
    const paths = layout.look(look)
    look.transcript.commands.forEach((command, index) => {
      outputs.set(paths?.outputs[index] ?? '', command.output)
    })
    const key = podKey(look.suspect.pod)
    const pageLogs = look.logs.map((log, index) => ({
      container: log.container,
      previous: log.previous,
      path: paths?.logs[index] ?? '',
      bytes: log.bytes,
    }))
    logs.set(key, [...(logs.get(key) ?? []), ...pageLogs])
  }
  return { outputs, logs, snapshot, looks }
}
