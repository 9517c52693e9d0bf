// From suspects to plans: who is entered, which way, and what is asked there.
import type { Category, Finding } from '../model/finding.ts'
import type { InspectionPlan, PlannedCommand, WayIn } from '../model/inspection.ts'
import { statusOf } from '../model/pod.ts'
import type { Settings } from '../model/settings.ts'
import type { Suspect } from '../model/suspect.ts'
import { debuggerContainer, debuggerSeconds, equivalentCommand } from './debugger.ts'
import { defaultCommands } from './default-commands.ts'
import { securityContextFor } from './security.ts'
import { chooseWayIn } from './way-in.ts'

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
  /** What the snapshot alone suggests: it decides which of the user's commands apply. */
  readonly suspicions: readonly Finding[]
  /** Random letters and digits, new for each run; names the debuggers and marks their frames. */
  readonly nonce: string
  /** When the suspects' state was seen (ISO 8601). */
  readonly takenAt: string
}

/**
 * One plan per suspect, in the suspects' order. Suspects that another stands for, and those beyond `max-pods`, are not
 * entered, and their plan says so.
 */
export function planInspections(suspects: readonly Suspect[], planning: Planning): readonly InspectionPlan[] {
  let entered = 0
  return suspects.map(suspect => {
    const wayIn = wayInOf(suspect, planning, entered)
    if (wayIn.way !== 'none') entered += 1
    return planFor(suspect, wayIn, planning)
  })
}

function wayInOf(suspect: Suspect, { settings, takenAt }: Planning, entered: number): WayIn {
  if (suspect.representedBy !== null)
    return {
      way: 'none',
      reason: `it shows the same fault as ${suspect.representedBy}, which was looked into instead`,
    }
  const wayIn = chooseWayIn(suspect, settings, takenAt)
  if (wayIn.way === 'none' || entered < settings.maxPods) return wayIn
  return { way: 'none', reason: `${settings.maxPods} pods were entered already (input max-pods)` }
}

function planFor(suspect: Suspect, wayIn: WayIn, planning: Planning): InspectionPlan {
  if (wayIn.way !== 'target') return { suspect, wayIn, commands: [], debugger: null, equivalent: '' }
  const { settings, nonce } = planning
  const commands = commandsFor(suspect, wayIn.container, planning)
  const container = debuggerContainer({
    pod: suspect.pod,
    target: wayIn.container,
    targetId: statusOf(suspect.pod, wayIn.container)?.containerID ?? '',
    image: settings.image,
    nonce,
    commands,
    capBytes: settings.maxLogBytes,
    seconds: debuggerSeconds(commands),
    securityContext: securityContextFor(settings.profile, suspect.pod, wayIn.container),
  })
  const equivalent = equivalentCommand(suspect.pod, wayIn.container, settings)
  return { suspect, wayIn, commands, debugger: container, equivalent }
}

/** Ours first: they take milliseconds, and the diagnosis needs them. Then the user's own, in their order. */
function commandsFor(
  suspect: Suspect,
  target: string,
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
  const defaults = settings.defaultCommands ? defaultCommands(suspect.pod, target) : []
  const ours = defaults.map(
    (draft): PlannedCommand => ({ ...draft, timeoutMs: settings.commandTimeoutMs, origin: 'default' }),
  )
  return [...ours, ...own]
}
