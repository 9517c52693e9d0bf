// Entering one pod: down the ladder of its plan until something was seen, and one account of it all.
import type {
  CommandResult,
  InspectionPlan,
  PlannedStep,
  Transcript,
  TriedWay,
  WayIn,
} from '../model/inspection.ts'
import type { NotCollected } from '../model/snapshot.ts'
import { type DebuggerRun, type Entry, type Refusal, readEarlier, refusal, runStep } from './debuggers.ts'
import { runReplica } from './replica.ts'

/** A way that was tried, with what its commands brought. */
export interface Account extends TriedWay {
  readonly commands: readonly CommandResult[]
  /** The permission that the account lacked for it, as an entry for the report. */
  readonly lacking?: NotCollected
}

/** Runs a plan. Never throws: what went wrong is the transcript's `failure`. */
export async function enter(entry: Entry, plan: InspectionPlan): Promise<Transcript> {
  const started = entry.clock.now()
  const [beside, copied] = await Promise.all([climb(entry, plan), copy(entry, plan)])
  const accounts = [...copied, ...beside]
  const durationMs = Math.max(0, Math.round(entry.clock.now() - started))
  return transcriptOf(plan, accounts, {
    startedAt: new Date(started).toISOString(),
    durationMs,
    image: entry.image,
  })
}

/** Takes step after step until one has seen something. */
async function climb(entry: Entry, plan: InspectionPlan): Promise<readonly Account[]> {
  const accounts: Account[] = []
  let admitted = false
  for (const whole of plan.steps) {
    if (admitted && whole.after === 'refused') continue
    const { runs: earlier, rest: step } = await readEarlier(entry, plan.suspect.pod, whole)
    accounts.push(...earlier.map(accountOf))
    if (step.debuggers.length === 0) break
    // An ephemeral container can never be removed: ask first whether it would be admitted.
    const refused = await refusal(entry, plan.suspect.pod, step)
    if (refused !== null) {
      accounts.push(...refusedAccounts(step, refused))
      if (refused.final || earlier.length > 0) break
      continue
    }
    admitted = true
    const runs = await runStep(entry, plan.suspect.pod, step)
    accounts.push(...runs.map(accountOf))
    // What could not be read of one debugger could not be read of the next one either.
    const pointless = [...earlier, ...runs].some(
      run => run.frames.identity !== null || run.lacking !== undefined,
    )
    if (pointless || entry.signal.aborted) break
  }
  return accounts
}

/** The throwaway copy, where the plan wants one. */
async function copy(entry: Entry, plan: InspectionPlan): Promise<readonly Account[]> {
  if (plan.replica === null) return []
  const { transcript, left } = await runReplica(entry, plan.replica, plan.wayIn.reason)
  const [lacking] = transcript.notCollected ?? []
  return [
    {
      ...(lacking === undefined ? {} : { lacking }),
      wayIn: transcript.wayIn,
      name: transcript.debuggerName,
      equivalent: transcript.equivalent,
      identity: transcript.identity,
      durationMs: transcript.durationMs,
      failure: transcript.failure,
      differences: left,
      commands: transcript.commands.map(result => ({ ...result, way: 'replica' as const })),
    },
  ]
}

function refusedAccounts(step: PlannedStep, { words, lacking }: Refusal): readonly Account[] {
  return step.debuggers.map(planned => ({
    wayIn: planned.wayIn,
    name: null,
    equivalent: planned.equivalent,
    identity: null,
    durationMs: 0,
    failure: words,
    commands: [],
    ...(lacking === null ? {} : { lacking }),
  }))
}

function accountOf(run: DebuggerRun): Account {
  return {
    wayIn: run.planned.wayIn,
    name: run.name,
    equivalent: run.planned.equivalent,
    identity: run.frames.identity,
    durationMs: run.durationMs,
    failure: run.failure,
    commands: run.frames.results.map(result => ({ ...result, way: run.planned.wayIn.way })),
    ...(run.lacking === undefined ? {} : { lacking: run.lacking }),
  }
}

/** How much a way shows: the deepest look is told first. */
const DEPTH: Readonly<Record<WayIn['way'], number>> = { replica: 0, restart: 1, target: 2, pod: 3, none: 4 }

/**
 * One account of all that was tried. The commands of the deepest look come first and keep their names; those of the others say
 * where they were run.
 */
export function transcriptOf(
  plan: InspectionPlan,
  accounts: readonly Account[],
  facts: { readonly startedAt: string; readonly durationMs: number; readonly image: string },
): Transcript {
  const seen = accounts.filter(account => account.identity !== null)
  const best = seen.toSorted((a, b) => DEPTH[a.wayIn.way] - DEPTH[b.wayIn.way])
  const others = accounts.filter(account => account.identity === null)
  const ordered = [...best, ...others]
  const [first] = ordered
  return {
    ...facts,
    wayIn: first === undefined || seen.length === 0 ? noWay(plan, ordered) : first.wayIn,
    debuggerName: first?.name ?? null,
    equivalent: first?.equivalent ?? '',
    identity: first?.identity ?? null,
    commands: ordered.flatMap((account, index) => (account.identity === null ? [] : named(account, index))),
    failure: first?.failure ?? null,
    tried: ordered.map(({ commands: _, lacking: __, ...tried }) => tried),
    ...(plan.notPlanned.length === 0 ? {} : { notTried: plan.notPlanned }),
    notCollected: accounts.flatMap(({ lacking }) => lacking ?? []),
  }
}

/** Nothing was seen: the reason is the plan's, or what the last try ran into. */
function noWay(plan: InspectionPlan, accounts: readonly Account[]): WayIn {
  if (plan.steps.length === 0) return plan.wayIn
  const reasons = [...new Set(accounts.map(account => account.failure ?? ''))].filter(reason => reason !== '')
  return { way: 'none', reason: reasons.length === 0 ? 'no debugger could be started' : reasons.join(' ') }
}

function named(account: Account, index: number): readonly CommandResult[] {
  if (index === 0) return account.commands
  const { wayIn } = account
  const where = 'container' in wayIn && wayIn.way === 'target' ? wayIn.container : wayIn.way
  return account.commands.map(command => ({ ...command, name: `${command.name} (${where})` }))
}
