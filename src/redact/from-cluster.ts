// What the cluster's own objects tell redaction: the values of Secrets, under every name, and the names that must stay readable.
import { Buffer } from 'node:buffer'
import type { Container, Pod } from '../model/pod.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { KnownSecret } from './known-secrets.ts'

/** One value of one Secret. */
export interface PodSecret extends KnownSecret {
  /** `namespace/name/key` */
  readonly path: string
  readonly keyName: string
}

/** The values of a Secret's `data` (base64), each with what to call it instead. `key` is the Secret's `namespace/name`. */
export function secretValues(key: string, data: Readonly<Record<string, string>>): readonly PodSecret[] {
  const name = key.slice(key.indexOf('/') + 1)
  return Object.entries(data).map(([keyName, encoded]) => ({
    label: `secret ${name}/${keyName}`,
    value: Buffer.from(encoded, 'base64'),
    keyName,
    path: `${key}/${keyName}`,
  }))
}

/** The same values under the names of the variables that carry them: a weak value is hidden beside its variable's name too. */
export function asVariables(pods: readonly Pod[], secrets: readonly PodSecret[]): readonly KnownSecret[] {
  const byKey = new Map(secrets.map(secret => [secret.path, secret]))
  const variables = pods.flatMap(pod =>
    [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
      .flatMap(container => container.env ?? [])
      .map(variable => ({
        name: variable.name,
        namespace: pod.metadata.namespace,
        ref: variable.valueFrom?.secretKeyRef,
      })),
  )
  const named = variables.flatMap(({ name, namespace = 'default', ref }) => {
    const secret = byKey.get(`${namespace}/${ref?.name ?? ''}/${ref?.key ?? ''}`)
    return secret === undefined || secret.keyName === name ? [] : [{ ...secret, keyName: name }]
  })
  return [...new Map(named.map(secret => [`${secret.path} ${secret.keyName}`, secret])).values()]
}

/** Keys (`namespace/name`) of every Secret that a pod names: in variables, in volumes and for pulling its images. */
export function secretsOf(pod: Pod): readonly string[] {
  const { spec } = pod
  const containers = [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])]
  const names = [
    ...containers.flatMap(secretsOfContainer),
    ...(spec.volumes ?? []).flatMap(secretsOfVolume),
    ...(spec.imagePullSecrets ?? []).map(reference => reference.name),
  ]
  const namespace = pod.metadata.namespace ?? 'default'
  return names.flatMap(name => (name === undefined || name === '' ? [] : [`${namespace}/${name}`]))
}

/** Every kind of volume names Secrets in its own place: `secretName`, `secret: {name}`, `secretRef`, `nodePublishSecretRef`. */
function secretsOfVolume(node: object): readonly string[] {
  return Object.entries(node).flatMap(([key, member]) => {
    if (key === 'secretName') return typeof member === 'string' ? [member] : []
    if (typeof member !== 'object' || member === null) return []
    const name: unknown = /^secret$|SecretRef$|^secretRef$/.test(key) ? Reflect.get(member, 'name') : null
    return [...(typeof name === 'string' ? [name] : []), ...secretsOfVolume(member)]
  })
}

function secretsOfContainer(container: Container): readonly (string | undefined)[] {
  const variables = container.env ?? []
  return [
    ...variables.map(variable => variable.valueFrom?.secretKeyRef?.name),
    ...(container.envFrom ?? []).map(source => source.secretRef?.name),
  ]
}

/** The names that the report is about: a Secret whose value repeats one must not black it out everywhere. */
export function namesIn(snapshot: Snapshot): readonly string[] {
  const objects = [
    ...snapshot.namespaces,
    ...snapshot.services,
    ...snapshot.workloads,
    ...snapshot.pods,
    ...snapshot.nodes,
    ...(snapshot.volumes ?? []),
  ]
  const containers = snapshot.pods.flatMap(pod => pod.spec.containers)
  return [...objects.map(object => object.metadata.name), ...containers.map(container => container.name)]
}
