// How a finding about a dependency reads: its title and what to do next.
import type { Cause } from '../../../model/finding.ts'
import type { PodView } from '../../view.ts'
import type { Target } from './dependency-target.ts'

export type DependencyCause = Cause<'dependency'>

export function titleOf(cause: DependencyCause, who: string, target: Target, view: PodView): string {
  const { text } = target
  switch (cause) {
    case 'name-not-found':
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
      return `${who} loses its connection to ${text}`
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
