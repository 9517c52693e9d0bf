// A gRPC health check as bytes: the smallest HTTP/2 conversation in which a server answers one.
import { Buffer } from 'node:buffer'

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const FRAME = { data: 0, headers: 1, settings: 4 } as const
const END_STREAM = 1
const END_HEADERS = 4
/** Places in HPACK's static table (RFC 7541, appendix A). */
const FIELD = { authority: 1, path: 4, contentType: 31, userAgent: 58 } as const
const POST_OVER_HTTP = [0x83, 0x86] as const

/** The request that kubelet makes: `grpc.health.v1.Health/Check` without TLS, for the service named (empty for the server itself). */
export function grpcHealthRequest(service: string): Uint8Array {
  const fields = Buffer.concat([
    Buffer.from(POST_OVER_HTTP),
    indexed(FIELD.path, '/grpc.health.v1.Health/Check'),
    indexed(FIELD.authority, 'localhost'),
    indexed(FIELD.contentType, 'application/grpc'),
    indexed(FIELD.userAgent, 'kube-probe/replay'),
    Buffer.from([0]),
    text('te'),
    text('trailers'),
  ])
  const name = Buffer.from(service)
  const message = name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, name.length]), name])
  const length = Buffer.alloc(5)
  length.writeUInt32BE(message.length, 1)
  return Buffer.concat([
    Buffer.from(PREFACE),
    frame(FRAME.settings, 0, 0, Buffer.alloc(0)),
    frame(FRAME.headers, END_HEADERS, 1, fields),
    frame(FRAME.data, END_STREAM, 1, Buffer.concat([length, message])),
  ])
}

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** A field that the table names, with a value of its own, kept in no table. */
function indexed(index: number, value: string): Buffer {
  const name = index < 15 ? [index] : [15, index - 15]
  return Buffer.concat([Buffer.from(name), text(value)])
}

/** Up to 126 bytes, in one length byte. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length]), bytes])
}
