// Looking into all suspects, several pods at a time: first their logs, then from inside.
import type { ContainerLog, InspectionPlan, PodLook } from '../model/inspection.ts'
import { podKey } from '../model/pod.ts'
import type { Progress } from '../model/ports.ts'
import type { NotCollected } from '../model/snapshot.ts'
import type { Suspect } from '../model/suspect.ts'
import type { Entry } from './debuggers.ts'
import { enter } from './enter.ts'
import { readLogs } from './logs.ts'
import { inParallel } from './parallel.ts'

export interface Logs {
  /** The logs of each pod's containers, by the pod's key. */
  readonly logs: ReadonlyMap<string, readonly ContainerLog[]>
  readonly notCollected: readonly NotCollected[]
}

/** Logs are worth reading of more pods than are entered, but a thousand crashed replicas say no more than these. */
const MAX_PODS_WITH_LOGS = 50

/** The logs of the first fifty suspects. */
export async function readAllLogs(
  entry: Entry,
  suspects: readonly Suspect[],
  concurrency: number,
): Promise<Logs> {
  const few = suspects.slice(0, MAX_PODS_WITH_LOGS)
  const read = await inParallel(few, concurrency, async ({ pod }) => ({
    key: podKey(pod),
    ...(await readLogs(entry.api, pod, entry, entry.signal)),
  }))
  return {
    logs: new Map(read.map(({ key, logs }) => [key, logs])),
    notCollected: read.flatMap(({ notCollected }) => notCollected),
  }
}

/** Carries the plans out. A pod that fails costs nobody else theirs. */
export async function inspect(
  entry: Entry,
  plans: readonly InspectionPlan[],
  logs: Logs['logs'],
  concurrency: number,
  progress: Progress,
): Promise<readonly PodLook[]> {
  let done = 0
  return await inParallel(plans, concurrency, async plan => {
    const key = podKey(plan.suspect.pod)
    const transcript = await enter(entry, plan)
    const look: PodLook = { suspect: plan.suspect, transcript, logs: logs.get(key) ?? [] }
    done += 1
    progress.info(`[${done}/${plans.length}] ${key}: ${outcomeWords(look)}`)
    return look
  })
}

function outcomeWords(look: PodLook): string {
  const { transcript, logs } = look
  const read = `${logs.length} ${logs.length === 1 ? 'log' : 'logs'} read`
  if (transcript.wayIn.way === 'none')
    return `${look.suspect.status}; not entered: ${transcript.wayIn.reason}; ${read}`
  const ran = transcript.commands.filter(command => command.failure === null).length
  const inside =
    transcript.failure ?? `${ran} commands run inside in ${(transcript.durationMs / 1000).toFixed(1)} s`
  return `${look.suspect.status}; ${inside}; ${read}`
}
