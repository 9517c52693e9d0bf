// An init container that waits and waits: for what, by its command line and by what it prints over and over.
import { addressesIn, asHost, asPort } from '../../../../inspect/dependency-names.ts'
import type { ObjectName } from '../../../../model/suspect.ts'
import { linesOf } from '../../../logs/lines.ts'
import { type Endpoint, endpointIn } from '../../../logs/network.ts'
import type { ContainerView, PodView } from '../../../view.ts'

/** Seconds after which something that an init container waits for is late. */
const LATE = 60

/** What an init container waits for, and since when. */
export interface Wait extends Endpoint {
  /** Seconds since it began. */
  readonly since: number
  /** The line that it prints over and over. */
  readonly said: string | null
  /** The objects that its command line names: `job/migrate`, `pod db-0`. */
  readonly objects: readonly ObjectName[]
}

/** What a running init container is waiting for; null where it may as well be at work. */
export function waitOf(view: PodView, container: ContainerView): Wait | null {
  const started = Date.parse(container.status?.state?.running?.startedAt ?? '')
  const since = Math.round((view.facts.window.now - started) / 1000)
  if (container.kind !== 'init' || !(since >= LATE)) return null
  const { name, image = '', command = [], args = [] } = container.spec
  const words = [...command, ...args].join(' ')
  const said = repeated(view, container)
  if (said === null && !waiting.test(`${name} ${image} ${words}`)) return null
  return {
    since,
    said,
    ...(inLog(said ?? '') ?? inCommand(words)),
    objects: objectsIn(words, view.namespace),
  }
}

const waiting =
  /\b(?:until|while)\b.{1,400}\bsleep\b|\bwait[-_]?(?:for|4)|\bdockerize\b.{0,80}-wait\b|\bkubectl (?:wait|rollout status)\b/s

/** Lines at the end of a log among which one must come back, and how often. */
const RECENT = 12
const OFTEN = 3

/** The newest of the lines that the log goes on repeating, whatever its numbers; null where it gets on. */
function repeated(view: PodView, container: ContainerView): string | null {
  const log = view.look?.logs.find(one => one.container === container.name && !one.previous)
  const lines = (log === undefined ? [] : linesOf(log)).filter(line => line.trim() !== '').slice(-RECENT)
  const shapes = Map.groupBy(lines, line => line.replaceAll(/\d+/g, '#'))
  return [...shapes.values()].findLast(same => same.length >= OFTEN)?.at(-1) ?? null
}

const kinds: readonly (readonly [string, RegExp])[] = [
  ['Job', /^jobs?$/],
  ['Pod', /^po(?:ds?)?$/],
  ['Deployment', /^deploy(?:ments?)?$/],
  ['StatefulSet', /^(?:sts|statefulsets?)$/],
  ['DaemonSet', /^(?:ds|daemonsets?)$/],
  ['Service', /^(?:svc|services?)$/],
]

function objectsIn(words: string, namespace: string): readonly ObjectName[] {
  return [...words.matchAll(/\b([a-z]{2,13})(?:\.(?:apps|batch))?[/ ]([a-z0-9][a-z0-9.-]{0,252})/g)].flatMap(
    ([, short = '', name = '']) => {
      const kind = kinds.find(([, pattern]) => pattern.test(short))?.[0]
      return kind === undefined ? [] : [{ kind, namespace, name }]
    },
  )
}

function inLog(said: string): Endpoint | null {
  const end = endpointIn(said)
  return end.host === null || end.port === null ? null : end
}

/** `pg_isready -h db -p 5432`, `nslookup db`, `nc -z db 5432`, `wait-for-it.sh db:5432`. */
function inCommand(words: string): Endpoint {
  const [first] = addressesIn(words)
  if (first !== undefined) return first
  const named =
    /\s(?:-h|--host(?:name)?)[ =]?["']?([A-Za-z][\w.-]{1,200})/.exec(words)?.[1] ??
    /\b(?:nslookup|getent (?:ahosts|hosts)|dig(?: \+\w{1,20}){0,3}|host|ping(?: -\w{1,3}(?: \d{1,3})?){0,4}) ["']?([A-Za-z][\w.-]{1,200})/.exec(
      words,
    )?.[1]
  const host = named === undefined ? null : asHost(named)
  return { host, port: host === null ? null : asPort(/\s(?:-p|-P|--port)[ =]?(\d{2,5})\b/.exec(words)?.[1]) }
}
