// app-crash: the program ended by itself, with an exit code, a signal or an exception.
import type { Cause, Evidence } from '../../../model/finding.ts'
import type { Terminated } from '../../../model/pod.ts'
import { type CandidateOf, evidence, grade, quote } from '../../candidate.ts'
import type { Verdict } from '../../logs/verdict.ts'
import type { Rule } from '../../rule.ts'
import {
  type ContainerView,
  fromEvent,
  fromStatus,
  lastEvent,
  nameOf,
  type PodView,
  subjectOf,
} from '../../view.ts'
import { isUnreported } from '../probes/probe-killed.ts'
import { servicesUsed } from './dependency-target.ts'
import { restartEvents } from './out-of-memory.ts'

/** Exit codes above 128 are those of signals; these are told by their names. */
const signals: ReadonlyMap<number, string> = new Map([
  [1, 'SIGHUP'],
  [2, 'SIGINT'],
  [3, 'SIGQUIT'],
  [4, 'SIGILL'],
  [5, 'SIGTRAP'],
  [6, 'SIGABRT'],
  [7, 'SIGBUS'],
  [8, 'SIGFPE'],
  [9, 'SIGKILL'],
  [11, 'SIGSEGV'],
  [13, 'SIGPIPE'],
  [15, 'SIGTERM'],
  [31, 'SIGSYS'],
])

export const appCrash: Rule<'app-crash'> = {
  pod: view => view.containers.flatMap(container => candidate(view, container)),
}

function candidate(view: PodView, container: ContainerView): readonly CandidateOf<'app-crash'>[] {
  const { ended } = container
  // A pod that is being deleted is made to end.
  if (view.pod.metadata.deletionTimestamp !== undefined) return []
  if (ended === undefined) return untold(view, container)
  if (ended.exitCode === 0) return []
  // Nor is one a crash whose time is up: the kubelet ends it.
  if (view.pod.status?.reason === 'DeadlineExceeded') return []
  if (/^(?:OOMKilled|StartError|ContainerCannotRun)$/.test(ended.reason ?? '')) return []
  const { verdict } = container
  const cause = causeOf(ended, verdict)
  const pieces = crashEvidence(view, container)
  return [
    {
      category: 'app-crash',
      cause,
      confidence:
        cause === 'signal' && isUnreported(view, container) ? 'low' : grade(pieces, cause !== 'other'),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: titleOf(cause, view, container, ended),
      evidence: pieces,
      ruledOut: ruledOut(ended),
      next: nextOf(cause, view, container, ended),
      detail: `${ended.exitCode} ${verdict === null ? '' : quote(verdict.text, 200)}`,
      recovered: container.well,
      ...(isSilent(view, container) ? { symptom: true, explainedBy: servicesUsed(view, container) } : {}),
    },
  ]
}

/** All that is known is that the kubelet waits before it starts the container again. */
function untold(view: PodView, container: ContainerView): readonly CandidateOf<'app-crash'>[] {
  const { waiting } = container.status?.state ?? {}
  if (waiting?.reason !== 'CrashLoopBackOff') return []
  const pieces = [
    fromStatus(view, `CrashLoopBackOff: ${waiting.message ?? ''}`),
    ...restartEvents(view, container),
  ]
  return [
    {
      category: 'app-crash',
      cause: 'other',
      confidence: 'low',
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: `${nameOf(view, container)} ends again and again, and nothing tells how`,
      evidence: pieces,
      ruledOut: ['the container did start: image, configuration and command are in order'],
      next: [
        `Read what it printed before it ended: kubectl -n ${view.namespace} logs ${view.pod.metadata.name} -c ${container.name} --previous.`,
      ],
      detail: 'untold',
      symptom: true,
      explainedBy: servicesUsed(view, container),
    },
  ]
}

/** True where no log of the container was kept, and so nothing says why it ended. */
function isSilent(view: PodView, { name }: ContainerView): boolean {
  return view.look?.logs.some(log => log.container === name) !== true
}

/** How the container ended, the events that tell of it, and the decisive line of its log. */
export function crashEvidence(view: PodView, container: ContainerView): readonly Evidence[] {
  const { ended, verdict } = container
  const killing = lastEvent(container.events, /^Killing$/)
  const restarts = container.status?.restartCount ?? 0
  const text = `container ${container.name}: ${ended?.reason ?? 'ended'}, exit code ${ended?.exitCode ?? '?'}, restarts: ${restarts}`
  return [
    ...(ended === undefined ? [] : [fromStatus(view, text, ended.finishedAt)]),
    ...(verdict === null ? [] : [evidence(verdict.source, verdict.line, view.pod.metadata.name)]),
    ...restartEvents(view, container),
    ...(killing === undefined ? [] : [fromEvent(view, killing)]),
  ]
}

function causeOf(ended: Terminated, verdict: Verdict | null): Cause<'app-crash'> {
  // The kubelet writes 137 where it has lost the container, as after a restart of its node.
  if (isUnknown(ended)) return 'other'
  if (verdict?.meaning?.kind === 'missing-variable') return 'missing-variable'
  if (verdict?.form === 'exception') return 'exception'
  return signalOf(ended) === null ? 'exit-code' : 'signal'
}

function isUnknown(ended: Terminated): boolean {
  return ended.reason === 'ContainerStatusUnknown'
}

function signalOf(ended: Terminated): string | null {
  const number =
    (ended.signal ?? 0) > 0 ? (ended.signal ?? 0) : ended.exitCode > 128 ? ended.exitCode - 128 : 0
  if (number === 0 || number > 64) return null
  return signals.get(number) ?? ((ended.signal ?? 0) > 0 ? `signal ${number}` : null)
}

function lifetime(ended: Terminated): string {
  const from = Date.parse(ended.startedAt ?? '')
  const to = Date.parse(ended.finishedAt ?? '')
  if (Number.isNaN(from) || Number.isNaN(to)) return ''
  const seconds = Math.round((to - from) / 1000)
  return seconds < 5 ? ' right after its start' : ` ${seconds} s after its start`
}

function titleOf(
  cause: Cause<'app-crash'>,
  view: PodView,
  container: ContainerView,
  ended: Terminated,
): string {
  const who = nameOf(view, container)
  const { verdict } = container
  if (cause === 'missing-variable' && verdict?.meaning?.kind === 'missing-variable') {
    return `${who} stops because the environment variable ${verdict.meaning.variable} is not set`
  }
  const said = verdict === null ? '' : `: "${inShort(verdict.text)}"`
  if (cause === 'other') return `${who} is gone, and nobody knows how it ended: the kubelet lost track of it`
  const signal = signalOf(ended)
  if (cause === 'exception') return `${who} crashes${lifetime(ended)}${said}`
  if (cause === 'signal' && signal !== null)
    return `${who} is ended by ${signal} (exit code ${ended.exitCode})${lifetime(ended)}${said}`
  return `${who} exits with code ${ended.exitCode}${lifetime(ended)}${said}`
}

/** Where more can be read. */
const pointer = /[;,.] (?:for more|see|please see|more) [^;]{0,60}https?:\S{1,300}$/i

/** Long messages name the context first and the cause last: both ends are kept. */
function inShort(text: string): string {
  const trimmed = text.trim().replace(pointer, '')
  return trimmed.length <= 200
    ? trimmed
    : `${trimmed.slice(0, 110).trimEnd()} … ${trimmed.slice(-86).trimStart()}`
}

function ruledOut(ended: Terminated): readonly string[] {
  const notMemory =
    ended.exitCode === 137
      ? 'the runtime does not say OOMKilled, so not surely its memory limit'
      : 'not killed for memory: the runtime says so of no run'
  return [notMemory, 'the container did start: image, configuration and command are in order']
}

function nextOf(
  cause: Cause<'app-crash'>,
  view: PodView,
  container: ContainerView,
  ended: Terminated,
): readonly string[] {
  const logs = `kubectl -n ${view.namespace} logs ${view.pod.metadata.name} -c ${container.name}${container.status?.state?.terminated === undefined ? ' --previous' : ''}`
  const { verdict } = container
  if (cause === 'missing-variable' && verdict?.meaning?.kind === 'missing-variable') {
    return [
      `Set ${verdict.meaning.variable} in env of container ${container.name} (${view.owner.kind} ${view.owner.name}).`,
    ]
  }
  if (cause === 'signal' && ended.exitCode === 137) {
    return [
      'Something killed it with SIGKILL: a liveness probe, the kernel for memory, or a person. See the events and the memory in the evidence.',
    ]
  }
  if (cause === 'other')
    return [
      `See whether node ${view.pod.spec.nodeName ?? ''} was restarted: kubectl describe node, its events.`,
    ]
  const hasLog = view.look?.logs.some(log => log.container === container.name) === true
  if (!hasLog) return [`Its log is not at hand. Read what it printed before it ended: ${logs}.`]
  const run = `The same run again, from its image: kubectl -n ${view.namespace} debug ${view.pod.metadata.name} --copy-to=again --container=${container.name} -it -- sh.`
  return verdict === null
    ? [`It printed nothing. ${run}`]
    : [`Read what it printed before it ended: ${logs}.`]
}
