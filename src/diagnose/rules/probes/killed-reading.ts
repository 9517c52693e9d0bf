// Why a liveness or startup probe had a container killed, and what to do about it, by all that is known of it.
import { probeBudget } from '../../../select/containers.ts'
import type { ContainerView } from '../../view.ts'
import { describeProbe } from './facts/probe-evidence.ts'
import type { ProbeFacts } from './facts/probe-facts.ts'
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
import type { ReadingOf } from './probe-elsewhere.ts'

type Reading = ReadingOf<'probe-killed'>

/** What the probe that killed means. */
export function killedReading(facts: ProbeFacts, container: ContainerView): Reading {
  const probe = describeProbe(facts)
  const patience = patienceOf(facts)
  if (facts.form === 'exec') return commandReading(facts, probe)
  if (passesNow(facts)) {
    return {
      cause: 'timing',
      proved: true,
      because: `${probe} succeeds now, but not early enough (${patience})`,
      next: `Add a startupProbe or raise failureThreshold, periodSeconds or timeoutSeconds: ${patience}.`,
    }
  }
  const redirect = redirected(facts)
  if (redirect !== null) {
    return {
      cause: redirect.status === 404 ? 'path' : 'other',
      proved: true,
      because: `${probe} is redirected ${redirect.end}`,
      next: `Let the app answer ${facts.path} itself, without a redirect, or let the probe ask a path that it answers.`,
    }
  }
  if (isWrongProtocol(facts)) {
    return {
      cause: 'protocol',
      proved: true,
      because: `${probe} and the app speak different protocols`,
      next: "Correct the probe's scheme (HTTP or HTTPS), kind or port.",
    }
  }
  const status = statusSeen(facts)
  if (status !== null) return statusReading(status, facts, probe)
  if (isRefused(facts)) return refusedReading(facts, container)
  if (isSlow(facts)) {
    return {
      cause: 'unresponsive',
      proved: true,
      because: `${probe} gets no answer within ${facts.spec.timeoutSeconds ?? 1} s`,
      next: 'See why the app does not answer (deadlock, CPU limit, long pause); if it is only slow, raise timeoutSeconds.',
    }
  }
  if (
    facts.said === '' &&
    (facts.kind === 'startup' || facts.announced !== null || isUndeclared(facts, container))
  )
    return refusedReading(facts, container)
  return {
    cause: 'other',
    proved: false,
    because: `${probe} fails`,
    next: `Ask what the probe asks (${probe}) from inside the pod.`,
  }
}

/** What it means that nothing answers while the app still starts; `proved` where that was seen. */
export function slowStart(facts: ProbeFacts, proved: boolean): Reading {
  const patience = probeBudget(facts.spec)
  return {
    cause: 'timing',
    proved,
    because: `${describeProbe(facts)} is refused while the app still starts, which takes it longer than the ${patience} s that it is given`,
    next: `Add a startupProbe that gives it time to start, or raise initialDelaySeconds or failureThreshold (now it has ${patience} s).`,
  }
}

function commandReading(facts: ProbeFacts, probe: string): Reading {
  const slow = isCutShort(facts)
  const said = facts.said === '' ? '' : `: ${whatFailed(facts.said)}`
  return {
    cause: slow ? 'unresponsive' : 'command',
    proved: facts.event !== undefined,
    because: `${probe} ${slow ? `does not end within ${facts.spec.timeoutSeconds ?? 1} s` : `fails${said}`}`,
    next: 'Run that command in the container by hand and see why it fails.',
  }
}

function patienceOf({ spec }: ProbeFacts): string {
  return `it has ${probeBudget(spec)} s to succeed`
}

function statusReading(status: number, facts: ProbeFacts, probe: string): Reading {
  if (status === 404 || status === 405) {
    return {
      cause: 'path',
      proved: true,
      because: `it asks for ${facts.path} on port ${facts.port ?? '?'}, which the app answers with ${status} (no such path)`,
      next: `Correct the path ${facts.path} of the ${facts.kind} probe, or serve it.`,
    }
  }
  return {
    cause: 'other',
    proved: true,
    because: `${probe} is answered with status ${status}`,
    next: `The app itself reports that it is broken (${status} on ${facts.path}): find out why in its log.`,
  }
}

function refusedReading(facts: ProbeFacts, container: ContainerView): Reading {
  const probe = describeProbe(facts)
  const patience = patienceOf(facts)
  const open = facts.listeners?.some(listener => listener.port === facts.port)
  const other = facts.listeners?.find(
    listener => listener.port !== facts.port && listener.scope !== 'loopback',
  )
  const found = open === false ? other?.port : undefined
  const elsewhere = found ?? (facts.listeners === null ? facts.announced?.port : undefined)
  if (elsewhere !== undefined) {
    const known = found === undefined ? 'says that it listens' : 'listens'
    return {
      cause: 'port',
      proved: true,
      because: `it asks port ${facts.port ?? '?'}, on which nothing answers; the app ${known} on port ${elsewhere}`,
      next: `Set the probe's port to ${elsewhere}.`,
    }
  }
  // The port that the container declares is hardly the wrong one: the app comes to open it later than it may.
  const declared = container.spec.ports?.some(one => one.containerPort === facts.port) === true
  if (facts.kind === 'startup' || (declared && facts.announced === null)) {
    return {
      cause: 'timing',
      proved: false,
      because: `${probe} ${facts.said === '' ? 'does not succeed' : 'is refused'} until the kubelet gives up (${patience})`,
      next: `If the app needs longer to start, add a startupProbe or raise failureThreshold or periodSeconds of its own; else check that it listens on port ${facts.port ?? '?'}.`,
    }
  }
  return {
    cause: 'port',
    proved: false,
    because:
      facts.said === ''
        ? `${probe} asks a port that the app does not name`
        : `${probe} is refused: nothing answers there`,
    next: `Check that the app listens on port ${facts.port ?? '?'} of all addresses before the probe gives up (${patience}).`,
  }
}
