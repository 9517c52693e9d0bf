// By which name a reader knows the other end of a failed call, where the log gives a bare address or none.
import { dependenciesOf } from '../../../inspect/dependencies.ts'
import { type DependencyCheck, fails } from '../../inside/dependencies.ts'
import { unfilledIn } from '../../logs/network.ts'
import type { ContainerView, PodView } from '../../view.ts'
import { type Call, knowsServices, namesakes, serviceAt, targetOf } from './dependency-target.ts'

/** A bare address means nothing to a reader: the name that led to it does. */
export function named(
  { host, port, problem }: Call,
  view: PodView,
  container: ContainerView,
  checks: readonly DependencyCheck[],
): Named {
  if (host === null && problem === 'name-not-found')
    return {
      host: unfilledIn(container.verdict?.text ?? '') ?? onlyFailing(view, checks)?.host ?? null,
      port,
    }
  if (host === null) return onlyFailing(view, checks) ?? fromEnvironment(view, container)
  const seen = checks.filter(
    check => check.address === host && check.host !== host && (port === null || check.port === port),
  )
  const nobodys = seen.length === 0 && isNobodys(host, view)
  const [only, ...others] = nobodys ? onThatPort(view, container, port) : seen
  if (only !== undefined && others.length === 0) return { host: only.host, port: only.port }
  // Of a cluster address only its Service knows whose it is.
  const meant = nobodys && !knowsServices(host, view) ? fromEnvironment(view, container).host : null
  return { host: meant ?? host, port }
}

/** An address that nobody has, or has any more: a pod that was replaced got another one. */
function isNobodys(host: string, view: PodView): boolean {
  const { service, direct } = targetOf({ host, port: null }, view)
  return /^[\d.]+$/.test(host) && service === null && direct.length === 0
}

/** The only Service of the container's own words that is asked on that port; none where there are several. */
function onThatPort(view: PodView, container: ContainerView, port: number | null): readonly Named[] {
  const asked = dependenciesOf(container.spec, view.namespace, view.facts.snapshot.services, []).filter(
    one => one.port === port && serviceAt(one.host, view) !== null,
  )
  return asked.length === 1 ? asked : []
}

interface Named {
  readonly host: string | null
  readonly port: number | null
}

/** A log that names no host: the only dependency that fails from inside, else the only Service that the environment names. */
function onlyFailing(view: PodView, checks: readonly DependencyCheck[]): Named | null {
  const [only, ...others] = checks.filter(check => fails(check) && isTheApps(check, view))
  return only === undefined || others.length > 0 ? null : { host: only.host, port: only.port }
}

/** A Service that exists has a name that is found. */
function fromEnvironment(view: PodView, container: ContainerView): Named {
  const named = new Map<string, Named>()
  for (const { value } of container.spec.env ?? []) {
    const match =
      /^(?:[a-z][a-z+]{1,20}:\/\/)?(?:[^\s@/]{0,200}@)?([a-z][a-z0-9.-]{0,200})(?::(\d{2,5}))?(?:[/?].*)?$/.exec(
        value ?? '',
      )
    if (match?.[1] === undefined || !isKnown(match[1], view)) continue
    named.set(match[1], { host: match[1], port: match[2] === undefined ? null : Number(match[2]) })
  }
  const [only] = named.values()
  return named.size === 1 && only !== undefined ? only : { host: null, port: null }
}

function isKnown(host: string, view: PodView): boolean {
  return serviceAt(host, view) !== null || namesakes(host, view).length > 0
}

/** What an app lives without: a collector of traces that is not there breaks nothing. */
const OPTIONAL =
  /OTEL|OTLP|SENTRY|TRAC(?:E|ING)|METRIC|STATSD|DATADOG|\bDD_|JAEGER|ZIPKIN|PROXY|LOGSTASH|FLUENT|TELEMETRY/i

/** Words of a command line or a configuration file may mean anything: only where they mean a Service, or nearly, are they believed. */
export function isTheApps(check: DependencyCheck, view: PodView): boolean {
  if (/^(?:env|log)\b/.test(check.from)) return !OPTIONAL.test(check.from)
  const { service, elsewhere, near } = targetOf(check, view)
  return service !== null || elsewhere !== null || near !== null
}
