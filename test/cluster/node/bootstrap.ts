// Brings the components up in the order they need one another, and waits until pods can run and names resolve.

import { Resolver } from 'node:dns/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type ApiClient, apiClient } from '../api.ts'
import type { LaunchOrder } from '../messages.ts'
import { run, until } from '../programs/processes.ts'
import { DNS_ADDRESS, INNER_FOLDER, NODE_ADDRESS, NODE_NAME } from './addresses.ts'
import type { Component } from './components.ts'

const STEP_TIMEOUT_MS = 120_000

/** @throws Error naming the step that was not done in time. */
export async function prepareCluster(
  order: LaunchOrder,
  start: (component: Component) => void,
  step: (text: string) => void,
): Promise<void> {
  step('starting etcd, containerd and the API server')
  start('etcd')
  start('containerd')
  start('kube-apiserver')
  const images = importImages(order)
  // A failure is reported where it is awaited, below.
  images.catch(() => undefined)
  const api = apiClient(join(INNER_FOLDER, 'pki', 'admin.kubeconfig'))
  await wait('the API server to be ready', async () => (await api.call('GET', '/readyz')).status === 200)
  step('API server is ready; starting controllers, scheduler, kubelet, proxy and DNS')
  start('kube-controller-manager')
  start('kube-scheduler')
  start('kubelet')
  start('kube-proxy')
  await Promise.all(systemObjects().map(([path, body]) => create(api, path, body)))
  start('coredns')
  await images
  await wait('the node to be ready', () => isNodeReady(api))
  await labelNode(api)
  step('node is ready; waiting for service accounts and DNS')
  const account = '/api/v1/namespaces/default/serviceaccounts/default'
  await wait('the default service account', async () => (await api.call('GET', account)).status === 200)
  await wait('DNS to answer through its Service', resolvesApiServer)
}

async function wait(what: string, condition: () => Promise<boolean>): Promise<void> {
  let last = ''
  const settled = async () => {
    try {
      return await condition()
    } catch (error) {
      last = error instanceof Error ? error.message : String(error)
      return false
    }
  }
  if (await until(settled, STEP_TIMEOUT_MS)) return
  throw new Error(
    `waited ${STEP_TIMEOUT_MS / 1000} s in vain for ${what}${last && `; the last error was: ${last}`}`,
  )
}

/**
 * Imports image archives into containerd as soon as it listens. ctr does the work itself (--local): the server would only
 * unpack for its default snapshotter.
 */
async function importImages(order: LaunchOrder): Promise<void> {
  const socket = join(INNER_FOLDER, 'containerd.sock')
  await wait('containerd to listen', async () => existsSync(socket))
  const ctr = join(order.programs.containerdEtcd, 'ctr')
  for (const archive of order.images) {
    const args = ['--address', socket, '--namespace', 'k8s.io', 'images', 'import', '--local']
    const snapshotter = ['--snapshotter', order.snapshotter]
    const finished = await run(ctr, [...args, ...snapshotter, archive])
    if (finished.code !== 0) throw new Error(`could not import ${archive}: ${finished.stderr.trim()}`)
  }
}

const Node = z.object({
  spec: z.object({ taints: z.array(z.unknown()).optional() }),
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional() }),
})

/** Ready, and without the taint that keeps pods away until the controllers have seen it so. */
async function isNodeReady(api: ApiClient): Promise<boolean> {
  const answer = await api.call('GET', `/api/v1/nodes/${NODE_NAME}`)
  if (answer.status !== 200) return false
  const { spec, status } = Node.parse(JSON.parse(answer.text))
  const ready = status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True')
  return ready === true && (spec.taints ?? []).length === 0
}

/** The role's label, which a kubelet may not give itself. */
async function labelNode(api: ApiClient): Promise<void> {
  const body = { metadata: { labels: { 'node-role.kubernetes.io/control-plane': '' } } }
  const answer = await api.call('PATCH', `/api/v1/nodes/${NODE_NAME}`, body, 'application/merge-patch+json')
  if (answer.status !== 200) throw new Error(`could not label the node: ${answer.text}`)
}

async function resolvesApiServer(): Promise<boolean> {
  const resolver = new Resolver({ timeout: 300, tries: 1 })
  resolver.setServers([DNS_ADDRESS])
  return (await resolver.resolve4('kubernetes.default.svc.cluster.local')).length > 0
}

async function create(api: ApiClient, path: string, body: unknown): Promise<void> {
  // Right after the start the API server may not have made kube-system or its address ranges yet.
  await wait(`the API server to take ${path}`, async () => {
    const answer = await api.call('POST', path, body)
    if (answer.status === 201 || answer.status === 409) return true
    throw new Error(answer.text)
  })
}

/** CoreDNS runs as a process on the node, so its rights, its Service and the Service's endpoints are made by hand. */
function systemObjects(): [path: string, body: object][] {
  const rbac = '/apis/rbac.authorization.k8s.io/v1'
  const dns = { name: 'kube-dns', namespace: 'kube-system' }
  const ports = [
    { name: 'dns', port: 53, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, protocol: 'TCP' },
  ]
  const readOnly = (apiGroups: string[], resources: string[]) => ({
    apiGroups,
    resources,
    verbs: ['list', 'watch', 'get'],
  })
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' }
  return [
    [
      `${rbac}/clusterroles`,
      {
        metadata: { name: 'system:coredns' },
        rules: [
          readOnly([''], ['services', 'pods', 'namespaces']),
          readOnly(['discovery.k8s.io'], ['endpointslices']),
        ],
      },
    ],
    [
      `${rbac}/clusterrolebindings`,
      {
        metadata: { name: 'system:coredns' },
        roleRef: role,
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:coredns' }],
      },
    ],
    [
      '/api/v1/namespaces/kube-system/services',
      {
        metadata: { ...dns, labels: { 'k8s-app': 'kube-dns', 'kubernetes.io/name': 'CoreDNS' } },
        spec: { clusterIP: DNS_ADDRESS, ports },
      },
    ],
    [
      '/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices',
      {
        metadata: { ...dns, labels: { 'kubernetes.io/service-name': 'kube-dns' } },
        addressType: 'IPv4',
        endpoints: [{ addresses: [NODE_ADDRESS], conditions: { ready: true } }],
        ports,
      },
    ],
  ]
}
