// Everything a person gets: the report's files, the artifact, the summary, the outputs, the last lines of the log.
import { join } from 'node:path'
import { type UploadResult, uploadReport } from './github/artifact.ts'
import { defaultArtifactName } from './github/artifact-name.ts'
import type { CommentResult } from './github/comment/comment.ts'
import type { Context } from './github/context.ts'
import type { Environment } from './github/inputs.ts'
import { writeOutputs } from './github/outputs.ts'
import { type PageUpload, uploadPageToo } from './github/page-upload.ts'
import { type ReportFile, reportFolders, writeReport } from './github/report-folder.ts'
import { writeSummary } from './github/summary.ts'
import type { JobLog } from './github/workflow-commands.ts'
import type { Clock } from './model/ports.ts'
import type { Report } from './model/report.ts'
import type { Settings } from './model/settings.ts'
import { commentOn, permissionHint, tellRefusal } from './publish/comment.ts'
import type { Redactor } from './redact/redactor.ts'
import { checkFile, checkText } from './redact/seal.ts'
import { annotations } from './render/annotations.ts'
import { artifactFiles } from './render/artifact/files.ts'
import { jobSummary } from './render/markdown/summary.ts'
import { counted, duration, headline, rootCauseLine } from './render/words.ts'
import type { Diagnosis } from './run.ts'

export interface Publication {
  readonly settings: Settings
  readonly context: Context
  readonly environment: Environment
  readonly log: JobLog
  readonly clock: Clock
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
  const { settings, log, durationMs, clock, leftMs } = publication
  const { redactor } = diagnosis
  const deadline = clock.now() + leftMs
  const { report, files } = artifactFiles({ ...diagnosis, durationMs, image: settings.image })

  const sealedFiles = files.flatMap(file => sealed(redactor, file, log))
  const folder = await writeSomewhere(sealedFiles, publication)
  const { upload, page } = folder === null ? nowhere : await uploadFolder(folder, publication)

  await summarize(report, { folder, upload, page }, redactor, publication)
  const shown = page?.id ?? (upload?.kind === 'uploaded' ? upload.id : null)
  const comment = await commentOn(report, shown, redactor, publication, deadline - clock.now())
  await addHint(comment, publication)
  const places = { folder, upload, page, comment }
  giveOutputs(report, places, redactor, publication)
  conclude(report, places, redactor, publication)
}

/** Where the report is by now; null where it could not be brought. */
interface Places {
  readonly folder: string | null
  readonly upload: UploadResult | null
  /** Where report.html opens in the browser. */
  readonly page: PageUpload | null
  readonly comment: CommentResult
}

const nowhere = { upload: null, page: null } as const

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
  { folder, upload, comment }: Places,
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
    commentUrl: comment.kind === 'written' ? comment.url : '',
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

async function uploadFolder(
  folder: string,
  publication: Publication,
): Promise<Pick<Places, 'upload' | 'page'>> {
  const { settings, context, environment, log, clock, interrupted } = publication
  const name = settings.artifactName ?? defaultArtifactName(context)
  const timeoutMs = Math.max(UPLOAD_LEAST_MS, publication.leftMs)
  const what = { path: folder, name, retentionDays: settings.retentionDays, timeoutMs, interrupted }
  const ports = { context, environment, log }
  const deadline = clock.now() + timeoutMs
  const upload = await uploadReport(what, ports)
  const left = deadline - clock.now()
  return { upload, page: await uploadPageToo(upload, { ...what, timeoutMs: left }, ports) }
}

async function summarize(
  report: Report,
  { upload, page, folder }: Omit<Places, 'comment'>,
  redactor: Redactor,
  { environment, log }: Publication,
): Promise<void> {
  const artifact = upload?.kind === 'uploaded' ? { name: upload.name, url: upload.url } : null
  const content = jobSummary(report, { artifact, page, directory: folder })
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

/** A summary may be written in parts. Where it could not be, that has been said already. */
async function addHint(comment: CommentResult, { environment }: Publication): Promise<void> {
  const hint = permissionHint(comment)
  if (hint !== '') await writeSummary(hint, '', environment)
}

function conclude(
  report: Report,
  { folder, upload, page, comment }: Places,
  redactor: Redactor,
  { settings, log }: Publication,
): void {
  log.info(total(report))
  for (const finding of report.findings.slice(0, FINDINGS_IN_LOG)) {
    const { kind, namespace, name } = finding.subject
    log.info(
      redactor.text(`  ${finding.category}/${finding.cause}  ${kind} ${namespace}/${name}: ${finding.title}`),
    )
  }
  if (report.outcome === 'no-access') {
    const [entry] = report.notCollected
    if (entry !== undefined) log.warning(redactor.text(`${entry.why} ${entry.fix}`))
  } else if (report.findings.length === 0) {
    log.info(redactor.text(headline(report)))
  }
  annotate(report, redactor, log)
  if (folder !== null) log.info(`Report: ${folder}`)
  if (page !== null) log.info(`Page: ${page.url}`)
  if (upload?.kind === 'uploaded') log.info(`Artifact: ${upload.url}`)
  if (upload?.kind === 'unavailable') log.info(`No artifact: ${upload.why}. ${upload.fix}`)
  if (comment.kind === 'written') log.info(`Comment: ${comment.url}`)
  if (comment.kind === 'overtaken') log.info(`A later run has commented already: ${comment.url}`)
  tellRefusal(comment, settings, log)
  if (upload?.kind === 'failed') log.warning(`The report could not be uploaded: ${upload.why}. ${upload.fix}`)
}

/** What it came to, in numbers. */
function total({ pods, findings, durationMs }: Report): string {
  const inside = pods.filter(({ inspection }) => inspection.way !== 'none').length
  const looked = pods.length === 0 ? '' : `${inside} of ${counted(pods.length, 'pod')} looked into, `
  const end = findings.length === 0 ? '.' : ':'
  return `${looked}${counted(findings.length, 'finding')}, in ${duration(durationMs)}${end}`
}

/** On the run's page: the root cause, and what else went wrong for itself. */
function annotate(report: Report, redactor: Redactor, log: JobLog): void {
  const { error, warnings } = annotations(report)
  if (error !== null) log.error(redactor.text(error), 'Root cause')
  for (const warning of warnings) log.warning(redactor.text(warning), 'Another cause')
}

const FINDINGS_IN_LOG = 20

function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem)
}
