// From suspects to plans: who is entered, which ways, and what is asked there.
import { type Missing, whyNoDebugger } from '../access/shortfall.ts'
import type { Clues } from '../model/clues.ts'
import type { Category, Finding } from '../model/finding.ts'
import type {
  InspectionPlan,
  PlannedCommand,
  PlannedDebugger,
  PlannedStep,
  ReplicaDraft,
  WayIn,
} from '../model/inspection.ts'
import { type Pod, podKey, type SecurityContext, statusOf } from '../model/pod.ts'
import type { Settings } from '../model/settings.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Suspect } from '../model/suspect.ts'
import { debuggerContainer, debuggerSeconds, equivalentCommand } from './debugger.ts'
import { defaultCommands } from './default-commands.ts'
import { appTimeoutMs } from './replica.ts'
import { podSecurityLevel, securityContexts } from './security.ts'
import { chooseTarget, chooseWays, type Ways } from './way-in.ts'

export type PlanSettings = Pick<
  Settings,
  | 'commands'
  | 'commandTimeoutMs'
  | 'defaultCommands'
  | 'image'
  | 'maxLogBytes'
  | 'maxPods'
  | 'profile'
  | 'targetContainer'
  | 'timeoutMs'
>

/** What all plans of a run share. */
export interface Planning {
  readonly settings: PlanSettings
  readonly snapshot: Pick<Snapshot, 'claims' | 'namespaces' | 'nodes' | 'services' | 'takenAt'>
  /** What the snapshot and the logs suggest: it decides what is asked. */
  readonly suspicions: readonly Finding[]
  /** What the logs of each pod name, by the pod's key. */
  readonly clues: ReadonlyMap<string, readonly Clues[]>
  /** Random letters and digits, new for each run; names the debuggers and marks their frames. */
  readonly nonce: string
  /** How long a debugger may wait for a crash-looping target's next start. Milliseconds. */
  readonly waitMs: number
  /** When the run is over for sure, by the cluster's clock: later no debugger begins. Seconds since 1970. */
  readonly lastStart: number
  /** Whether throwaway copies of pods may be made. */
  readonly replicas: boolean
  /** What the account is known not to be allowed. */
  readonly missing: readonly Missing[]
}

/** A debugger whose image is at hand starts within a second or two; one that has not by then will not. Milliseconds. */
const START_MS = 30_000

/**
 * One plan per suspect, in the suspects' order. Suspects that another stands for, and those beyond `max-pods`, are not
 * entered, and their plan says so.
 */
export function planInspections(suspects: readonly Suspect[], planning: Planning): readonly InspectionPlan[] {
  let entered = 0
  return suspects.map(suspect => {
    const ways = waysInto(suspect, planning, entered)
    if (ways.together.length > 0 || ways.replicaOf !== null) entered += 1
    return planFor(suspect, ways, planning)
  })
}

function waysInto(suspect: Suspect, planning: Planning, entered: number): Ways {
  const { settings, snapshot, waitMs, replicas, missing } = planning
  const closed = (reason: string): Ways => ({
    together: [],
    otherwise: null,
    replicaOf: null,
    because: [reason],
  })
  if (suspect.representedBy !== null)
    return closed(`it shows the same fault as ${suspect.representedBy}, which was looked into instead`)
  const node = snapshot.nodes.find(({ metadata }) => metadata.name === suspect.pod.spec.nodeName) ?? null
  const { targetContainer } = settings
  const ways = chooseWays(suspect, { targetContainer, node, takenAt: snapshot.takenAt, waitMs, replicas })
  if (ways.together.length === 0) return ways
  if (entered >= settings.maxPods)
    return closed(`${settings.maxPods} pods were entered already (input max-pods)`)
  const barrier = whyNoDebugger(missing, suspect.pod.metadata.namespace ?? 'default')
  if (barrier === null) return ways
  return { ...closed(barrier.reason), replicaOf: barrier.copies ? ways.replicaOf : null }
}

function planFor(suspect: Suspect, ways: Ways, planning: Planning): InspectionPlan {
  const names = nameSource(planning.nonce)
  const { profile } = planning.settings
  const namespace = planning.snapshot.namespaces.find(
    ({ metadata }) => metadata.name === suspect.pod.metadata.namespace,
  )
  const step = (waysIn: readonly WayIn[], after: PlannedStep['after']): readonly PlannedStep[] => {
    const [first] = waysIn
    const target = first !== undefined && first.way === 'target' ? first.container : null
    const contexts = securityContexts(profile, suspect.pod, target, podSecurityLevel(namespace))
    return contexts.map((_, index) => ({
      after: index === 0 ? after : 'refused',
      debuggers: waysIn.map(wayIn => {
        const own = securityContexts(profile, suspect.pod, targetOf(wayIn), podSecurityLevel(namespace))
        return plannedDebugger(suspect, wayIn, own[index] ?? own.at(-1) ?? {}, names(), planning)
      }),
    }))
  }
  const otherwise = ways.otherwise === null ? [] : step([ways.otherwise], 'failed')
  return {
    suspect,
    wayIn: ways.together[0] ?? { way: 'none', reason: ways.because.join('; ') },
    steps: ways.together.length === 0 ? [] : [...step(ways.together, 'failed'), ...otherwise],
    replica: ways.replicaOf === null ? null : replicaDraft(suspect, ways.replicaOf, planning),
    notPlanned: ways.together.length === 0 ? [] : ways.because,
  }
}

function replicaDraft(suspect: Suspect, target: string, planning: Planning): ReplicaDraft {
  const { pod } = suspect
  const { settings, snapshot, nonce } = planning
  return {
    pod,
    target,
    image: settings.image,
    nonce,
    commands: commandsFor(suspect, target, 'replica', planning),
    capBytes: settings.maxLogBytes,
    timeoutMs: settings.timeoutMs,
    appTimeoutMs: appTimeoutMs(pod, target),
    entrypoint: null,
    claims: snapshot.claims.filter(({ metadata }) => metadata.namespace === pod.metadata.namespace),
  }
}

/** The container whose processes a way leads into; null where it leads into none. */
function targetOf(wayIn: WayIn): string | null {
  return wayIn.way === 'target' || wayIn.way === 'restart' ? wayIn.container : null
}

/** Names for all debuggers that one pod may get: a name can't be used twice, even where the first was refused half-way. */
function nameSource(nonce: string): () => string {
  let count = 0
  return () => {
    count += 1
    return count === 1 ? `debugger-${nonce}` : `debugger-${nonce}-${count}`
  }
}

function plannedDebugger(
  suspect: Suspect,
  wayIn: WayIn,
  securityContext: SecurityContext,
  name: string,
  planning: Planning,
): PlannedDebugger {
  const { settings, nonce } = planning
  const { pod } = suspect
  const target = targetOf(wayIn)
  const subject = target ?? chooseTarget(suspect, settings.targetContainer)
  const commands = commandsFor(suspect, subject, wayIn.way, planning)
  const patienceMs = wayIn.way === 'restart' ? planning.waitMs + START_MS : START_MS
  return {
    wayIn,
    commands,
    patienceMs,
    container: debuggerContainer({
      name,
      pod,
      target,
      subject,
      targetId: targetId(pod, wayIn),
      image: settings.image,
      nonce,
      commands,
      capBytes: settings.maxLogBytes,
      seconds: debuggerSeconds(commands, settings.timeoutMs),
      lastStart: planning.lastStart,
      securityContext,
    }),
    equivalent: equivalentCommand({
      pod,
      target,
      image: settings.image,
      profile: settings.profile,
      securityContext,
    }),
  }
}

/** The id that proves where a debugger is. The next start of a container has another one, which nobody knows yet. */
function targetId(pod: Pod, wayIn: WayIn): string {
  // Among all processes of the node nobody could tell which one is meant.
  if (wayIn.way === 'restart') return pod.spec.hostPID === true ? '' : 'any'
  return wayIn.way === 'target' ? (statusOf(pod, wayIn.container)?.containerID ?? 'any') : ''
}

/** Ours first: they take milliseconds, and the diagnosis needs them. Then the user's own, in their order. */
function commandsFor(
  suspect: Suspect,
  target: string,
  way: WayIn['way'],
  { suspicions, settings, snapshot, clues }: Planning,
): readonly PlannedCommand[] {
  const { pod } = suspect
  const suspected = suspicions.filter(finding => finding.pods.includes(pod.metadata.name))
  const categories = new Set<Category>(suspected.map(finding => finding.category))
  const own = settings.commands
    .filter(command => command.on.length === 0 || command.on.some(category => categories.has(category)))
    .map(
      (command): PlannedCommand => ({
        name: command.name,
        run: command.run,
        timeoutMs: command.timeoutMs ?? settings.commandTimeoutMs,
        origin: 'user',
      }),
    )
  const asked = { pod, target, way, suspicions: suspected, services: snapshot.services }
  const named = clues.get(podKey(pod)) ?? []
  const defaults = settings.defaultCommands ? defaultCommands({ ...asked, clues: named }) : []
  const ours = defaults.map(
    (draft): PlannedCommand => ({ ...draft, timeoutMs: settings.commandTimeoutMs, origin: 'default' }),
  )
  return [...ours, ...own]
}
