// The values that must never leave: those of every Secret that a pod refers to. Kept in memory only.
import { z } from 'zod'
import type { Pod } from '../model/pod.ts'
import type { NotCollected } from '../model/snapshot.ts'
import { asVariables, type PodSecret, secretsOf, secretValues } from '../redact/from-cluster.ts'
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
  const why = `${entry.why} Without them only what looks like a secret can be hidden, so the values of environments are left out, and what your commands print of files in pods that use those Secrets.`
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
  return secretValues(key, secret.data ?? {})
}
