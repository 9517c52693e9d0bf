// hung: the program runs and does nothing: stopped, blocked, or out of descriptors or processes.
import type { Cause, Evidence } from '../../../model/finding.ts'
import { type CandidateOf, evidence, grade } from '../../candidate.ts'
import { activityOf, describeProcess, type ProcessState } from '../../inside/process-state.ts'
import { type Process, processesOf } from '../../inside/processes.ts'
import type { Rule } from '../../rule.ts'
import { type ContainerView, entered, nameOf, outputOf, type PodView, subjectOf } from '../../view.ts'
import { logEvidence, meaningIn } from '../running/from-logs.ts'
import { probeEvidence } from './facts/probe-evidence.ts'
import { type ProbeFacts, probeFacts, probeKinds } from './facts/probe-facts.ts'
import { isSlow } from './facts/probe-signs.ts'
import { refusedByAll, unopened, untaken } from './unopened.ts'

export const hung: Rule<'hung'> = {
  pod: view =>
    view.containers.flatMap(
      container =>
        byState(view, container) ??
        byActivity(view, container) ??
        byZombie(view, container) ??
        byLimit(view, container),
    ),
}

type Found = readonly CandidateOf<'hung'>[]

/** The main process is stopped or waits for a device; only a look inside can tell. */
function byState(view: PodView, container: ContainerView): Found | null {
  if (!entered(view, container)) return null
  const processes = processesOf(outputOf(view, 'processes'))
  const main = processes.find(one => one.pid === 1)
  const probe = slowProbe(view, container)
  const stuck =
    main !== undefined && /^[TtD]$/.test(main.state) ? main : stoppedWorker(processes, probe !== null)
  if (stuck === undefined) return null
  // A process in D for a moment is reading its disk: it counts only where it stays so, and fails to answer.
  if (stuck.state === 'D' && (probe === null || !staysBlocked(view, stuck.pid))) return null
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

function staysBlocked(view: PodView, pid: number): boolean {
  const seen = activityOf(outputOf(view, 'process-state'))
  return seen?.processes.some(one => one.pid === pid && one.staysBlocked) ?? false
}

/** Share of its limit from which a process is as good as out of descriptors, and of a CPU from which it is busy. */
const NEARLY_ALL = 0.98
const BUSY = 0.8

/** What its processes do, where it fails to answer or its limits are reached. */
function byActivity(view: PodView, container: ContainerView): Found | null {
  const activity = entered(view, container) ? activityOf(outputOf(view, 'process-state')) : null
  if (activity === null || container.well) return null
  const out = activity.processes.find(
    one => (one.open ?? 0) >= (one.openLimit ?? Number.POSITIVE_INFINITY) * NEARLY_ALL,
  )
  if (out !== undefined) return [usedUp(view, container, 'descriptors', describeProcess(out))]
  const { tasks, tasksLimit } = activity
  if (tasks !== null && tasksLimit !== null && tasks >= tasksLimit)
    return [usedUp(view, container, 'processes', `${tasks} of ${tasksLimit} processes and threads`)]
  const probe = slowProbe(view, container)
  const busy = activity.processes.find(
    one => (one.cpu ?? 0) >= BUSY || (one.keepsRunning && (one.cpu ?? 0) > 0),
  )
  if (probe !== null && busy !== undefined) return [busyFound(view, container, busy, probe)]
  const instead =
    (probe === null ? null : untaken(view, container, activity, probe)) ?? unopened(view, container, activity)
  if (instead === null) return null
  const { cause, evidence: pieces, title, next, proved } = instead
  const told = found(view, container, cause, pieces, title, next)
  return [{ ...told, confidence: grade(pieces, proved) }]
}

function usedUp(
  view: PodView,
  container: ContainerView,
  cause: 'descriptors' | 'processes',
  seen: string,
): Found[number] {
  const pieces = [
    evidence('command:process-state', seen, view.pod.metadata.name),
    ...logEvidence(view, container),
  ]
  return limitFound(view, container, cause, pieces)
}

function busyFound(
  view: PodView,
  container: ContainerView,
  busy: ProcessState,
  probe: ProbeFacts,
): Found[number] {
  const percent = Math.round((busy.cpu ?? 0) * 100)
  const pieces = [
    evidence('command:process-state', describeProcess(busy), view.pod.metadata.name),
    ...probeEvidence(view, probe),
    ...logEvidence(view, container).slice(0, 1),
  ]
  return found(
    view,
    container,
    'busy',
    pieces,
    `${nameOf(view, container)} is too busy to answer: its process ${busy.name} keeps computing (${percent}% of a CPU) while its ${probe.kind} probe gets no answer`,
    'See what it computes (a profile, a thread dump): an endless loop, or more work than its CPU limit allows.',
  )
}

/** The one that answers requests may be a child of PID 1, or its child's; a stopped helper deep down matters where nobody answers. */
function stoppedWorker(processes: readonly Process[], silent: boolean): Process | undefined {
  // With a process namespace of the whole pod, PID 1 is not the app's, and the app's first process has no parent in it.
  const stopped = processes.filter(one => /^[Tt]$/.test(one.state))
  return stopped.find(one => one.ppid <= 1) ?? (silent ? stopped[0] : undefined)
}

/** The process that did the work has ended, PID 1 lives on and does not care; nothing listens where the probe asks. */
function byZombie(view: PodView, container: ContainerView): Found | null {
  if (!entered(view, container) || container.well) return null
  const dead = processesOf(outputOf(view, 'processes')).find(one => one.ppid === 1 && one.state === 'Z')
  const probe = refusedByAll(view, container)
  // Why it ended is more than that it did.
  const said = container.verdict?.meaning ?? null
  if (dead === undefined || probe === null || said !== null) return null
  const pieces = [
    evidence(
      'command:processes',
      `PID ${dead.pid} ${dead.name}: state Z (ended, and not taken note of by PID 1)`,
      view.pod.metadata.name,
    ),
    ...probeEvidence(view, probe),
    ...logEvidence(view, container),
  ]
  return [
    found(
      view,
      container,
      'other',
      pieces,
      `${nameOf(view, container)} runs without doing its work: its process ${dead.name} has ended, and the one that started it lives on`,
      `Find out in the log why ${dead.name} ended, and let the container end with it (exec it, or wait for it in the script).`,
    ),
  ]
}

function slowProbe(view: PodView, container: ContainerView): ProbeFacts | null {
  for (const kind of probeKinds) {
    const facts = probeFacts(view, container, kind)
    if (facts !== null && isSlow(facts)) return facts
  }
  return null
}

function byLimit(view: PodView, container: ContainerView): Found {
  const meaning = meaningIn(container, 'limit')
  return meaning === null ? [] : [limitFound(view, container, meaning.problem, logEvidence(view, container))]
}

function limitFound(
  view: PodView,
  container: ContainerView,
  cause: 'descriptors' | 'processes',
  pieces: readonly Evidence[],
): Found[number] {
  const files = cause === 'descriptors'
  const who = nameOf(view, container)
  return found(
    view,
    container,
    cause,
    pieces,
    files
      ? `${who} has used up its file descriptors (too many open files)`
      : `${who} cannot start another process or thread: its limit is reached`,
    files
      ? 'Look for connections or files that it never closes, or raise the limit of open files.'
      : "Look for threads or processes that never end, or raise the pod's limit of process ids.",
  )
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
    recovered: container.well && container.ended !== undefined,
  }
}
