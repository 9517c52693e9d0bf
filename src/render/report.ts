// report.json: what a program reads. The same facts as every other page, nothing added.
import type { Finding } from '../model/finding.ts'
import type { CommandResult, DebuggerIdentity, PodLook, TriedWay, WayIn } from '../model/inspection.ts'
import { podKey } from '../model/pod.ts'
import type { Report, ReportFinding, ReportPod } from '../model/report.ts'
import type { Suspect } from '../model/suspect.ts'
import { type Layout, planLayout } from './artifact/layout.ts'
import type { ReportInput } from './input.ts'

export function buildReport(input: ReportInput, layout = planLayout(input.snapshot, input.looks)): Report {
  const looks = new Map(input.looks.map(look => [podKey(look.suspect.pod), look]))
  return {
    schemaVersion: 1,
    outcome: input.outcome,
    startedAt: input.startedAt,
    durationMs: milliseconds(input.durationMs),
    cluster: {
      version: input.snapshot?.cluster.version ?? null,
      nodes: input.snapshot?.nodes.length ?? 0,
      kind: input.snapshot?.cluster.kind ?? 'unknown',
    },
    findings: input.findings.map(asReportFinding),
    pods: [
      ...input.looks.map(look => lookedInto(look, layout, input.image)),
      ...input.suspects
        .filter(suspect => !looks.has(podKey(suspect.pod)))
        .map(suspect => notLookedInto(suspect, input.image)),
    ],
    notCollected: input.notCollected.map(({ what, why, fix }) => ({ what, why, fix })),
  }
}

function asReportFinding(finding: Finding): ReportFinding {
  return {
    id: finding.id,
    category: finding.category,
    cause: finding.cause,
    confidence: finding.confidence,
    subject: { ...finding.subject },
    pods: [...finding.pods],
    title: finding.title,
    evidence: finding.evidence.map(({ source, pod, time, text }) => ({ source, pod, time, text })),
    ruledOut: [...finding.ruledOut],
    next: [...finding.next],
    causedBy: finding.causedBy,
    ...(finding.before === true ? { beforeJob: true } : {}),
    fingerprint: finding.fingerprint,
  }
}

function podOf(suspect: Suspect): Omit<ReportPod, 'inspection'> {
  const { namespace = 'default', name } = suspect.pod.metadata
  return {
    namespace,
    name,
    status: suspect.status,
    ready: suspect.ready,
    restarts: suspect.restarts,
    owner: `${suspect.owner.kind}/${suspect.owner.name}`,
    reason: suspect.reason,
  }
}

function lookedInto(look: PodLook, layout: Layout, image: string): ReportPod {
  const { transcript } = look
  const outputs = layout.look(look)?.outputs ?? []
  return {
    ...podOf(look.suspect),
    inspection: {
      way: transcript.wayIn.way,
      reason: transcript.wayIn.reason,
      container: transcript.debuggerName,
      image: transcript.image || image,
      equivalent: transcript.equivalent,
      targeted: transcript.identity?.targeted ?? false,
      failure: transcript.failure,
      tried: (transcript.tried ?? []).map(asReportTried),
      notTried: [...(transcript.notTried ?? [])],
      commands: transcript.commands.map((command, index) =>
        asReportCommand({ way: transcript.wayIn.way, ...command }, outputs[index] ?? ''),
      ),
    },
  }
}

function asReportTried(tried: TriedWay): ReportPod['inspection']['tried'][number] {
  return {
    way: tried.wayIn.way,
    reason: tried.wayIn.reason,
    container: tried.name,
    equivalent: tried.equivalent,
    targeted: tried.identity?.targeted ?? false,
    saw: tried.identity === null ? null : identityWords(tried.identity),
    failure: tried.failure,
    differences: [...(tried.differences ?? [])],
  }
}

/** What was measured, not what was hoped for. */
function identityWords(identity: DebuggerIdentity): string {
  const as = `as ${identity.uid}:${identity.gid}`
  if (!identity.targeted) return `${as}, beside the container: none of its processes is in sight`
  const readable = (what: string, is: boolean): string => `${what} ${is ? 'readable' : 'not readable'}`
  return `inside the container ${as}, ${readable('files', identity.filesReadable)}, ${readable('environ', identity.environReadable)}`
}

function notLookedInto(suspect: Suspect, image: string): ReportPod {
  const reason =
    suspect.representedBy === null
      ? 'It was not looked into.'
      : `It shows the same fault as ${suspect.representedBy}, which was looked into instead.`
  return {
    ...podOf(suspect),
    inspection: {
      way: 'none',
      reason,
      container: null,
      image,
      equivalent: '',
      targeted: false,
      failure: null,
      tried: [],
      notTried: [],
      commands: [],
    },
  }
}

function asReportCommand(
  command: CommandResult & { readonly way: WayIn['way'] },
  output: string,
): ReportPod['inspection']['commands'][number] {
  return {
    name: command.name,
    run: command.run,
    exitCode: command.exitCode,
    durationMs: milliseconds(command.durationMs),
    timedOut: command.timedOut,
    truncated: command.droppedBytes > 0,
    output,
    failure: command.failure,
    way: command.way,
  }
}

function milliseconds(value: number): number {
  return Math.max(0, Math.round(value))
}
