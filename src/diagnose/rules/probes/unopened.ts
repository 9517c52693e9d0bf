// An app that runs and has opened no port at all, or takes no connection: what its processes do instead, where that is plain to see.
import type { Evidence } from '../../../model/finding.ts'
import { evidence } from '../../candidate.ts'
import { dependenciesTried, fails } from '../../inside/dependencies.ts'
import { type Activity, describeProcess, type ProcessState } from '../../inside/process-state.ts'
import { type ContainerView, nameOf, outputOf, type PodView } from '../../view.ts'
import { logEvidence } from '../running/from-logs.ts'
import { listenerEvidence, probeEvidence } from './facts/probe-evidence.ts'
import { type ProbeFacts, probeFacts, probeKinds } from './facts/probe-facts.ts'
import { isRefused } from './facts/probe-signs.ts'

/** What an app does instead of serving, as a finding tells it. */
export interface Unopened {
  readonly cause: 'busy' | 'blocked'
  readonly title: string
  readonly next: string
  readonly evidence: readonly Evidence[]
  /** False where many healthy programs wait so too. */
  readonly proved: boolean
}

/** The kernel's functions in which a process waits for one certain thing, in words. A sleep, a timer or a child are no such things. */
const WAITS: readonly (readonly [RegExp, string, boolean])[] = [
  [/^(?:wait_for_partner|fifo_open)$/, 'for the other end of a named pipe (FIFO) to be opened', true],
  [/(?:flock|posix|locks|fcntl).{0,20}(?:lock|wait)|^do_lock_file_wait$/, 'for a lock on a file', true],
  [/^n_tty_read$/, 'for input from a terminal', true],
  [/pipe_(?:read|wait)/, 'for input from a pipe', false],
]

const NETWORK = /sk_wait|wait_woken|inet_csk|tcp_/

/** What says more of a server that has stopped taking connections; of a program that has opened no port it says nothing. */
const WAITS_OF_SERVERS: readonly (readonly [RegExp, string])[] = [
  ...WAITS.map(([pattern, what]) => [pattern, what] as const),
  [/^pipe_write/, 'for a pipe that nobody reads'],
  [/futex/, 'for a lock, or for another of its threads'],
  [/unix_stream/, 'for another process of the pod (Unix socket)'],
  [NETWORK, 'for an answer over the network'],
]

/** A program asleep goes on by itself: it is slow, and does not hang. */
const ASLEEP = /nanosleep/
/** Share of a CPU below which a process does nothing. */
const IDLE = 0.05

/** What the app does instead of listening; null where it listens, or where that is not to be seen. */
export function unopened(view: PodView, container: ContainerView, activity: Activity): Unopened | null {
  const probe = refusedByAll(view, container)
  // What the log names as the reason is nearer to the cause than what the process does about it.
  if (probe === null || (container.verdict?.meaning ?? null) !== null) return null
  // One that is killed for it again and again may only need longer than it is given.
  if (container.ended !== undefined) return null
  const busy = activity.processes.find(one => one.keepsRunning && (one.cpu ?? 0) > 0)
  if (busy !== undefined) return computing(view, container, busy, probe)
  for (const [pattern, what, proved] of WAITS) {
    const waiting = activity.processes.find(one => pattern.test(one.waitsIn ?? ''))
    if (waiting === undefined) continue
    return {
      cause: 'blocked',
      title: `${nameOf(view, container)} hangs before it opens its port: its process ${waiting.name} waits ${what}`,
      next: `See what ${waiting.name} waits ${what}: who should open, write or release it, and whether that runs.`,
      evidence: piecesOf(view, container, waiting, probe),
      proved,
    }
  }
  return null
}

/**
 * A server that lets its connections wait, and does nothing meanwhile; null where it takes them, works or sleeps. The kernel makes
 * connections for a listening socket by itself: that the probe's own and others are still there shows that nobody takes them.
 */
export function untaken(
  view: PodView,
  container: ContainerView,
  activity: Activity,
  probe: ProbeFacts,
): Unopened | null {
  const listener = probe.listeners?.find(one => one.port === probe.port && one.waiting > 0)
  const { processes } = activity
  const idle = processes.every(one => (one.cpu ?? 1) < IDLE && !ASLEEP.test(one.waitsIn ?? ''))
  if (listener === undefined || probe.podIp?.outcome !== 'timed-out' || !idle) return null
  const known = WAITS_OF_SERVERS.flatMap(([pattern, what]) =>
    processes.filter(one => pattern.test(one.waitsIn ?? '')).map(process => ({ process, what })),
  )[0]
  // Whom it waits for, where it waits for the network, is more than that it waits.
  const local = known !== undefined && !NETWORK.test(known.process.waitsIn ?? '')
  if (!local && dependenciesTried(outputOf(view, 'dependencies')).some(fails)) return null
  const process = known?.process ?? processes.find(one => one.pid === listener.pid) ?? processes[0]
  if (process === undefined) return null
  const what = known === undefined ? '' : ` and waits ${known.what}`
  return {
    cause: 'blocked',
    title: `${nameOf(view, container)} hangs: its process ${process.name} takes no connection to port ${listener.port} any more (${listener.waiting} waiting)${what}`,
    next: `See where ${process.name} stands (a thread dump, py-spy, jstack, gdb): the thread that should take connections waits for something that does not come.`,
    evidence: [
      ...piecesOf(view, container, process, probe),
      listenerEvidence(view, probe.listeners ?? [], probe.port),
    ],
    proved: known !== undefined,
  }
}

/** A probe that is refused while nothing at all listens in the pod. */
export function refusedByAll(view: PodView, container: ContainerView): ProbeFacts | null {
  for (const kind of probeKinds) {
    const facts = probeFacts(view, container, kind)
    if (facts !== null && isRefused(facts) && facts.listeners?.length === 0) return facts
  }
  return null
}

function computing(view: PodView, container: ContainerView, busy: ProcessState, probe: ProbeFacts): Unopened {
  const limit = container.spec.resources?.limits?.['cpu']
  const share = `${Math.round((busy.cpu ?? 0) * 100)}% of a CPU${limit === undefined ? '' : `, its limit is ${limit}`}`
  return {
    cause: 'busy',
    title: `${nameOf(view, container)} is busy and has not opened its port: its process ${busy.name} keeps computing (${share})`,
    next: 'See what it computes (a profile, a thread dump): an endless loop, or more work at its start than its CPU limit allows.',
    evidence: piecesOf(view, container, busy, probe),
    proved: true,
  }
}

function piecesOf(
  view: PodView,
  container: ContainerView,
  one: ProcessState,
  probe: ProbeFacts,
): readonly Evidence[] {
  return [
    evidence('command:process-state', describeProcess(one), view.pod.metadata.name),
    ...probeEvidence(view, probe),
    ...logEvidence(view, container).slice(0, 1),
  ]
}
