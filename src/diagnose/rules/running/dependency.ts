// dependency: the app fails because of something it talks to.
import type { Cause } from '../../../model/finding.ts'
import type { Service } from '../../../model/objects.ts'
import type { ObjectName } from '../../../model/suspect.ts'
import { type CandidateOf, evidence, grade } from '../../candidate.ts'
import type { Facts } from '../../facts.ts'
import { isReady } from '../../facts.ts'
import type { Meaning } from '../../logs/classify.ts'
import type { Rule } from '../../rule.ts'
import { type ContainerView, nameOf, type PodView, subjectOf } from '../../view.ts'
import { diedOfIt, logEvidence, meaningIn } from './from-logs.ts'

type DependencyCause = Cause<'dependency'>
type Call = Extract<Meaning, { kind: 'dependency' }>

/** The other end of a failed call, as the cluster knows it. */
interface Target {
  readonly service: Service | null
  /** A Service of that name in another namespace, where there is none in the caller's. */
  readonly elsewhere: Service | null
  /** The pod itself, where the address is a pod's. */
  readonly pod: ObjectName | null
  /** `db:5432`, or what is known of it. */
  readonly text: string
}

export const dependency: Rule<'dependency'> = {
  pod: view => view.containers.flatMap(container => candidate(view, container)),
}

function candidate(view: PodView, container: ContainerView): readonly CandidateOf<'dependency'>[] {
  const logged = meaningIn(container, 'dependency')
  if (logged === null) return []
  const call = logged.host === null ? { ...logged, ...fromEnvironment(view, container) } : logged
  // A refusal by itself on loopback is about its own processes, unless a sidecar should listen there.
  const target = targetOf(call, view)
  const cause = causeOf(call, target, view.facts)
  const pieces = [...logEvidence(view, container), ...serviceEvidence(target, view.facts)]
  const proved = diedOfIt(container) || container.kind === 'init'
  return [
    {
      category: 'dependency',
      cause,
      confidence: grade(pieces, proved && cause !== 'other' && call.host !== null),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: titleOf(cause, nameOf(view, container), target, view),
      evidence: pieces,
      ruledOut: ['the container did start: image, configuration and command are in order'],
      next: nextOf(cause, target, view),
      detail: `${cause} ${target.text}`,
      explainedBy: explainers(target),
      recovered: container.well,
    },
  ]
}

function explainers(target: Target): readonly ObjectName[] {
  const { service, pod } = target
  const services =
    service === null
      ? []
      : [{ kind: 'Service', namespace: service.metadata.namespace ?? 'default', name: service.metadata.name }]
  return pod === null ? services : [...services, pod]
}

/** A log that names no host: the environment names one Service, if it names just one. */
function fromEnvironment(
  view: PodView,
  container: ContainerView,
): { readonly host: string | null; readonly port: number | null } {
  const named = new Map<string, { readonly host: string; readonly port: number | null }>()
  for (const { value } of container.spec.env ?? []) {
    const match =
      /^(?:[a-z][a-z+]{1,20}:\/\/)?(?:[^\s@/]{0,200}@)?([a-z][a-z0-9.-]{0,200})(?::(\d{2,5}))?(?:[/?].*)?$/.exec(
        value ?? '',
      )
    if (match?.[1] === undefined || serviceNamed(match[1], view) === null) continue
    named.set(match[1], { host: match[1], port: match[2] === undefined ? null : Number(match[2]) })
  }
  const [only] = named.values()
  return named.size === 1 && only !== undefined ? only : { host: null, port: null }
}

function serviceNamed(host: string, view: PodView): Service | null {
  const parts = host.replace(/\.$/, '').split('.')
  const [name, namespace, kind] = parts
  if (name === undefined || (kind !== undefined && kind !== 'svc')) return null
  return view.facts.service(namespace ?? view.namespace, name) ?? null
}

/** The Service that a host name or cluster address means when it is asked from this pod, or null. */
export function serviceAt(host: string, view: PodView): Service | null {
  const byAddress = view.facts.snapshot.services.find(one => one.spec?.clusterIP === host)
  return serviceNamed(host, view) ?? byAddress ?? null
}

function targetOf(call: Call, view: PodView): Target {
  const { host, port } = call
  const text = host === null ? 'a service' : port === null ? host : `${host}:${port}`
  if (host === null) return { service: null, elsewhere: null, pod: null, text }
  const { snapshot } = view.facts
  const service = serviceAt(host, view)
  const pod = snapshot.pods.find(one => one.status?.podIP === host && one.spec.hostNetwork !== true)
  const bare = host.split('.')[0] ?? host
  const elsewhere = service === null ? snapshot.services.find(one => one.metadata.name === bare) : undefined
  // A bare cluster address means nothing to a reader: the Service's name does.
  const named =
    service !== null && /^[\d.]+$|:/.test(host)
      ? `${service.metadata.name}${port === null ? '' : `:${port}`}`
      : text
  return {
    service,
    elsewhere: elsewhere ?? null,
    pod:
      pod === undefined
        ? null
        : { kind: 'Pod', namespace: pod.metadata.namespace ?? 'default', name: pod.metadata.name },
    text: named,
  }
}

/** The ready addresses of a Service, by its EndpointSlices; by its pods where no slice is known. */
export function hasEndpoints(service: Service, facts: Facts): boolean {
  const slices = facts.slicesOf(service)
  const endpoints = slices.flatMap(slice => slice.endpoints ?? [])
  if (slices.length > 0)
    return endpoints.some(
      endpoint => endpoint.conditions?.ready !== false && (endpoint.addresses?.length ?? 0) > 0,
    )
  return facts.podsSelectedBy(service).some(isReady)
}

function causeOf(call: Call, target: Target, facts: Facts): DependencyCause {
  const { problem } = call
  if (problem === 'name-not-found') return target.elsewhere === null ? 'name-not-found' : 'wrong-namespace'
  const unreachable = problem === 'connection-refused' || problem === 'timeout'
  if (unreachable && target.service !== null && !hasEndpoints(target.service, facts)) return 'no-endpoints'
  return problem
}

function serviceEvidence(target: Target, facts: Facts) {
  const { service, elsewhere } = target
  if (elsewhere !== null)
    return [
      evidence(
        'service',
        `${elsewhere.metadata.name} exists in namespace ${elsewhere.metadata.namespace ?? 'default'}`,
        null,
      ),
    ]
  if (service === null) return []
  const ports = (service.spec?.ports ?? [])
    .map(port => `${port.port}→${port.targetPort ?? port.port}`)
    .join(', ')
  const state = hasEndpoints(service, facts) ? 'has ready endpoints' : 'has no ready endpoint'
  return [
    evidence('service', `${service.metadata.name}: ports ${ports}`, null),
    evidence('endpointslice', `Service ${service.metadata.name} ${state}`, null),
  ]
}

function titleOf(cause: DependencyCause, who: string, target: Target, view: PodView): string {
  const { text } = target
  switch (cause) {
    case 'name-not-found':
      return `${who} cannot find the host ${text}: no such name in DNS`
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

function nextOf(cause: DependencyCause, target: Target, view: PodView): readonly string[] {
  const { text, service } = target
  const name = service?.metadata.name ?? text
  switch (cause) {
    case 'name-not-found':
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
