// What a container depends on, as far as its own words say: its environment, its command line, its log.
import type { Clues, NamedEndpoint } from '../model/clues.ts'
import type { Service } from '../model/objects.ts'
import type { Container } from '../model/pod.ts'
import { addressesIn, asHost, asPort, isRemote } from './dependency-names.ts'

/** Another end to be tried from inside. */
export interface Dependency extends NamedEndpoint {
  /** Names that the app may have meant, tried beside it where its own may not exist. */
  readonly instead: readonly string[]
}

/** Most that are tried in one pod: those that the log complains of first. */
const MOST = 12
const MOST_INSTEAD = 3

/** What the container's words name, each once. Values that come from Secrets are not known here, and not used. */
export function dependenciesOf(
  container: Container,
  namespace: string,
  services: readonly Service[],
  clues: readonly Clues[],
): readonly Dependency[] {
  const logged = clues.filter(one => one.container === container.name).flatMap(one => one.endpoints)
  const named = [
    ...logged,
    ...[...inEnvironment(container, namespace, services), ...inCommandLine(container)].filter(({ host }) =>
      isRemote(host),
    ),
  ]
  const complete = named.map(one => ({ ...one, port: one.port ?? onlyPort(one.host, namespace, services) }))
  const unique = [...Map.groupBy(complete, one => `${one.host}:${one.port}`).values()].flatMap(([first]) =>
    first === undefined ? [] : [first],
  )
  return unique
    .filter(
      one => one.port !== null || (!isAddress(one.host) && !unique.some(other => hasPort(other, one.host))),
    )
    .slice(0, MOST)
    .map(one => ({ ...one, instead: meantInstead(one.host, namespace, services) }))
}

/** Without a port there is nothing to try of an address. */
const isAddress = (host: string): boolean => /^[\d.]+$/.test(host)
const hasPort = (other: NamedEndpoint, host: string): boolean => other.host === host && other.port !== null

const HOST_VARIABLE = /^(.*?)_?(?:HOST|HOSTNAME|SERVER|ADDR|ADDRESS|ENDPOINT|SERVICE_HOST|SERVICE)$/
/** Where the app itself listens, or what it is called. */
const OWN_VARIABLE =
  /^(?:HOST|HOSTNAME|ADDR|ADDRESS)$|LISTEN|BIND|^(?:POD|NODE|SERVER)_?(?:HOST|NAME|ADDRESS|IP)?$/

function inEnvironment(
  container: Container,
  namespace: string,
  services: readonly Service[],
): readonly NamedEndpoint[] {
  const values = expanded(container)
  return [...values].flatMap(([name, value]): readonly NamedEndpoint[] => {
    if (OWN_VARIABLE.test(name)) return []
    const from = `env ${name}`
    const addresses = addressesIn(value)
    if (addresses.length > 0) return addresses.map(address => ({ ...address, from }))
    const host = asHost(value.trim())
    if (host === null) return []
    const base = HOST_VARIABLE.exec(name)?.[1]
    if (base === undefined && serviceAt(host, namespace, services) === undefined) return []
    const port =
      values.get(`${base ?? name}_PORT`) ??
      values.get(`${base ?? name}PORT`) ??
      values.get(`${base}_SERVICE_PORT`)
    return [{ host, port: asPort(port), from }]
  })
}

/** Literal values, with `$(NAME)` replaced as the kubelet does: by variables named before. */
function expanded(container: Container): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const { name, value } of container.env ?? []) {
    if (value === undefined) continue
    values.set(
      name,
      value.replaceAll(/\$\(([A-Za-z_][\w.-]{0,100})\)/g, (all, key: string) => values.get(key) ?? all),
    )
  }
  return values
}

function inCommandLine(container: Container): readonly NamedEndpoint[] {
  const read = (words: readonly string[] | undefined, from: string): readonly NamedEndpoint[] =>
    (words ?? []).flatMap(word => addressesIn(word).map(address => ({ ...address, from })))
  return [...read(container.command, 'command'), ...read(container.args, 'args')]
}

/** The Service that the name means to a pod of this namespace. */
function serviceAt(host: string, namespace: string, services: readonly Service[]): Service | undefined {
  const [name, where, kind] = host.replace(/\.$/, '').split('.')
  if (kind !== undefined && kind !== 'svc') return undefined
  return services.find(
    ({ metadata }) => metadata.name === name && (metadata.namespace ?? 'default') === (where ?? namespace),
  )
}

function onlyPort(host: string, namespace: string, services: readonly Service[]): number | null {
  const ports = serviceAt(host, namespace, services)?.spec?.ports ?? []
  return ports.length === 1 ? (ports[0]?.port ?? null) : null
}

/** Services of the same name elsewhere, and those here whose name is nearly the same; none where the name itself is right. */
export function meantInstead(
  host: string,
  namespace: string,
  services: readonly Service[],
): readonly string[] {
  if (!/[A-Za-z]/.test(host) || serviceAt(host, namespace, services) !== undefined) return []
  const bare = host.split('.')[0] ?? host
  const elsewhere = services
    .filter(({ metadata }) => metadata.name === bare)
    .map(({ metadata }) => `${metadata.name}.${metadata.namespace ?? 'default'}`)
  const here = services.filter(({ metadata }) => (metadata.namespace ?? 'default') === namespace)
  const near = host.includes('.')
    ? []
    : here.map(({ metadata }) => metadata.name).filter(name => isNear(name, bare))
  return [...elsewhere, ...near].slice(0, MOST_INSTEAD)
}

/** A typo apart, or one is the other with a word more: `db` and `db-primary`, `orders-svc` and `orders`. */
export function isNear(a: string, b: string): boolean {
  if (a === b) return false
  if (a.startsWith(`${b}-`) || b.startsWith(`${a}-`) || a.endsWith(`-${b}`) || b.endsWith(`-${a}`))
    return true
  return editDistance(a, b) <= (Math.min(a.length, b.length) >= 5 ? 2 : 1)
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const change = (row[j] ?? 0) + Number(letter !== other)
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
