// The page as an artifact of its own, unzipped: from the job's page it opens in the browser with one click.
import { join } from 'node:path'
import { type Upload, type UploadPorts, type UploadResult, uploadPage } from './artifact.ts'

export interface PageUpload {
  readonly id: number
  readonly name: string
  readonly url: string
}

/** With less time left than this nothing is begun. Milliseconds. */
const LEAST_MS = 2_000

/**
 * Uploads report.html under the artifact's name. Null where there is no artifact, no time, or no luck: the page is in the
 * artifact as well, so that this is told in the log and is no reason for a warning. Never throws.
 * @param upload as the folder's upload, with the time that is left now
 */
export async function uploadPageToo(
  artifact: UploadResult | null,
  upload: Upload,
  ports: UploadPorts,
): Promise<PageUpload | null> {
  if (artifact?.kind !== 'uploaded' || upload.interrupted.aborted || upload.timeoutMs < LEAST_MS) return null
  const page = await uploadPage(
    { ...upload, path: join(upload.path, 'report.html'), name: artifact.name },
    ports,
  )
  if (page.kind === 'uploaded') return { id: page.id, name: `${page.name}.html`, url: page.url }
  ports.log.info(`The page could not be uploaded by itself, so it opens from the artifact only: ${page.why}`)
  return null
}
