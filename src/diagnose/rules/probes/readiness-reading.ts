// Why a readiness or startup probe does not succeed, and what to do about it, by all that is known of it.
import { probeBudget } from '../../../select/containers.ts'
import type { ContainerView } from '../../view.ts'
import { describeProbe } from './facts/probe-evidence.ts'
import { isHttps, type ProbeFacts } from './facts/probe-facts.ts'
import {
  isCutShort,
  isRefused,
  isSlow,
  isUndeclared,
  isWrongProtocol,
  passesNow,
  statusSeen,
} from './facts/probe-signs.ts'
import { redirected } from './facts/redirects.ts'
import { whatFailed } from './facts/what-failed.ts'
import { type Reading, redirectReading } from './probe-elsewhere.ts'

/** What the failing probe means. `running` is for how many seconds the container has run. */
export function readinessReading(facts: ProbeFacts, running: number, container: ContainerView): Reading {
  const probe = describeProbe(facts)
  if (facts.form === 'exec') return commandReading(facts, probe)
  const redirect = redirected(facts)
  if (redirect !== null) return redirectReading(redirect, facts, probe)
  if (passesNow(facts)) return passingNow(facts, probe)
  if (isWrongProtocol(facts)) return protocolReading(facts, probe)
  const status = statusSeen(facts)
  if (status !== null) return statusReading(status, facts, probe)
  if (isRefused(facts)) return portReading(facts, probe, running)
  if (isSlow(facts)) return timingReading(facts, probe)
  // Where no event says how it fails, a port that the app does not name is the likeliest reason.
  if (facts.said === '' && (facts.announced !== null || isUndeclared(facts, container)))
    return portReading(facts, probe, running)
  return {
    cause: 'other',
    proved: false,
    because:
      facts.said === ''
        ? `its ${facts.kind} probe (${probe}) does not succeed`
        : `its ${facts.kind} probe (${probe}) fails: ${whatFailed(facts.said)}`,
    next: `Ask what the probe asks (${probe}) from inside the pod, and see why it fails.`,
  }
}

function grpcReading(status: number, facts: ProbeFacts, probe: string): Reading {
  const said = facts.podIp?.outcome === 'answered' ? facts.podIp.line : whatFailed(facts.said)
  const answer = /responded with ("[A-Z_]{1,40}")/.exec(said)?.[1] ?? said
  const unknown = status === 404
  return {
    cause: unknown ? 'path' : 'http-status',
    proved: true,
    because: `its ${facts.kind} probe (${probe}) is answered with ${answer}`,
    next: unknown
      ? `Correct readinessProbe.grpc.service: the app's health service does not know ${JSON.stringify(facts.path)}.`
      : 'The app itself says that it is not ready: find out why in its log; it often waits for something it depends on.',
  }
}

function statusReading(status: number, facts: ProbeFacts, probe: string): Reading {
  if (facts.form === 'grpc') return grpcReading(status, facts, probe)
  const missing = status === 404 || status === 405
  const body =
    facts.podIp?.outcome === 'answered' && facts.podIp.body !== '' && facts.podIp.body.length < 100
      ? ` ("${whatFailed(facts.podIp.body)}")`
      : ''
  if (missing) {
    return {
      cause: 'path',
      proved: true,
      because: `its ${facts.kind} probe asks for ${facts.path} on port ${facts.port ?? '?'}, which the app answers with ${status} (no such path)`,
      next: `Correct readinessProbe.httpGet.path: ${facts.path} does not exist in the app; or serve it.`,
    }
  }
  return {
    cause: 'http-status',
    proved: true,
    because: `its ${facts.kind} probe (${probe}) is answered with status ${status}${body}`,
    next: `The app itself says that it is not ready (${status} on ${facts.path}): find out why in its log; it often waits for something it depends on.`,
  }
}

function portReading(facts: ProbeFacts, probe: string, running: number): Reading {
  const others = (facts.listeners ?? []).filter(
    listener => listener.port !== facts.port && listener.scope !== 'loopback',
  )
  const listensElsewhere = facts.listeners !== null && !facts.listeners.some(one => one.port === facts.port)
  if (listensElsewhere && others.length > 0) {
    const list = others
      .slice(0, 3)
      .map(one => `port ${one.port}`)
      .join(', ')
    return {
      cause: 'port',
      proved: true,
      because: `its ${facts.kind} probe asks port ${facts.port ?? '?'}, on which nothing listens; the app listens on ${list}`,
      next: `Set the probe's port to ${others[0]?.port ?? 'the right one'}, or make the app listen on ${facts.port ?? 'the probed port'}.`,
    }
  }
  if (listensElsewhere) {
    return {
      cause: 'port',
      proved: true,
      because: `its ${facts.kind} probe asks port ${facts.port ?? '?'}, and the app listens on no port at all`,
      next: 'Find out in the log what the app does instead of opening its port: it may still start, or wait for something.',
      symptom: true,
    }
  }
  if (facts.listeners === null && facts.announced !== null) {
    const { port } = facts.announced
    return {
      cause: 'port',
      proved: true,
      because: `its ${facts.kind} probe asks port ${facts.port ?? '?'}, ${facts.said === '' ? 'where it gets no good answer' : 'which refuses'}; the app says that it listens on port ${port}`,
      next: `Set the probe's port to ${port}, or make the app listen on ${facts.port ?? 'the probed port'}.`,
    }
  }
  return guessedPort(facts, probe, running)
}

function guessedPort(facts: ProbeFacts, probe: string, running: number): Reading {
  const early = running <= probeBudget(facts.spec)
  return {
    cause: 'port',
    proved: false,
    because:
      facts.said === ''
        ? `its ${facts.kind} probe (${probe}) does not succeed, and the container declares no such port`
        : `its ${facts.kind} probe (${probe}) is refused: nothing answers on that port of the pod's address`,
    next: `Check that the app listens on port ${facts.port ?? '?'} and on all addresses (0.0.0.0), not on 127.0.0.1 alone${early ? ', and that it had time to start' : ''}.`,
  }
}

function protocolReading(facts: ProbeFacts, probe: string): Reading {
  const https = isHttps(facts.spec)
  return {
    cause: 'protocol',
    proved: true,
    because: `its ${facts.kind} probe (${probe}) speaks ${https ? 'HTTPS' : facts.form === 'grpc' ? 'gRPC' : 'plain HTTP'}, and the app on that port speaks something else`,
    next: https
      ? "Set the probe's scheme to HTTP, or let the app serve TLS on that port."
      : "Set the probe's scheme to HTTPS, use a tcpSocket or grpc probe, or correct the port.",
  }
}

function timingReading(facts: ProbeFacts, probe: string): Reading {
  const timeout = facts.spec.timeoutSeconds ?? 1
  return {
    cause: 'timing',
    // From outside, one that is slow and one that hangs look the same.
    proved: facts.podIp !== null,
    because: `its ${facts.kind} probe (${probe}) gets no answer within ${timeout} s`,
    next: `See why the app is slow (its log, CPU limit, a dependency); if such an answer rightly takes longer, raise timeoutSeconds above ${timeout}.`,
  }
}

/** It fails for kubelet and succeeds for us, who wait longer: it was late, or slow. */
function passingNow(facts: ProbeFacts, probe: string): Reading {
  return {
    cause: 'timing',
    proved: isSlow({ ...facts, podIp: null }),
    because: `its ${facts.kind} probe (${probe}) succeeded when it was tried again from inside, so the app was too slow or too late for it`,
    next: `Give it more time: raise timeoutSeconds (now ${facts.spec.timeoutSeconds ?? 1} s), or wait longer in the test for the pod to become ready.`,
  }
}

function commandReading(facts: ProbeFacts, probe: string): Reading {
  const slow = isCutShort(facts)
  const said = facts.said === '' ? '' : `: ${whatFailed(facts.said)}`
  return {
    cause: slow ? 'timing' : 'command',
    proved: facts.event !== undefined,
    because: slow
      ? `its ${facts.kind} ${probe} does not end within ${facts.spec.timeoutSeconds ?? 1} s`
      : `its ${facts.kind} ${probe} fails${said}`,
    next: 'Run that command in the container by hand and see why it fails (`kubectl exec`).',
  }
}
