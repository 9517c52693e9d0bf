// hung: the program runs and does nothing: stopped, blocked, or out of descriptors or processes.
import type { Cause, Evidence } from '../../../model/finding.ts'
import { type CandidateOf, evidence, grade } from '../../candidate.ts'
import { type Process, processesOf } from '../../inside/processes.ts'
import type { Rule } from '../../rule.ts'
import { type ContainerView, nameOf, outputOf, type PodView, subjectOf } from '../../view.ts'
import { logEvidence, meaningIn } from '../running/from-logs.ts'
import { isSlow, type ProbeFacts, probeEvidence, probeFacts } from './probe-facts.ts'

export const hung: Rule<'hung'> = {
  pod: view => view.containers.flatMap(container => byState(view, container) ?? byLimit(view, container)),
}

type Found = readonly CandidateOf<'hung'>[]

/** The main process is stopped or waits for a device; only a look inside can tell. */
function byState(view: PodView, container: ContainerView): Found | null {
  const way = view.look?.transcript.wayIn
  if (way?.way !== 'target' || way.container !== container.name) return null
  const processes = processesOf(outputOf(view, 'processes'))
  const main = processes.find(one => one.pid === 1)
  const stuck = main !== undefined && /^[TtD]$/.test(main.state) ? main : stoppedWorker(processes)
  if (stuck === undefined) return null
  const probe = slowProbe(view, container)
  // A process in D for a moment is reading its disk; it counts only where it also fails to answer.
  if (stuck.state === 'D' && probe === null) return null
  const stopped = stuck.state !== 'D'
  const pieces = [
    evidence(
      'command:processes',
      `PID ${stuck.pid} ${stuck.name}: state ${stuck.state}${stopped ? ' (stopped)' : ' (waiting for a device)'}`,
      view.pod.metadata.name,
    ),
    ...(probe === null ? [] : probeEvidence(view, probe)),
    ...logEvidence(view, container).slice(0, 1),
  ]
  const who = nameOf(view, container)
  return [
    found(
      view,
      container,
      stopped ? 'stopped' : 'blocked',
      pieces,
      stopped
        ? `${who} is stopped (SIGSTOP): its process ${stuck.name} exists and does not run`
        : `${who} hangs: its process ${stuck.name} is blocked on a device or network disk`,
      stopped
        ? `Find what stopped it (a debugger, a signal sent by a script); to let it go on: kill -CONT ${stuck.pid} in the container.`
        : 'Look at the volume it waits for (NFS server, disk).',
    ),
  ]
}

/** All but zombies and shells' helpers stopped: the one that answers requests may be a child of PID 1. */
function stoppedWorker(processes: readonly Process[]): Process | undefined {
  // With a process namespace of the whole pod, PID 1 is not the app's, and the app's first process has no parent in it.
  return processes.find(one => one.ppid <= 1 && /^[Tt]$/.test(one.state))
}

function slowProbe(view: PodView, container: ContainerView): ProbeFacts | null {
  for (const kind of ['readiness', 'liveness', 'startup'] as const) {
    const facts = probeFacts(view, container, kind)
    if (facts !== null && isSlow(facts)) return facts
  }
  return null
}

function byLimit(view: PodView, container: ContainerView): Found {
  const meaning = meaningIn(container, 'limit')
  if (meaning === null) return []
  const files = meaning.problem === 'descriptors'
  const who = nameOf(view, container)
  return [
    found(
      view,
      container,
      meaning.problem,
      logEvidence(view, container),
      files
        ? `${who} has used up its file descriptors (too many open files)`
        : `${who} cannot start another process or thread: its limit is reached`,
      files
        ? 'Look for connections or files that it never closes, or raise the limit of open files.'
        : "Look for threads or processes that never end, or raise the pod's limit of process ids.",
    ),
  ]
}

function found(
  view: PodView,
  container: ContainerView,
  cause: Cause<'hung'>,
  pieces: readonly Evidence[],
  title: string,
  next: string,
): CandidateOf<'hung'> {
  return {
    category: 'hung',
    cause,
    confidence: grade(pieces),
    subject: subjectOf(view, container.name),
    pods: view.podKeys,
    title,
    evidence: pieces,
    ruledOut: ['the container runs and has not crashed'],
    next: [next],
    detail: cause,
    recovered: container.well,
  }
}
