// Workloads as the makers of pods: which pods they make, and for whom.
import type { Service, Workload } from '../../../../model/objects.ts'
import type { Pod } from '../../../../model/pod.ts'
import { type ObjectName, objectName } from '../../../../model/suspect.ts'
import { controllerOf } from '../../../../select/owner.ts'
import { isOnlyNamed } from '../../../facts.ts'

/** True for a workload whose pods the Service selects; where only its name is known, that may tell. */
export function makesPodsFor(workload: Workload, service: Service): boolean {
  const { metadata, spec } = service
  const same = (workload.metadata.namespace ?? 'default') === (metadata.namespace ?? 'default')
  const selector = Object.entries(spec?.selector ?? {})
  if (!same || selector.length === 0) return false
  if (isOnlyNamed(workload)) return workload.metadata.name === metadata.name
  const labels = templateLabels(workload)
  return selector.every(([key, value]) => labels.get(key) === value)
}

/** The labels that a workload gives its pods. */
export function templateLabels(workload: Workload): ReadonlyMap<string, string> {
  const metadata = workload.spec?.template?.metadata
  if (typeof metadata !== 'object' || metadata === null || !('labels' in metadata)) return new Map()
  const { labels } = metadata
  if (typeof labels !== 'object' || labels === null) return new Map()
  return new Map(Object.entries(labels).map(([key, value]) => [key, String(value)]))
}

/** True for a pod that this very workload made. */
export function isMadeBy(pod: Pod, { kind, metadata }: Workload): boolean {
  const controller = controllerOf(pod.metadata.ownerReferences)
  const same = (pod.metadata.namespace ?? 'default') === (metadata.namespace ?? 'default')
  return same && controller?.kind === kind && controller.name === metadata.name
}

/** The workload that a person would name: the one above, where there is one. */
export function ownerName(workload: Workload): ObjectName {
  const own = objectName(workload.kind, workload)
  const above = controllerOf(workload.metadata.ownerReferences)
  return above === undefined ? own : { ...own, kind: above.kind, name: above.name }
}

/** Seconds in which a controller makes its pods. */
export const makingTakes = 60
