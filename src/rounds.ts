// Looking inside, in rounds: into the failing pods, then into those that look well and that the failing ones point at, a hop at a time.
import type { Entry } from './cluster/debuggers.ts'
import { inspect, readAllLogs } from './cluster/inspect.ts'
import { cluesIn } from './diagnose/clues.ts'
import { diagnose } from './diagnose/diagnose.ts'
import { nextHop } from './diagnose/next-hop.ts'
import { notLooked } from './inspect/not-looked.ts'
import { type Planning, planInspections } from './inspect/plan.ts'
import type { ContainerLog, PodLook } from './model/inspection.ts'
import { podKey } from './model/pod.ts'
import type { Progress } from './model/ports.ts'
import type { NotCollected, Snapshot } from './model/snapshot.ts'
import type { Suspect } from './model/suspect.ts'
import { representatives } from './select/representatives.ts'

/** What all rounds share. */
export interface Rounds {
  readonly snapshot: Snapshot
  /** Pods that may be looked into although nothing is wrong with them: those that the user's selector allows. */
  readonly allowed: (key: string) => boolean
  readonly planning: Omit<Planning, 'suspicions' | 'clues'>
  readonly entry: Entry
  readonly concurrency: number
  readonly progress: Progress
}

export interface Looks {
  readonly looks: readonly PodLook[]
  readonly notCollected: readonly NotCollected[]
}

/** Where nothing fails, the logs of so many pods that are well are read for complaints. */
const MOST_WATCHED = 20

/** How many hops from a failing pod the culprit is looked for. */
const HOPS = 3

/** Looks into the suspects, then a few hops further. */
export async function lookInRounds(suspects: readonly Suspect[], rounds: Rounds): Promise<Looks> {
  const { snapshot, entry, planning } = rounds
  let all = await lookInto(suspects, [], planning.settings.maxPods, rounds)
  let watched: readonly PodLook[] | null = null
  for (let hop = 0; hop < HOPS; hop += 1) {
    const entered = all.looks.filter(look => look.transcript.debuggerName !== null).length
    const left = planning.settings.maxPods - entered
    if (left <= 0 || entry.signal.aborted) break
    watched ??= suspects.length > 0 ? [] : await watch(rounds)
    const pointed = nextHop({ snapshot, suspects, looks: all.looks }, watched)
    const next = pointed.filter(suspect => rounds.allowed(podKey(suspect.pod))).slice(0, left)
    if (next.length === 0) break
    const names = next.map(({ pod }) => podKey(pod)).join(', ')
    rounds.progress.info(`They point at pods that look well; looking into those too: ${names}`)
    const further = await lookInto(next, all.looks, left, rounds)
    all = {
      looks: [...all.looks, ...further.looks],
      notCollected: [...all.notCollected, ...further.notCollected],
    }
  }
  return all
}

/** The logs first: they are quick to read, and what they name decides what is asked inside. */
async function lookInto(
  suspects: readonly Suspect[],
  earlier: readonly PodLook[],
  maxPods: number,
  { snapshot, planning, entry, concurrency, progress }: Rounds,
): Promise<Looks> {
  progress.waitingFor('logs are being read')
  const read = await readAllLogs(entry, suspects, concurrency)
  const logsOf = (suspect: Suspect): readonly ContainerLog[] => read.logs.get(podKey(suspect.pod)) ?? []
  const outside = suspects.map(suspect => notLooked(suspect, logsOf(suspect)))
  const suspicions = diagnose({ snapshot, suspects, looks: [...earlier, ...outside] })
  const clues = new Map(
    suspects.map(suspect => [podKey(suspect.pod), cluesIn(suspect.pod, logsOf(suspect))] as const),
  )
  const settings = { ...planning.settings, maxPods }
  const plans = planInspections(suspects, { ...planning, settings, suspicions, clues })
  const learned = (look: PodLook): string =>
    diagnose({ snapshot, suspects: [look.suspect], looks: [look] }).find(one =>
      one.pods.includes(look.suspect.pod.metadata.name),
    )?.title ?? ''
  const looks = await inspect(entry, plans, read.logs, concurrency, progress, learned)
  const refused = looks.flatMap(({ transcript }) => transcript.notCollected ?? [])
  return { looks, notCollected: [...read.notCollected, ...refused] }
}

/** All is well by Kubernetes' word, and yet the test failed: what do the pods themselves say? */
async function watch({ snapshot, allowed, entry, concurrency }: Rounds): Promise<readonly PodLook[]> {
  const well = representatives(snapshot)
    .filter(suspect => allowed(podKey(suspect.pod)))
    .slice(0, MOST_WATCHED)
  const { logs } = await readAllLogs(entry, well, concurrency)
  return well.map(suspect => notLooked(suspect, logs.get(podKey(suspect.pod)) ?? []))
}
