// Which workload a person would name for a pod: the Deployment, not its ReplicaSet; the CronJob, not one of its Jobs.
import type { OwnerReference } from '../model/meta.ts'
import type { Workload } from '../model/objects.ts'
import type { Pod } from '../model/pod.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { ObjectName } from '../model/suspect.ts'

/**
 * The workload that a person would name for this pod; the pod itself where nothing owns it. A ReplicaSet that is not in
 * the snapshot is still traced to its Deployment: its name is the Deployment's, a hyphen and the pod-template-hash.
 */
export function ownerOf(pod: Pod, snapshot: Pick<Snapshot, 'workloads'>): ObjectName {
  const namespace = pod.metadata.namespace ?? 'default'
  const controller = controllerOf(pod.metadata.ownerReferences)
  // A static pod's controller is its Node, which is not what a person would name.
  if (controller === undefined || controller.kind === 'Node') {
    return { kind: 'Pod', namespace, name: pod.metadata.name }
  }
  if (controller.kind === 'Job') return ofJob(controller.name, namespace, snapshot)
  if (controller.kind !== 'ReplicaSet') return { kind: controller.kind, namespace, name: controller.name }
  const set = findWorkload(snapshot.workloads, 'ReplicaSet', namespace, controller.name)
  const above = controllerOf(set?.metadata.ownerReferences)
  if (above !== undefined) return { kind: above.kind, namespace, name: above.name }
  const hash = pod.metadata.labels?.['pod-template-hash']
  if (set === undefined && hash !== undefined && controller.name.endsWith(`-${hash}`)) {
    return { kind: 'Deployment', namespace, name: controller.name.slice(0, -hash.length - 1) }
  }
  return { kind: 'ReplicaSet', namespace, name: controller.name }
}

/** The pods that a person would call those of the workload. */
export function podsOf(workload: ObjectName, snapshot: Pick<Snapshot, 'pods' | 'workloads'>): readonly Pod[] {
  return snapshot.pods.filter(pod => {
    const { kind, namespace, name } = ownerOf(pod, snapshot)
    return kind === workload.kind && namespace === workload.namespace && name === workload.name
  })
}

/** The CronJob that made the Job, by its name where the snapshot lacks the Job; else the Job itself. */
export function ofJob(name: string, namespace: string, snapshot: Pick<Snapshot, 'workloads'>): ObjectName {
  const job = findWorkload(snapshot.workloads, 'Job', namespace, name)
  const above = controllerOf(job?.metadata.ownerReferences)
  if (above !== undefined) return { kind: above.kind, namespace, name: above.name }
  const minute = job === undefined ? MINUTE.exec(name)?.[0] : undefined
  return minute === undefined
    ? { kind: 'Job', namespace, name }
    : { kind: 'CronJob', namespace, name: name.slice(0, -minute.length) }
}

/** What a CronJob puts behind its name: when the run was due, in minutes since 1970. */
const MINUTE = /-[23]\d{7}$/

/** The owner reference that controls an object; the only one where none is marked. */
export function controllerOf(references: readonly OwnerReference[] | undefined): OwnerReference | undefined {
  const controller = references?.find(reference => reference.controller === true)
  if (controller !== undefined) return controller
  return references?.length === 1 ? references[0] : undefined
}

/** The workload of that kind and name, or undefined where the snapshot has none. */
export function findWorkload(
  workloads: readonly Workload[],
  kind: string,
  namespace: string,
  name: string,
): Workload | undefined {
  return workloads.find(
    workload =>
      workload.kind === kind &&
      workload.metadata.name === name &&
      (workload.metadata.namespace ?? 'default') === namespace,
  )
}
