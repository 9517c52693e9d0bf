// README.txt: what lies where in the artifact, for somebody who has just unpacked it.
import type { Report } from '../../model/report.ts'
import { visibleLine } from '../visible.ts'
import { commandCount, counted, findingId, rootCauseLine, wayWords } from '../words.ts'
import type { ArtifactFile } from './cluster-dump.ts'
import { clusterFolder } from './layout.ts'

export function readme(report: Report, files: readonly ArtifactFile[]): string {
  const inside = files.filter(file => file.path.startsWith(`${clusterFolder}/`)).length
  return `${rootCauseLine(report)}

${index(report)}Taken ${report.startedAt}: ${counted(report.findings.length, 'finding')}, ${counted(report.pods.length, 'pod')}, ${counted(inside, 'file')} from the cluster.

  report.html    everything for reading; open it in a browser, it needs no network
  report.md      the same as text
  report.json    the same for programs (JSON Schema: docs/report.schema.json of the action)
  ${clusterFolder}/       the cluster's objects and logs, as "kubectl cluster-info dump
                 --output-directory" writes them, so that tools for such dumps can read this folder:
    nodes.json   namespaces.json   snapshot.json (when this was taken, and what could not be read)
    NAMESPACE/pods.json, events.json, deployments.json, services.json ...
    NAMESPACE/POD/logs.txt                       the logs of the pod's containers, as kubectl joins them
    NAMESPACE/POD/logs/CONTAINER.log             one container's log, byte for byte
    NAMESPACE/POD/logs/CONTAINER.previous.log    the log of its run before
    NAMESPACE/POD/inspection/NN-COMMAND.out      what a command inside the pod printed

Secrets are replaced by marks such as [REDACTED:secret db/password#a3f1]. Within one report, equal
secrets have equal marks. Objects are shown without managedFields and last-applied-configuration.
Commands and their exit codes, durations and output files are listed in report.json.
`
}

/** More than these are found in report.html. */
const mostListed = 40

/** The findings, and the pods with the folder of each. */
function index({ findings, pods }: Report): string {
  const rows = findings.map(finding => `${findingId(finding)}: ${visibleLine(finding.title)}`)
  const looked = pods.flatMap(({ namespace, name, inspection }) => {
    const folder = /^.*(?=\/inspection\/)/.exec(inspection.commands[0]?.output ?? '')?.[0]
    const where = folder === undefined ? '' : ` in ${folder}/`
    return inspection.way === 'none'
      ? []
      : [`${namespace}/${name}: ${wayWords[inspection.way]}, ${commandCount(inspection.commands)}${where}`]
  })
  return [listed('Findings', rows), listed('Pods looked into', looked)].join('')
}

function listed(heading: string, rows: readonly string[]): string {
  if (rows.length === 0) return ''
  const more = rows.length > mostListed ? [`  and ${rows.length - mostListed} more, see report.html`] : []
  return `${[`${heading}:`, ...rows.slice(0, mostListed).map(row => `  ${row}`), ...more].join('\n')}\n\n`
}
