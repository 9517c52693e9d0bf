// The artifact: the report's folder, and its page, where a person can fetch them from the run.
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import { type ArtifactClient, DefaultArtifactClient } from '@actions/artifact'
import { formatDuration } from '../settings/quantities.ts'
import { type Context, runUrl } from './context.ts'
import type { Environment } from './inputs.ts'
import type { JobLog } from './workflow-commands.ts'

export type UploadResult =
  | {
      readonly kind: 'uploaded'
      readonly id: number
      /** The name that was free. */
      readonly name: string
      readonly url: string
      readonly bytes: number
      /** SHA-256 of what was uploaded, in hex; null where the service's client gave none. */
      readonly digest: string | null
    }
  /** There is no artifact service here; nothing was tried. */
  | { readonly kind: 'unavailable'; readonly why: string; readonly fix: string }
  | { readonly kind: 'failed'; readonly why: string; readonly fix: string }

export interface Upload {
  /** Uploaded with all the files under it; or, for a page, the one file. */
  readonly path: string
  readonly name: string
  /** Null means the repository's default. */
  readonly retentionDays: number | null
  /** For all tries together. What is not done by then goes on in the background until the process exits. */
  readonly timeoutMs: number
  /** Fires when the job is cancelled: there are seconds left then. */
  readonly interrupted: AbortSignal
}

/** After a cancellation the runner gives 10 s to all that is still to be done. */
const INTERRUPTED_MS = 4_000

/** What an upload needs from outside. */
export interface UploadPorts {
  readonly context: Context
  readonly environment: Environment
  readonly log: JobLog
  readonly client?: Pick<ArtifactClient, 'uploadArtifact'>
}

/** How many names are tried: the job may use the action more than once, and a reusable workflow more than once too. */
const names = 5

/** Uploads a folder as one zip archive. Never throws. */
export async function uploadReport(upload: Upload, ports: UploadPorts): Promise<UploadResult> {
  const root = resolve(upload.path)
  return await guarded(upload, ports, upload.name, async (name, client) => {
    return await client.uploadArtifact(name, await filesUnder(root), root, retention(upload))
  })
}

/** Uploads one file as it is, so that it opens in the browser; the name is given without the file's extension. Never throws. */
export async function uploadPage(upload: Upload, ports: UploadPorts): Promise<UploadResult> {
  const what = `${upload.name}${extname(upload.path)}`
  return await guarded(upload, ports, what, async (name, client) => {
    // The service's client names such an artifact after its file, so the file is given the free name.
    const folder = await mkdtemp(join(tmpdir(), 'ephemeral-debug-page-'))
    try {
      const file = join(folder, `${name}${extname(upload.path)}`)
      await copyFile(upload.path, file)
      return await client.uploadArtifact(basename(file), [file], folder, {
        ...retention(upload),
        skipArchive: true,
      })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
}

type Client = Pick<ArtifactClient, 'uploadArtifact'>
type Send = (name: string, client: Client) => Promise<{ id?: number; size?: number; digest?: string }>

async function guarded(upload: Upload, ports: UploadPorts, what: string, send: Send): Promise<UploadResult> {
  const missing = missingService(ports.environment)
  if (missing !== null) return missing
  const timer = deadline(upload)
  try {
    // The client tells its steps in a dozen lines; they matter only when something went wrong.
    return await ports.log.group(`Upload ${what}`, () =>
      Promise.race([underFreeName(upload, ports, send), timer.passed]),
    )
  } catch (error) {
    return failure(error)
  } finally {
    timer.cancel()
  }
}

async function underFreeName(upload: Upload, ports: UploadPorts, send: Send): Promise<UploadResult> {
  const client = ports.client ?? new DefaultArtifactClient()
  for (let attempt = 1; attempt <= names; attempt++) {
    const name = attempt === 1 ? upload.name : `${upload.name}-${attempt}`
    try {
      const { id, size = 0, digest = null } = await send(name, client)
      if (id === undefined) throw new Error('the artifact service gave no id')
      return {
        kind: 'uploaded',
        id,
        name,
        url: `${runUrl(ports.context)}/artifacts/${id}`,
        bytes: size,
        digest,
      }
    } catch (error) {
      if (!isTaken(error)) throw error
    }
  }
  return {
    kind: 'failed',
    why: `an artifact named ${upload.name} exists already, and so do ${upload.name}-2 to -${names}`,
    fix: 'Set artifact-name to a name that no other job of the workflow uses.',
  }
}

/** The service answers a name that is taken with 409; the client gives that as text only. */
function isTaken(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Failed request: (409)')
}

function retention({ retentionDays }: Upload): { retentionDays?: number } {
  return retentionDays === null ? {} : { retentionDays }
}

/** The regular files under a folder; no link is followed. */
async function filesUnder(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}

/** GitHub Enterprise Server has a service that this client refuses; local runners have none. The same hosts as in the client. */
function missingService(environment: Environment): UploadResult | null {
  const server = environment['GITHUB_SERVER_URL'] || 'https://github.com'
  const host = URL.canParse(server) ? new URL(server).hostname.toLowerCase() : ''
  if (host !== 'github.com' && !host.endsWith('.ghe.com') && !host.endsWith('.localhost')) {
    return {
      kind: 'unavailable',
      why: 'GitHub Enterprise Server does not take artifacts from current clients',
      fix:
        'Use this action at the end of the job under `if: failure()`, and upload its report-directory output ' +
        'with actions/upload-artifact@v3 in the next step.',
    }
  }
  if (environment['ACTIONS_RUNTIME_TOKEN'] && environment['ACTIONS_RESULTS_URL']) return null
  return {
    kind: 'unavailable',
    why: 'this runner offers no artifact service (ACTIONS_RUNTIME_TOKEN or ACTIONS_RESULTS_URL is not set)',
    fix: 'Read the report in the folder that report-directory names.',
  }
}

function failure(error: unknown): UploadResult {
  const why = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
  return { kind: 'failed', why, fix: fixFor(why) }
}

function fixFor(why: string): string {
  if (why.includes('storage quota')) {
    return 'Delete old artifacts, or lower retention-days; GitHub counts the quota anew every 6 to 12 hours.'
  }
  if (why.includes('Unable to make request')) {
    return 'Let the runner reach *.actions.githubusercontent.com and *.blob.core.windows.net.'
  }
  return 'Run the job again; if it stays so, see https://www.githubstatus.com.'
}

function deadline({ timeoutMs, interrupted }: Upload): { passed: Promise<UploadResult>; cancel: () => void } {
  const { promise, resolve: settle } = Promise.withResolvers<UploadResult>()
  const late: UploadResult = {
    kind: 'failed',
    why: `the upload was not done within ${formatDuration(timeoutMs)}`,
    fix: 'Raise timeout, or lower max-log-bytes so that there is less to upload.',
  }
  const timers = [setTimeout(settle, timeoutMs, late)]
  const hurry = (): void => {
    timers.push(setTimeout(settle, INTERRUPTED_MS, cancelled))
  }
  if (interrupted.aborted) hurry()
  else interrupted.addEventListener('abort', hurry, { once: true })
  return {
    passed: promise,
    cancel: () => {
      interrupted.removeEventListener('abort', hurry)
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

const cancelled: UploadResult = {
  kind: 'failed',
  why: 'the job was cancelled before the upload was done',
  fix: 'Run the job again.',
}
