// How a finding about a dependency reads: its title and what to do next.
import type { Cause } from '../../../model/finding.ts'
import type { PodView } from '../../view.ts'
import { someone, type Target } from './dependency-target.ts'

export type DependencyCause = Cause<'dependency'>

export function titleOf(cause: DependencyCause, who: string, target: Target, view: PodView): string {
  const { text } = target
  switch (cause) {
    case 'name-not-found':
      if (text === someone) return `${who} cannot find a host that it depends on: no such name in DNS`
      return `${who} cannot find the host ${text}: no such name in DNS${target.near === null ? '' : ` (there is a Service ${target.near.metadata.name})`}`
    case 'wrong-namespace':
      return `${who} looks for ${text} in namespace ${view.namespace}, but the Service is in namespace ${target.elsewhere?.metadata.namespace ?? '?'}`
    case 'connection-refused':
      return `${who} cannot connect to ${text}: connection refused`
    case 'timeout':
      return `${who} cannot connect to ${text}: no answer in time`
    case 'no-endpoints':
      return `${who} cannot connect to ${text}: no ready pod is behind that Service`
    case 'authentication':
      return `${who} is refused by ${text}: wrong or missing credentials`
    case 'tls':
      return `${who} cannot make a TLS connection to ${text}: its certificate or protocol is not accepted`
    case 'read-only':
      return `${who} cannot write to ${text}: it is read-only`
    case 'exhausted':
      return `${who} is turned away by ${text}: too many connections or requests`
    default:
      return `${who} has no working connection to ${text}`
  }
}

/** A right that the Kubernetes API refuses to a service account, in words; null where the log tells of none. */
export function missingRight(said: string): { readonly title: string; readonly next: string } | null {
  const match =
    /is forbidden: User \\?"(?:system:serviceaccount:([\w.-]{1,63}):)?([^"\\]{1,253})\\?" cannot (\w{1,30}) resource \\?"([^"\\]{1,100})\\?"(?: in API group \\?"([^"\\]{0,200})\\?")?(.{0,100})/.exec(
      said,
    )
  const [, namespace, user, verb, resource, group = '', where = ''] = match ?? []
  if (user === undefined || verb === undefined || resource === undefined) return null
  const kind = /cluster scope/.test(where) ? 'ClusterRole' : 'Role'
  const account = namespace === undefined ? `user ${user}` : `service account ${user}`
  const all = group === '' ? resource : `${resource}.${group}`
  return {
    title: `may not ${verb} ${all} in the Kubernetes API: its ${account} lacks the right`,
    next: `Give ${account} a ${kind} with the verb ${verb} on ${all}. To check: kubectl auth can-i ${verb} ${all} --as=${namespace === undefined ? user : `system:serviceaccount:${namespace}:${user}`}.`,
  }
}

export function nextOf(cause: DependencyCause, target: Target, view: PodView): readonly string[] {
  const { text, service } = target
  const name = service?.metadata.name ?? text
  switch (cause) {
    case 'name-not-found':
      if (target.near !== null)
        return [`Write ${target.near.metadata.name} instead of ${text}, if that is what is meant.`]
      return [
        `Check the host name ${text} for a typo; a Service of another namespace is written NAME.NAMESPACE. What there is: kubectl -n ${view.namespace} get services.`,
      ]
    case 'wrong-namespace':
      return [
        `Write ${target.elsewhere?.metadata.name ?? text}.${target.elsewhere?.metadata.namespace ?? 'NAMESPACE'} instead of ${text}.`,
      ]
    case 'connection-refused':
      if (/^(?:localhost|127\.|::1)/.test(text))
        return [
          `Inside a pod ${text} is the pod itself: give the app the name of the Service it is meant to call.`,
        ]
      return [
        `Check that ${text} runs and listens on that port of all addresses, and that the port is right; let the app retry instead of ending.`,
      ]
    case 'timeout':
      return [`Check for a NetworkPolicy or firewall between the two, and that the address ${text} is right.`]
    case 'no-endpoints':
      return [
        `See why no pod behind ${name} is ready: kubectl -n ${service?.metadata.namespace ?? view.namespace} get endpointslices -l kubernetes.io/service-name=${name}.`,
      ]
    case 'authentication':
      return [`Compare the credentials that the app is given with those that ${text} was set up with.`]
    case 'tls':
      return [
        `Give the app the CA that signed ${text}'s certificate, and use the host name that is in it; check that both sides speak TLS.`,
      ]
    case 'read-only':
      return ['Connect to the primary, not to a replica.']
    case 'exhausted':
      return [`Raise the limit of ${text}, or use smaller connection pools and fewer replicas.`]
    default:
      return [`See the log of ${text} at the same time.`]
  }
}
