// The part of Azure's block blob protocol that the artifact client uses: put block, put block list, put, get.
import type { Answer, HttpRequest } from './http-server.ts'

export interface Blob {
  readonly bytes: Buffer
  readonly contentType: string
}

export type BlobOperation = 'PutBlock' | 'PutBlockList' | 'PutBlob' | 'GetBlob'

export function blobOperation({ method, url }: HttpRequest): BlobOperation {
  if (method === 'GET') return 'GetBlob'
  const component = url.searchParams.get('comp')
  if (component === 'block') return 'PutBlock'
  return component === 'blocklist' ? 'PutBlockList' : 'PutBlob'
}

export interface BlobStore {
  get(path: string): Blob | undefined
  handle(request: HttpRequest): Answer
}

export function createBlobStore(): BlobStore {
  const blobs = new Map<string, Blob>()
  const staged = new Map<string, Map<string, Buffer>>()

  const stage = ({ url, body }: HttpRequest): Answer => {
    const blocks = staged.get(url.pathname) ?? new Map<string, Buffer>()
    staged.set(url.pathname, blocks.set(url.searchParams.get('blockid') ?? '', body))
    return created()
  }
  const commit = (request: HttpRequest): Answer => {
    const blocks = staged.get(request.url.pathname)
    const ids = [...request.body.toString('utf8').matchAll(/<(?:Latest|Uncommitted)>([^<]*)</g)].map(
      ([, id]) => id ?? '',
    )
    const parts = ids.flatMap(id => blocks?.get(id) ?? [])
    if (parts.length < ids.length) return failure(400, 'InvalidBlockList')
    blobs.set(request.url.pathname, { bytes: Buffer.concat(parts), contentType: contentType(request) })
    return created()
  }
  const put = (request: HttpRequest): Answer => {
    blobs.set(request.url.pathname, { bytes: request.body, contentType: contentType(request) })
    return created()
  }
  const get = ({ url }: HttpRequest): Answer => {
    const blob = blobs.get(url.pathname)
    if (blob === undefined) return failure(404, 'BlobNotFound')
    return { status: 200, headers: { 'content-type': blob.contentType }, body: blob.bytes }
  }
  const operations = { PutBlock: stage, PutBlockList: commit, PutBlob: put, GetBlob: get }
  return { get: path => blobs.get(path), handle: request => operations[blobOperation(request)](request) }
}

function contentType({ headers }: HttpRequest): string {
  return headers['x-ms-blob-content-type'] ?? 'application/octet-stream'
}

function created(): Answer {
  return {
    status: 201,
    headers: {
      etag: '"0x8DC0FFEE"',
      'last-modified': new Date().toUTCString(),
      'x-ms-version': '2025-11-05',
    },
  }
}

function failure(status: number, code: string): Answer {
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`
  return { status, headers: { 'content-type': 'application/xml', 'x-ms-error-code': code }, body }
}
