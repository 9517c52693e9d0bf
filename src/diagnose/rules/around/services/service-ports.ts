// Which Services send traffic to a pod, and to which of its ports.
import type { Service } from '../../../../model/objects.ts'
import type { Pod } from '../../../../model/pod.ts'
import type { PodView } from '../../../view.ts'

/** A port of a Service, and where it sends its traffic in one pod. */
export interface ServiceTarget {
  readonly service: Service
  readonly servicePort: number
  /** The target port as the Service writes it. */
  readonly written: number | string
  /** As a number; null for a name that no container of the pod defines. */
  readonly port: number | null
}

/** All TCP ports of the Services that select this pod. */
export function serviceTargets(view: PodView): readonly ServiceTarget[] {
  const { facts, pod, namespace } = view
  const labels = pod.metadata.labels ?? {}
  const selecting = facts.snapshot.services.filter(service => {
    const selector = Object.entries(service.spec?.selector ?? {})
    const here = (service.metadata.namespace ?? 'default') === namespace
    return here && selector.length > 0 && selector.every(([key, value]) => labels[key] === value)
  })
  return selecting.flatMap(service =>
    (service.spec?.ports ?? [])
      .filter(port => (port.protocol ?? 'TCP') === 'TCP')
      .map(port => {
        const written = port.targetPort ?? port.port
        return { service, servicePort: port.port, written, port: resolvePort(written, pod) }
      }),
  )
}

/** A target port as a number in this pod, or null where no container defines its name. */
export function resolvePort(written: number | string, pod: Pod): number | null {
  if (typeof written === 'number') return written
  const ports = pod.spec.containers.flatMap(container => container.ports ?? [])
  const named = ports.find(port => port.name === written)?.containerPort
  return named ?? (/^\d{1,5}$/.test(written) ? Number(written) : null)
}
