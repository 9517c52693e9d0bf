// The story: observe, select, plan, inspect, redact, diagnose. Each stage takes plain data and gives plain data.
import { KubernetesApi } from './cluster/api.ts'
import { credentialsOf, type KubeconfigEnvironment, loadKubeconfig } from './cluster/kubeconfig.ts'
import { type Observation, observe } from './cluster/observe.ts'
import { removeLeftovers } from './cluster/replica.ts'
import { readPodSecrets } from './cluster/secrets.ts'
import { conclude } from './conclude.ts'
import { throwaway } from './inspect/replica.ts'
import { targetMistake } from './inspect/target-mistake.ts'
import { ClusterAccessError } from './model/errors.ts'
import type { Finding } from './model/finding.ts'
import type { PodLook } from './model/inspection.ts'
import { podKey } from './model/pod.ts'
import type { Clock, Progress } from './model/ports.ts'
import type { Outcome } from './model/report.ts'
import type { Settings } from './model/settings.ts'
import type { NotCollected, Snapshot } from './model/snapshot.ts'
import type { Suspect } from './model/suspect.ts'
import { namesIn } from './redact/from-cluster.ts'
import type { KnownSecret } from './redact/known-secrets.ts'
import { createOwnPattern } from './redact/own-patterns.ts'
import { createRedactor, type Redactor, type RedactorOptions } from './redact/redactor.ts'
import { lookInRounds } from './rounds.ts'
import { selectSuspects } from './select/select.ts'
import { settling } from './select/settling.ts'

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
  /** When the job armed the action (ISO 8601), or null. */
  readonly jobStartedAt: string | null
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

/** How long pods that may still be starting are given, and of the time allowed how much at most. */
const SETTLING_MOST_S = 20
const SETTLING_SHARE = 0.25

/** Of the time allowed, how much a debugger may spend on waiting for a crash-looping container's next start. */
const RESTART_SHARE = 0.3

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
  let redactor = redactorFor(settings, edges, edges.secrets)
  edges.onSecrets(redactor)
  try {
    const config = loadKubeconfig(settings, edges.environment)
    const ours = { ...edges, secrets: [...edges.secrets, ...credentialsOf(config)] }
    redactor = redactorFor(settings, ours, ours.secrets)
    edges.onSecrets(redactor)
    const diagnosis = await diagnoseCluster(settings, ours, new KubernetesApi(config), signal)
    return { ...diagnosis, startedAt }
  } catch (error) {
    if (!(error instanceof ClusterAccessError)) throw error
    return edges.interrupted.aborted
      ? withoutSnapshot('partial', cutShort(signal, edges), redactor, startedAt)
      : withoutSnapshot(
          'no-access',
          [{ what: 'the cluster', why: error.message, fix: error.fix }],
          redactor,
          startedAt,
        )
  }
}

/** Unlike `AbortSignal.timeout` it gives no TimeoutError: that is what one request that takes too long gives. */
function abortedAfter(ms: number): AbortSignal {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), ms).unref()
  return controller.signal
}

async function diagnoseCluster(
  settings: Settings,
  edges: Edges,
  api: KubernetesApi,
  signal: AbortSignal,
): Promise<Omit<Diagnosis, 'startedAt'>> {
  edges.progress.info(`Reading the cluster at ${api.server}`)
  const { snapshot, selected } = await observeSettled(settings, edges, api, signal)
  const suspects = selectSuspects(onlyPods(snapshot, selected))

  const podSecrets = await readPodSecrets(api, snapshot.pods, signal)
  const secrets = [...edges.secrets, ...api.credentials(), ...podSecrets.secrets]
  const redactor = redactorFor(settings, edges, secrets, {
    ordinaryWords: namesIn(snapshot),
    secretsUnknown: podSecrets.unknown.length > 0,
  })
  edges.onSecrets(redactor)
  const { progress } = edges
  progress.info(countWords(snapshot, suspects))

  const mistake = targetMistake(settings.targetContainer, suspects)
  if (mistake !== null) progress.warning(`${mistake.why} ${mistake.fix}`)

  const replicas = throwaway(snapshot.cluster.kind, settings.replica)
  if (replicas) await removeOldCopies(api, suspects, signal)
  const inspection = await lookInRounds(suspects, {
    snapshot,
    allowed: key => selected === null || selected.has(key),
    planning: {
      settings,
      nonce: edges.nonce,
      snapshot,
      waitMs: settings.timeoutMs * RESTART_SHARE,
      replicas,
    },
    entry: {
      api,
      clock: edges.clock,
      nonce: edges.nonce,
      capBytes: settings.maxLogBytes,
      image: settings.image,
      signal,
    },
    concurrency: settings.concurrency,
    progress,
  })

  const seen = conclude({ snapshot, suspects, looks: inspection.looks }, podSecrets.unknown, redactor)
  const notCollected = [
    ...(mistake === null ? [] : [mistake]),
    ...snapshot.notCollected,
    ...podSecrets.notCollected,
    ...inspection.notCollected,
    ...cutShort(signal, edges),
  ]
  return {
    ...seen,
    outcome: outcomeOf(suspects, seen.findings, signal),
    notCollected: redactor.value(notCollected),
    redactor,
  }
}

/** Reads the cluster; once more after a short wait where some pods may still be starting. */
async function observeSettled(
  settings: Settings,
  edges: Edges,
  api: KubernetesApi,
  signal: AbortSignal,
): Promise<Observation> {
  const look = (): Promise<Observation> => {
    const takenAt = new Date(edges.clock.now()).toISOString()
    return observe(api, settings, { takenAt, jobStartedAt: edges.jobStartedAt }, signal)
  }
  const first = await look()
  const horizon = Math.min(SETTLING_MOST_S, Math.floor((settings.timeoutMs * SETTLING_SHARE) / 1000))
  const { pods, seconds } = settling(onlyPods(first.snapshot, first.selected), horizon)
  if (seconds === 0) return first
  const counted = pods.length === 1 ? '1 pod is' : `${pods.length} pods are`
  edges.progress.info(`${counted} still starting: looking again in ${seconds} s`)
  const waited = await edges.clock.sleep(seconds * 1000, signal)
  return waited ? await look().catch(() => first) : first
}

/** Copies that an earlier run could not delete, because it was killed. */
async function removeOldCopies(
  api: KubernetesApi,
  suspects: readonly Suspect[],
  signal: AbortSignal,
): Promise<void> {
  const namespaces = new Set(suspects.map(({ pod }) => pod.metadata.namespace ?? 'default'))
  await Promise.all([...namespaces].map(namespace => removeLeftovers(api, namespace, signal)))
}

function onlyPods(snapshot: Snapshot, keys: ReadonlySet<string> | null): Snapshot {
  if (keys === null) return snapshot
  return { ...snapshot, pods: snapshot.pods.filter(pod => keys.has(podKey(pod))) }
}

function redactorFor(
  settings: Settings,
  edges: Edges,
  secrets: readonly KnownSecret[],
  more: Pick<RedactorOptions, 'ordinaryWords' | 'secretsUnknown'> = {},
): Redactor {
  return createRedactor({
    ...more,
    secrets,
    key: edges.redactionKey,
    extraLiterals: settings.redact,
    extraPatterns: settings.redactPatterns.map(createOwnPattern),
  })
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
