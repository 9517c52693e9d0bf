// Whom a failed call was meant for: the host that the log names, or the one that the app's environment tells.
import { type DependencyCheck, fails } from '../../inside/dependencies.ts'
import type { ContainerView, PodView } from '../../view.ts'
import {
  type Call,
  hasEndpoints,
  knowsServices,
  namesakes,
  serviceAt,
  targetOf,
} from './dependency-target.ts'

/** A bare address means nothing to a reader: the name that led to it does. */
export function named(
  { host, port, problem }: Call,
  view: PodView,
  container: ContainerView,
  checks: readonly DependencyCheck[],
): Named {
  if (host === null) return fromEnvironment(view, container, checks, problem)
  // Of a cluster address only its Service knows whose it is.
  const nobodys = /^[\d.]+$/.test(host) && serviceAt(host, view) === null && !knowsServices(host, view)
  if (nobodys) {
    const meant = fromEnvironment(view, container, checks, problem)
    if (meant.host !== null) return { host: meant.host, port }
  }
  const meant = checks.filter(
    check => check.address === host && check.host !== host && (port === null || check.port === port),
  )
  const [only] = meant
  return meant.length === 1 && only !== undefined ? { host: only.host, port: only.port } : { host, port }
}

interface Named {
  readonly host: string | null
  readonly port: number | null
}

/** How a call fails that nobody answers. */
const unanswered: ReadonlySet<Call['problem']> = new Set(['connection-refused', 'timeout', 'other'])

/** A log that names no host: the only dependency that fails from inside, or the only Service that the environment names. */
function fromEnvironment(
  view: PodView,
  container: ContainerView,
  checks: readonly DependencyCheck[],
  problem: Call['problem'],
): Named {
  const failing = checks.filter(check => fails(check) && isTheApps(check, view))
  if (failing.length === 1 && failing[0] !== undefined)
    return { host: failing[0].host, port: failing[0].port }
  const named = new Map<string, Named & { readonly host: string }>()
  for (const { value } of container.spec.env ?? []) {
    const match =
      /^(?:[a-z][a-z+]{1,20}:\/\/)?(?:[^\s@/]{0,200}@)?([a-z][a-z0-9.-]{0,200})(?::(\d{2,5}))?(?:[/?].*)?$/.exec(
        value ?? '',
      )
    if (match?.[1] === undefined || !isKnown(match[1], view)) continue
    named.set(match[1], { host: match[1], port: match[2] === undefined ? null : Number(match[2]) })
  }
  // Of several the one with nobody behind it can't have answered.
  const all = [...named.values()]
  const meant = all.length > 1 && unanswered.has(problem) ? all.filter(({ host }) => isDown(host, view)) : all
  const [only] = meant
  return meant.length === 1 && only !== undefined ? only : { host: null, port: null }
}

function isKnown(host: string, view: PodView): boolean {
  return serviceAt(host, view) !== null || namesakes(host, view).length > 0
}

function isDown(host: string, view: PodView): boolean {
  const service = serviceAt(host, view)
  return service === null ? namesakes(host, view).length > 0 : !hasEndpoints(service, view.facts)
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
