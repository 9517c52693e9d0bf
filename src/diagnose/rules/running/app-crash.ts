// app-crash: the program ended by itself, with an exit code, a signal or an exception.
import type { Cause, Confidence, Evidence } from '../../../model/finding.ts'
import type { Terminated } from '../../../model/pod.ts'
import { type CandidateOf, grade, quote } from '../../candidate.ts'
import type { Verdict } from '../../logs/verdict.ts'
import type { Rule } from '../../rule.ts'
import { type ContainerView, lastEvent, nameOf, type PodView, subjectOf } from '../../view.ts'
import { isUnreported } from '../probes/probe-killed.ts'
import { crashEvidence } from './crash-evidence.ts'
import { withoutEnd } from './crash-without-end.ts'
import { servicesUsed } from './dependency/dependency-target.ts'
import { inShort } from './log-words.ts'

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
  if (ended === undefined) return withoutEnd(view, container)
  // A pod that is being deleted is made to end.
  if (ended.exitCode === 0 || view.pod.metadata.deletionTimestamp !== undefined) return []
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
      confidence: confidenceIn(cause, view, container, pieces),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: titleOf(cause, view, container, ended),
      evidence: pieces,
      ruledOut: ruledOut(ended),
      next: nextOf(cause, view, container, ended),
      detail: `${ended.exitCode} ${verdict === null ? '' : quote(verdict.text, 200)}`,
      recovered: container.well,
      ...(isUnread(view, container) ? { symptom: true, explainedBy: servicesUsed(view, container) } : {}),
    },
  ]
}

/** What a container ends with that the kubelet asked to end, or made to. */
const stopped: ReadonlySet<number> = new Set([137, 143])

function confidenceIn(
  cause: Cause<'app-crash'>,
  view: PodView,
  container: ContainerView,
  pieces: readonly Evidence[],
): Confidence {
  const { ended } = container
  const byKubelet =
    isUnreported(view, container) ||
    (stopped.has(ended?.exitCode ?? 0) && lastEvent(container.events, /^Killing$/) !== undefined)
  if (cause === 'signal' && byKubelet) return 'low'
  const confidence = grade(pieces, cause !== 'other')
  // A bare code is how it ended, and not why: that may be in a log that nobody has.
  return cause === 'exit-code' && isUnread(view, container) && confidence === 'high' ? 'medium' : confidence
}

function causeOf(ended: Terminated, verdict: Verdict | null): Cause<'app-crash'> {
  // The kubelet writes 137 where it has lost the container, as after a restart of its node.
  if (isUnknown(ended)) return 'other'
  if (verdict?.meaning?.kind === 'missing-variable') return 'missing-variable'
  if (verdict?.form === 'exception') return 'exception'
  return signalOf(ended) === null ? 'exit-code' : 'signal'
}

/** True where the log that would say why it ended is not at hand: none is, or it runs again and there is only that of this run. */
function isUnread(view: PodView, { name, status, verdict }: ContainerView): boolean {
  if (verdict !== null) return false
  const logs = view.look?.logs.filter(log => log.container === name) ?? []
  return logs.length === 0 || (status?.state?.running !== undefined && !logs.some(log => log.previous))
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

function ruledOut(ended: Terminated): readonly string[] {
  const notMemory =
    ended.exitCode === 137
      ? 'the runtime does not say OOMKilled, so not surely its memory limit'
      : 'not killed for memory: the runtime reports no such kill'
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
  if (isUnread(view, container))
    return [`Its log is not at hand. Read what it printed before it ended: ${logs}.`]
  const run = `The same run again, from its image: kubectl -n ${view.namespace} debug ${view.pod.metadata.name} --copy-to=again --container=${container.name} -it -- sh.`
  return verdict === null
    ? [`It printed nothing. ${run}`]
    : [`Read what it printed before it ended: ${logs}.`]
}
