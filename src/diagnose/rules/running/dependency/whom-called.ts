// Whom a failed call was meant for, where the log names nobody or an address: by what the app is told to use, and what was tried from inside.
import { dependenciesOf } from '../../../../inspect/dependencies.ts'
import { type DependencyCheck, fails } from '../../../inside/dependencies.ts'
import { unfilledIn } from '../../../logs/network.ts'
import type { ContainerView, PodView } from '../../../view.ts'
import {
  type Call,
  hasEndpoints,
  knowsServices,
  namesakes,
  serviceAt,
  targetOf,
} from './dependency-target.ts'

/** What an app lives without: a collector of traces that is not there breaks nothing. */
const OPTIONAL =
  /OTEL|OTLP|SENTRY|TRAC(?:E|ING)|METRIC|STATSD|DATADOG|\bDD_|JAEGER|ZIPKIN|PROXY|LOGSTASH|FLUENT|TELEMETRY/i

/** Words of a command line or a configuration file may mean anything: only where they mean a Service, or nearly, are they believed. */
export function isTheApps(check: DependencyCheck, view: PodView): boolean {
  if (/^(?:env|log)\b/.test(check.from)) return !OPTIONAL.test(check.from)
  const { service, elsewhere, near } = targetOf(check, view)
  return service !== null || elsewhere !== null || near !== null
}

/** A bare address means nothing to a reader: the name that led to it does. */
export function named(
  { host, port, problem }: Call,
  view: PodView,
  container: ContainerView,
  checks: readonly DependencyCheck[],
): Named {
  if (host === null && problem === 'name-not-found') {
    const unknown = unfilledIn(container.verdict?.text ?? '') ?? onlyFailing(view, checks)?.host
    return { host: unknown ?? null, port }
  }
  if (host === null) return onlyFailing(view, checks) ?? fromEnvironment(view, container, problem)
  const seen = checks.filter(
    check => check.address === host && check.host !== host && (port === null || check.port === port),
  )
  const nobodys = seen.length === 0 && isNobodys(host, view)
  const [only, ...others] = nobodys ? onThatPort(view, container, port) : seen
  if (only !== undefined && others.length === 0) return { host: only.host, port: only.port }
  // Of a cluster address only its Service knows whose it is.
  const meant = nobodys && !knowsServices(host, view) ? fromEnvironment(view, container, problem).host : null
  return { host: meant ?? host, port }
}

/** An address that nobody has, or has any more: a pod that was replaced got another one. */
function isNobodys(host: string, view: PodView): boolean {
  const { service, direct } = targetOf({ host, port: null }, view)
  return /^[\d.]+$/.test(host) && service === null && direct.length === 0
}

/** The only Service of others in the namespace whose name is a word of what the log says. */
function calledByName({ verdict }: ContainerView, view: PodView): readonly Named[] {
  const words = new Set(verdict?.text.toLowerCase().split(/[^a-z0-9-]+/))
  const called = view.facts.snapshot.services.filter(
    service =>
      (service.metadata.namespace ?? 'default') === view.namespace &&
      words.has(service.metadata.name) &&
      !view.facts.podsSelectedBy(service).includes(view.pod),
  )
  const [only] = called
  if (only === undefined || called.length > 1) return []
  const ports = only.spec?.ports ?? []
  return [
    { host: only.metadata.name, port: ports.length === 1 ? (ports[0]?.port ?? null) : null, guessed: true },
  ]
}

/** The other end of a call, as far as it can be named; null for what is not known. */
export interface Named {
  readonly host: string | null
  readonly port: number | null
  /** True where it is named by a word that may mean something else. */
  readonly guessed?: boolean
}

/** A log that names no host: the only dependency that fails from inside, if it is one. */
function onlyFailing(view: PodView, checks: readonly DependencyCheck[]): Named | null {
  const [only, ...others] = checks.filter(check => fails(check) && isTheApps(check, view))
  return only === undefined || others.length > 0 ? null : { host: only.host, port: only.port }
}

/** How a call fails that nobody answers. */
const unanswered: ReadonlySet<Call['problem']> = new Set(['connection-refused', 'timeout', 'other'])

/** Else the only Service that the app is told to use, or that its log calls by its name, or the only host outside that it is told to use. */
function fromEnvironment(view: PodView, container: ContainerView, problem: Call['problem']): Named {
  const told = toldToUse(view, container)
  const ours = told.filter(one => isOurs(one, view))
  // Of several the one with nobody behind it can't have answered.
  const meant = ours.length > 1 && unanswered.has(problem) ? ours.filter(one => isDown(one, view)) : ours
  const called = ours.length > 0 ? meant : calledByName(container, view)
  const [only, ...others] = ours.length > 0 || called.length > 0 ? called : told
  return only === undefined || others.length > 0 ? { host: null, port: null } : only
}

function isDown({ host }: Host, view: PodView): boolean {
  const service = serviceAt(host, view)
  return service === null ? namesakes(host, view).length > 0 : !hasEndpoints(service, view.facts)
}

/** The only Service that the app is told to use on that port; none where there are several. */
function onThatPort(view: PodView, container: ContainerView, port: number | null): readonly Named[] {
  const asked = toldToUse(view, container).filter(one => one.port === port && isOurs(one, view))
  return asked.length === 1 ? asked : []
}

function isOurs({ host }: Host, view: PodView): boolean {
  return serviceAt(host, view) !== null || namesakes(host, view).length > 0
}

function toldToUse(view: PodView, container: ContainerView): readonly (Named & Host)[] {
  const { services } = view.facts.snapshot
  return dependenciesOf(container.spec, view.namespace, services, []).filter(
    ({ from }) => !OPTIONAL.test(from),
  )
}

interface Host {
  readonly host: string
}
