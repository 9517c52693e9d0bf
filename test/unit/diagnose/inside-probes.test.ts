// Probes of every kind as their replays are read: recorded from real servers.
import { describe, expect, test } from 'vitest'
import { grpcReplay } from '../../../src/diagnose/inside/grpc.ts'
import { httpReplay } from '../../../src/diagnose/inside/replay.ts'
import { grpcHealthRequest } from '../../../src/inspect/grpc-request.ts'
import type { CommandResult } from '../../../src/model/inspection.ts'
import { pod } from '../support/build.ts'
import { findings, ids } from '../support/findings.ts'

const result = (output: string, more: Partial<CommandResult> = {}): CommandResult => ({
  name: 'probe',
  run: '',
  origin: 'default',
  exitCode: 0,
  durationMs: 10,
  timedOut: false,
  failure: null,
  output: new TextEncoder().encode(output),
  droppedBytes: 0,
  ...more,
})

const greeting =
  '00 00 06 04 00 00 00 00 00 00 05 00 00 40 00 00 00 00 04 01 00 00 00 00 00 00 04 08 00 00 00 00 00 00 00 00 05 '
const serving =
  '00 00 0e 01 04 00 00 00 01 88 5f 8b 1d 75 d0 62 0d 26 3d 4c 4d 65 64 00 00 07 00 00 00 00 00 01 00 00 00 00 02 08 01'
const trailers = (status: string) =>
  `00 00 ${(10 + status.split(' ').length).toString(16).padStart(2, '0')} 01 05 00 00 00 01 40 88 9a ca c8 b2 12 34 da 8f ${status}`

describe('a gRPC health check', () => {
  test.each([
    ['serving', greeting + serving, { outcome: 'answered', status: 200, line: 'SERVING' }],
    ['not serving', greeting + serving.replace(/08 01$/, '08 02'), { outcome: 'answered', status: 503 }],
    ['an unknown service', greeting + trailers('01 35'), { outcome: 'answered', status: 404 }],
    ['no health service', greeting + trailers('02 31 32'), { outcome: 'foreign' }],
    ['no health service, by Huffman’s code', greeting + trailers('82 08 bf'), { outcome: 'foreign' }],
    ['another failure', greeting + trailers('02 31 34'), { outcome: 'answered', status: 503 }],
    ['a greeting and no answer', greeting, { outcome: 'timed-out' }],
    ['HTTP/1.1', '48 54 54 50 2f 31 2e 31 20 34 30 30 0d 0a', { outcome: 'foreign', line: 'HTTP/1.1 400' }],
    ['something else', '53 53 48 2d 32 2e 30 2d 4f 70 65 6e', { outcome: 'foreign' }],
    ["nc: can't connect to remote host (10.0.0.1): Connection refused", null, { outcome: 'refused' }],
    ['nothing', '', { outcome: 'timed-out' }],
  ])('%s', (name, output, expected) => {
    expect(grpcReplay(result(output ?? name))).toMatchObject(expected)
  })

  test('was not run, or is cut anywhere: never a mistake', () => {
    expect(grpcReplay(undefined)).toBeNull()
    const whole = greeting + serving
    for (let length = 0; length < whole.length; length += 1)
      expect(() => grpcReplay(result(whole.slice(0, length)))).not.toThrow()
  })

  test('is asked in well-formed frames, the service named', () => {
    const bytes = grpcHealthRequest('shop.Cart')
    const text = new TextDecoder('latin1').decode(bytes)
    expect(text.startsWith('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).toBe(true)
    expect(text).toContain('/grpc.health.v1.Health/Check')
    expect(text.endsWith('\0\0\0\0\u000b\n\u0009shop.Cart')).toBe(true)
  })

  test('makes a readiness finding that says what the app said', () => {
    const app = pod({
      ready: false,
      container: { readinessProbe: { grpc: { port: 5000, service: 'cart' } } },
    })
    const found = (output: string) =>
      findings({ pods: [app] }, { app: { commands: { 'probe-readiness-pod-ip': output } } })
    expect(ids(found(greeting + trailers('01 35')))).toEqual(['readiness/path'])
    expect(found(greeting + serving.replace(/08 01$/, '08 02'))[0]?.title).toContain(
      'answered with NOT_SERVING',
    )
    expect(ids(found(greeting + serving))).toEqual(['readiness/timing'])
  })
})

describe('an HTTPS probe', () => {
  test('is read like any other where TLS was spoken', () => {
    const output = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\n# first line after 40 ms\n'
    expect(httpReplay(result(output))).toMatchObject({ status: 200, body: 'ok', firstLineMs: 40 })
  })

  test('against plain HTTP is the wrong protocol', () => {
    const output =
      'ssl_client: got bad TLS record (len:103) while expecting handshake record\n 48 54 54 50 2f 31 2e 31 20 34 30 30 0d 0a 43\n\n# first line after 0 ms\n'
    expect(httpReplay(result(output))).toEqual({ outcome: 'foreign', line: 'not TLS: HTTP/1.1 400' })
  })

  test('that our own client can’t finish proves a connection only', () => {
    expect(httpReplay(result('ssl_client: TLS error from peer (alert code 40): 40\n'))).toEqual({
      outcome: 'connected',
    })
    const without = '# this image has no TLS client: only the connection was tried\n'
    expect(httpReplay(result(without))).toEqual({ outcome: 'connected' })
    expect(httpReplay(result(without, { exitCode: 1 }))).toBeNull()
  })
})

describe('a good answer that comes later than kubelet waits', () => {
  const app = (timeoutSeconds: number) =>
    pod({ ready: false, container: { readinessProbe: { httpGet: { path: '/', port: 80 }, timeoutSeconds } } })
  const commands = {
    'probe-readiness-pod-ip': 'HTTP/1.1 200 OK\r\n\r\n\n# first line after 2300 ms\n',
  }

  test('is no success', () => {
    const [first] = findings({ pods: [app(1)] }, { app: { commands } })
    expect(first).toMatchObject({ category: 'readiness', cause: 'timing' })
    expect(first?.title).toContain('gets no answer within 1 s')
    expect(first?.evidence.map(one => one.text)).toContain('HTTP/1.1 200 OK - after 2300 ms')
  })

  test('is one where kubelet waits longer', () => {
    const [first] = findings({ pods: [app(5)] }, { app: { commands } })
    expect(first?.title).toContain('succeeded when it was tried again')
  })
})
