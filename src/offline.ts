// The story without a cluster: a saved dump is read, diagnosed, redacted and rendered as a run's result is.
import { type Diagnosed, diagnosed } from './conclude.ts'
import { kindsNotCollected } from './dump/assemble.ts'
import { lookAgain } from './dump/own-report.ts'
import type { Dump } from './dump/read.ts'
import type { PodLook } from './model/inspection.ts'
import { type Pod, podKey } from './model/pod.ts'
import type { Outcome, Report, ReportPod } from './model/report.ts'
import type { NotCollected, Snapshot } from './model/snapshot.ts'
import type { Suspect } from './model/suspect.ts'
import { namesIn } from './redact/from-cluster.ts'
import { createRedactor, type Redactor } from './redact/redactor.ts'
import type { PageLog } from './render/html/contents.ts'
import { reportHtml } from './render/html/page.ts'
import { buildReport } from './render/report.ts'
import type { Seen } from './render/timeline/timeline.ts'
import { selectSuspects, suspectOf } from './select/select.ts'
import { isUnderWay } from './select/settling.ts'

export interface Offline {
  /** Without secrets. */
  readonly report: Report
  /** The page, made on demand: it holds the ends of all logs. */
  html(): string
  readonly redactor: Redactor
  /** How many logs were read: those of the suspects. */
  readonly logsRead: number
}

/** The logs of more pods than these are not read. The dump sets its own limit in bytes. */
const mostPodsWithLogs = 2_000

/**
 * A dump seldom says when it was taken, and its newest time is a little too early. The action itself gives pods that may still be
 * starting this long; and where nothing fails by then, whatever is not well is what somebody saved the dump for. Seconds.
 */
const lateness = [20, 120] as const

/** @param durationMs how long reading took, for the report */
export function diagnoseDump(dump: Dump, redactionKey: Uint8Array, clock: () => number): Offline {
  const began = clock()
  const redactor = createRedactor({
    secrets: dump.secrets,
    key: redactionKey,
    ordinaryWords: namesIn(dump.snapshot),
    secretsUnknown: dump.secretsUnknown,
  })
  const result = resultOf(dump, redactor)
  const { snapshot, suspects, looks, findings } = result
  const again = buildReport({
    snapshot,
    suspects,
    // The report itself shows no logs: of those, only what is quoted.
    looks: looks.map(look => ({ ...look, logs: [] })),
    findings,
    notCollected: redactor.value(missingIn(dump, result)),
    outcome: outcomeOf(dump, result),
    startedAt: dump.own?.report.startedAt ?? snapshot.takenAt,
    durationMs: dump.own?.report.durationMs ?? clock() - began,
    image: '',
  })
  // A report without the objects that it was made from can only be shown.
  const report = dump.own !== null && dump.store.seen.size === 0 ? dump.own.report : again
  return {
    report,
    redactor,
    html: () => page(report, result),
    logsRead: looks.reduce((sum, look) => sum + look.logs.length, 0),
  }
}

function resultOf(dump: Dump, redactor: Redactor): Diagnosed {
  if (dump.momentKnown) return at(dump, dump.snapshot, redactor)
  const [settled, late] = lateness.map(seconds => {
    const takenAt = new Date(Date.parse(dump.snapshot.takenAt) + seconds * 1000).toISOString()
    return { ...dump.snapshot, takenAt }
  })
  const first = at(dump, settled ?? dump.snapshot, redactor)
  if (first.findings.length > 0 || late === undefined) return first
  return at(dump, late, redactor, pod => !isUnderWay(pod, dump.snapshot))
}

/** @param suspectable false for pods that are not to be accused, whatever they look like */
function at(
  dump: Dump,
  snapshot: Snapshot,
  redactor: Redactor,
  suspectable: (pod: Pod) => boolean = () => true,
): Diagnosed {
  const reported = new Map((dump.own?.report.pods ?? []).map(pod => [`${pod.namespace}/${pod.name}`, pod]))
  // The run may have been told to look at some pods only.
  const pods = dump.own === null ? snapshot.pods : snapshot.pods.filter(pod => reported.has(podKey(pod)))
  const suspects = selectSuspects({ ...snapshot, pods: pods.filter(suspectable) })
  const suspected = new Set(suspects.map(suspect => podKey(suspect.pod)))
  const others = pods
    .filter(pod => reported.has(podKey(pod)) && !suspected.has(podKey(pod)))
    .map(pod => suspectOf(pod, snapshot, reported.get(podKey(pod))?.reason ?? '', null))
  const looks = [...suspects, ...others].map((suspect, index) =>
    lookOf(dump, suspect, reported.get(podKey(suspect.pod)), index < mostPodsWithLogs),
  )
  return diagnosed({ snapshot, suspects, looks }, redactor)
}

function lookOf(dump: Dump, suspect: Suspect, reported: ReportPod | undefined, withLogs: boolean): PodLook {
  const logs = withLogs ? dump.logsOf(suspect.pod) : []
  if (dump.own !== null && reported !== undefined)
    return lookAgain(dump.own, reported, suspect, logs, dump.files)
  const reason =
    suspect.representedBy === null
      ? 'this is a saved dump, and nobody can go inside its pods any more'
      : `it shows the same fault as ${suspect.representedBy}`
  return {
    suspect,
    transcript: {
      wayIn: { way: 'none', reason },
      debuggerName: null,
      image: '',
      equivalent: '',
      identity: null,
      startedAt: dump.snapshot.takenAt,
      durationMs: 0,
      commands: [],
      failure: null,
    },
    logs,
  }
}

function outcomeOf(dump: Dump, { suspects, findings }: Diagnosed): Outcome {
  const before = dump.own?.report.outcome
  if (before === 'partial' || before === 'no-access') return before
  if (findings.length > 0) return 'diagnosed'
  return suspects.length > 0 ? 'partial' : 'nothing-failing'
}

function missingIn(dump: Dump, result: Diagnosed): readonly NotCollected[] {
  if (dump.own !== null) return dump.own.report.notCollected
  return [
    ...momentUnknown(dump, result),
    ...kindsNotCollected(dump.store),
    ...logsMissing(result),
    ...unread(dump),
  ]
}

function momentUnknown(dump: Dump, { snapshot, suspects }: Diagnosed): readonly NotCollected[] {
  if (dump.momentKnown || suspects.length === 0) return []
  return [
    {
      what: 'the moment of the dump',
      why: `The newest time in it is ${dump.snapshot.takenAt}; it is read as if taken at ${snapshot.takenAt}.`,
      fix: 'Give the right one with --at, and the beginning of the test with --since.',
    },
  ]
}

function logsMissing({ looks }: Diagnosed): readonly NotCollected[] {
  const silent = looks.filter(
    look => look.logs.length === 0 && look.suspect.representedBy === null && hasRun(look.suspect),
  )
  const [first] = silent
  if (first === undefined) return []
  const { namespace = 'default', name } = first.suspect.pod.metadata
  const more = silent.length === 1 ? '' : ` and ${silent.length - 1} more failing pods`
  return [
    {
      what: `the logs of ${podKey(first.suspect.pod)}${more}`,
      why: 'The dump holds no log of theirs.',
      fix: `Save them as well: kubectl -n ${namespace} logs ${name} --previous > ${name}.previous.log`,
    },
  ]
}

/** Only containers that have been started have a log. */
function hasRun({ pod }: Suspect): boolean {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  return statuses.some(({ state, lastState }) =>
    [state?.running, state?.terminated, lastState?.terminated].some(one => one !== undefined),
  )
}

function unread({ unread: files, store }: Dump): readonly NotCollected[] {
  const some = files.slice(0, 5)
  const rest = files.length - some.length
  const entries = some.map(line => ({
    what: 'a file of the dump',
    why: `${line}.`,
    fix: 'The other files were read.',
  }))
  const more =
    rest === 0 ? [] : [{ what: `${rest} more files`, why: 'They could not be read either.', fix: '' }]
  if (store.unreadable === 0) return [...entries, ...more]
  const objects = {
    what: `${store.unreadable} objects`,
    why: 'They lack what every object of their kind has.',
    fix: 'Save them as `kubectl get … -o json` gives them.',
  }
  return [...entries, ...more, objects]
}

function page(report: Report, { looks, snapshot }: Diagnosed): string {
  const outputs = new Map<string, Uint8Array>()
  const logs = new Map<string, readonly PageLog[]>()
  for (const look of looks) {
    const key = podKey(look.suspect.pod)
    const commands =
      report.pods.find(pod => `${pod.namespace}/${pod.name}` === key)?.inspection.commands ?? []
    for (const [number, command] of look.transcript.commands.entries()) {
      outputs.set(commands[number]?.output ?? '', command.output)
    }
    const own = look.logs.map(log => ({
      container: log.container,
      previous: log.previous,
      path: '',
      bytes: log.bytes,
    }))
    logs.set(key, own)
  }
  return reportHtml(report, {
    outputs,
    logs,
    looks,
    snapshot: seenOn(report, snapshot),
  })
}

/** The objects that the page shows: a dump may hold thousands of others. */
function seenOn(report: Report, { takenAt, jobStartedAt, failedStep = null, pods, events }: Snapshot): Seen {
  const shown = new Set(report.pods.map(({ namespace, name }) => `${namespace}/${name}`))
  return {
    takenAt,
    jobStartedAt,
    failedStep,
    pods: pods.filter(pod => shown.has(podKey(pod))),
    events: events.filter(({ involvedObject: { namespace = 'default', name = '' } }) =>
      shown.has(`${namespace}/${name}`),
    ),
  }
}
