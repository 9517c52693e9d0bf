// Looking into all suspects: debuggers and logs, several pods at a time.
import type { ContainerLog, InspectionPlan, PodLook } from '../model/inspection.ts'
import { podKey } from '../model/pod.ts'
import type { Progress } from '../model/ports.ts'
import type { NotCollected } from '../model/snapshot.ts'
import type { Entry } from './debuggers.ts'
import { enter } from './enter.ts'
import { readLogs } from './logs.ts'
import { inParallel } from './parallel.ts'

export interface Inspection {
  readonly looks: readonly PodLook[]
  readonly notCollected: readonly NotCollected[]
}

/** Logs are worth reading of more pods than are entered, but a thousand crashed replicas say no more than these. */
const MAX_PODS_WITH_LOGS = 50

/** Carries the plans out. A pod that fails costs nobody else theirs. */
export async function inspect(
  entry: Entry,
  plans: readonly InspectionPlan[],
  concurrency: number,
  progress: Progress,
): Promise<Inspection> {
  const notCollected: NotCollected[] = []
  let done = 0
  const looks = await inParallel(plans, concurrency, async (plan, index) => {
    const [transcript, logs] = await Promise.all([
      enter(entry, plan),
      index < MAX_PODS_WITH_LOGS ? logsOf(entry, plan, notCollected) : [],
    ])
    const look: PodLook = { suspect: plan.suspect, transcript, logs }
    done += 1
    progress.info(`[${done}/${plans.length}] ${podKey(plan.suspect.pod)}: ${outcomeWords(look)}`)
    return look
  })
  return { looks, notCollected }
}

async function logsOf(
  entry: Entry,
  plan: InspectionPlan,
  missing: NotCollected[],
): Promise<readonly ContainerLog[]> {
  const { logs, notCollected } = await readLogs(entry.api, plan.suspect.pod, entry.capBytes, entry.signal)
  missing.push(...notCollected)
  return logs
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
