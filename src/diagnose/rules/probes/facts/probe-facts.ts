// What is known of one probe: what it asks, what kubelet said of it, what its replay from inside met, who listens.
import type { Evidence } from '../../../../model/finding.ts'
import type { Event } from '../../../../model/objects.ts'
import type { Probe } from '../../../../model/pod.ts'
import { grpcReplay } from '../../../inside/grpc.ts'
import { type Listener, listenersOf } from '../../../inside/listeners.ts'
import { httpReplay, type Replay, tcpReplay } from '../../../inside/replay.ts'
import { type ContainerView, commandOf, lastEvent, outputOf, type PodView } from '../../../view.ts'
import { announcedElsewhere, plainToTlsLogged, statusLogged } from './probe-logs.ts'

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

/** True for an HTTP probe that asks over TLS. */
export function isHttps(probe: Probe): boolean {
  return probe.httpGet?.scheme?.toUpperCase() === 'HTTPS'
}
