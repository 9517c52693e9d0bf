// The story: observe, select, plan, inspect, redact, diagnose. Each stage takes plain data and gives plain data.
import { type Missing, mergedEntries, shortfallEntries, shortfallLines } from './access/shortfall.ts'
import { KubernetesApi } from './cluster/api.ts'
import { ByteBudget } from './cluster/budget.ts'
import { credentialsOf, type KubeconfigEnvironment, loadKubeconfig } from './cluster/kubeconfig.ts'
import { removeLeftovers } from './cluster/leftovers.ts'
import { serverVersion } from './cluster/observe.ts'
import { preflight } from './cluster/preflight.ts'
import { readPodSecrets } from './cluster/secrets.ts'
import { conclude } from './conclude.ts'
import { throwaway } from './inspect/replica.ts'
import { targetMistake } from './inspect/target-mistake.ts'
import { ClusterAccessError } from './model/errors.ts'
import type { Finding } from './model/finding.ts'
import type { PodLook } from './model/inspection.ts'
import type { Clock, Progress } from './model/ports.ts'
import type { Outcome } from './model/report.ts'
import type { Settings } from './model/settings.ts'
import type { FailedStep, NotCollected, Snapshot } from './model/snapshot.ts'
import type { Suspect } from './model/suspect.ts'
import { redactorFor } from './redact/for-settings.ts'
import { namesIn } from './redact/from-cluster.ts'
import type { KnownSecret } from './redact/known-secrets.ts'
import type { Redactor } from './redact/redactor.ts'
import { lookInRounds } from './rounds.ts'
import { selectSuspects } from './select/select.ts'
import { observeSettled, onlyPods } from './settled.ts'

/** What the story needs from outside. */
export interface Edges {
  readonly clock: Clock
  readonly progress: Progress
  readonly environment: KubeconfigEnvironment
  /** A few random lower-case letters and digits, new for each run. */
  readonly nonce: string
  /** Random bytes for the redaction tags. */
  readonly redactionKey: Uint8Array
  /** The runner's own secrets. */
  readonly secrets: readonly KnownSecret[]
  /** Called whenever more secrets are known: from then on nothing may be printed but through that redactor. */
  readonly onSecrets: (redactor: Redactor) => void
  /** When the job began, or armed the action (ISO 8601); null where that is unknown. */
  readonly jobStartedAt: string | null
  readonly failedStep: FailedStep | null
  /** Fires when the job is cancelled: what there is by then is the result. */
  readonly interrupted: AbortSignal
}

/** All that is known at the end, already without secrets: what rendering starts from. */
export interface Diagnosis {
  readonly outcome: Outcome
  /** Null where the cluster could not be asked. */
  readonly snapshot: Snapshot | null
  readonly suspects: readonly Suspect[]
  readonly looks: readonly PodLook[]
  readonly findings: readonly Finding[]
  readonly notCollected: readonly NotCollected[]
  readonly startedAt: string
  /** The last gate: whatever is written passes it once more. */
  readonly redactor: Redactor
}

/** Of the time allowed, how much a debugger may spend on waiting for a crash-looping container's next start. */
const RESTART_SHARE = 0.3

/** By how much the clocks of a cluster's machines may differ. */
const CLOCKS_APART_MS = 60_000

/** Of the time allowed, what is kept for rendering and publishing. */
const PUBLISHING_SHARE = 0.2
const PUBLISHING_MOST_MS = 20_000

/**
 * Looks at the cluster and names what is wrong with it.
 * A cluster that can't be asked is a result too (`no-access`), for this must never turn a job red.
 */
export async function run(settings: Settings, edges: Edges): Promise<Diagnosis> {
  const startedAt = new Date(edges.clock.now()).toISOString()
  const reserve = Math.min(PUBLISHING_MOST_MS, settings.timeoutMs * PUBLISHING_SHARE)
  const signal = AbortSignal.any([edges.interrupted, abortedAfter(settings.timeoutMs - reserve)])
  let missing: readonly Missing[] = []
  let redactor = redactorFor(settings, edges.redactionKey, edges.secrets)
  edges.onSecrets(redactor)
  try {
    const config = loadKubeconfig(settings, edges.environment)
    const ours = { ...edges, secrets: [...edges.secrets, ...credentialsOf(config)] }
    redactor = redactorFor(settings, ours.redactionKey, ours.secrets)
    edges.onSecrets(redactor)
    const api = new KubernetesApi(config)
    edges.progress.info(`Reading the cluster at ${api.server}`)
    edges.progress.waitingFor('the cluster is being read')
    const [version, foreseen] = await Promise.all([
      serverVersion(api, signal),
      preflight(api, settings, signal),
    ])
    missing = foreseen
    tell(missing, settings, edges.progress)
    return { ...(await diagnoseCluster(settings, { ...ours, version }, api, missing, signal)), startedAt }
  } catch (error) {
    if (!(error instanceof ClusterAccessError)) throw error
    if (edges.interrupted.aborted)
      return withoutSnapshot('partial', cutShort(signal, edges), redactor, startedAt)
    const { message: why, fix, lacks } = error
    const entry = { what: 'the cluster', why, fix, ...(lacks === undefined ? {} : { lacks }) }
    const foreseen = shortfallEntries(wanted(missing, settings.replica === 'always'))
    return withoutSnapshot('no-access', mergedEntries(foreseen, [entry]), redactor, startedAt)
  }
}

/** What is going to be missing, said before any work. */
function tell(missing: readonly Missing[], settings: Settings, progress: Progress): void {
  const lines = shortfallLines(wanted(missing, settings.replica === 'always'))
  if (lines.length > 0) progress.info(lines.join('\n'))
}

/** Nobody lacks the right to make copies where none are made. */
function wanted(missing: readonly Missing[], copies: boolean): readonly Missing[] {
  return copies ? missing : missing.filter(({ need }) => need.mode !== 'replica')
}

/** Unlike `AbortSignal.timeout` it gives no TimeoutError: that is what one request that takes too long gives. */
function abortedAfter(ms: number): AbortSignal {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), ms).unref()
  return controller.signal
}

async function diagnoseCluster(
  settings: Settings,
  edges: Edges & { readonly version: string | null },
  api: KubernetesApi,
  missing: readonly Missing[],
  signal: AbortSignal,
): Promise<Omit<Diagnosis, 'startedAt'>> {
  const { snapshot, selected, copies } = await observeSettled(settings, edges, api, signal)
  const suspects = selectSuspects(onlyPods(snapshot, selected))

  const podSecrets = await readPodSecrets(api, snapshot.pods, signal)
  const secrets = [...edges.secrets, ...api.credentials(), ...podSecrets.secrets]
  const redactor = redactorFor(settings, edges.redactionKey, secrets, {
    ordinaryWords: namesIn(snapshot),
    secretsUnknown: podSecrets.unknown.length > 0,
  })
  edges.onSecrets(redactor)
  const { progress } = edges
  progress.info(countWords(snapshot, suspects))

  const mistake = targetMistake(settings.targetContainer, suspects)
  if (mistake !== null) progress.warning(`${mistake.why} ${mistake.fix}`)

  const replicas = throwaway(snapshot.cluster.kind, settings.replica)
  await removeLeftovers(api, copies, edges.clock.now())
  const inspection = await lookInRounds(suspects, {
    snapshot,
    allowed: key => selected === null || selected.has(key),
    planning: {
      settings,
      nonce: edges.nonce,
      snapshot,
      waitMs: settings.timeoutMs * RESTART_SHARE,
      lastStart: Math.ceil((edges.clock.now() + api.aheadMs + settings.timeoutMs + CLOCKS_APART_MS) / 1000),
      replicas,
      missing,
    },
    entry: {
      api,
      clock: edges.clock,
      nonce: edges.nonce,
      capBytes: settings.maxLogBytes,
      image: settings.image,
      jobStartedAt: edges.jobStartedAt,
      budget: new ByteBudget(),
      signal,
    },
    concurrency: settings.concurrency,
    progress,
  })

  const met = [...snapshot.notCollected, ...podSecrets.notCollected, ...inspection.notCollected]
  const seen = conclude({ snapshot, suspects, looks: inspection.looks }, podSecrets.unknown, redactor)
  const notCollected = [
    ...(mistake === null ? [] : [mistake]),
    ...mergedEntries(shortfallEntries(wanted(missing, replicas)), met),
    ...cutShort(signal, edges),
  ]
  return {
    ...seen,
    outcome: outcomeOf(suspects, seen.findings, signal),
    notCollected: redactor.value(notCollected),
    redactor,
  }
}

function countWords(snapshot: Snapshot, suspects: readonly Suspect[]): string {
  const pods = `${snapshot.pods.length} ${snapshot.pods.length === 1 ? 'pod' : 'pods'}`
  if (suspects.length === 0) return `${pods} seen, none of them failing`
  return `${pods} seen, ${suspects.length} worth a look`
}

function cutShort(signal: AbortSignal, edges: Edges): readonly NotCollected[] {
  if (!signal.aborted) return []
  const what = 'everything that was still to be asked'
  return edges.interrupted.aborted
    ? [{ what, why: 'The job was cancelled.', fix: 'Run the job again.' }]
    : [{ what, why: 'The time allowed was used up.', fix: 'Raise the input `timeout`, or lower `max-pods`.' }]
}

function outcomeOf(suspects: readonly Suspect[], findings: readonly Finding[], signal: AbortSignal): Outcome {
  if (signal.aborted) return 'partial'
  if (findings.length > 0) return 'diagnosed'
  return suspects.length > 0 ? 'partial' : 'nothing-failing'
}

function withoutSnapshot(
  outcome: Outcome,
  notCollected: readonly NotCollected[],
  redactor: Redactor,
  startedAt: string,
): Diagnosis {
  return {
    outcome,
    snapshot: null,
    suspects: [],
    looks: [],
    findings: [],
    notCollected: redactor.value(notCollected),
    startedAt,
    redactor,
  }
}
