// Our own artifact read back: what was seen inside the pods counts again, as it did in the run that wrote it.
import { posix } from 'node:path'
import { z } from 'zod'
import { chooseTarget } from '../inspect/way-in.ts'
import type {
  CommandResult,
  ContainerLog,
  DebuggerIdentity,
  PodLook,
  Transcript,
  WayIn,
} from '../model/inspection.ts'
import { type Report, type ReportPod, reportSchema } from '../model/report.ts'
import type { Suspect } from '../model/suspect.ts'
import type { DumpFile } from './files.ts'

export interface OwnReport {
  /** Folder of report.json, with a `/` at its end; empty where it is the top. */
  readonly folder: string
  readonly report: Report
}

/** What our `cluster/snapshot.json` says beside the objects. */
export const snapshotFactsSchema = z.object({
  takenAt: z.iso.datetime({ offset: true }),
  jobStartedAt: z.string().nullable(),
  failedStep: z.object({ name: z.string(), at: z.iso.datetime({ offset: true }) }).nullish(),
  cluster: z.object({
    version: z.string().nullable(),
    kind: z.enum(['kind', 'k3d', 'minikube', 'embedded', 'unknown']),
  }),
  notCollected: z.array(z.object({ what: z.string(), why: z.string(), fix: z.string() })),
})
export type SnapshotFacts = z.infer<typeof snapshotFactsSchema>

/** The report that this file is, or null where it is something else. */
export function ownReport(path: string, document: unknown): OwnReport | null {
  const parsed = reportSchema.safeParse(document)
  if (!parsed.success) return null
  const folder = posix.dirname(path)
  return { folder: folder === '.' ? '' : `${folder}/`, report: parsed.data }
}

/** The look that the report describes, its outputs read from their files. */
export function lookAgain(
  own: OwnReport,
  pod: ReportPod,
  suspect: Suspect,
  logs: readonly ContainerLog[],
  files: ReadonlyMap<string, DumpFile>,
): PodLook {
  const { inspection } = pod
  const [best] = inspection.tried.filter(
    tried => tried.way === inspection.way && tried.container === inspection.container,
  )
  const transcript: Transcript = {
    wayIn: wayIn(inspection, suspect),
    debuggerName: inspection.container,
    image: inspection.image,
    equivalent: inspection.equivalent,
    identity: identityIn(best?.saw ?? null, inspection.targeted),
    startedAt: own.report.startedAt,
    durationMs: 0,
    commands: inspection.commands.map(command =>
      commandAgain(command, files.get(`${own.folder}${command.output}`)),
    ),
    failure: inspection.failure,
    ...(inspection.notTried.length === 0 ? {} : { notTried: inspection.notTried }),
    tried: inspection.tried.map(tried => ({
      wayIn: wayIn(tried, suspect),
      name: tried.container,
      equivalent: tried.equivalent,
      identity: identityIn(tried.saw, tried.targeted),
      durationMs: 0,
      failure: tried.failure,
      ...(tried.differences.length === 0 ? {} : { differences: tried.differences }),
    })),
  }
  return { suspect, transcript, logs }
}

/** The report does not repeat which container was entered: the line for doing it by hand does. */
function wayIn(
  {
    way,
    reason,
    equivalent,
  }: { readonly way: WayIn['way']; readonly reason: string; readonly equivalent: string },
  suspect: Suspect,
): WayIn {
  if (way === 'none' || way === 'pod') return { way, reason }
  const container = /(?:^|\s)--target=(\S+)/.exec(equivalent)?.[1] ?? chooseTarget(suspect, null)
  return { way, container, reason }
}

type ReportCommand = ReportPod['inspection']['commands'][number]

function commandAgain(command: ReportCommand, file: DumpFile | undefined): CommandResult {
  const { name, run, way, exitCode, durationMs, timedOut, failure, truncated } = command
  return {
    name,
    run,
    origin: 'default',
    way,
    exitCode,
    durationMs,
    timedOut,
    failure: file === undefined ? (failure ?? 'Its output is not in this folder.') : failure,
    output: file?.read() ?? new Uint8Array(),
    // How much was lost is not told, only that something was.
    droppedBytes: truncated ? 1 : 0,
  }
}

/** `inside the container as 1000:1000, files readable, environ not readable`, as the report puts it. */
function identityIn(saw: string | null, targeted: boolean): DebuggerIdentity | null {
  const [, uid, gid] = /\bas (\d+):(\d+)/.exec(saw ?? '') ?? []
  if (uid === undefined || gid === undefined) return null
  return {
    uid: Number(uid),
    gid: Number(gid),
    targeted,
    filesReadable: / files readable/.test(saw ?? ''),
    environReadable: / environ readable/.test(saw ?? ''),
  }
}
