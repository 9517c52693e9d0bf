// The cluster's objects and logs as `kubectl cluster-info dump --output-directory` writes them, with a few more kinds.
import { Buffer } from 'node:buffer'
import type { PodLook } from '../../model/inspection.ts'
import type { Metadata } from '../../model/meta.ts'
import type { NotCollected, Snapshot } from '../../model/snapshot.ts'
import { withoutNoise } from '../../redact/documents.ts'
import { clusterFiles, clusterFolder, type Layout, type ObjectKind, objectFiles } from './layout.ts'

/** A file of the artifact; text is UTF-8. */
export interface ArtifactFile {
  readonly path: string
  readonly content: Uint8Array | string
}

interface KubernetesObject {
  readonly metadata: Metadata
}

/** All files under `cluster/`. Everything in the input must be redacted already. */
export function clusterDump(
  snapshot: Snapshot | null,
  looks: readonly PodLook[],
  layout: Layout,
): readonly ArtifactFile[] {
  const objects = snapshot === null ? [] : objectLists(snapshot, layout)
  return [...objects, ...looks.flatMap(look => lookFiles(look, layout))]
}

function objectLists(snapshot: Snapshot, layout: Layout): readonly ArtifactFile[] {
  const { takenAt, jobStartedAt, failedStep = null, cluster, notCollected, volumes } = snapshot
  return [
    {
      path: `${clusterFolder}/${clusterFiles.snapshot}`,
      content: asJson({
        takenAt,
        jobStartedAt,
        failedStep,
        cluster,
        notCollected: notCollected.map(inWords),
      }),
    },
    list(`${clusterFolder}/${clusterFiles.nodes}`, 'Node', 'v1', snapshot.nodes),
    ...(volumes === undefined
      ? []
      : [list(`${clusterFolder}/${clusterFiles.volumes}`, 'PersistentVolume', 'v1', volumes)]),
    list(`${clusterFolder}/${clusterFiles.namespaces}`, 'Namespace', 'v1', snapshot.namespaces),
    ...namespacesOf(snapshot).flatMap(namespace => namespaceLists(snapshot, namespace, layout)),
  ]
}

const inWords = ({ what, why, fix }: NotCollected): NotCollected => ({ what, why, fix })

/** All namespaces with objects in them, also where namespaces themselves could not be listed. */
function namespacesOf(snapshot: Snapshot): readonly string[] {
  const listed = snapshot.namespaces.map(namespace => namespace.metadata.name)
  const used = Object.values(byKind(snapshot)).flatMap(objects => objects.map(namespaceOf))
  return [...new Set([...listed, ...used])]
}

function byKind(snapshot: Snapshot): Readonly<Record<ObjectKind, readonly KubernetesObject[]>> {
  const workloads = (kind: string) => snapshot.workloads.filter(workload => workload.kind === kind)
  return {
    Pod: snapshot.pods,
    Event: snapshot.events,
    Service: snapshot.services,
    ReplicationController: workloads('ReplicationController'),
    DaemonSet: workloads('DaemonSet'),
    Deployment: workloads('Deployment'),
    ReplicaSet: workloads('ReplicaSet'),
    StatefulSet: workloads('StatefulSet'),
    Job: workloads('Job'),
    CronJob: workloads('CronJob'),
    EndpointSlice: snapshot.endpointSlices,
    PersistentVolumeClaim: snapshot.claims,
    ResourceQuota: snapshot.quotas,
  }
}

/** kubectl writes its seven kinds for every namespace, empty or not; ours appear where there are some. */
const alwaysWritten: ReadonlySet<string> = new Set<ObjectKind>([
  'Pod',
  'Event',
  'Service',
  'ReplicationController',
  'DaemonSet',
  'Deployment',
  'ReplicaSet',
])

function namespaceLists(snapshot: Snapshot, namespace: string, layout: Layout): readonly ArtifactFile[] {
  const folder = layout.namespace(namespace)
  return Object.entries(byKind(snapshot)).flatMap(([kind, objects]) => {
    const items = objects.filter(object => namespaceOf(object) === namespace)
    const entry = Object.entries(objectFiles).find(([name]) => name === kind)?.[1]
    if (entry === undefined || (items.length === 0 && !alwaysWritten.has(kind))) return []
    return [list(`${folder}/${entry.file}`, kind, entry.apiVersion, items)]
  })
}

function namespaceOf(object: KubernetesObject): string {
  return object.metadata.namespace ?? 'default'
}

function list(
  path: string,
  kind: string,
  apiVersion: string,
  objects: readonly KubernetesObject[],
): ArtifactFile {
  const items = withoutNoise(objects).map(withoutType)
  return { path, content: asJson({ kind: `${kind}List`, apiVersion, metadata: {}, items }) }
}

/** In a list the items' type is said once, by the list. */
function withoutType(object: KubernetesObject): object {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'kind' && key !== 'apiVersion'))
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 4)}\n`
}

function lookFiles(look: PodLook, layout: Layout): readonly ArtifactFile[] {
  const paths = layout.look(look)
  if (paths === undefined) return []
  const outputs = look.transcript.commands.map((command, index) => ({
    path: paths.outputs[index] ?? '',
    content: command.output,
  }))
  const logs = look.logs.map((log, index) => ({ path: paths.logs[index] ?? '', content: log.bytes }))
  const all = look.logs.length === 0 ? [] : [{ path: paths.allLogs, content: allLogs(look) }]
  return [...outputs, ...logs, ...all].filter(file => file.path !== '')
}

/** The logs of the containers' present runs between the marks that kubectl sets. */
function allLogs(look: PodLook): Uint8Array {
  const { namespace = 'default', name } = look.suspect.pod.metadata
  const parts = look.logs
    .filter(log => !log.previous)
    .flatMap(log => {
      const what = `logs for container ${log.container} of pod ${namespace}/${name}`
      return [Buffer.from(`==== START ${what} ====\n`), log.bytes, Buffer.from(`==== END ${what} ====\n`)]
    })
  return new Uint8Array(Buffer.concat(parts))
}
