// Whom a failed call was meant for, where the log names nobody or an address: by what the app is told to use, and what was tried from inside.
import { dependenciesOf } from '../../../inspect/dependencies.ts'
import { type DependencyCheck, fails } from '../../inside/dependencies.ts'
import type { ContainerView, PodView } from '../../view.ts'
import { type Call, serviceAt, targetOf } from './dependency-target.ts'

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
  { host, port }: Call,
  view: PodView,
  container: ContainerView,
  checks: readonly DependencyCheck[],
): Named {
  if (host === null) return fromEnvironment(view, container, checks)
  const meant = checks.filter(
    check => check.address === host && check.host !== host && (port === null || check.port === port),
  )
  const [only] = meant
  return meant.length === 1 && only !== undefined ? { host: only.host, port: only.port } : { host, port }
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

export interface Named {
  readonly host: string | null
  readonly port: number | null
  /** True where it is named by a word that may mean something else. */
  readonly guessed?: boolean
}

/** A log that names no host: the only dependency that fails from inside, or the only Service that the app is told to use. */
function fromEnvironment(view: PodView, container: ContainerView, checks: readonly DependencyCheck[]): Named {
  const failing = checks.filter(check => fails(check) && isTheApps(check, view))
  if (failing.length === 1 && failing[0] !== undefined)
    return { host: failing[0].host, port: failing[0].port }
  const told = dependenciesOf(container.spec, view.namespace, view.facts.snapshot.services, [])
  const named = told.filter(({ host }) => serviceAt(host, view) !== null)
  const [only] = named.length > 0 ? named : calledByName(container, view)
  return named.length <= 1 && only !== undefined ? only : { host: null, port: null }
}
