// Runs our own action, as built, in a job of the small runner, and reads back what it left.
import { join } from 'node:path'
import { z } from 'zod'
import { type Report, reportSchema } from '../../src/model/report.ts'
import {
  type ArtifactService,
  type JobOptions,
  type JobResult,
  runJob,
  startArtifactService,
} from '../runner/index.ts'

/** The folder with our action.yml. */
export const actionFolder = join(import.meta.dirname, '..', '..')

export interface ActionRun {
  readonly job: JobResult
  /** The artifact's files by path; empty where none was uploaded. */
  readonly files: ReadonlyMap<string, Buffer>
  /** report.json of the artifact, parsed. @throws where there is none */
  report(): Report
}

/** One job with our action armed at its start (or wherever `options` puts it), and an artifact service. */
export async function runAction(options: Omit<JobOptions, 'action' | 'artifacts'>): Promise<ActionRun> {
  const artifacts = await startArtifactService()
  try {
    const job = await runJob({ ...options, action: actionFolder, artifacts })
    const files = filesOf(artifacts)
    return { job, files, report: () => readReport(files) }
  } finally {
    await artifacts.close()
  }
}

function filesOf(artifacts: ArtifactService): ReadonlyMap<string, Buffer> {
  const [first] = artifacts.list()
  return first === undefined ? new Map() : artifacts.entries(first.name)
}

export function readReport(files: ReadonlyMap<string, Buffer>): Report {
  const json = files.get('report.json')
  if (json === undefined)
    throw new Error(`There is no report.json; there is: ${[...files.keys()].join(', ')}`)
  return reportSchema.parse(JSON.parse(json.toString('utf8')))
}

/** The root causes, `category/cause` by the name of what each is about: `{checkout: 'listen-address/loopback-only'}`. */
export function rootCauses(report: Report): Readonly<Record<string, string>> {
  const roots = report.findings.filter(finding => finding.causedBy === null)
  return Object.fromEntries(
    roots.map(finding => [finding.subject.name, `${finding.category}/${finding.cause}`]),
  )
}

/** All runs of a command, one per pod it ran in. */
export function commandsNamed(report: Report, name: string): readonly Command[] {
  return report.pods.flatMap(pod => pod.inspection.commands.filter(command => command.name === name))
}
type Command = Report['pods'][number]['inspection']['commands'][number]

/** The step's `findings` output. */
export const findingsOutput = z.array(reportSchema.shape.findings.element)
