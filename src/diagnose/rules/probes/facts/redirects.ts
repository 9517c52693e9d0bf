// Where a probe is led away from the pod and path that it names: by a host of its own, or by a redirect that the kubelet follows.
import { isHttps, type ProbeFacts } from './probe-facts.ts'

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
