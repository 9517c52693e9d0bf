// A proxy in front of a real API server that can fall silent: what a network that goes away looks like to a client.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { stringify } from 'yaml'

export interface ApiRequest {
  readonly method: string
  readonly path: string
  /** From 1. */
  readonly index: number
}

/** `silence` never answers; `stop` answers and falls silent in the middle of the body. */
export type Treatment = 'pass' | 'silence' | 'stop'

export interface ApiProxy {
  /** A kubeconfig file that leads through the proxy with the rights of the original. */
  readonly kubeconfig: string
  /** A folder that goes when it is closed. */
  readonly folder: string
  readonly requests: readonly ApiRequest[]
  close(): Promise<void>
}

/** Passes each request to the cluster of `kubeconfig`, or treats it as `rule` says. */
export async function startApiProxy(
  kubeconfig: string,
  rule: (request: ApiRequest) => Treatment = () => 'pass',
): Promise<ApiProxy> {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  const target = config.getCurrentCluster()?.server
  if (target === undefined) throw new Error(`The kubeconfig ${kubeconfig} names no cluster.`)
  const tls: { ca?: Buffer; cert?: Buffer; key?: Buffer } = {}
  await config.applyToHTTPSOptions(tls)

  const requests: ApiRequest[] = []
  const server = createServer((incoming, outgoing) => {
    const asked = { method: incoming.method ?? '', path: incoming.url ?? '', index: requests.length + 1 }
    requests.push(asked)
    const treatment = rule(asked)
    if (treatment !== 'silence') pass(incoming, outgoing, new URL(asked.path, target), tls, treatment)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy listens on no port.')
  const folder = mkdtempSync(join(tmpdir(), 'api-proxy-'))
  const path = join(folder, 'kubeconfig')
  writeFileSync(path, kubeconfigFor(`http://127.0.0.1:${address.port}`))
  return {
    kubeconfig: path,
    folder,
    requests,
    close: () =>
      new Promise(resolve => {
        rmSync(folder, { recursive: true })
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  url: URL,
  tls: object,
  treatment: Treatment,
): void {
  const { host: _host, ...headers } = incoming.headers
  const passed = request(url, { ...tls, method: incoming.method, headers }, answer => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    if (treatment === 'stop') {
      answer.once('data', (data: Buffer) => outgoing.write(data.subarray(0, data.length / 2)))
      return
    }
    answer.pipe(outgoing)
  })
  passed.on('error', () => outgoing.destroy())
  outgoing.on('close', () => passed.destroy())
  incoming.pipe(passed)
}

/** A kubeconfig with one cluster and one user, whose credentials are `user`. */
export function kubeconfigFor(
  server: string,
  user: Readonly<Record<string, unknown>> = {},
  cluster: Readonly<Record<string, unknown>> = {},
  namespace?: string,
): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, ...cluster } }],
    users: [{ name: 'test', user }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace } }],
    'current-context': 'test',
  })
}
