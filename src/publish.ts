// Everything a person gets: the report's files, the artifact, the summary, the outputs, the last lines of the log.
import { join } from 'node:path'
import { type UploadResult, uploadReport } from './github/artifact.ts'
import { defaultArtifactName } from './github/artifact-name.ts'
import type { Context } from './github/context.ts'
import type { Environment } from './github/inputs.ts'
import { writeOutputs } from './github/outputs.ts'
import { type ReportFile, reportFolders, writeReport } from './github/report-folder.ts'
import { writeSummary } from './github/summary.ts'
import type { JobLog } from './github/workflow-commands.ts'
import type { Report } from './model/report.ts'
import type { Settings } from './model/settings.ts'
import type { Redactor } from './redact/redactor.ts'
import { checkFile, checkText } from './redact/seal.ts'
import { artifactFiles } from './render/artifact-files.ts'
import { jobSummary } from './render/summary.ts'
import { headline, rootCauseLine } from './render/words.ts'
import type { Diagnosis } from './run.ts'

export interface Publication {
  readonly settings: Settings
  readonly context: Context
  readonly environment: Environment
  readonly log: JobLog
  readonly nonce: string
  /** How long finding out has taken, and what is left of the time allowed. Milliseconds. */
  readonly durationMs: number
  readonly leftMs: number
  /** Fires when the job is cancelled. */
  readonly interrupted: AbortSignal
}

/** The least time an upload is given, however late it is: it is the last thing that `timeout` could cost the report. */
const UPLOAD_LEAST_MS = 3_000

/** Renders the diagnosis and brings it wherever people look. What one of these places refuses costs the others nothing. */
export async function publish(diagnosis: Diagnosis, publication: Publication): Promise<void> {
  const { settings, log, durationMs } = publication
  const { redactor } = diagnosis
  const { report, files } = artifactFiles({ ...diagnosis, durationMs, image: settings.image })

  const sealedFiles = files.flatMap(file => sealed(redactor, file, log))
  const folder = await writeSomewhere(sealedFiles, publication)
  const upload = folder === null ? null : await uploadFolder(folder, publication)
  const places = { folder, upload }

  await summarize(report, places, redactor, publication)
  giveOutputs(report, places, redactor, publication)
  conclude(report, places, redactor, log)
}

/** Where the report is by now; null where it could not be brought. */
interface Places {
  readonly folder: string | null
  readonly upload: UploadResult | null
}

async function writeSomewhere(
  files: readonly ReportFile[],
  { environment, nonce, log }: Publication,
): Promise<string | null> {
  for (const folder of reportFolders(environment, nonce)) {
    try {
      await writeReport(folder, files)
      return folder
    } catch (problem) {
      log.warning(`The report could not be written to ${folder}: ${messageOf(problem)}`)
    }
  }
  return null
}

function giveOutputs(
  report: Report,
  { folder, upload }: Places,
  redactor: Redactor,
  { environment, log }: Publication,
): void {
  const outputs = {
    outcome: report.outcome,
    rootCause: redactor.text(rootCauseLine(report)),
    findings: redactor.value(report.findings),
    reportDirectory: folder ?? '',
    reportJson: folder === null ? '' : join(folder, 'report.json'),
    artifactId: upload?.kind === 'uploaded' ? String(upload.id) : '',
    artifactUrl: upload?.kind === 'uploaded' ? upload.url : '',
    commentUrl: '',
  }
  try {
    writeOutputs(outputs, environment, text => checkText(redactor, text) ?? '')
  } catch (problem) {
    log.warning(`The outputs of this step could not be set: ${messageOf(problem)}`)
  }
}

function sealed(
  redactor: Redactor,
  file: { readonly path: string; readonly content: Uint8Array | string },
  log: JobLog,
): readonly { path: string; content: Uint8Array }[] {
  const result = checkFile(redactor, file)
  if (result.sealed) return [result]
  log.warning(`The file ${result.path} is left out of the report. ${result.reason}`)
  return []
}

async function uploadFolder(folder: string, publication: Publication): Promise<UploadResult> {
  const { settings, context, environment, log, interrupted } = publication
  const name = settings.artifactName ?? defaultArtifactName(context)
  const timeoutMs = Math.max(UPLOAD_LEAST_MS, publication.leftMs)
  return await uploadReport(
    { path: folder, name, retentionDays: settings.retentionDays, timeoutMs, interrupted },
    { context, environment, log },
  )
}

async function summarize(
  report: Report,
  { upload, folder }: Places,
  redactor: Redactor,
  { environment, log }: Publication,
): Promise<void> {
  const artifact = upload?.kind === 'uploaded' ? { name: upload.name, url: upload.url } : null
  const content = jobSummary(report, { artifact, directory: folder })
  const text = checkText(redactor, content)
  if (text === null) {
    log.warning('The job summary is left out: it still held a secret after redaction.')
    return
  }
  const notice = 'The summary was too long for this page; the report is in the artifact.'
  const result = await writeSummary(text, notice, environment)
  if (result.kind === 'unavailable') log.info('No job summary: this runner has none.')
  if (result.kind === 'failed') log.warning(`The job summary could not be written: ${result.why}`)
}

function conclude(report: Report, { folder, upload }: Places, redactor: Redactor, log: JobLog): void {
  for (const finding of report.findings.slice(0, FINDINGS_IN_LOG)) {
    const { kind, namespace, name } = finding.subject
    log.info(
      redactor.text(`  ${finding.category}/${finding.cause}  ${kind} ${namespace}/${name}: ${finding.title}`),
    )
  }
  if (report.outcome === 'no-access') {
    for (const entry of report.notCollected) log.warning(redactor.text(`${entry.why} ${entry.fix}`))
  } else if (report.findings.length > 0) {
    log.error(redactor.text(rootCauseLine(report)), 'Root cause')
  } else {
    log.info(redactor.text(headline(report)))
  }
  if (folder !== null) log.info(`Report: ${folder}`)
  if (upload?.kind === 'uploaded') log.info(`Artifact: ${upload.url}`)
  if (upload?.kind === 'unavailable') log.info(`No artifact: ${upload.why}. ${upload.fix}`)
  if (upload?.kind === 'failed') log.warning(`The report could not be uploaded: ${upload.why}. ${upload.fix}`)
}

const FINDINGS_IN_LOG = 20

function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem)
}
