// A pod that its node has not begun to start for long, and no event says why: what it waits for is told by how far it has come.
import { conditionOf } from '../../../model/meta.ts'
import { secondsSince } from '../../../select/moment.ts'
import { isCreating, lastEvent, type PodView } from '../../view.ts'

/** How far a pod has come that gets no further, and nothing says why. */
export interface Unexplained {
  /** What it most likely waits for: its volumes, or the sandbox that comes after them. */
  readonly step: 'volume' | 'sandbox'
  /** The volumes that need something from outside the pod, in words. */
  readonly volumes: readonly string[]
}

/** A node takes a minute at most where nothing is wrong, and a dump may be younger than it looks. Seconds. */
const longEnough = 90

/** What a pod that is still being created most likely waits for; null where it is not stuck there, or where an event tells. */
export function unexplained(view: PodView): Unexplained | null {
  const { pod, containers } = view
  const age = secondsSince(pod.metadata.creationTimestamp, view.facts.window.now) ?? 0
  if (age < longEnough || (pod.spec.nodeName ?? '') === '' || pod.metadata.deletionTimestamp !== undefined)
    return null
  if (conditionOf(pod.status?.conditions, 'PodReadyToStartContainers')?.status === 'True') return null
  const stuck =
    containers.some(one => one.status !== undefined) &&
    containers.every(one => one.status === undefined || isCreating(one))
  const told = lastEvent(
    view.events,
    /^(?:Failed.*|NetworkNotReady|Pulling|Pulled|Created|BackOff|InspectFailed)$/,
  )
  if (!stuck || told !== undefined) return null
  const volumes = outside(view)
  return { step: volumes.length > 0 ? 'volume' : 'sandbox', volumes }
}

function outside(view: PodView): readonly string[] {
  return (view.pod.spec.volumes ?? []).flatMap(one => {
    if (one.persistentVolumeClaim !== undefined) return [`claim ${one.persistentVolumeClaim.claimName}`]
    if (one.secret?.secretName !== undefined) return [`Secret ${one.secret.secretName}`]
    if (one.configMap?.name !== undefined) return [`ConfigMap ${one.configMap.name}`]
    const own = ['emptyDir', 'projected', 'downwardAPI', 'secret', 'configMap']
    const kind = Object.keys(one).find(key => key !== 'name' && !own.includes(key))
    return kind === undefined ? [] : [`${kind} ${one.name}`]
  })
}
