// What a server answered to a gRPC health check, read from the bytes of its HTTP/2 frames.
import { asText, type CommandResult } from '../../model/inspection.ts'
import { type Replay, tcpReplay } from './replay.ts'

/** Values of grpc.health.v1.HealthCheckResponse.ServingStatus. */
const SERVING = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const
/** The name `grpc-status` as HPACK writes it: by Huffman's code, or plainly. */
const STATUS_NAMES = ['9acac8b21234da8f', '677270632d737461747573'] as const

/**
 * Reads a replayed gRPC probe; null where it was not run. The answers read like those of an HTTP probe: 200 for a server that is well, 503
 * for one that is not, 404 where it does not know the service asked for.
 */
export function grpcReplay(command: CommandResult | undefined): Replay | null {
  if (command === undefined || command.failure !== null) return null
  const output = asText(command.output).trim()
  if (output === '') return { outcome: 'timed-out' }
  if (!/^[\s0-9a-f]+$/.test(output)) return tcpReplay(command)
  const hex = output.replaceAll(/\s/g, '')
  if (hex.startsWith('48545450')) return { outcome: 'foreign', line: textOf(hex).split('\r', 1)[0] ?? '' }
  const frames = framesOf(hex)
  if (frames.length === 0) return { outcome: 'foreign', line: 'an answer that is not HTTP/2' }
  const data = frames.find(frame => frame.type === 0)
  const serving = data === undefined ? undefined : SERVING[servingOf(data.payload)]
  if (serving !== undefined) return answered(serving === 'SERVING' ? 200 : 503, serving)
  const status = frames.map(frame => statusIn(frame.payload)).find(one => one !== null) ?? null
  return status === null ? { outcome: 'timed-out' } : failed(status)
}

function failed(status: string): Replay {
  if (status === '5') return answered(404, 'NOT_FOUND (gRPC status 5)')
  if (status === '12')
    return { outcome: 'foreign', line: 'UNIMPLEMENTED (gRPC status 12): it has no health service' }
  return answered(503, `gRPC status ${status}`)
}

function answered(status: number, line: string): Replay {
  return { outcome: 'answered', status, line, body: '', firstLineMs: null }
}

interface Frame {
  readonly type: number
  /** Hexadecimal. */
  readonly payload: string
}

function framesOf(hex: string): readonly Frame[] {
  const frames: Frame[] = []
  let at = 0
  while (at + 18 <= hex.length && frames.length < 100) {
    const length = Number.parseInt(hex.slice(at, at + 6), 16) * 2
    const type = Number.parseInt(hex.slice(at + 6, at + 8), 16)
    if (type > 9) return []
    frames.push({ type, payload: hex.slice(at + 18, at + 18 + length) })
    at += 18 + length
  }
  return frames
}

/** A message has five bytes of length before it; field 1 is the status, and left out it is 0. */
function servingOf(payload: string): number {
  const message = payload.slice(10)
  return message.startsWith('08') ? Number.parseInt(message.slice(2, 4), 16) : 0
}

function statusIn(payload: string): string | null {
  for (const name of STATUS_NAMES) {
    const at = payload.indexOf(name)
    if (at === -1) continue
    return statusValue(payload.slice(at + name.length))
  }
  return null
}

/** HPACK's Huffman codes of the digits (RFC 7541, appendix B). */
const DIGITS = [
  '00000',
  '00001',
  '00010',
  '011001',
  '011010',
  '011011',
  '011100',
  '011101',
  '011110',
  '011111',
]

/** One or two digits behind a byte with their length, whose highest bit says that they are written by Huffman's code. */
function statusValue(value: string): string {
  const head = Number.parseInt(value.slice(0, 2), 16)
  const bytes = value.slice(2, 2 + (head & 0x7f) * 2)
  if (head < 0x80) return textOf(bytes)
  let bits = (bytes.match(/../g) ?? [])
    .map(byte => Number.parseInt(byte, 16).toString(2).padStart(8, '0'))
    .join('')
  let digits = ''
  for (;;) {
    const digit = DIGITS.findIndex(code => bits.startsWith(code))
    if (digit === -1) return digits
    digits += String(digit)
    bits = bits.slice(DIGITS[digit]?.length ?? bits.length)
  }
}

function textOf(hex: string): string {
  return (hex.match(/../g) ?? []).map(byte => String.fromCharCode(Number.parseInt(byte, 16))).join('')
}
