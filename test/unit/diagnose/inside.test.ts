import { describe, expect, test } from 'vitest'
import { diskOf } from '../../../src/diagnose/inside/disk.ts'
import { describeListener, listenersOf } from '../../../src/diagnose/inside/listeners.ts'
import { memoryOf } from '../../../src/diagnose/inside/memory.ts'
import { processesOf } from '../../../src/diagnose/inside/processes.ts'
import { httpReplay, tcpReplay } from '../../../src/diagnose/inside/replay.ts'
import type { CommandResult } from '../../../src/model/inspection.ts'

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
const row = (local: string, state = '0A', inode = 7) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0`

describe('listeners', () => {
  const listen = (tcp: readonly string[], tcp6: readonly string[] = [], sockets: readonly string[] = []) =>
    listenersOf(['== tcp', head, ...tcp, '== tcp6', head, ...tcp6, '== sockets', ...sockets].join('\n'))

  test('addresses are read as the kernel writes them', () => {
    const found = listen(
      [row('0100007F:1F90'), row('00000000:0050'), row('0500F40A:2382')],
      [
        row('00000000000000000000000001000000:0BB8'),
        row('00000000000000000000000000000000:0BB9'),
        row('0000000000000000FFFF00000100007F:0BBA'),
        row('B80D0120000000000000000005000000:0BBB'),
      ],
    )
    expect(found?.map(one => [one.address, one.port, one.scope])).toEqual([
      ['0.0.0.0', 80, 'any'],
      ['::1', 3000, 'loopback'],
      ['::', 3001, 'any'],
      ['127.0.0.1', 3002, 'loopback'],
      ['2001:db8::5', 3003, 'other'],
      ['127.0.0.1', 8080, 'loopback'],
      ['10.244.0.5', 9090, 'other'],
    ])
  })

  test('only listening sockets count, and their process is named', () => {
    const found = listen(
      [row('0100007F:1F90', '0A', 42), row('0100007F:1F91', '01')],
      [],
      ['17 httpd 42', '18 sh 42'],
    )
    expect(found?.map(describeListener)).toEqual(['127.0.0.1:8080 LISTEN httpd'])
  })

  test('nothing listens is not the same as nothing known', () => {
    expect(listen([])).toEqual([])
    expect(listenersOf('')).toBeNull()
    expect(listenersOf('== tcp\ncat: /proc/1/net/tcp: Permission denied')).toBeNull()
  })

  test('a cut line is left out', () => {
    expect(listen(['   0: 0100007F:1F9'])).toEqual([])
  })
})

const result = (output: string, more: Partial<CommandResult> = {}): CommandResult => ({
  name: 'probe',
  run: '',
  origin: 'default',
  exitCode: 0,
  durationMs: 5,
  timedOut: false,
  failure: null,
  output: new TextEncoder().encode(output),
  droppedBytes: 0,
  ...more,
})

describe('replayed probes', () => {
  test('an answer with its status and body', () => {
    expect(httpReplay(result('HTTP/1.1 503 Service Unavailable\r\nX: y\r\n\r\ndb down\n'))).toEqual({
      outcome: 'answered',
      status: 503,
      line: 'HTTP/1.1 503 Service Unavailable',
      body: 'db down',
    })
  })

  test('a refusal, a timeout, silence and another protocol are told apart', () => {
    const refused = "nc: can't connect to remote host (10.244.0.5): Connection refused"
    expect(httpReplay(result(refused))).toEqual({ outcome: 'refused', line: refused })
    expect(httpReplay(result('', { timedOut: true }))).toEqual({ outcome: 'timed-out' })
    expect(httpReplay(result('', { durationMs: 3000 }))).toEqual({ outcome: 'timed-out' })
    expect(httpReplay(result(''))).toEqual({ outcome: 'silent' })
    expect(httpReplay(result('\u0015\u0003\u0001\u0000'))?.outcome).toBe('foreign')
  })

  test('a TCP probe connects or does not', () => {
    expect(tcpReplay(result(''))).toEqual({ outcome: 'connected' })
    expect(tcpReplay(result('nc: x: Connection refused', { exitCode: 1 }))?.outcome).toBe('refused')
    expect(tcpReplay(result('', { exitCode: 1 }))).toBeNull()
  })

  test('what did not run says nothing', () => {
    expect(httpReplay(undefined)).toBeNull()
    expect(httpReplay(result('', { failure: 'the debugger was killed' }))).toBeNull()
  })
})

test('memory of either cgroup version', () => {
  const v2 =
    '== memory.max\n20971520\n== memory.current\n1048576\n== memory.events\nlow 0\nmax 12\noom 3\noom_kill 2\n'
  expect(memoryOf(v2)).toEqual({ limit: 20971520, current: 1048576, peak: null, kills: 2, hits: 12 })
  const v1 =
    '== memory.limit_in_bytes\n9223372036854771712\n== memory.oom_control\noom_kill_disable 0\noom_kill 1\n'
  expect(memoryOf(v1)).toMatchObject({ limit: null, kills: 1 })
  expect(memoryOf('== memory.max\nmax\n')?.limit).toBeNull()
  expect(memoryOf('')).toBeNull()
})

test('processes, with odd and cut lines left out', () => {
  const output = `PID PPID STATE UID GID THREADS RSS_KB COMM CMDLINE
1 0 S 0 0 1 900 sh sh -c sleep 9
7 1 T 10001 10001 4 20480 node node server.js
8 1 S 0`
  expect(processesOf(output).map(one => [one.pid, one.ppid, one.state, one.name, one.commandLine])).toEqual([
    [1, 0, 'S', 'sh', 'sh -c sleep 9'],
    [7, 1, 'T', 'node', 'node server.js'],
  ])
})

test('disk space and inodes', () => {
  const output = `Filesystem           1K-blocks      Used Available Use% Mounted on
overlay               10218772  10218772         0 100% /
Filesystem              Inodes      Used Available Use% Mounted on
overlay                 655360    120000    535360  18% /`
  expect(diskOf(output)).toEqual({ filesystem: 'overlay', bytesUsed: 100, inodesUsed: 18 })
  expect(diskOf('df: /proc/7/root: Permission denied')).toBeNull()
})
