// Speaks to an API server with the certificate of a kubeconfig: the few requests that starting and checking a cluster needs.
import { readFileSync } from 'node:fs'
import { Agent, type RequestOptions, request } from 'node:https'
import { parse } from 'yaml'
import { z } from 'zod'

const Kubeconfig = z.object({
  clusters: z
    .array(z.object({ cluster: z.object({ server: z.url(), 'certificate-authority-data': z.base64() }) }))
    .min(1),
  users: z
    .array(
      z.object({
        user: z.object({ 'client-certificate-data': z.base64(), 'client-key-data': z.base64() }),
      }),
    )
    .min(1),
})

export interface ApiAnswer {
  status: number
  text: string
}

export interface ApiClient {
  /** One request; `body` is sent as JSON. Rejects when there is no answer within five seconds. */
  call(method: string, path: string, body?: unknown, contentType?: string): Promise<ApiAnswer>
}

const TIMEOUT_MS = 5_000

/**
 * A client for the first cluster of a kubeconfig file that holds its certificates, as ours do: as its first user, or as
 * whomever a token belongs to.
 */
export function apiClient(kubeconfigPath: string, token?: string): ApiClient {
  const { clusters, users } = Kubeconfig.parse(parse(readFileSync(kubeconfigPath, 'utf8')))
  const cluster = clusters[0]?.cluster
  const user = users[0]?.user
  if (cluster === undefined || user === undefined)
    throw new Error(`${kubeconfigPath} names no cluster or user`)
  const ca = Buffer.from(cluster['certificate-authority-data'], 'base64')
  const cert = Buffer.from(user['client-certificate-data'], 'base64')
  const key = Buffer.from(user['client-key-data'], 'base64')
  const agent = new Agent(token === undefined ? { ca, cert, key } : { ca })
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return {
    call: (method, path, body, contentType = 'application/json') => {
      const headers = { ...authorization, ...(body === undefined ? {} : { 'content-type': contentType }) }
      return send(new URL(path, cluster.server), { agent, method, headers, timeout: TIMEOUT_MS }, body)
    },
  }
}

function send(url: URL, options: RequestOptions, body: unknown): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.on('timeout', () => sent.destroy(new Error(`${url} did not answer within ${TIMEOUT_MS} ms`)))
    sent.on('error', reject)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
