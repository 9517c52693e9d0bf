// How a finding about a dependency reads: its title and what to do next.
import type { Cause } from '../../../../model/finding.ts'
import { httpStatusIn, lackingIn } from '../../../logs/answers.ts'
import { unfilledIn } from '../../../logs/network.ts'
import type { PodView } from '../../../view.ts'
import { aliasOf, isLoopback, someone, type Target } from './dependency-target.ts'

/** The causes that a dependency may fail by. */
export type DependencyCause = Cause<'dependency'>

/** The title; `who` is the caller. */
export function titleOf(cause: DependencyCause, who: string, target: Target, view: PodView): string {
  const { text } = target
  switch (cause) {
    case 'name-not-found':
      if (view.facts.deadResolvers.length > 0)
        return `${who} cannot look up the host ${text === someone ? 'that it depends on' : text}: no pod of the cluster's DNS is ready`
      if (text === someone) return `${who} cannot find a host that it depends on: no such name in DNS`
      if (unfilledIn(text) !== null)
        return `${who} is told to use the host ${text}: a variable that nothing has filled in`
      return `${who} cannot find the host ${text}: no such name in DNS${target.near === null ? standsFor(target) || ownResolver(view) : ` (there is a Service ${target.near.metadata.name})`}`
    case 'wrong-namespace':
      return `${who} looks for ${text.split('.')[0]} in namespace ${asked(text) ?? view.namespace}, but the Service is in namespace ${target.elsewhere?.metadata.namespace ?? '?'}`
    case 'connection-refused':
      return `${who} cannot connect to ${text}: connection refused${aside(target, view)}`
    case 'timeout':
      return `${who} cannot connect to ${text}: no answer in time${aside(target, view)}`
    case 'no-endpoints':
      return `${who} cannot connect to ${text}: no ready pod is behind that Service`
    case 'authentication':
      return `${who} is refused by ${text}: wrong or missing credentials`
    case 'tls':
      return `${who} cannot make a TLS connection to ${text}: its certificate or protocol is not accepted`
    case 'read-only':
      return `${who} cannot write to ${text}: it is read-only`
    case 'exhausted':
      return `${who} is turned away by ${text}: it has reached a limit (of connections, requests or memory)`
    default:
      return `${who} has no working connection to ${text}`
  }
}

/** The title where nobody saw that the name is not found, only that it is no Service's. */
export function titleOfUnseen(who: string, { text, near }: Target): string {
  const nearest = near === null ? '' : ` (there is ${near.metadata.name})`
  return `${who} cannot reach ${text}: there is no Service of that name${nearest}`
}

/** The namespace that a host name gives, or null. */
function asked(host: string): string | null {
  return /^[^.:]+\.([^.:]+)/.exec(host)?.[1] ?? null
}

/** What is odd about the way there, as far as the cluster knows: the pod's own hosts file, a port that the Service does not have. */
function aside(target: Target, view: PodView): string {
  const [, host = target.text, written] = /^(.*?)(?::(\d{1,5}))?$/.exec(target.text) ?? []
  const alias = aliasOf(host, view)
  if (alias !== undefined) return ` (the pod's hostAliases say that ${host} is ${alias})`
  const ports = target.service?.spec?.ports ?? []
  const port = Number(written)
  if (written === undefined || ports.length === 0) return ''
  const own = ports.find(one => one.port === port)
  const name = target.service?.metadata.name ?? host
  if (own === undefined)
    return ` (Service ${name} has ${ports.length === 1 ? 'port' : 'ports'} ${ports.map(one => one.port).join(', ')})`
  const headless = target.service?.spec?.clusterIP === 'None'
  return headless && own.targetPort !== undefined && own.targetPort !== port
    ? ` (Service ${name} is headless, so its port ${port} is not translated: the pods have ${own.targetPort})`
    : ''
}

/** A Service may be nothing but another name. */
function standsFor({ service }: Target): string {
  const { type, externalName = '' } = service?.spec ?? {}
  return type === 'ExternalName' ? ` (Service ${service?.metadata.name} stands for ${externalName})` : ''
}

/** Where the pod does not ask the cluster's DNS. */
function ownResolver(view: PodView): string {
  const { dnsPolicy, dnsConfig, hostNetwork } = view.pod.spec
  const servers = dnsConfig?.nameservers ?? []
  if (dnsPolicy === 'None' && servers.length > 0)
    return ` (its dnsPolicy None makes it ask ${servers.join(', ')})`
  // On the node's network ClusterFirst is not honoured: the kubelet falls back to Default.
  if (dnsPolicy === 'Default') return " (its dnsPolicy Default asks the node's DNS, not the cluster's)"
  return hostNetwork === true && dnsPolicy !== 'ClusterFirstWithHostNet' && dnsPolicy !== 'None'
    ? " (it is on the node's network without dnsPolicy ClusterFirstWithHostNet, so it asks the node's DNS)"
    : ''
}

/** What an answer comes to, in words. */
export interface Answer {
  readonly title: string
  readonly next: string
  /** True where it names what is missing, whoever was asked. */
  readonly definite: boolean
}

/** What the other end answered, where that says more than that the call failed. */
export function answered(said: string, cause: DependencyCause, target: Target): Answer | null {
  const right = missingRight(said)
  if (right !== null) return { ...right, definite: true }
  if (cause !== 'other') return null
  const { text } = target
  const lacking = lackingIn(said)
  if (lacking !== null) {
    const what = lacking.name === null ? `a ${lacking.what}` : `the ${lacking.what} ${lacking.name}`
    return {
      title: `needs ${what}, which ${text === someone ? 'the server' : text} does not have`,
      next: `Create ${what} there before the app starts, or correct the name that the app is given.`,
      definite: lacking.name !== null,
    }
  }
  const status = httpStatusIn(said)
  if (status === null || text === someone) return null
  return {
    title: `gets HTTP ${status} from ${text}`,
    next: `See the log of ${text} at the same time: it answers, and fails.`,
    definite: true,
  }
}

/** A right that the Kubernetes API refuses to a service account, in words; null where the log tells of none. */
function missingRight(said: string): { readonly title: string; readonly next: string } | null {
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

/** What to do next. */
export function nextOf(cause: DependencyCause, target: Target, view: PodView): readonly string[] {
  const { service } = target
  const unnamed = target.text === someone
  const text = unnamed ? 'the other side' : target.text
  const name = service?.metadata.name ?? text
  switch (cause) {
    case 'name-not-found':
      if (unfilledIn(text) !== null)
        return [
          `Write the host itself, or define ${text} before it is used: Kubernetes fills in only $(NAME), of a variable that stands earlier in env.`,
        ]
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
      if (isLoopback(text.replace(/:\d{1,5}$/, '')))
        return [
          `Inside a pod ${text} is the pod itself: give the app the name of the Service it is meant to call.`,
        ]
      return [
        `Check that ${text} runs and listens on that port of all addresses, and that the port is right; let the app retry instead of ending.`,
      ]
    case 'timeout':
      return [
        `Check for a NetworkPolicy or firewall between the two, and that the address${unnamed ? '' : ` ${text}`} is right.`,
      ]
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
