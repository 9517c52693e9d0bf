// The logs of a pod's own containers, this run's and the last one's.
import { Buffer } from 'node:buffer'
import { asText, type ContainerLog } from '../model/inspection.ts'
import { isKubeletNotice } from '../model/kubelet-notice.ts'
import { type ContainerStatus, type Pod, podKey } from '../model/pod.ts'
import type { Clock } from '../model/ports.ts'
import type { NotCollected } from '../model/snapshot.ts'
import { ApiError, type KubernetesApi } from './api.ts'
import type { ByteBudget } from './budget.ts'
import { notCollected } from './words.ts'

export interface PodLogs {
  readonly logs: readonly ContainerLog[]
  readonly notCollected: readonly NotCollected[]
}

interface Wanted {
  readonly container: string
  readonly previous: boolean
  /** True for the newest run that has ended: what it said last counts. */
  readonly decisive: boolean
}

export interface LogReading {
  readonly capBytes: number
  readonly budget: ByteBudget
  readonly clock: Clock
}

type LogResult = ContainerLog | NotCollected | { readonly none: true }

/** While a crash-looping container is replaced, the kubelet may still point at the log that has just been removed. */
const MOST_TRIES = 3
const RETRY_MS = 1_000

/** A log that grows faster than we read must not hold the report up. Milliseconds. */
const LOG_TIMEOUT_MS = 30_000

/** Every log that the pod's containers have. One that fails does not cost the others. */
export async function readLogs(
  api: Pick<KubernetesApi, 'stream'>,
  pod: Pod,
  { capBytes, budget, clock }: LogReading,
  signal: AbortSignal,
): Promise<PodLogs> {
  const wanted = wantedLogs(pod)
  const read = async (which: Wanted): Promise<LogResult> => {
    for (let tries = 1; ; tries += 1) {
      const result = await readLog(api, pod, which, capBytes, signal)
      const isGone = 'bytes' in result && isKubeletNotice(asText(result.bytes))
      if (!isGone || !which.decisive || tries === MOST_TRIES) return result
      if (!(await clock.sleep(RETRY_MS, signal))) return result
    }
  }
  const results = await Promise.all(wanted.map(read))
  return {
    logs: results.flatMap(result => ('bytes' in result ? [{ ...result, ...budget.keep(result) }] : [])),
    notCollected: results.flatMap(result => ('why' in result ? [result] : [])),
  }
}

/** Containers that never started have no log, and asking for it is an error. */
function wantedLogs(pod: Pod): readonly Wanted[] {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  return statuses.flatMap(status => {
    const { name, state, lastState } = status
    const runs = state?.running !== undefined
    return [
      ...(hasStarted(status) ? [{ container: name, previous: false, decisive: !runs }] : []),
      ...(lastState?.terminated?.containerID !== undefined
        ? [{ container: name, previous: true, decisive: runs }]
        : []),
    ]
  })
}

function hasStarted(status: ContainerStatus): boolean {
  return (
    status.state?.running !== undefined ||
    status.state?.terminated !== undefined ||
    (status.containerID ?? '') !== ''
  )
}

async function readLog(
  api: Pick<KubernetesApi, 'stream'>,
  pod: Pod,
  { container, previous }: Wanted,
  capBytes: number,
  signal: AbortSignal,
): Promise<LogResult> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LOG_TIMEOUT_MS)])
  const query = { container, ...(previous ? { previous: 'true' } : {}) }
  const request = { method: 'GET', path: `${podPath(pod)}/log`, query, signal: limit } as const
  const tail = new Tail(capBytes)
  try {
    for await (const chunk of api.stream(request)) tail.add(chunk)
  } catch (error) {
    // 400: the container has no such log (any more), which its status could not tell us.
    if (error instanceof ApiError && error.status === 400) return { none: true }
    if (tail.total === 0) {
      const what = `${previous ? 'previous ' : ''}log of ${podKey(pod)}, container ${container}`
      return notCollected(what, error, { apiGroup: '', resource: 'pods/log', verbs: ['get'] })
    }
  }
  return { container, previous, bytes: tail.bytes(), droppedBytes: tail.dropped() }
}

export function podPath(pod: Pod): string {
  const namespace = encodeURIComponent(pod.metadata.namespace ?? 'default')
  return `/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(pod.metadata.name)}`
}

/** The newest bytes of a stream of any length, in memory of about twice the cap at most. */
class Tail {
  total = 0
  readonly #cap: number
  #held = 0
  #chunks: Uint8Array[] = []

  constructor(cap: number) {
    this.#cap = cap
  }

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    this.total += chunk.length
    if (this.#held > 2 * this.#cap) this.#cut()
  }

  bytes(): Uint8Array {
    this.#cut()
    return Buffer.concat(this.#chunks)
  }

  dropped(): number {
    return Math.max(0, this.total - this.#cap)
  }

  #cut(): void {
    const all = Buffer.concat(this.#chunks)
    const kept = all.length > this.#cap ? all.subarray(all.length - this.#cap) : all
    this.#chunks = [kept]
    this.#held = kept.length
  }
}
