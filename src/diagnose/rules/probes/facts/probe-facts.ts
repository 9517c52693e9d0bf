// What is known of one probe: what it asks, what kubelet said of it, what its replay from inside met, who listens.
import type { Evidence } from '../../../../model/finding.ts'
import type { Event } from '../../../../model/objects.ts'
import type { Probe } from '../../../../model/pod.ts'
import { evidence, quote } from '../../../candidate.ts'
import { grpcReplay } from '../../../inside/grpc.ts'
import { describeListener, type Listener, listenersOf } from '../../../inside/listeners.ts'
import { httpReplay, type Replay, succeeded, tcpReplay } from '../../../inside/replay.ts'
import {
  type ContainerView,
  commandOf,
  fromEvent,
  fromSpec,
  lastEvent,
  outputOf,
  type PodView,
} from '../../../view.ts'
import { announcedElsewhere, askedPlainly, plainToTlsLogged, statusLogged } from './probe-logs.ts'

/** In the order in which rules ask for them. */
export const probeKinds = ['readiness', 'liveness', 'startup'] as const
/** A kind of probe, as the spec names it before `Probe`. */
export type ProbeKind = (typeof probeKinds)[number]

/** What is known of one probe of one container, from all sources. */
export interface ProbeFacts {
  readonly kind: ProbeKind
  readonly spec: Probe
  readonly form: 'http' | 'tcp' | 'grpc' | 'exec'
  /** Null for exec, and for a port name that the container does not define. */
  readonly port: number | null
  readonly path: string
  /** Kubelet's last word on it. */
  readonly event: Event | undefined
  /** The message of that event without its `Readiness probe failed: `. */
  readonly said: string
  /** True where the kubelet could not even carry it out, which it takes for no answer: such a probe neither succeeds nor kills. */
  readonly errored: boolean
  readonly podIp: Replay | null
  readonly loopback: Replay | null
  /** The line in which the app says on which port it listens, where that is not the probed one and the log names no other. */
  readonly announced: { readonly port: number; readonly evidence: Evidence } | null
  /** The status with which the app's own log says that it answers what the probe asks; null where it says none. */
  readonly logged: { readonly status: number; readonly evidence: Evidence } | null
  /** The line in which the app says that it was asked in plain HTTP where it speaks TLS. */
  readonly complaint: Evidence | null
  /** Null where nobody looked inside. */
  readonly listeners: readonly Listener[] | null
}

/** The facts of a container's probe, or null where it has none of that kind. */
export function probeFacts(view: PodView, container: ContainerView, kind: ProbeKind): ProbeFacts | null {
  const spec = container.spec[`${kind}Probe`]
  if (spec === undefined) return null
  const title = `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)} probe`
  const event = tellingEvent(container.events, new RegExp(`^${title} `), spec)
  const said = (event?.message ?? '').replace(
    /^\w+ probe (?:failed|errored)(?: and resulted in \w+ state)?: ?/,
    '',
  )
  const form = formOf(spec)
  const inside = lookedAt(view, container)
  const read = { http: httpReplay, tcp: tcpReplay, grpc: grpcReplay, exec: () => null }[form]
  return {
    kind,
    spec,
    form,
    port: portOf(spec, container),
    path: spec.httpGet?.path ?? spec.grpc?.service ?? '/',
    event,
    said,
    errored: /^\w+ probe errored/.test(event?.message ?? ''),
    podIp: inside ? read(commandOf(view, `probe-${kind}-pod-ip`)) : null,
    loopback: inside ? read(commandOf(view, `probe-${kind}-loopback`)) : null,
    announced: announcedElsewhere(view, container, portOf(spec, container)),
    logged:
      form === 'http' && event === undefined
        ? statusLogged(view, container, spec.httpGet?.path ?? '/')
        : null,
    complaint: form === 'http' ? plainToTlsLogged(view, container) : null,
    listeners: inside ? listenersOf(outputOf(view, 'listeners')) : null,
  }
}

const tooLate = /timed out|timeout|deadline/i

/** Kubelet's last word; a command that a busy node made late now and then said more often what is wrong. */
function tellingEvent(events: readonly Event[], message: RegExp, spec: Probe): Event | undefined {
  const last = lastEvent(events, /^Unhealthy$/, message)
  if (spec.exec === undefined || !tooLate.test(last?.message ?? '')) return last
  const said = lastEvent(
    events,
    /^Unhealthy$/,
    new RegExp(`${message.source}(?!.*(?:${tooLate.source}))`, 'is'),
  )
  return (said?.count ?? 0) > (last?.count ?? 1) ? said : last
}

function formOf(spec: Probe): ProbeFacts['form'] {
  if (spec.httpGet !== undefined) return 'http'
  if (spec.tcpSocket !== undefined) return 'tcp'
  return spec.grpc === undefined ? 'exec' : 'grpc'
}

/** True where the look was at this container, so that its replays are of its probes. From beside one that does not run nothing is seen of it. */
function lookedAt(view: PodView, container: ContainerView): boolean {
  const way = view.look?.transcript.wayIn
  if (way === undefined || way.way === 'none') return false
  return way.way === 'pod' ? container.status?.state?.running !== undefined : way.container === container.name
}

function portOf(spec: Probe, container: ContainerView): number | null {
  const port = spec.httpGet?.port ?? spec.tcpSocket?.port ?? spec.grpc?.port
  if (port === undefined || typeof port === 'number') return port ?? null
  const named = container.spec.ports?.find(one => one.name === port)?.containerPort
  return named ?? (/^\d{1,5}$/.test(port) ? Number(port) : null)
}

/** How the probe reads in a sentence: `GET /healthz on port 8080`. */
export function describeProbe(facts: ProbeFacts): string {
  const port = facts.port ?? facts.spec.httpGet?.port ?? facts.spec.tcpSocket?.port ?? '?'
  switch (facts.form) {
    case 'http':
      return `GET ${facts.path} on port ${port}`
    case 'tcp':
      return `TCP connect to port ${port}`
    case 'grpc':
      return `gRPC health check on port ${port}`
    case 'exec':
      return `command ${quote(JSON.stringify(facts.spec.exec?.command ?? []), 120)}`
  }
}

/** All evidence there is for this probe: kubelet's event, the replays, and the probe as specified. */
export function probeEvidence(view: PodView, facts: ProbeFacts): readonly Evidence[] {
  const pod = view.pod.metadata.name
  const replays = [
    ['pod-ip', facts.podIp],
    ['loopback', facts.loopback],
  ] as const
  return [
    ...(facts.event === undefined ? [] : [fromEvent(view, facts.event)]),
    ...(facts.logged === null ? [] : [facts.logged.evidence]),
    ...(facts.complaint === null || !isAskedPlainly(facts) ? [] : [facts.complaint]),
    ...replays.flatMap(([where, replay]) =>
      replay === null ? [] : [evidence(`command:probe-${facts.kind}-${where}`, describeReplay(replay), pod)],
    ),
    fromSpec(view, `${facts.kind} probe: ${describeProbe(facts)}${timing(facts.spec)}`),
  ]
}

function timing(probe: Probe): string {
  return `, after ${probe.initialDelaySeconds ?? 0} s, every ${probe.periodSeconds ?? 10} s, timeout ${probe.timeoutSeconds ?? 1} s, ${probe.failureThreshold ?? 3} failures`
}

/** A shorter time is nothing special. Milliseconds. */
const TELLING_MS = 500

/** What a replay met, in a line. */
function describeReplay(replay: Replay): string {
  switch (replay.outcome) {
    case 'answered':
      return [
        replay.line,
        ...(replay.body === '' ? [] : [quote(replay.body, 200)]),
        ...((replay.firstLineMs ?? 0) < TELLING_MS ? [] : [`after ${replay.firstLineMs} ms`]),
      ].join(' - ')
    case 'foreign':
      return `an answer that is not HTTP: ${replay.line}`
    case 'connected':
      return 'connected'
    case 'refused':
      return replay.line
    case 'timed-out':
      return 'no answer in time'
    case 'silent':
      return 'connected, closed without an answer'
  }
}

/** The listeners as evidence, those of `port` first. */
export function listenerEvidence(
  view: PodView,
  listeners: readonly Listener[],
  port: number | null,
): Evidence {
  const sorted = listeners.toSorted((a, b) => Number(b.port === port) - Number(a.port === port))
  const text = sorted.length === 0 ? 'nothing listens' : sorted.map(describeListener).join('\n')
  return evidence('command:listeners', text, view.pod.metadata.name)
}

/** What is known of where the app listens: seen from inside, or in its own words where the probe finds nobody. */
export function listening(view: PodView, facts: ProbeFacts): readonly Evidence[] {
  if (facts.listeners !== null) return [listenerEvidence(view, facts.listeners, facts.port)]
  const telling = isRefused(facts) || facts.said === ''
  return facts.announced !== null && telling ? [facts.announced.evidence] : []
}

/** True for a port that the container does not declare though it declares others. */
export function isUndeclared({ port }: ProbeFacts, container: ContainerView): boolean {
  const declared = container.spec.ports ?? []
  return port !== null && declared.length > 0 && declared.every(one => one.containerPort !== port)
}

/** True where the connection itself was refused: by kubelet's word or by the replay. */
export function isRefused(facts: ProbeFacts): boolean {
  if (facts.podIp !== null) return facts.podIp.outcome === 'refused'
  return /connection refused/i.test(facts.said)
}

/** The HTTP status that the probe got, of the replay first; null where it got none, or a good one too late. */
export function statusSeen(facts: ProbeFacts): number | null {
  if (facts.podIp?.outcome === 'answered') return isLate(facts) ? null : facts.podIp.status
  if (facts.form === 'grpc') return grpcStatusSaid(facts.said)
  const code = /HTTP probe failed with statuscode: (\d{3})/.exec(facts.said)?.[1]
  return code === undefined ? (facts.logged?.status ?? null) : Number(code)
}

/** The kubelet's words for a gRPC health check (pkg/probe/grpc), as the status of HTTP that means the same. */
function grpcStatusSaid(said: string): number | null {
  if (/code = NotFound|unknown service /.test(said)) return 404
  return /service unhealthy \(responded with/.test(said) ? 503 : null
}

/** True for a good answer for which kubelet would not have waited. */
function isLate({ podIp, spec }: ProbeFacts): boolean {
  const late = podIp?.outcome === 'answered' && (podIp.firstLineMs ?? 0) > (spec.timeoutSeconds ?? 1) * 1000
  return late && succeeded(podIp)
}

/** True where the other side speaks another protocol than the probe (TLS against plain, HTTP/2 against 1, gRPC). */
export function isWrongProtocol(facts: ProbeFacts): boolean {
  // A gRPC client that gets its TCP connection and never an HTTP/2 one says that it failed to connect.
  const open = facts.listeners?.some(one => one.port === facts.port && one.scope !== 'loopback') ?? false
  const noHandshake = open && /failed to connect service/.test(facts.said)
  return (
    facts.podIp?.outcome === 'foreign' ||
    (facts.form === 'grpc' && noHandshake) ||
    plainToTls(facts.podIp) ||
    isAskedPlainly(facts) ||
    /gave HTTP response to HTTPS client|malformed HTTP|first record does not look like a TLS handshake|HTTP\/2|http2: |error reading server preface|Unimplemented|does not implement the grpc health protocol|tls: |x509/i.test(
      facts.said,
    )
  )
}

/** The kubelet passes on the status alone, 400: the app's log, or a port for TLS by its number or name, tells what it is about. */
function isAskedPlainly({ complaint, said, spec, port, podIp }: ProbeFacts): boolean {
  if (podIp !== null || isHttps(spec) || !/statuscode: 400/.test(said)) return false
  return (
    complaint !== null ||
    String(port ?? '').endsWith('443') ||
    /https|tls|ssl/i.test(String(spec.httpGet?.port))
  )
}

/** A TLS server that is asked in plain HTTP answers 400 and says why, in words of its maker. */
function plainToTls(replay: Replay | null): boolean {
  const answer = replay?.outcome === 'answered' && replay.status === 400 ? replay.body : ''
  return askedPlainly.test(answer)
}

/** The host that the probe asks instead of the pod, or null. The kubelet asks it from the node. */
export function otherHost({ spec }: ProbeFacts, podIp: string | undefined): string | null {
  const host = spec.httpGet?.host ?? spec.tcpSocket?.host ?? ''
  return host === '' || host === podIp ? null : host
}

/** A redirect that the kubelet follows: where to, and what it meets there. */
export interface Redirected {
  readonly to: string
  /** The status at the end of it; null where there is none. */
  readonly status: number | null
  /** Where it ends, in words. */
  readonly end: string
}

/** What becomes of the probe where the app answers with a redirect, which the kubelet follows on the same host; null where it does not. */
export function redirected(facts: ProbeFacts): Redirected | null {
  const { podIp, said } = facts
  const to = podIp?.outcome === 'answered' && podIp.status >= 300 && podIp.status < 400 ? podIp.location : ''
  const loops = /stopped after \d+ redirects/.exec(said)?.[0]
  if (loops !== undefined)
    return { to: to ?? '', status: null, end: `again and again (the kubelet ${loops})` }
  if (to === undefined || to === '' || said === '') return askedInstead(facts)
  const status = /failed with statuscode: (\d{3})/.exec(said)?.[1]
  if (status === undefined) return { to, status: null, end: `to ${to}, which fails` }
  return { to, status: Number(status), end: `to ${to}, which is answered with ${status}` }
}

/** The kubelet's error names what it asked last: another port or scheme than the probe's is where a redirect led it. */
function askedInstead({ form, port, said, spec }: ProbeFacts): Redirected | null {
  const [, to = '', scheme = '', own] =
    /^Get "((https?):\/\/(?:\[[^\]]{1,45}\]|[^:/"]{1,253})(?::(\d{1,5}))?[^"]*)"/.exec(said) ?? []
  if (form !== 'http' || to === '' || port === null) return null
  const asked = Number(own ?? (scheme === 'https' ? 443 : 80))
  if (asked === port && (scheme === 'https') === isHttps(spec)) return null
  return { to, status: null, end: `to ${to}, which fails` }
}

/** True where the replay got what kubelet wants, in the time that kubelet gives it. A bare connection says so of TCP probes alone. */
export function passesNow(facts: ProbeFacts): boolean {
  if (facts.podIp?.outcome === 'connected') return facts.form === 'tcp'
  if (redirected(facts) !== null) return false
  return succeeded(facts.podIp) && !isLate(facts)
}

/** True for an HTTP probe that asks over TLS. */
export function isHttps(probe: Probe): boolean {
  return probe.httpGet?.scheme?.toUpperCase() === 'HTTPS'
}

/** True where the kubelet stopped the command for its time. What the command prints of its own timeouts is another matter. */
export function isCutShort({ said }: ProbeFacts): boolean {
  return /^command (?:.{1,2000} )?timed out|timed out after [\d.]+m?s$|DeadlineExceeded|context deadline exceeded/s.test(
    said,
  )
}

/** True where the app took the connection and did not answer in time. */
export function isSlow(facts: ProbeFacts): boolean {
  if (facts.podIp !== null && facts.podIp.outcome !== 'connected')
    return facts.podIp.outcome === 'timed-out' || isLate(facts)
  return /context deadline exceeded|Client\.Timeout|i\/o timeout|timed out|timeout/i.test(facts.said)
}
