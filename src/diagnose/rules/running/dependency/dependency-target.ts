// The other end of a failed call, as the cluster knows it: its Service, its pods, and what it may have been mistaken for.
import { dependenciesOf, isNear } from '../../../../inspect/dependencies.ts'
import type { Evidence } from '../../../../model/finding.ts'
import type { Service } from '../../../../model/objects.ts'
import { isReady, type Pod } from '../../../../model/pod.ts'
import { type ObjectName, objectName } from '../../../../model/suspect.ts'
import { evidence } from '../../../candidate.ts'
import type { Facts } from '../../../facts.ts'
import type { Meaning } from '../../../logs/classify.ts'
import type { ContainerView, PodView } from '../../../view.ts'

/** A failed call to something else, as a log tells of it. */
export type Call = Extract<Meaning, { kind: 'dependency' }>

/** Who is meant by the other end of a call. */
export interface Target {
  readonly service: Service | null
  /** A Service of that name in another namespace, where there is none in the caller's. */
  readonly elsewhere: Service | null
  /** A Service of the caller's namespace with nearly that name, where there is none of that very name. */
  readonly near: Service | null
  /** Whoever is meant without a Service: the pod whose address it is, or a namesake where Services are not known. */
  readonly direct: readonly ObjectName[]
  /** `db:5432`, or what is known of it. */
  readonly text: string
}

/** The other end of a call of which nothing is known. */
export const someone = 'a service'

/** The objects whose own trouble would explain that the call failed. */
export function explainers(target: Target): readonly ObjectName[] {
  const { service, direct } = target
  if (service === null) return direct
  return [objectName('Service', service), ...direct]
}

interface Place {
  readonly namespace: string
  readonly name: string
}

/** Where the Service would be that a host name means; null for a name from outside the cluster. */
function placeOf(host: string, view: PodView): Place | null {
  const [name, namespace = view.namespace, kind] = host.replace(/\.$/, '').split('.')
  return name === undefined || (kind !== undefined && kind !== 'svc') ? null : { namespace, name }
}

function serviceNamed(host: string, view: PodView): Service | null {
  const place = placeOf(host, view)
  return place === null ? null : (view.facts.service(place.namespace, place.name) ?? null)
}

/** False where the dump has no Services, or nothing at all of that namespace: then that one is not listed says nothing. */
export function knowsServices(host: string, view: PodView): boolean {
  const { services, pods } = view.facts.snapshot
  const namespace = placeOf(host, view)?.namespace ?? view.namespace
  const isThere = (one: Service | Pod): boolean => (one.metadata.namespace ?? 'default') === namespace
  return services.some(isThere) || (services.length > 0 && pods.some(isThere))
}

/** Those in trouble that bear the name of the host, where no Service can tell who is behind it. */
export function namesakes(host: string, view: PodView): readonly ObjectName[] {
  const place = placeOf(host, view)
  if (place === null || knowsServices(host, view)) return []
  return view.facts.views
    .map(one => one.owner)
    .filter(owner => owner.namespace === place.namespace && owner.name === place.name)
}

/** The Service that a host name or cluster address means when it is asked from this pod, or null. */
export function serviceAt(host: string, view: PodView): Service | null {
  return serviceNamed(host, view) ?? view.facts.serviceAtAddress(host) ?? null
}

/** The Services that a container's environment and command line name, and where. */
export function servicesNamed(
  view: PodView,
  container: ContainerView,
): readonly { readonly service: Service; readonly from: string }[] {
  const { services } = view.facts.snapshot
  return dependenciesOf(container.spec, view.namespace, services, []).flatMap(({ host, from }) => {
    const service = serviceAt(host, view)
    return service === null ? [] : [{ service, from }]
  })
}

/** The same as objects whose trouble explains that of an app that says nothing: it waits for what it is told to use, or ends for want of it. */
export function servicesUsed(view: PodView, container: ContainerView): readonly ObjectName[] {
  return servicesNamed(view, container).map(({ service }) => objectName('Service', service))
}

/** True for the pod itself, by whichever name, with or without a port. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost(?::\d+)?$|127\.|\[?::1)/.test(host)
}

/** The address that the pod's own hosts file gives a host name; undefined where that is not in it. */
export function aliasOf(host: string, view: PodView): string | undefined {
  return view.pod.spec.hostAliases?.find(one => one.hostnames?.includes(host) === true)?.ip
}

/** What the call was meant for. */
export function targetOf({ host, port }: Pick<Call, 'host' | 'port'>, view: PodView): Target {
  if (host === null) return { service: null, elsewhere: null, near: null, direct: [], text: someone }
  const service = serviceAt(host, view)
  // A bare cluster address means nothing to a reader: the Service's name does.
  const name = service !== null && /^[\d.]+$|:/.test(host) ? service.metadata.name : host
  return {
    service,
    ...(service === null ? meantInstead(host, view) : { elsewhere: null, near: null }),
    direct: [...podsAt(host, view), ...(service === null ? namesakes(host, view) : [])],
    text: port === null ? name : `${name}:${port}`,
  }
}

function meantInstead(host: string, view: PodView): Pick<Target, 'elsewhere' | 'near'> {
  const { services } = view.facts.snapshot
  const bare = host.split('.')[0] ?? host
  const here = services.filter(one => (one.metadata.namespace ?? 'default') === view.namespace)
  const elsewhere = [...here, ...services].find(one => one.metadata.name === bare) ?? null
  if (elsewhere !== null || host.includes('.')) return { elsewhere, near: null }
  return { elsewhere, near: here.find(one => isNear(one.metadata.name, bare)) ?? null }
}

function podsAt(address: string, view: PodView): readonly ObjectName[] {
  const pods = view.facts.snapshot.pods.filter(
    one => one.status?.podIP === address && one.spec.hostNetwork !== true,
  )
  return pods.slice(0, 1).map(pod => objectName('Pod', pod))
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

/** What the cluster says of the Service that is meant, or of the one that it may be mistaken for. */
export function serviceEvidence(target: Target, facts: Facts): readonly Evidence[] {
  const { service, elsewhere, near } = target
  if (near !== null)
    return [evidence('service', `the nearest name in this namespace: ${near.metadata.name}`, null)]
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
