// probe-killed: Kubernetes itself stopped the container because its liveness or startup probe failed.
import { REPLICA_COMMANDS } from '../../../inspect/replica-script.ts'
import type { Evidence } from '../../../model/finding.ts'
import { type Event, eventCount, eventTime } from '../../../model/objects.ts'
import type { Terminated } from '../../../model/pod.ts'
import { moment, within } from '../../../select/moment.ts'
import { type CandidateOf, evidence, grade } from '../../candidate.ts'
import { linesOf } from '../../logs/lines.ts'
import type { Rule } from '../../rule.ts'
import {
  type ContainerView,
  fromEvent,
  lastEvent,
  nameOf,
  outputOf,
  type PodView,
  subjectOf,
} from '../../view.ts'
import { endEvidence } from '../running/crash-evidence.ts'
import { describeProbe, listening, probeEvidence } from './facts/probe-evidence.ts'
import { type ProbeFacts, probeFacts } from './facts/probe-facts.ts'
import { lastOfStart } from './facts/probe-logs.ts'
import { isRefused } from './facts/probe-signs.ts'
import { killedReading, slowStart } from './killed-reading.ts'

export const probeKilled: Rule<'probe-killed'> = {
  pod: view => view.containers.flatMap(container => candidate(view, container)),
}

function candidate(view: PodView, container: ContainerView): readonly CandidateOf<'probe-killed'>[] {
  const killing = lastEvent(container.events, /^Killing$/, /failed (?:liveness|startup) probe/)
  const kind = kindOf(container, killing)
  const facts = kind === null ? null : probeFacts(view, container, kind)
  const { ended } = container
  if (
    facts === null ||
    (killing === undefined && facts.event === undefined && !isUnreported(view, container))
  )
    return []
  if (ended === undefined ? !stopping(view, killing) : !fits(ended, killing, view)) return []
  const copy = copyStarting(view, container)
  const atStart = copy ?? (isCut(view, facts) ? lastOfStart(view, container) : null)
  const known = killedReading(facts, container)
  const reading =
    atStart === null || known.proved || !isRefused(facts) ? known : slowStart(facts, copy !== null)
  const pieces: Evidence[] = [
    ...endEvidence(view, container),
    ...(killing === undefined ? [] : [fromEvent(view, killing)]),
    ...probeEvidence(view, facts),
    ...listening(view, facts),
    ...(atStart === null ? [] : [atStart]),
  ]
  return [
    {
      category: 'probe-killed',
      cause: reading.cause,
      confidence: grade(pieces, reading.proved && killing !== undefined),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: `${nameOf(view, container)} is killed by its ${facts.kind} probe: ${reading.because}`,
      evidence: pieces,
      ruledOut: ['it did not end by itself: the kubelet stopped it'],
      next: [reading.next],
      detail: `${facts.kind} ${describeProbe(facts)} ${reading.cause}`,
      recovered: container.well,
    },
  ]
}

/**
 * What the app's copy, which no probe stops, did for longer than the app may: it lives, and printed more than the runs that were
 * killed. Null where there is no copy, or where that shows nothing.
 */
function copyStarting(view: PodView, container: ContainerView): Evidence | null {
  const way = view.look?.transcript.wayIn
  if (way?.way !== 'replica' || way.container !== container.name) return null
  if (!/^running$/m.test(outputOf(view, REPLICA_COMMANDS.end))) return null
  const killed = view.look?.logs.find(log => log.container === container.name && log.previous)
  const before = killed === undefined ? [] : linesOf(killed).filter(line => line.trim() !== '')
  const copied = outputOf(view, REPLICA_COMMANDS.app)
    .split('\n')
    .filter(line => line.trim() !== '')
  if (before.length === 0 || copied.length <= before.length) return null
  const text = `a copy of it, which no probe stops, went on after "${before.at(-1) ?? ''}": ${copied.slice(before.length).join('\n')}`
  return evidence('command:app', text, view.pod.metadata.name)
}

/** True where the last run may have been ended at its start: it named no port, and no copy of it ended by itself. */
function isCut(view: PodView, { announced }: ProbeFacts): boolean {
  const end = view.look?.transcript.wayIn.way === 'replica' ? outputOf(view, REPLICA_COMMANDS.end) : ''
  return announced === null && (end === '' || /^running$/m.test(end))
}

function kindOf(container: ContainerView, killing: Event | undefined): 'liveness' | 'startup' | null {
  if (killing === undefined) return guess(container)
  return /failed startup probe/.test(killing.message ?? '') ? 'startup' : 'liveness'
}

/** Events of killings may be gone; an end by SIGTERM or SIGKILL beside a failing probe still fits. */
function guess(container: ContainerView): 'liveness' | 'startup' | null {
  const code = container.ended?.exitCode
  if (code !== 137 && code !== 143) return null
  const { startupProbe, livenessProbe } = container.spec
  const starting = container.status?.started === false || livenessProbe === undefined
  if (startupProbe !== undefined && starting) return 'startup'
  return livenessProbe === undefined ? null : 'liveness'
}

/**
 * A container that was stopped from outside, in a dump that holds no event of its pod: with a probe that may stop it, that is the likeliest
 * reason, and no more than that.
 */
export function isUnreported(view: PodView, container: ContainerView): boolean {
  const said = container.verdict
  return view.events.length === 0 && guess(container) !== null && (said === null || said.form === 'last')
}

function stopping(view: PodView, killing: Event | undefined): boolean {
  return killing !== undefined && within(eventTime(killing), view.facts.window)
}

/** What a container ends with that was asked to end, or made to. */
const stoppedCodes: ReadonlySet<number> = new Set([0, 137, 143])

/** How long a slow node may take for a kill beyond the grace period. Milliseconds. */
const slowness = 30_000

/** The run that ended must be the one that was killed; a program may also end with a code of its own on SIGTERM. */
function fits(ended: Terminated, killing: Event | undefined, view: PodView): boolean {
  if (ended.reason === 'OOMKilled') return false
  const end = moment(ended.finishedAt)
  const kill = killing === undefined ? null : moment(eventTime(killing))
  if (end === null || kill === null) return true
  // Killings are counted in one event with the time of the last: earlier ends fit as well.
  const times = killing === undefined ? 1 : eventCount(killing)
  if (end < kill - 5_000) return times > 1
  const start = moment(ended.startedAt)
  // After some 25 events of a pod the kubelet lets few more through: what it did again and again it goes on doing.
  if (start !== null && start > kill + 5_000) return times > 1 && stoppedCodes.has(ended.exitCode)
  const grace = (view.pod.spec.terminationGracePeriodSeconds ?? 30) * 1000
  return start === null ? end <= kill + grace + slowness : start <= kill + 5_000
}
