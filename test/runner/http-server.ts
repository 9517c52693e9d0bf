// A small HTTP server on the loopback address, for the services that a runner gives its actions.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HttpRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface HttpResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON. */
  readonly body?: Buffer | object | string
}

/** `reset` closes the connection without an answer. */
export type Answer = HttpResponse | 'reset'

export interface LocalServer {
  /** Without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/** Listens on a free port of 127.0.0.1. An exception of the handler becomes a 500 that says so. */
export async function serve(handle: (request: HttpRequest) => Promise<Answer>): Promise<LocalServer> {
  const server = createServer((incoming, outgoing) => {
    void answer(incoming, outgoing, handle)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = addressOf(server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close(error => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error(`Not listening on a port: ${address}`)
  return address
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: HttpRequest) => Promise<Answer>,
): Promise<void> {
  const result = await readRequest(incoming)
    .then(handle)
    .catch((error: unknown): Answer => ({ status: 500, body: { message: String(error) } }))
  if (result === 'reset') {
    incoming.socket.resetAndDestroy()
    return
  }
  const { status, headers = {}, body = '' } = result
  const plain = typeof body === 'string' || Buffer.isBuffer(body)
  outgoing.writeHead(status, { ...(plain ? {} : { 'content-type': 'application/json' }), ...headers })
  outgoing.end(plain ? body : JSON.stringify(body))
}

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  }
}
