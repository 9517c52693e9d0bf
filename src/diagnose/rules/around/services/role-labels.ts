// Labels that pods get while they run (leader, primary, active): a Service that selects by one of them may rightly be empty.
import type { Service } from '../../../../model/objects.ts'
import type { Pod } from '../../../../model/pod.ts'
import { controllerOf, findWorkload } from '../../../../select/owner.ts'
import type { Facts } from '../../../facts.ts'
import { templateLabels } from '../../placing/creation/workload-pods.ts'
import { hasEndpoints } from '../../running/dependency/dependency-target.ts'

/** Controllers that give their pods the labels of their template and no others of the app's own. */
const plain = /^(?:ReplicaSet|StatefulSet|DaemonSet|Job)$/

/**
 * True where the pod bears that label without its workload's template saying so: the program or an operator has set it, so that its
 * value tells the pod's part, which changes hands.
 */
export function isSetWhileRunning(pod: Pod, key: string, facts: Facts): boolean {
  const controller = controllerOf(pod.metadata.ownerReferences)
  if (controller === undefined || pod.metadata.labels?.[key] === undefined) return false
  if (!plain.test(controller.kind)) return true
  const namespace = pod.metadata.namespace ?? 'default'
  const workload = findWorkload(facts.snapshot.workloads, controller.kind, namespace, controller.name)
  const labels = workload === undefined ? undefined : templateLabels(workload)
  return labels !== undefined && labels.size > 0 && !labels.has(key)
}

/** True where another Service, alike but for that one label, does reach pods: one of a family, each for a part that a pod may play. */
export function hasServingSibling(service: Service, key: string, facts: Facts): boolean {
  const rest = Object.entries(service.spec?.selector ?? {}).filter(([one]) => one !== key)
  if (rest.length === 0) return false
  return facts.snapshot.services.some(other => {
    const selector = other.spec?.selector ?? {}
    const same = (other.metadata.namespace ?? 'default') === (service.metadata.namespace ?? 'default')
    const others = Object.keys(selector).filter(one => one !== key)
    return (
      same &&
      other !== service &&
      others.length === rest.length &&
      rest.every(([one, value]) => selector[one] === value) &&
      hasEndpoints(other, facts)
    )
  })
}
