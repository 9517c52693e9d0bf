// A small kubectl for tests: apply manifests, wait for what the API says, clean up.
import { setTimeout as sleep } from 'node:timers/promises'
import {
  ApiException,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  loadAllYaml,
} from '@kubernetes/client-node'
import { KubernetesApi } from '../../src/cluster/api.ts'
import { type Pod, podSchema } from '../../src/model/pod.ts'

/** How long a wait goes on before the test fails, saying what it saw last. Milliseconds. */
const PATIENCE_MS = 120_000
const POLL_MS = 250

export class TestKubernetes {
  readonly api: KubernetesApi
  readonly #objects: KubernetesObjectApi

  constructor(kubeconfig: string) {
    const config = new KubeConfig()
    config.loadFromFile(kubeconfig)
    this.api = new KubernetesApi(config)
    this.#objects = KubernetesObjectApi.makeApiClient(config)
  }

  /** Creates every object of a manifest, in its order; `namespace` fills in where an object names none. */
  async create(manifest: string, namespace?: string): Promise<void> {
    const objects: readonly KubernetesObject[] = loadAllYaml(manifest)
    for (const object of objects) {
      const metadata = { ...object.metadata }
      if (namespace !== undefined && object.kind !== 'Namespace') metadata.namespace ??= namespace
      await this.#objects.create({ ...object, metadata })
    }
  }

  /** Deletes every object of a manifest, waiting for none; those that are not there are no fault. */
  async removeAll(manifest: string, namespace?: string): Promise<void> {
    const objects: readonly KubernetesObject[] = loadAllYaml(manifest)
    for (const object of objects) {
      const metadata = { ...object.metadata }
      if (namespace !== undefined) metadata.namespace ??= namespace
      await this.#objects.delete({ ...object, metadata }).catch(onlyMissing)
    }
  }

  async createNamespace(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.#objects.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { ...labels } },
    })
    // Pods are refused until the namespace's service account is there.
    await this.until(`the service account of ${name}`, async () => {
      const path = `/api/v1/namespaces/${name}/serviceaccounts/default`
      return (await this.#exists(path)) || null
    })
  }

  /** Deletes a namespace and waits until it is gone, so that the next test may use its name. */
  async deleteNamespace(name: string): Promise<void> {
    const path = `/api/v1/namespaces/${name}`
    if (!(await this.#exists(path))) return
    const pods = await this.pods(name)
    for (const pod of pods)
      if (pod.metadata.finalizers !== undefined) await this.releasePod(name, pod.metadata.name)
    await Promise.all(pods.map(pod => this.remove(`/api/v1/namespaces/${name}/pods/${pod.metadata.name}`)))
    await this.api.json({ method: 'DELETE', path, signal: this.#signal() })
    await this.until(`${name} to be gone`, async () => !(await this.#exists(path)) || null)
  }

  /** Begins to delete a namespace, its pods without their grace period; waits for nothing. */
  async deleteQuickly(name: string): Promise<void> {
    const path = `/api/v1/namespaces/${name}`
    const query = { gracePeriodSeconds: '0' }
    await this.api.json({ method: 'DELETE', path, signal: this.#signal() })
    await this.api.json({ method: 'DELETE', path: `${path}/pods`, query, signal: this.#signal() })
  }

  /** Without waiting for its grace period. */
  async deletePod(namespace: string, name: string): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`
    await this.api.json({
      method: 'DELETE',
      path,
      query: { gracePeriodSeconds: '0' },
      signal: this.#signal(),
    })
  }

  /** Takes the finalizers off a pod, so that its deletion can end. */
  async releasePod(namespace: string, name: string): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`
    if (!(await this.#exists(path))) return
    await this.api.json({
      method: 'PATCH',
      path,
      body: { metadata: { finalizers: null } },
      signal: this.#signal(),
    })
  }

  /** Deletes an object by its API path; one that is not there is no fault. */
  async remove(path: string): Promise<void> {
    if (!(await this.#exists(path))) return
    const query = { gracePeriodSeconds: '0' }
    await this.api.json({ method: 'DELETE', path, query, signal: this.#signal() }).catch(async error => {
      // Gone in between is what was wanted.
      if (await this.#exists(path)) throw error
    })
  }

  async pods(namespace: string): Promise<readonly Pod[]> {
    const pods: Pod[] = []
    await this.api.list({ path: `/api/v1/namespaces/${namespace}/pods`, signal: this.#signal() }, item => {
      pods.push(podSchema.parse(item))
    })
    return pods
  }

  /** Waits until some pod whose name begins so satisfies the condition. */
  async untilPod(namespace: string, prefix: string, condition: (pod: Pod) => boolean): Promise<Pod> {
    return await this.until(`a pod ${namespace}/${prefix}…`, async () => {
      const pods = await this.pods(namespace)
      return pods.find(pod => pod.metadata.name.startsWith(prefix) && condition(pod)) ?? null
    })
  }

  /** Asks until the answer is not null. @throws Error after `patienceMs` milliseconds */
  async until<T>(
    what: string | (() => string),
    ask: () => Promise<T | null>,
    patienceMs = PATIENCE_MS,
  ): Promise<T> {
    const deadline = Date.now() + patienceMs
    while (Date.now() < deadline) {
      const answer = await ask()
      if (answer !== null) return answer
      await sleep(POLL_MS)
    }
    const wanted = typeof what === 'string' ? what : what()
    throw new Error(`Waited ${patienceMs / 1000} s in vain for ${wanted}.`)
  }

  async #exists(path: string): Promise<boolean> {
    return await this.api.json({ method: 'GET', path, signal: this.#signal() }).then(
      () => true,
      () => false,
    )
  }

  #signal(): AbortSignal {
    return AbortSignal.timeout(PATIENCE_MS)
  }
}

function onlyMissing(error: unknown): void {
  if (!(error instanceof ApiException && error.code === 404)) throw error
}

/** Ready: what kubelet says of the pod as a whole. */
export function isReady(pod: Pod): boolean {
  return (
    pod.status?.conditions?.some(condition => condition.type === 'Ready' && condition.status === 'True') ??
    false
  )
}

/** Running for longer than a quick readiness probe has before it counts as failing. */
export function hasRunAWhile(pod: Pod): boolean {
  const started = pod.status?.containerStatuses?.[0]?.state?.running?.startedAt
  return started !== undefined && Date.now() - Date.parse(started) > 12_000
}

/** Why some container of the pod waits, or how it ended, now or the last time; empty where all run well. */
export function troubles(pod: Pod): readonly string[] {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  return statuses.flatMap(status =>
    [
      status.state?.waiting?.reason,
      status.state?.terminated?.reason,
      status.lastState?.terminated?.reason,
    ].filter(reason => reason !== undefined),
  )
}
