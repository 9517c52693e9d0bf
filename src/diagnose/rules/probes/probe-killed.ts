// probe-killed: Kubernetes itself stopped the container because its liveness or startup probe failed.
import { REPLICA_COMMANDS } from '../../../inspect/replica-script.ts'
import type { Cause, Evidence } from '../../../model/finding.ts'
import { type Event, eventTime } from '../../../model/objects.ts'
import type { Terminated } from '../../../model/pod.ts'
import { probeBudget } from '../../../select/containers.ts'
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
import {
  describeProbe,
  isCutShort,
  isRefused,
  isSlow,
  isUndeclared,
  isWrongProtocol,
  listening,
  type ProbeFacts,
  passesNow,
  probeEvidence,
  probeFacts,
  redirected,
  statusSeen,
} from './facts/probe-facts.ts'
import { lastOfStart } from './facts/probe-logs.ts'
import { whatFailed } from './facts/what-failed.ts'

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
  const known = read(facts, container)
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

function slowStart(facts: ProbeFacts, proved: boolean): Reading {
  const patience = probeBudget(facts.spec)
  return {
    cause: 'timing',
    proved,
    because: `${describeProbe(facts)} is refused while the app still starts, which takes it longer than the ${patience} s that it is given`,
    next: `Add a startupProbe that gives it time to start, or raise initialDelaySeconds or failureThreshold (now it has ${patience} s).`,
  }
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
  const times = killing?.series?.count ?? killing?.count ?? 1
  if (end < kill - 5_000) return times > 1
  const start = moment(ended.startedAt)
  // After some 25 events of a pod the kubelet lets few more through: what it did again and again it goes on doing.
  if (start !== null && start > kill + 5_000) return times > 1 && stoppedCodes.has(ended.exitCode)
  const grace = (view.pod.spec.terminationGracePeriodSeconds ?? 30) * 1000
  return start === null ? end <= kill + grace + slowness : start <= kill + 5_000
}

interface Reading {
  readonly cause: Cause<'probe-killed'>
  readonly proved: boolean
  readonly because: string
  readonly next: string
}

function commandReading(facts: ProbeFacts, probe: string): Reading {
  const slow = isCutShort(facts)
  const said = facts.said === '' ? '' : `: ${whatFailed(facts.said)}`
  return {
    cause: slow ? 'unresponsive' : 'command',
    proved: facts.event !== undefined,
    because: `${probe} ${slow ? `does not end within ${facts.spec.timeoutSeconds ?? 1} s` : `fails${said}`}`,
    next: 'Run that command in the container by hand and see why it fails.',
  }
}

function patienceOf({ spec }: ProbeFacts): string {
  return `it has ${probeBudget(spec)} s to succeed`
}

function read(facts: ProbeFacts, container: ContainerView): Reading {
  const probe = describeProbe(facts)
  const patience = patienceOf(facts)
  if (facts.form === 'exec') return commandReading(facts, probe)
  if (passesNow(facts)) {
    return {
      cause: 'timing',
      proved: true,
      because: `${probe} succeeds now, but not early enough (${patience})`,
      next: `Add a startupProbe or raise failureThreshold, periodSeconds or timeoutSeconds: ${patience}.`,
    }
  }
  const redirect = redirected(facts)
  if (redirect !== null) {
    return {
      cause: redirect.status === 404 ? 'path' : 'other',
      proved: true,
      because: `${probe} is redirected ${redirect.end}`,
      next: `Let the app answer ${facts.path} itself, without a redirect, or let the probe ask a path that it answers.`,
    }
  }
  if (isWrongProtocol(facts)) {
    return {
      cause: 'protocol',
      proved: true,
      because: `${probe} and the app speak different protocols`,
      next: "Correct the probe's scheme (HTTP or HTTPS), kind or port.",
    }
  }
  const status = statusSeen(facts)
  if (status !== null) return statusReading(status, facts, probe)
  if (isRefused(facts)) return refusedReading(facts, container)
  if (isSlow(facts)) {
    return {
      cause: 'unresponsive',
      proved: true,
      because: `${probe} gets no answer within ${facts.spec.timeoutSeconds ?? 1} s`,
      next: 'See why the app does not answer (deadlock, CPU limit, long pause); if it is only slow, raise timeoutSeconds.',
    }
  }
  if (
    facts.said === '' &&
    (facts.kind === 'startup' || facts.announced !== null || isUndeclared(facts, container))
  )
    return refusedReading(facts, container)
  return {
    cause: 'other',
    proved: false,
    because: `${probe} fails`,
    next: `Ask what the probe asks (${probe}) from inside the pod.`,
  }
}

function statusReading(status: number, facts: ProbeFacts, probe: string): Reading {
  if (status === 404 || status === 405) {
    return {
      cause: 'path',
      proved: true,
      because: `it asks for ${facts.path} on port ${facts.port ?? '?'}, which the app answers with ${status} (no such path)`,
      next: `Correct the path ${facts.path} of the ${facts.kind} probe, or serve it.`,
    }
  }
  return {
    cause: 'other',
    proved: true,
    because: `${probe} is answered with status ${status}`,
    next: `The app itself reports that it is broken (${status} on ${facts.path}): find out why in its log.`,
  }
}

function refusedReading(facts: ProbeFacts, container: ContainerView): Reading {
  const probe = describeProbe(facts)
  const patience = patienceOf(facts)
  const open = facts.listeners?.some(listener => listener.port === facts.port)
  const other = facts.listeners?.find(
    listener => listener.port !== facts.port && listener.scope !== 'loopback',
  )
  const found = open === false ? other?.port : undefined
  const elsewhere = found ?? (facts.listeners === null ? facts.announced?.port : undefined)
  if (elsewhere !== undefined) {
    const known = found === undefined ? 'says that it listens' : 'listens'
    return {
      cause: 'port',
      proved: true,
      because: `it asks port ${facts.port ?? '?'}, on which nothing answers; the app ${known} on port ${elsewhere}`,
      next: `Set the probe's port to ${elsewhere}.`,
    }
  }
  // The port that the container declares is hardly the wrong one: the app comes to open it later than it may.
  const declared = container.spec.ports?.some(one => one.containerPort === facts.port) === true
  if (facts.kind === 'startup' || (declared && facts.announced === null)) {
    return {
      cause: 'timing',
      proved: false,
      because: `${probe} ${facts.said === '' ? 'does not succeed' : 'is refused'} until the kubelet gives up (${patience})`,
      next: `If the app needs longer to start, add a startupProbe or raise failureThreshold or periodSeconds of its own; else check that it listens on port ${facts.port ?? '?'}.`,
    }
  }
  return {
    cause: 'port',
    proved: false,
    because:
      facts.said === ''
        ? `${probe} asks a port that the app does not name`
        : `${probe} is refused: nothing answers there`,
    next: `Check that the app listens on port ${facts.port ?? '?'} of all addresses before the probe gives up (${patience}).`,
  }
}
