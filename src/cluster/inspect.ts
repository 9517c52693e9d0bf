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

/** What a look taught, in a few words; empty where it taught nothing. */
export type Learned = (look: PodLook) => string

/** Carries the plans out. A pod that fails costs nobody else theirs. */
export async function inspect(
  entry: Entry,
  plans: readonly InspectionPlan[],
  logs: Logs['logs'],
  concurrency: number,
  progress: Progress,
  learned: Learned,
): Promise<readonly PodLook[]> {
  const teller = tellerOf(plans, progress, learned)
  return await inParallel(plans, concurrency, async plan => {
    const transcript = await enter(entry, plan)
    const look: PodLook = {
      suspect: plan.suspect,
      transcript,
      logs: logs.get(podKey(plan.suspect.pod)) ?? [],
    }
    teller(look)
    return look
  })
}

/** So many pods that nobody went into are told one by one. */
const MOST_OUTSIDE = 5

/** One line a pod that was gone into, as it is done; of the others the first few. */
function tellerOf(
  plans: readonly InspectionPlan[],
  progress: Progress,
  learned: Learned,
): (look: PodLook) => void {
  const open = new Set(
    plans.filter(plan => plan.wayIn.way !== 'none').map(({ suspect }) => podKey(suspect.pod)),
  )
  const entered = open.size
  const outside = plans.length - entered
  let told = 0
  const waiting = (): void => {
    const [next] = open
    const names = next === undefined ? '' : `, ${next}${open.size > 1 ? ' and others' : ''} not yet`
    progress.waitingFor(`${entered - open.size} of ${entered} pods done${names}`)
  }
  waiting()
  return look => {
    const key = podKey(look.suspect.pod)
    const inside = open.delete(key)
    waiting()
    if (inside) {
      progress.info(`[${entered - open.size}/${entered}] ${key}: ${outcomeWords(look, learned(look))}`)
      return
    }
    told += 1
    if (told <= MOST_OUTSIDE) progress.info(`${key}: ${outcomeWords(look, '')}`)
    else if (told === outside) progress.info(`${outside - MOST_OUTSIDE} more were not entered either`)
  }
}

function outcomeWords(look: PodLook, learned: string): string {
  const { transcript, logs } = look
  const read = `${logs.length} ${logs.length === 1 ? 'log' : 'logs'} read`
  if (transcript.wayIn.way === 'none')
    return `${look.suspect.status}; not entered: ${transcript.wayIn.reason}; ${read}`
  const ran = transcript.commands.filter(command => command.failure === null).length
  const inside =
    transcript.failure ?? `${ran} commands run inside in ${(transcript.durationMs / 1000).toFixed(1)} s`
  return `${learned === '' ? look.suspect.status : learned}; ${inside}; ${read}`
}
