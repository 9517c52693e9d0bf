// An earlier debugger of ours that was asked the same a moment ago: its answer is read back, and the pod gets no second one.
import { type Container, type ContainerStatus, type Pod, statusOf } from '../model/pod.ts'
import { LAST_START } from './debugger.ts'

export interface Earlier {
  readonly name: string
  /** Marks the frames in its log. */
  readonly nonce: string
  /** ISO 8601 */
  readonly startedAt: string
}

/** What it saw counts for so long. Milliseconds. */
const FRESH_MS = 180_000
/** One that is still at work after so long may hang; its answer is not waited for. Milliseconds. */
const AT_WORK_MS = 30_000

/**
 * The debugger in the pod that would do to the byte what the planned one is to do; null where there is none that counts. Its name
 * proves nothing, for anybody may have chosen that: what counts is that its image and its whole script are those of the planned
 * one, so that whoever added it had the same asked. No other container can write into its log.
 * @param now milliseconds since 1970, by the cluster's clock
 * @param notBefore what was seen before the job began (ISO 8601) tells nothing about it; null where that is unknown
 */
export function earlierDebugger(
  pod: Pod,
  planned: Container,
  now: number,
  notBefore: string | null,
): Earlier | null {
  const wanted = comparable(planned)
  for (const container of pod.spec.ephemeralContainers ?? []) {
    const nonce = nonceOf(container)
    const status = statusOf(pod, container.name)
    const startedAt = startOf(status)
    if (nonce === null || startedAt === null || comparable(container) !== wanted) continue
    const age = now - Date.parse(startedAt)
    const limit = status?.state?.running === undefined ? FRESH_MS : AT_WORK_MS
    const inTime = age < limit && Date.parse(startedAt) >= Date.parse(notBefore ?? startedAt)
    if (inTime && !startedSince(pod, startedAt)) return { name: container.name, nonce, startedAt }
  }
  return null
}

/** When it started, if it did its work or is still at it; null otherwise. */
function startOf(status: ContainerStatus | undefined): string | null {
  const { running, terminated } = status?.state ?? {}
  if (terminated !== undefined) return terminated.exitCode === 0 ? (terminated.startedAt ?? null) : null
  return running?.startedAt ?? null
}

/** True where one of the pod's own containers has started after that moment: another process than the one that was seen. */
function startedSince(pod: Pod, moment: string): boolean {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]
  const starts = statuses.flatMap(({ state, lastState }) => [
    state?.running?.startedAt,
    state?.terminated?.startedAt,
    lastState?.terminated?.startedAt,
  ])
  return starts.some(start => start !== undefined && Date.parse(start) > Date.parse(moment))
}

/** The word of its command line that differs from run to run. */
const NONCE_AT = 4

function nonceOf({ name, command = [] }: Container): string | null {
  const nonce = command[NONCE_AT] ?? ''
  const itsName = name === `debugger-${nonce}` || name.startsWith(`debugger-${nonce}-`)
  return /^[a-z0-9]{1,40}$/.test(nonce) && itsName ? nonce : null
}

/** All that decides what it does, as one string; what the API server fills in for every container is left out. */
function comparable(container: Container): string {
  const { name: _, command = [], env = [], ...rest } = container
  return canonical({
    terminationMessagePath: '/dev/termination-log',
    resources: {},
    ...rest,
    command: command.map((word, index) => (index === NONCE_AT ? '' : word)),
    env: env
      .filter(variable => variable.name !== LAST_START)
      .map(({ value = '', ...variable }) => ({ ...variable, value })),
  })
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
