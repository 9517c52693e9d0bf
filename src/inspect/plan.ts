// From suspects to plans: who is entered, which ways, and what is asked there.
import type { Category, Finding } from '../model/finding.ts'
import type {
  InspectionPlan,
  PlannedCommand,
  PlannedDebugger,
  PlannedStep,
  WayIn,
} from '../model/inspection.ts'
import { type Pod, type SecurityContext, statusOf } from '../model/pod.ts'
import type { Settings } from '../model/settings.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Suspect } from '../model/suspect.ts'
import { debuggerContainer, debuggerSeconds, equivalentCommand } from './debugger.ts'
import { defaultCommands } from './default-commands.ts'
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
>

/** What all plans of a run share. */
export interface Planning {
  readonly settings: PlanSettings
  readonly snapshot: Pick<Snapshot, 'namespaces' | 'nodes' | 'takenAt'>
  /** What the snapshot alone suggests: it decides which of the user's commands apply. */
  readonly suspicions: readonly Finding[]
  /** Random letters and digits, new for each run; names the debuggers and marks their frames. */
  readonly nonce: string
  /** How long a debugger may wait for a crash-looping target's next start. Milliseconds. */
  readonly waitMs: number
  /** Whether throwaway copies of pods may be made. */
  readonly replicas: boolean
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
    if (ways.together.length > 0) entered += 1
    return planFor(suspect, ways, planning)
  })
}

function waysInto(suspect: Suspect, planning: Planning, entered: number): Ways {
  const { settings, snapshot, waitMs, replicas } = planning
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
  if (ways.together.length === 0 || entered < settings.maxPods) return ways
  return closed(`${settings.maxPods} pods were entered already (input max-pods)`)
}

function planFor(suspect: Suspect, ways: Ways, planning: Planning): InspectionPlan {
  const names = nameSource(planning.nonce)
  const { profile, targetContainer } = planning.settings
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
  const subject = chooseTarget(suspect, targetContainer)
  return {
    suspect,
    wayIn: ways.together[0] ?? { way: 'none', reason: ways.because.join('; ') },
    steps: ways.together.length === 0 ? [] : [...step(ways.together, 'failed'), ...otherwise],
    replicaOf: ways.replicaOf,
    replicaCommands: ways.replicaOf === null ? [] : commandsFor(suspect, subject, 'replica', planning),
    notPlanned: ways.together.length === 0 ? [] : ways.because,
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
      seconds: debuggerSeconds(commands),
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
  { suspicions, settings }: Planning,
): readonly PlannedCommand[] {
  const suspected = suspicions.filter(finding => finding.pods.includes(suspect.pod.metadata.name))
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
  const defaults = settings.defaultCommands ? defaultCommands(suspect.pod, target, way) : []
  const ours = defaults.map(
    (draft): PlannedCommand => ({ ...draft, timeoutMs: settings.commandTimeoutMs, origin: 'default' }),
  )
  return [...ours, ...own]
}
