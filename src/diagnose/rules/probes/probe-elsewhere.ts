// What it means that a probe leaves the app: by a host of its own, or by a redirect that the kubelet follows.
import type { Cause } from '../../../model/finding.ts'
import { isLoopback } from '../running/dependency/dependency-target.ts'
import { describeProbe } from './facts/probe-evidence.ts'
import { isHttps, type ProbeFacts } from './facts/probe-facts.ts'
import type { Redirected } from './facts/redirects.ts'

/** What a failing probe means, as a finding of that category. */
export interface ReadingOf<K extends 'readiness' | 'probe-killed'> {
  readonly cause: Cause<K>
  readonly proved: boolean
  /** The end of the title's sentence. */
  readonly because: string
  readonly next: string
  readonly symptom?: boolean
}

/** What a failing readiness or startup probe means. */
export type Reading = ReadingOf<'readiness'>

/** What it means that a probe asks another host than the pod. */
export function hostReading(host: string, facts: ProbeFacts): Reading {
  const own = isLoopback(host)
  return {
    cause: 'other',
    proved: facts.event !== undefined,
    because: `its ${facts.kind} probe (${describeProbe(facts)}) asks the host ${host} instead of the pod${own ? ', which is the node itself, for the kubelet asks from there' : ''}`,
    next: `Remove host from the ${facts.kind} probe: without it the kubelet asks the pod's own address. A Host header belongs into httpHeaders.`,
  }
}

/** What it means that the app answers a probe with a redirect. `probe` is the probe in words. */
export function redirectReading({ to, status, end }: Redirected, facts: ProbeFacts, probe: string): Reading {
  const secured = /^https:/i.test(to) && !isHttps(facts.spec)
  const missing = status === 404 || status === 405
  return {
    cause: missing ? 'path' : status !== null ? 'http-status' : secured ? 'protocol' : 'other',
    proved: true,
    because: `its ${facts.kind} probe (${probe}) is redirected ${end}`,
    next: `Let the app answer ${facts.path} itself, without a redirect and without a login, or let the probe ask a path that it answers.`,
  }
}
