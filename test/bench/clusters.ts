// What is measured on: failing pods on the real cluster, and a cluster of any size that exists only as lists.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HttpRequest, type HttpResponse, serve } from '../runner/http-server.ts'
import { kubeconfigFor } from '../support/api-proxy.ts'
import { hasRunAWhile, TestKubernetes } from '../support/kubernetes.ts'

const failing = (name: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "echo up; exec httpd -f -p 127.0.0.1:8080"]
      readinessProbe: {httpGet: {port: 8080}, periodSeconds: 5, failureThreshold: 1}
`

/** Runs `work` in a namespace with so many pods that run and never become ready, each with an owner of its own. */
export async function failingPods(
  kubeconfig: string,
  count: number,
  work: (namespace: string) => Promise<void>,
): Promise<void> {
  const kubernetes = new TestKubernetes(kubeconfig)
  const namespace = `bench-${count}`
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  try {
    for (let number = 1; number <= count; number++)
      await kubernetes.create(failing(`pod-${number}`), namespace)
    await kubernetes.until('all pods to have run a while', async () => {
      const pods = await kubernetes.pods(namespace)
      return pods.every(hasRunAWhile) || null
    })
    await work(namespace)
  } finally {
    await kubernetes.deleteNamespace(namespace)
  }
}

/** Runs `work` with a cluster of so many pods in fifty namespaces, of which every fiftieth pod is crash-looping. */
export async function withManyPods(
  count: number,
  work: (kubeconfig: string) => Promise<void>,
): Promise<void> {
  const pods = Array.from({ length: count }, (_, index) => pod(index))
  const events = pods.flatMap(one => [event(one, 'Scheduled'), event(one, 'Started')])
  const lists: Readonly<Record<string, readonly object[]>> = {
    '/api/v1/pods': pods,
    '/api/v1/events': events,
  }
  const server = await serve(request => Promise.resolve(answer(request, lists)))
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    const path = join(folder, 'kubeconfig')
    writeFileSync(path, kubeconfigFor(server.url))
    await work(path)
  } finally {
    rmSync(folder, { recursive: true })
    await server.close()
  }
}

/** The same cluster as the objects of one list: pods and their events, a node. */
export function asLists(count: number): readonly object[] {
  const pods = Array.from({ length: count }, (_, index) => pod(index))
  const events = pods.flatMap(one => [event(one, 'Scheduled'), event(one, 'Started')])
  const node = { kind: 'Node', metadata: { name: 'node-1' }, status: { conditions: [] } }
  return [
    ...pods.map(one => ({ kind: 'Pod', apiVersion: 'v1', ...one })),
    ...events.map(one => ({ kind: 'Event', apiVersion: 'v1', ...one })),
    node,
  ]
}

function answer({ url }: HttpRequest, lists: Readonly<Record<string, readonly object[]>>): HttpResponse {
  if (url.pathname === '/version') return { status: 200, body: { gitVersion: 'v1.36.3' } }
  if (url.pathname.endsWith('/log')) return { status: 200, body: 'starting\nERROR: no queue\n'.repeat(2_000) }
  const all = lists[url.pathname] ?? []
  const start = Number(url.searchParams.get('continue') ?? 0)
  const end = start + Number(url.searchParams.get('limit') ?? all.length)
  const metadata = end < all.length ? { continue: String(end) } : {}
  return { status: 200, body: { items: all.slice(start, end), metadata } }
}

interface Named {
  readonly metadata: { readonly name: string; readonly namespace: string }
}

function pod(index: number): Named {
  const created = new Date(Date.now() - 600_000).toISOString()
  const crashed = index % 50 === 0
  const run = {
    exitCode: 1,
    reason: 'Error',
    startedAt: created,
    finishedAt: created,
    containerID: 'containerd://b',
  }
  return {
    metadata: {
      name: `pod-${index}`,
      namespace: `namespace-${index % 50}`,
      ...{ creationTimestamp: created, uid: `uid-${index}`, labels: { app: `app-${index}` } },
      ...{ annotations: { note: 'n'.repeat(2_000) } },
    },
    ...{
      spec: {
        nodeName: 'node-1',
        containers: [{ name: 'app', image: 'app:1', env: [{ name: 'A', value: 'b' }] }],
      },
      status: {
        phase: 'Running',
        podIP: '10.0.0.1',
        conditions: [{ type: 'Ready', status: crashed ? 'False' : 'True', lastTransitionTime: created }],
        containerStatuses: [
          {
            ...{
              name: 'app',
              image: 'app:1',
              imageID: 'app@sha256:0',
              ready: !crashed,
              restartCount: crashed ? 7 : 0,
            },
            ...{ containerID: 'containerd://a', started: !crashed },
            state: crashed
              ? { waiting: { reason: 'CrashLoopBackOff' } }
              : { running: { startedAt: created } },
            lastState: crashed ? { terminated: run } : {},
          },
        ],
      },
    },
  }
}

function event({ metadata }: Named, reason: string): object {
  const { name, namespace } = metadata
  return {
    metadata: { name: `${name}.${reason}`, namespace },
    ...{ type: 'Normal', reason, message: `${reason} ${name}`, lastTimestamp: new Date().toISOString() },
    involvedObject: { kind: 'Pod', name, namespace },
  }
}
