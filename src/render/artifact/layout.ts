// Where everything lies in the artifact: decided once, so that the report and the files agree.
import type { ContainerLog, PodLook } from '../../model/inspection.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { createNames, type Names } from './file-names.ts'

/** The folder in the layout of `kubectl cluster-info dump --output-directory`. */
export const clusterFolder = 'cluster'

export interface LookPaths {
  /** One for each command, in order. */
  readonly outputs: readonly string[]
  /** One for each log, in order. */
  readonly logs: readonly string[]
  /** All logs in one file, as kubectl writes it. */
  readonly allLogs: string
}

export interface Layout {
  /** A namespace's folder. */
  namespace(name: string): string
  /** The paths of a look; undefined for one that was not in the input. */
  look(look: PodLook): LookPaths | undefined
}

/** Files that lie beside the namespaces' folders. */
export const clusterFiles = {
  nodes: 'nodes.json',
  volumes: 'persistentvolumes.json',
  namespaces: 'namespaces.json',
  snapshot: 'snapshot.json',
} as const

/** The files in a namespace's folder, beside the pods' folders, by the kind of their items. */
export const objectFiles = {
  Pod: { file: 'pods.json', apiVersion: 'v1' },
  Event: { file: 'events.json', apiVersion: 'v1' },
  Service: { file: 'services.json', apiVersion: 'v1' },
  ReplicationController: { file: 'replication-controllers.json', apiVersion: 'v1' },
  DaemonSet: { file: 'daemonsets.json', apiVersion: 'apps/v1' },
  Deployment: { file: 'deployments.json', apiVersion: 'apps/v1' },
  ReplicaSet: { file: 'replicasets.json', apiVersion: 'apps/v1' },
  StatefulSet: { file: 'statefulsets.json', apiVersion: 'apps/v1' },
  Job: { file: 'jobs.json', apiVersion: 'batch/v1' },
  CronJob: { file: 'cronjobs.json', apiVersion: 'batch/v1' },
  EndpointSlice: { file: 'endpointslices.json', apiVersion: 'discovery.k8s.io/v1' },
  PersistentVolumeClaim: { file: 'persistentvolumeclaims.json', apiVersion: 'v1' },
  ResourceQuota: { file: 'resourcequotas.json', apiVersion: 'v1' },
} as const

export type ObjectKind = keyof typeof objectFiles

/** The same input always gives the same paths. */
export function planLayout(snapshot: Snapshot | null, looks: readonly PodLook[]): Layout {
  const names = createNames()
  for (const file of Object.values(clusterFiles)) names.reserve(`${clusterFolder}/${file}`)
  const inSnapshot = (snapshot?.namespaces ?? []).map(namespace => namespace.metadata.name)
  for (const name of inSnapshot) namespaceFolder(names, name)
  const planned = new Map(looks.map(look => [look, pathsOf(look, names)]))
  return {
    namespace: name => namespaceFolder(names, name),
    look: look => planned.get(look),
  }
}

function namespaceFolder(names: Names, name: string): string {
  const folder = names.folder(clusterFolder, name)
  for (const { file } of Object.values(objectFiles)) names.reserve(`${folder}/${file}`)
  return folder
}

function pathsOf(look: PodLook, names: Names): LookPaths {
  const { metadata } = look.suspect.pod
  const pod = names.folder(namespaceFolder(names, metadata.namespace ?? 'default'), metadata.name)
  const digits = Math.max(2, String(look.transcript.commands.length).length)
  return {
    outputs: look.transcript.commands.map((command, index) => {
      const number = String(index + 1).padStart(digits, '0')
      return names.file(`${pod}/inspection`, `${number}-${command.name}`, '.out')
    }),
    logs: look.logs.map(log => names.file(`${pod}/logs`, log.container, logEnding(log))),
    allLogs: names.file(pod, 'logs', '.txt'),
  }
}

function logEnding(log: ContainerLog): string {
  return log.previous ? '.previous.log' : '.log'
}
