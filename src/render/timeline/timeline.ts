// What happened when: the runs of containers, the warnings, the look from inside, on one axis. Plain data; html/chart.ts draws it.
import type { PodLook } from '../../model/inspection.ts'
import { type Pod, podKey } from '../../model/pod.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type Mark, marksOf } from './marks.ts'
import { isAbsent, type Run, runsOf } from './runs.ts'

/** What the timeline reads of a snapshot. */
export type Seen = Pick<Snapshot, 'takenAt' | 'jobStartedAt' | 'failedStep' | 'pods' | 'events'>

/** One line of the chart: a container, the pod as a whole, or our debugger. */
export interface Row {
  readonly label: string
  readonly runs: readonly Run[]
  readonly marks: readonly Mark[]
}

export interface Lane {
  /** `namespace/name` of the pod. */
  readonly pod: string
  readonly rows: readonly Row[]
}

/** All times are milliseconds since 1970. */
export interface Timeline {
  readonly from: number
  readonly to: number
  readonly jobStarted: number | null
  /** The step whose failure made us look. */
  readonly failed: { readonly at: number; readonly step: string } | null
  readonly lookedAt: number
  readonly lanes: readonly Lane[]
  /** Pods that would have a lane, were there room. */
  readonly notDrawn: number
}

/** More lanes than these are no picture any more. */
const mostLanes = 12
/** What is older than this is drawn at the left edge. Milliseconds. */
const longestAxis = 6 * 3_600_000
/** By this much the cluster's clocks may be ahead of ours. Milliseconds. */
const mostAhead = 300_000

/**
 * The timeline of the pods that were looked into, best first; null where no time is known of any.
 * @param lookedAt when the action began to look (ISO 8601), and for how long
 */
export function timelineOf(
  seen: Seen,
  looks: readonly PodLook[],
  lookedAt: { readonly startedAt: string; readonly durationMs: number },
): Timeline | null {
  const now = Date.parse(lookedAt.startedAt)
  if (Number.isNaN(now)) return null
  const taken = timeOf(seen.takenAt) ?? now
  const eventsOf = Map.groupBy(
    seen.events,
    ({ involvedObject: { namespace = 'default', name = '' } }) => `${namespace}/${name}`,
  )
  const worth = looks.filter(({ suspect }) => suspect.representedBy === null)
  const lanes = worth.slice(0, mostLanes).map(look => {
    const key = podKey(look.suspect.pod)
    const marks = marksOf(eventsOf.get(key) ?? [])
    return { pod: key, rows: rowsOf(look, marks, taken) }
  })
  const jobStarted = timeOf(seen.jobStartedAt)
  const drawn = lanes.filter(lane => lane.rows.length > 0)
  const end = now + lookedAt.durationMs
  // A clock of the cluster that is far ahead must not push all else off the picture.
  const times = drawn.flatMap(lane => lane.rows.flatMap(timesOf)).filter(time => time <= end + mostAhead)
  if (times.length === 0) return null
  const to = Math.max(end, ...times)
  const earliest = jobStarted === null ? Math.min(now, ...times) : Math.min(now, jobStarted)
  const failedAt = timeOf(seen.failedStep?.at)
  return {
    from: Math.max(earliest, to - longestAxis),
    to,
    jobStarted,
    failed: failedAt === null ? null : { at: failedAt, step: seen.failedStep?.name ?? '' },
    lookedAt: now,
    lanes: drawn,
    notDrawn: worth.length - drawn.length,
  }
}

function rowsOf(look: PodLook, marks: ReadonlyMap<string, readonly Mark[]>, taken: number): readonly Row[] {
  const { pod } = look.suspect
  const ownMarks = [...podMarks(pod), ...(marks.get('') ?? [])]
  const containers = containerNames(pod).map(label => ({
    label,
    runs: runsOf(pod, label, taken),
    marks: marks.get(label) ?? [],
  }))
  const rows = [{ label: 'pod', runs: [], marks: ownMarks }, ...containers, ...debuggerRow(look)]
  return rows.filter(row => row.runs.length > 0 || row.marks.length > 0)
}

/** The app's containers and those that prepare it; debuggers of the past are left out. */
function containerNames({ spec }: Pod): readonly string[] {
  return [...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name)
}

function podMarks({ metadata }: Pod): readonly Mark[] {
  const created = timeOf(metadata.creationTimestamp)
  const deleted = timeOf(metadata.deletionTimestamp)
  return [
    ...(created === null ? [] : [mark(created, 'good', 'created')]),
    ...(deleted === null ? [] : [mark(deleted, 'warn', 'deletion asked for')]),
  ]
}

function mark(at: number, tone: Mark['tone'], text: string): Mark {
  return { at, last: at, count: 1, tone, text }
}

function debuggerRow({ transcript }: PodLook): readonly Row[] {
  const from = timeOf(transcript.startedAt)
  if (from === null || transcript.wayIn.way === 'none') return []
  const text = `${transcript.commands.length} commands run from inside`
  return [
    {
      label: transcript.wayIn.way === 'replica' ? 'throwaway copy' : 'our debugger',
      runs: [{ from, to: from + transcript.durationMs, tone: 'ours', text }],
      marks: [],
    },
  ]
}

function timesOf(row: Row): readonly number[] {
  return [...row.runs.flatMap(run => [run.from, run.to]), ...row.marks.flatMap(one => [one.at, one.last])]
}

/** Milliseconds since 1970; null where there is no time. Kubernetes writes the year 1 for none. */
export function timeOf(iso: string | undefined | null): number | null {
  const ms = Date.parse(iso ?? '')
  return isAbsent(ms) ? null : ms
}

export interface Happening {
  readonly at: number
  readonly pod: string
  /** The container, `pod`, or our own look. */
  readonly label: string
  readonly text: string
  readonly tone: Mark['tone']
}

/** The same as a list, oldest first: for those who cannot see the chart, or want it exact. */
export function happenings(timeline: Timeline): readonly Happening[] {
  const all = timeline.lanes.flatMap(({ pod, rows }) =>
    rows.flatMap(({ label, runs, marks }) => [
      ...runs.flatMap(run => runWords(run).map(words => ({ ...words, pod, label, tone: run.tone }))),
      ...marks.map(one => ({ at: one.at, pod, label, text: markWords(one), tone: one.tone })),
    ]),
  )
  return all.toSorted((a, b) => a.at - b.at)
}

function runWords(run: Run): readonly { readonly at: number; readonly text: string }[] {
  const { from, to, text, end } = run
  return end === undefined
    ? [{ at: from, text }]
    : [
        { at: from, text },
        { at: to, text: end },
      ]
}

export function markWords({ at, last, count, text }: Mark): string {
  if (count <= 1) return text
  const seconds = Math.round((last - at) / 1_000)
  return `${text} (${count} times${seconds > 0 ? ` in ${seconds} s` : ''})`
}
