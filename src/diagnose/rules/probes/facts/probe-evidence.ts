// The facts of a probe as a report shows them.
import type { Evidence } from '../../../../model/finding.ts'
import type { Probe } from '../../../../model/pod.ts'
import { evidence, quote } from '../../../candidate.ts'
import { describeListener, type Listener } from '../../../inside/listeners.ts'
import type { Replay } from '../../../inside/replay.ts'
import { fromEvent, fromSpec, type PodView } from '../../../view.ts'
import type { ProbeFacts } from './probe-facts.ts'
import { isAskedPlainly, isRefused } from './probe-signs.ts'

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
