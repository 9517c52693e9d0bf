// What the logs of a pod name as missing or failing, read before anybody looks inside, so that a look can ask about it.
import type { Clues, NamedEndpoint } from '../model/clues.ts'
import type { ContainerLog } from '../model/inspection.ts'
import { type Pod, statusOf } from '../model/pod.ts'
import { type Meaning, meaningOf } from './logs/classify.ts'
import { linesOf, readLine } from './logs/lines.ts'
import { readVerdict } from './logs/verdict.ts'

/** How far back from its end a log is searched for more than its decisive line. */
const RECENT_LINES = 300
/** Most endpoints, and most paths, that one container's log gives. */
const MOST = 5

/** The clues in the logs of a pod's containers, the decisive line's first. */
export function cluesIn(pod: Pod, logs: readonly ContainerLog[]): readonly Clues[] {
  const names = [...new Set(logs.map(log => log.container))]
  return names.map(container => {
    const own = logs.filter(log => log.container === container)
    const decisive = readVerdict(own, statusOf(pod, container))?.meaning ?? null
    const meanings = [decisive, ...own.flatMap(recentMeanings)].filter(one => one !== null)
    const from = `log:${container}`
    return {
      container,
      endpoints: firstOf(
        meanings.flatMap(one => endpointOf(one, from)),
        one => `${one.host}:${one.port}`,
      ),
      paths: firstOf(meanings.flatMap(pathOf), path => path),
    }
  })
}

/** The newest first. */
function recentMeanings(log: ContainerLog): readonly Meaning[] {
  const lines = linesOf(log).slice(-RECENT_LINES).toReversed()
  return lines.map(line => meaningOf(readLine(line).text)).filter(meaning => meaning !== null)
}

function endpointOf(meaning: Meaning, from: string): readonly NamedEndpoint[] {
  if (meaning.kind !== 'dependency' || meaning.host === null) return []
  return [{ host: meaning.host, port: meaning.port, from }]
}

function pathOf(meaning: Meaning): readonly string[] {
  const named = meaning.kind === 'file' || meaning.kind === 'disk' || meaning.kind === 'wrong-format'
  if (named) return meaning.path === null ? [] : [meaning.path]
  return meaning.kind === 'command' && meaning.command.includes('/') ? [meaning.command] : []
}

function firstOf<T>(list: readonly T[], key: (one: T) => string): readonly T[] {
  return [...new Map(list.toReversed().map(one => [key(one), one])).values()].toReversed().slice(0, MOST)
}
