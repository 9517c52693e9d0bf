// Whose log a file is, and what of it the container itself printed.
import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { createPlaces } from '../../../src/dump/log-places.ts'
import { asPrinted } from '../../../src/dump/log-text.ts'
import { asText } from '../../../src/model/inspection.ts'
import { ago, pod } from '../support/build.ts'
import { dumpOf, list } from './support.ts'

const web = pod({
  name: 'web-7d9f-x2x4z',
  spec: { containers: [{ name: 'app' }, { name: 'istio-proxy' }], initContainers: [{ name: 'migrate' }] },
})
/** Its container bears the other pod's container's name, and its own name is a container's too. */
const app = pod({ name: 'app', namespace: 'web', spec: { containers: [{ name: 'main' }] } })
const twin = pod({ name: 'db-0', namespace: 'a', spec: { containers: [{ name: 'db' }] } })
const otherTwin = pod({ name: 'db-0', namespace: 'b', spec: { containers: [{ name: 'db' }] } })
const find = createPlaces([web, app, twin, otherTwin])

function place(path: string): string | null {
  const found = find(path)
  if (found === null) return null
  const { namespace, name } = found.pod.metadata
  return `${namespace}/${name} ${found.container}${found.previous ? ' previous' : ''}${found.run === null ? '' : ` run ${found.run}`}`
}

const id = 'a'.repeat(64)

describe('the container whose log is', () => {
  test.each([
    ['cluster/shop/web-7d9f-x2x4z/logs/app.log', 'shop/web-7d9f-x2x4z app'],
    ['cluster/shop/web-7d9f-x2x4z/logs/app.previous.log', 'shop/web-7d9f-x2x4z app previous'],
    ['namespaces/shop/pods/web-7d9f-x2x4z/app/app/logs/current.log', 'shop/web-7d9f-x2x4z app'],
    [
      'namespaces/shop/pods/web-7d9f-x2x4z/migrate/migrate/logs/previous.log',
      'shop/web-7d9f-x2x4z migrate previous',
    ],
    [
      'cluster-resources/pods/logs/shop/web-7d9f-x2x4z/istio-proxy-previous.log',
      'shop/web-7d9f-x2x4z istio-proxy previous',
    ],
    ['kind-control-plane/pods/shop_web-7d9f-x2x4z_5f1c-44/app/3.log', 'shop/web-7d9f-x2x4z app run 3'],
    [`kind-control-plane/containers/web-7d9f-x2x4z_shop_app-${id}.log`, 'shop/web-7d9f-x2x4z app'],
    ['podlogs/shop/web-7d9f-x2x4z/logs/app.txt', 'shop/web-7d9f-x2x4z app'],
    ['web-7d9f-x2x4z-istio-proxy.log', 'shop/web-7d9f-x2x4z istio-proxy'],
    ['shop-web-7d9f-x2x4z-app-previous.log', 'shop/web-7d9f-x2x4z app previous'],
    ['web-7d9f-x2x4z.app.log', 'shop/web-7d9f-x2x4z app'],
    ['web-7d9f-x2x4z.log', 'shop/web-7d9f-x2x4z app'],
    ['logs/previous/web-7d9f-x2x4z.log', 'shop/web-7d9f-x2x4z app previous'],
    ['web-7d9f-x2x4z/app', 'shop/web-7d9f-x2x4z app'],
    ['web/app/logs.txt', 'web/app main'],
    ['b/db-0/db.log', 'b/db-0 db'],
    ['pods/a_db-0_1/db/0.log', 'a/db-0 db run 0'],
  ])('%s', (path, expected) => {
    expect(place(path)).toBe(expected)
  })

  test.each([
    'README.txt',
    'shop/web-7d9f-x2x4z/describe.txt',
    'journal.log',
    'shop/web-7d9f-q9q9q/app.log',
    'kubelet/app-notes.txt',
  ])('no container’s: %s', path => {
    expect(place(path)).toBeNull()
  })
})

describe('which run', () => {
  const restarted = pod({ name: 'p', restarts: 4 })
  const logsIn = (paths: readonly string[]) => {
    const files = Object.fromEntries(paths.map(path => [path, `${path}\n`]))
    const dump = dumpOf({ 'pods.json': list('Pod', [restarted]), ...files })
    return dump.logsOf(restarted).map(log => [log.previous, asText(log.bytes).trim()])
  }

  test('of files numbered by start the newest two count', () => {
    const names = ['2', '10', '9'].map(run => `node/pods/shop_p_uid/app/${run}.log`)
    expect(logsIn(names)).toEqual([
      [false, 'node/pods/shop_p_uid/app/10.log'],
      [true, 'node/pods/shop_p_uid/app/9.log'],
    ])
  })

  test('the same log twice is one', () => {
    expect(logsIn(['shop/p/logs/app.log', 'shop/p/app.log', 'shop/p/app-previous.log'])).toEqual([
      [false, 'shop/p/logs/app.log'],
      [true, 'shop/p/app-previous.log'],
    ])
  })
})

describe('what the container printed', () => {
  const printed = (text: string) => asText(asPrinted(Buffer.from(text)))

  test('without what the kubelet puts before each line; parts are joined', () => {
    const lines = [
      '2026-05-01T10:00:00.123456789Z stdout F starting',
      '2026-05-01T10:00:00.2Z stderr P a long ',
      '2026-05-01T10:00:00.3Z stderr F line',
      '2026-05-01T10:00:01.123456789+02:00 stderr F ',
      '2026-05-01T10:00:01.5Z stdout F   indented',
    ]
    expect(printed(`${lines.join('\n')}\n`)).toBe('starting\na long line\n\n  indented\n')
  })

  test('without Docker’s wrapping', () => {
    const wrapped = (log: string) => JSON.stringify({ log, stream: 'stderr', time: '2026-05-01T10:00:00Z' })
    expect(printed(`${wrapped('one\n')}\n${wrapped('"two"\n')}\n`)).toBe('one\n"two"\n')
  })

  test('without the times of kubectl logs --timestamps', () => {
    expect(printed('2026-05-01T10:00:00.123456789Z one\n2026-05-01T10:00:01.123456789Z two\n')).toBe(
      'one\ntwo\n',
    )
  })

  test('without the names of kubectl logs --prefix', () => {
    expect(printed('[pod/web/app] one\n[pod/web/app] two\n')).toBe('one\ntwo\n')
  })

  test.each([
    'plain\nlines\n',
    '2026-05-01 10:00:00 INFO own time\n',
    '2026-05-01T10:00:00Z own time\n',
    '{"log":"its own JSON"}\n',
    '',
  ])('nothing is taken from %j', text => {
    expect(printed(text)).toBe(text)
  })
})

test('of a long log the newest part is read, from the beginning of a line', () => {
  const lines = Array.from({ length: 400_000 }, (_, index) => `line ${index} ${'x'.repeat(20)}`)
  const one = pod({ name: 'p', age: 100, status: { startTime: ago(100) } })
  const dump = dumpOf({ 'pods.json': list('Pod', [one]), 'p.log': `${lines.join('\n')}\nthe end\n` })
  const [log] = dump.logsOf(one)
  const text = asText(log?.bytes ?? new Uint8Array())
  expect(text.endsWith('the end\n')).toBe(true)
  expect(text).toMatch(/^line \d+ x+\n/)
  expect(log?.droppedBytes).toBeGreaterThan(1_000_000)
})
