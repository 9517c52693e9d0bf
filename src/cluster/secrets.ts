// The values that must never leave: those of every Secret that a pod refers to. Kept in memory only.
import { Buffer } from 'node:buffer'
import { z } from 'zod'
import type { Container, Pod } from '../model/pod.ts'
import type { NotCollected } from '../model/snapshot.ts'
import type { KnownSecret } from '../redact/known-secrets.ts'
import { ApiError, type KubernetesApi } from './api.ts'
import { inParallel } from './parallel.ts'
import { notCollected } from './words.ts'

export interface PodSecrets {
  readonly secrets: readonly KnownSecret[]
  /** Keys (`namespace/name`) of Secrets that could not be read, so that what they hold is not known. */
  readonly unknown: readonly string[]
  readonly notCollected: readonly NotCollected[]
}

/** One value of one Secret. */
interface PodSecret extends KnownSecret {
  /** `namespace/name/key` */
  readonly path: string
  readonly keyName: string
}

const secretSchema = z.looseObject({ data: z.record(z.string(), z.string()).optional() })
const AT_ONCE = 8

/** Reads each Secret that any of the pods refers to, once. */
export async function readPodSecrets(
  api: KubernetesApi,
  pods: readonly Pod[],
  signal: AbortSignal,
): Promise<PodSecrets> {
  const wanted = [...new Set(pods.flatMap(secretsOf))]
  const unknown: string[] = []
  let refusal: unknown
  const found = await inParallel(wanted, AT_ONCE, async key => {
    try {
      return await readSecret(api, key, signal)
    } catch (error) {
      // A Secret that does not exist has no values to hide.
      if (error instanceof ApiError && error.status === 404) return []
      unknown.push(key)
      refusal = error
      return []
    }
  })
  const entry = { ...notCollected('the values of the Secrets that pods refer to', refusal, SECRETS) }
  const why = `${entry.why} Without them only what looks like a secret can be hidden from the report.`
  const secrets = found.flat()
  return {
    secrets: [...secrets, ...asVariables(pods, secrets)],
    unknown,
    notCollected: unknown.length > 0 ? [{ ...entry, why }] : [],
  }
}

const SECRETS = { apiGroup: '', resource: 'secrets', verbs: ['get'] }

async function readSecret(
  api: KubernetesApi,
  key: string,
  signal: AbortSignal,
): Promise<readonly PodSecret[]> {
  const [namespace = '', name = ''] = key.split('/')
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`
  const secret = secretSchema.parse(await api.json({ method: 'GET', path, signal }))
  return Object.entries(secret.data ?? {}).map(([keyName, encoded]) => ({
    label: `secret ${name}/${keyName}`,
    value: Buffer.from(encoded, 'base64'),
    keyName,
    path: `${key}/${keyName}`,
  }))
}

/** The same values under the names of the variables that carry them: a weak value is hidden beside its variable's name too. */
function asVariables(pods: readonly Pod[], secrets: readonly PodSecret[]): readonly KnownSecret[] {
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

/** Every Secret that a pod names: in variables, in volumes and for pulling its images. */
function secretsOf(pod: Pod): readonly string[] {
  const { spec } = pod
  const containers = [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])]
  const names = [
    ...containers.flatMap(secretsOfContainer),
    ...(spec.volumes ?? []).flatMap(volume => [
      volume.secret?.secretName,
      ...(volume.projected?.sources ?? []).map(source => source.secret?.name),
    ]),
    ...(spec.imagePullSecrets ?? []).map(reference => reference.name),
  ]
  const namespace = pod.metadata.namespace ?? 'default'
  return names.flatMap(name => (name === undefined || name === '' ? [] : [`${namespace}/${name}`]))
}

function secretsOfContainer(container: Container): readonly (string | undefined)[] {
  const variables = container.env ?? []
  return [
    ...variables.map(variable => variable.valueFrom?.secretKeyRef?.name),
    ...(container.envFrom ?? []).map(source => source.secretRef?.name),
  ]
}
