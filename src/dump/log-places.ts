// Which file is the log of which container: told by the names in its path, for every tool lays its files out in its own way.
import type { Pod } from '../model/pod.ts'

/** A container's log, as a path tells it. */
export interface LogPlace {
  readonly pod: Pod
  readonly container: string
  readonly previous: boolean
  /** The number of the container's start, where the file is named by it (`app/3.log`); null elsewhere. */
  readonly run: number | null
}

/** Finds the container that a log file's path means; null where it means none of the dump's. */
export type FindPlace = (path: string) => LogPlace | null

/** Endings that only say that a file is a log. */
const endings = /(?:\.(?:logs?|txt|out|stdout|stderr))+$/i
const previousMark = /(?:^|[._-])(?:previous|prev)$/i
/** Names of files that are a log whatever stands before them in the path. */
const plainName = /^(?:logs?|current|previous|prev|stdout|stderr|\d+)$/i

export function createPlaces(pods: readonly Pod[]): FindPlace {
  const byName = Map.groupBy(pods, pod => pod.metadata.name)
  const namespaces = new Set(pods.map(namespaceOf))
  return path => {
    const steps = path.split('/')
    const elsewhere = (pod: Pod) => steps.some(step => namespaces.has(step) && step !== namespaceOf(pod))
    // A namesake's log: nothing but the name speaks for this pod, and the path names another namespace.
    const candidates = readings(steps, byName).filter(
      ({ score, place }) => score > 0 || !elsewhere(place.pod),
    )
    const best = candidates.toSorted((a, b) => b.score - a.score)[0]
    return best === undefined ? null : best.place
  }
}

function namespaceOf(pod: Pod): string {
  return pod.metadata.namespace ?? 'default'
}

interface Reading {
  readonly place: LogPlace
  readonly score: number
}

/** Every way in which one of the path's steps can be a pod's name. */
function readings(steps: readonly string[], byName: ReadonlyMap<string, readonly Pod[]>): readonly Reading[] {
  return steps.flatMap((step, index) =>
    namedIn(step, byName).flatMap(({ name, rest }) =>
      (byName.get(name) ?? []).flatMap(pod => {
        const others = [...rest, ...steps.slice(index + 1)]
        const reading = readingOf(pod, others, [...steps.slice(0, index), step])
        const inNamespace = [...steps, ...rest].includes(namespaceOf(pod))
        return reading === null ? [] : [{ ...reading, score: reading.score + (inNamespace ? 2 : 0) }]
      }),
    ),
  )
}

interface Named {
  readonly name: string
  /** What else the step says: namespace, container, id. */
  readonly rest: readonly string[]
}

/** The pods' names that a step begins with, or holds between underscores; the longest only. */
function namedIn(step: string, byName: ReadonlyMap<string, unknown>): readonly Named[] {
  if (byName.has(step)) return [{ name: step, rest: [] }]
  const bare = step.replace(endings, '')
  if (byName.has(bare)) return [{ name: bare, rest: [] }]
  const parts = bare.split('_')
  const part = parts.find(one => byName.has(one))
  if (part !== undefined) return [{ name: part, rest: parts.filter(one => one !== part) }]
  return prefixIn(bare, byName)
}

/** `web-7d9f-x2x4z-app`, `shop-web-7d9f-x2x4z-app`, `web-7d9f-x2x4z.app`: the pod's name somewhere between separators. */
function prefixIn(bare: string, byName: ReadonlyMap<string, unknown>): readonly Named[] {
  const cuts = [...bare.matchAll(/[._:-]+/g)].map(match => ({
    at: match.index,
    next: match.index + match[0].length,
  }))
  const starts = [0, ...cuts.map(cut => cut.next)].slice(0, 12)
  const ends = [bare.length, ...cuts.map(cut => cut.at).toReversed()]
  for (const start of starts) {
    for (const end of ends) {
      const name = bare.slice(start, end)
      if (end <= start || !byName.has(name)) continue
      const before = bare.slice(0, start).replace(/[._:-]+$/, '')
      const after = bare.slice(end).replace(/^[._:-]+/, '')
      return [{ name, rest: [before, after].filter(one => one !== '') }]
    }
  }
  return []
}

/** What the words beside the pod's name say of its container. */
function readingOf(pod: Pod, words: readonly string[], upToPod: readonly string[]): Reading | null {
  const file = (words.at(-1) ?? upToPod.at(-1) ?? '').replace(endings, '')
  const bare = words.map(word => word.replace(endings, ''))
  const previous =
    [upToPod.at(-1) ?? '', ...words].some(word => previousMark.test(word.replace(endings, ''))) ||
    upToPod.includes('previous')
  const run = /^\d{1,6}$/.test(file) ? Number(file) : null
  const names = [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []),
    ...(pod.spec.ephemeralContainers ?? []),
  ].map(container => container.name)
  const named = bare
    .map(word => word.replace(previousMark, ''))
    .flatMap(word => names.find(name => isNamed(word, name)) ?? [])
    .at(-1)
  if (named !== undefined) return { place: { pod, container: named, previous, run }, score: 4 }
  // A file beside the logs (a description, a command's output) is no log; one with no other name is.
  const only = defaultContainer(pod)
  const plain = words.length === 0 || plainName.test(file) || previousMark.test(`-${file}`)
  return plain && only !== undefined ? { place: { pod, container: only, previous, run }, score: 0 } : null
}

/** The container's name itself, or with the container's id behind it, as under /var/log/containers. */
function isNamed(word: string, name: string): boolean {
  return (
    word === name || (word.startsWith(`${name}-`) && /^[0-9a-f]{12,64}$/.test(word.slice(name.length + 1)))
  )
}

/** Whose log `kubectl logs POD` prints. */
function defaultContainer(pod: Pod): string | undefined {
  const wished = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container']
  const names = pod.spec.containers.map(container => container.name)
  return names.find(name => name === wished) ?? names[0]
}

/** One of a container's logs, wherever it lies. */
export interface PlacedLog {
  readonly container: string
  readonly previous: boolean
  readonly run: number | null
}

/**
 * Of each container the log of its last run and of the run before: files named by the number of the start are the newest two, and of
 * what is there twice the first counts.
 */
export function lastRuns<L extends PlacedLog>(logs: readonly L[]): readonly L[] {
  const byContainer = Map.groupBy(logs, log => log.container)
  return [...byContainer.values()].flatMap(own => {
    const numbered = own.filter(log => log.run !== null).toSorted((a, b) => (b.run ?? 0) - (a.run ?? 0))
    const [last, before] = numbered.filter((log, index) => log.run !== numbered[index - 1]?.run)
    const plain = own.filter(log => log.run === null)
    const current = plain.find(log => !log.previous) ?? last
    const previous = plain.find(log => log.previous) ?? (current === last ? before : undefined)
    return [
      ...(current === undefined ? [] : [{ ...current, previous: false }]),
      ...(previous === undefined ? [] : [{ ...previous, previous: true }]),
    ]
  })
}
