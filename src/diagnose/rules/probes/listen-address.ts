// listen-address: the app listens where neither kubelet nor a Service can reach it.
import type { Evidence } from '../../../model/finding.ts'
import { type CandidateOf, evidence, grade } from '../../candidate.ts'
import { describeListener, type Listener, listenersOf } from '../../inside/listeners.ts'
import { succeeded } from '../../inside/replay.ts'
import type { Rule } from '../../rule.ts'
import {
  type ContainerView,
  fromSpec,
  fromStatus,
  nameOf,
  outputOf,
  type PodView,
  subjectOf,
} from '../../view.ts'
import { serviceTargets } from '../around/services/service-ports.ts'
import { isLoopback } from '../running/dependency/dependency-target.ts'
import { logEvidence, meaningIn } from '../running/from-logs.ts'
import { listenerEvidence, probeEvidence } from './facts/probe-evidence.ts'
import { type ProbeFacts, probeFacts, probeKinds } from './facts/probe-facts.ts'
import { isRefused } from './facts/probe-signs.ts'

type Found = CandidateOf<'listen-address'>

export const listenAddress: Rule<'listen-address'> = {
  pod: view => {
    const byProbe = view.containers.flatMap(container => fromProbes(view, container))
    const seen = byProbe.length > 0 ? byProbe : fromServices(view)
    return seen.length > 0 ? seen : view.containers.flatMap(container => fromOwnCalls(view, container))
  },
}

function fromProbes(view: PodView, container: ContainerView): readonly Found[] {
  const found = probeKinds.flatMap(kind => {
    const facts = probeFacts(view, container, kind)
    if (facts === null || facts.port === null || !isRefused(facts)) return []
    return (
      byListener(view, container, facts) ??
      byReplay(view, container, facts) ??
      byLog(view, container, facts) ??
      []
    )
  })
  return found.slice(0, 1)
}

/** Seen in the kernel's table: the port is open, on an address that the probe does not ask. */
function byListener(view: PodView, container: ContainerView, facts: ProbeFacts): Found[] | null {
  const wrong = unreachable(facts.listeners, facts.port, view) ?? onlyIpv6(facts, view)
  if (wrong === null || facts.listeners === null) return null
  const pieces = [
    listenerEvidence(view, facts.listeners, facts.port),
    ...probeEvidence(view, facts),
    ...readyStatus(view, container),
  ]
  return [found(view, container, wrong, pieces, `its ${facts.kind} probe on the pod IP is refused`, true)]
}

/** A socket of IPv6 that takes no IPv4 (IPV6_V6ONLY) looks in the table like one that does: IPv4 is refused all the same. */
function onlyIpv6(facts: ProbeFacts, view: PodView): Listener | null {
  const own = (facts.listeners ?? []).filter(listener => listener.port === facts.port)
  const ipv4 = !(view.pod.status?.podIP ?? ':').includes(':')
  const refused = facts.podIp?.outcome === 'refused' && facts.loopback?.outcome === 'refused'
  return ipv4 && refused && own.every(one => one.address === '::') ? (own[0] ?? null) : null
}

/** Without the table: what is refused on the pod's address answers on loopback. */
function byReplay(view: PodView, container: ContainerView, facts: ProbeFacts): Found[] | null {
  if (facts.podIp?.outcome !== 'refused' || facts.loopback === null || facts.port === null) return null
  const answered = facts.loopback.outcome === 'answered' || succeeded(facts.loopback)
  if (!answered) return null
  const listener = onLoopback(facts.port)
  const pieces = [...probeEvidence(view, facts), ...readyStatus(view, container)]
  return [found(view, container, listener, pieces, `its ${facts.kind} probe on the pod IP is refused`, true)]
}

/** A listener on loopback of which no more is known. */
function onLoopback(port: number): Listener {
  return { address: '127.0.0.1', port, scope: 'loopback', process: null, pid: null, waiting: 0 }
}

/** Nobody was inside, but the app said itself where it listens. */
function byLog(view: PodView, container: ContainerView, facts: ProbeFacts): Found[] | null {
  if (facts.listeners !== null || facts.port === null) return null
  const said = announcement(view, container, facts.port)
  if (said === null) return null
  const listener = onLoopback(facts.port)
  const pieces = [said, ...probeEvidence(view, facts), ...readyStatus(view, container)]
  return [found(view, container, listener, pieces, `its ${facts.kind} probe on the pod IP is refused`, false)]
}

function announcement(view: PodView, container: ContainerView, port: number): Evidence | null {
  const pattern = new RegExp(
    `(?:listening|running|serving|started|bound|available|server|local|loopback)\\b.{0,80}(?:127\\.0\\.0\\.1|localhost|\\[::1\\]):${port}\\b.{0,80}`,
    'i',
  )
  for (const log of view.look?.logs ?? []) {
    if (log.container !== container.name || log.previous) continue
    const line = pattern.exec(new TextDecoder().decode(log.bytes.subarray(0, 200_000)))?.[0]
    if (line !== undefined) return evidence(`log:${container.name}`, line, view.pod.metadata.name)
  }
  return null
}

/** Without a probe, a Service's traffic is refused all the same. */
function fromServices(view: PodView): readonly Found[] {
  const way = view.look?.transcript.wayIn
  const listeners = listenersOf(outputOf(view, 'listeners'))
  const container = view.containers.find(one => one.kind === 'app')
  if (way === undefined || listeners === null || container === undefined) return []
  for (const target of serviceTargets(view)) {
    const wrong = target.port === null ? null : unreachable(listeners, target.port, view)
    if (wrong === null) continue
    const pieces = [
      listenerEvidence(view, listeners, target.port),
      evidence(
        'service',
        `${target.service.metadata.name}: port ${target.servicePort} to targetPort ${target.port}`,
        null,
      ),
      ...readyStatus(view, container),
    ]
    return [
      found(view, container, wrong, pieces, `Service ${target.service.metadata.name} cannot reach it`, true),
    ]
  }
  return []
}

/** A neighbour in the pod that is refused on loopback, where the port is open on another address alone. */
function fromOwnCalls(view: PodView, container: ContainerView): readonly Found[] {
  const call = meaningIn(container, 'dependency')
  const listeners = listenersOf(outputOf(view, 'listeners')) ?? []
  if (call?.problem !== 'connection-refused' || !isLoopback(call.host ?? '')) return []
  const own = listeners.filter(listener => listener.port === call.port)
  const [only] = own
  const open = own.some(
    one =>
      one.scope === 'any' ||
      one.address === call.host ||
      (call.host === 'localhost' && one.scope === 'loopback'),
  )
  if (only === undefined || open) return []
  const pieces = [listenerEvidence(view, listeners, call.port), ...logEvidence(view, container)]
  const told = found(view, container, only, pieces, `it is refused at ${call.host}:${call.port}`, true)
  // Whose port it is need not be known: the pod's containers share their network.
  return [{ ...told, title: told.title.replace(nameOf(view, container), view.owner.name) }]
}

/** The listener of that port, if none of the port's listeners can be reached on the pod's address. */
function unreachable(
  listeners: readonly Listener[] | null,
  port: number | null,
  view: PodView,
): Listener | null {
  const own = (listeners ?? []).filter(listener => listener.port === port)
  const podIps = new Set([view.pod.status?.podIP ?? ''])
  const reachable = own.some(one => one.scope === 'any' || podIps.has(one.address))
  return reachable ? null : (own[0] ?? null)
}

function readyStatus(view: PodView, container: ContainerView): readonly Evidence[] {
  const { status } = container
  if (status === undefined || status.ready === true) return []
  const text = `container ${container.name}: ready=false, restarts: ${status.restartCount ?? 0}`
  return [fromStatus(view, text)]
}

function found(
  view: PodView,
  container: ContainerView,
  listener: Listener,
  pieces: readonly Evidence[],
  consequence: string,
  proved: boolean,
): Found {
  const loopback = listener.scope === 'loopback'
  const where = describeListener({ ...listener, process: null, waiting: 0 }).replace(' LISTEN', '')
  return {
    category: 'listen-address',
    cause: loopback ? 'loopback-only' : 'other-address',
    confidence: grade(pieces, proved),
    subject: subjectOf(view, container.name),
    pods: view.podKeys,
    title: `${nameOf(view, container)} listens on ${where} only, so ${consequence}`,
    evidence: [...pieces, fromSpec(view, `pod IP: ${view.pod.status?.podIP ?? 'none'}`)],
    ruledOut: [
      `port ${listener.port} is right: something listens on it`,
      'the program runs: its socket is open',
    ],
    next: [
      `Make it listen on 0.0.0.0:${listener.port} (all addresses) instead of ${where}: often a --host, --bind or BIND_ADDRESS setting.`,
    ],
    detail: `${loopback ? 'loopback' : listener.address} ${listener.port}`,
  }
}
