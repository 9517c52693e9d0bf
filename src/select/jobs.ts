// Jobs whose failure no longer matters, because the same work was done after it.
import { conditionOf } from '../model/meta.ts'
import type { Workload } from '../model/objects.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { moment } from './moment.ts'
import { controllerOf, findWorkload } from './owner.ts'

/** True for a Job that has reached its completions. */
export function isComplete(job: Workload): boolean {
  return conditionOf(job.status?.conditions, 'Complete')?.status === 'True'
}

/** True for a Job of a CronJob of which a later run has succeeded: Kubernetes keeps the failed ones to be looked at. */
export function isOvertaken(job: Workload, { workloads }: Pick<Snapshot, 'workloads'>): boolean {
  const above = controllerOf(job.metadata.ownerReferences)
  if (above?.kind !== 'CronJob') return false
  const { namespace = 'default', creationTimestamp } = job.metadata
  const made = moment(creationTimestamp) ?? Number.POSITIVE_INFINITY
  const cronJob = findWorkload(workloads, 'CronJob', namespace, above.name)
  const lastSuccess = cronJob?.status?.['lastSuccessfulTime']
  if (typeof lastSuccess === 'string' && (moment(lastSuccess) ?? 0) > made) return true
  return workloads.some(
    other =>
      other.kind === 'Job' &&
      (other.metadata.namespace ?? 'default') === namespace &&
      controllerOf(other.metadata.ownerReferences)?.name === above.name &&
      (moment(other.metadata.creationTimestamp) ?? 0) > made &&
      isComplete(other),
  )
}
