// What a dependency's test from inside adds to what the log says, or tells where the log is silent.
import { describe, expect, test } from 'vitest'
import { cluesIn } from '../../../src/diagnose/clues.ts'
import { dependenciesTried, describeCheck } from '../../../src/diagnose/inside/dependencies.ts'
import type { Service } from '../../../src/model/objects.ts'
import { ended, pod, service, slice } from '../support/build.ts'
import { findings, ids, listeners } from '../support/findings.ts'

const refused = `== db:5432
from env DB_HOST
name db.shop.svc.cluster.local. 10.96.0.77
tcp 10.96.0.77 5432 refused
`
const unresolved = `== ordres:80
from log:app
name ordres.shop.svc.cluster.local. none
name ordres. none
instead orders
name orders.shop.svc.cluster.local. 10.96.0.78
tcp 10.96.0.78 80 connected
`
const connected = refused.replace('refused', 'connected')
const db = {
  services: [service('db', { app: 'db' }, 5432)],
  endpointSlices: [slice('db', [['10.244.0.9', true]])],
}
const unready = (name = 'web') =>
  pod({ name, ready: false, container: { readinessProbe: { exec: { command: ['x'] }, periodSeconds: 1 } } })

describe('as printed', () => {
  test('name, address and connection, and what may have been meant', () => {
    expect(dependenciesTried(unresolved)).toEqual([
      {
        host: 'ordres',
        port: 80,
        from: 'log:app',
        name: null,
        address: null,
        reach: 'unresolved',
        dnsSilent: false,
        instead: [
          {
            host: 'orders',
            name: 'orders.shop.svc.cluster.local.',
            address: '10.96.0.78',
            reach: 'connected',
            dnsSilent: false,
          },
        ],
      },
    ])
    expect(dependenciesTried(refused).map(describeCheck)).toEqual([
      'db:5432 (env DB_HOST): db.shop.svc.cluster.local. is 10.96.0.77; connection refused',
    ])
  })

  test('an address, a silent resolver, an image without the tools', () => {
    const [address, silent, bare] = dependenciesTried(
      '== 10.0.0.1:80\nfrom args\ntcp 10.0.0.1 80 timed-out\n== a:1\nfrom env A\nname a.b. silent\n== b:2\nfrom env B\nname b.b. unknown\n',
    )
    expect(address).toMatchObject({ address: '10.0.0.1', reach: 'timed-out' })
    expect(silent).toMatchObject({ reach: null, dnsSilent: true })
    expect(bare).toMatchObject({ reach: null, dnsSilent: false })
  })

  test('nothing, where it was not run or is cut', () => {
    expect(dependenciesTried('')).toEqual([])
    expect(dependenciesTried('== db:5432')).toMatchObject([{ reach: null }])
  })
})

describe('an app that says nothing', () => {
  test('and has opened no port yet waits for what it cannot reach', () => {
    const commands = { dependencies: refused, listeners: listeners() }
    const [first] = findings({ pods: [unready()], ...db }, { web: { commands } })
    expect(first).toMatchObject({ category: 'dependency', cause: 'connection-refused', confidence: 'high' })
    expect(first?.title).toBe('web cannot connect to db:5432: connection refused')
    expect(first?.evidence[0]?.source).toBe('command:dependencies')
  })

  test('where no pod is behind the Service, that is the cause', () => {
    const empty = { services: db.services, endpointSlices: [slice('db', [])] }
    const found = findings({ pods: [unready()], ...empty }, { web: { commands: { dependencies: refused } } })
    expect(ids(found)).toContain('dependency/no-endpoints')
  })

  test('is not accused for what apps live without, nor for words of a script that mean no Service', () => {
    for (const from of ['env OTEL_EXPORTER_OTLP_ENDPOINT', 'command', 'configuration']) {
      const dependencies = refused.replace('env DB_HOST', from).replaceAll('db', 'collector')
      const found = findings({ pods: [unready()] }, { web: { commands: { dependencies } } })
      expect(ids(found)).toEqual(['readiness/command'])
    }
  })

  test('is not accused where its log gives another reason', () => {
    const crashed = pod({ name: 'web', ready: false, restarts: 2, state: ended(1) })
    const log = 'FATAL required environment variable ORDERS_QUEUE is not set\n'
    const looks = { web: { commands: { dependencies: refused }, log } }
    expect(ids(findings({ pods: [crashed], ...db }, looks))).toEqual(['app-crash/missing-variable'])
  })
})

describe('a host that is no Service and was not reached', () => {
  const web = pod({ name: 'web', ready: false, restarts: 2, state: ended(1) })
  const idOf = (log: string) =>
    ids(findings({ pods: [web], services: [service('db', { app: 'db' })] }, { web: { log } }))

  test('is unknown, unless an error of the system says that its name was found', () => {
    const log = "ERROR Can't connect to server on 'mysql'"
    expect(idOf(`${log}\n`)).toEqual(['dependency/name-not-found'])
    expect(idOf(`${log} (115)\n`)).toEqual(['dependency/other'])
  })
})

describe('a log that names a Service in words alone', () => {
  const web = pod({ name: 'web', ready: false, restarts: 2, state: ended(1) })
  const log = 'ERROR redis: Timeout reading from socket\n'
  const title = (...services: readonly Service[]) =>
    findings({ pods: [web], services }, { web: { log } })[0]?.title

  test('means it, where it is the only one and not the app itself', () => {
    expect(title(service('redis', { app: 'redis' }, 6379), service('db', { app: 'db' }))).toContain(
      'redis:6379',
    )
    expect(title(service('redis', { app: 'web' }, 6379))).toContain('a service')
    expect(title(service('redis', { app: 'redis' }), service('socket', { app: 'x' }))).toContain('a service')
  })

  test('is not sure of it', () => {
    const services = [service('redis', { app: 'redis' }, 6379)]
    expect(findings({ pods: [web], services }, { web: { log } })[0]?.confidence).toBe('medium')
  })
})

describe('a call on loopback', () => {
  const proxy = (host: string) =>
    `[error] 6#6: *37 connect() failed (111: Connection refused) while connecting to upstream, client: 10.244.0.1, server: , request: "GET / HTTP/1.1", upstream: "http://${host}:3000/", host: "10.244.0.5:80"\n`
  const site = unready('site')

  test.each([
    ['127.0.0.1', '0500F40A:0BB8', 'listen-address/other-address', '10.244.0.5:3000 only'],
    ['[::1]', '0500F40A:0BB8', 'listen-address/other-address', 'refused at localhost:3000'],
    ['127.0.0.1', '00000000:0BB8', 'dependency/connection-refused', '127.0.0.1:3000'],
    ['[::1]', '00000000:0050', 'dependency/connection-refused', 'localhost:3000'],
  ])('to %s, with %s open', (host, open, id, words) => {
    const [first] = findings(
      { pods: [site] },
      { site: { log: proxy(host), commands: { listeners: listeners(open) } } },
    )
    expect(first && `${first.category}/${first.cause}`).toBe(id)
    expect(first?.title).toContain(words)
  })
})

describe('who is to blame for a refused call', () => {
  const log = 'panic: dial tcp 10.96.0.77:5432: connect: connection refused\n'
  const crashed = pod({ name: 'web', ready: false, restarts: 2, state: ended(1) })
  const confidence = (port: number) =>
    findings(
      {
        pods: [crashed],
        services: [service('db', { app: 'db' }, port)],
        endpointSlices: [slice('db', [['10.244.0.9', true]])],
      },
      { web: { log: log.replace('10.96.0.77', 'db') } },
    )[0]?.confidence

  test('is not sure where the call is right and a ready pod is behind it', () => {
    expect(confidence(5432)).toBe('medium')
    expect(confidence(5433)).toBe('high')
  })
})

test('a name that the pod cannot find is told with the reason that its spec gives', () => {
  const log = 'Error: getaddrinfo ENOTFOUND cache\n'
  const title = (spec: object, services: readonly Service[] = []) => {
    const crashed = pod({ name: 'web', ready: false, restarts: 2, state: ended(1), spec })
    return findings({ pods: [crashed], services }, { web: { log } })[0]?.title
  }
  expect(title({ dnsPolicy: 'Default' })).toContain("(its dnsPolicy Default asks the node's DNS")
  expect(title({ hostNetwork: true })).toContain('without dnsPolicy ClusterFirstWithHostNet')
  expect(title({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' })).toMatch(/in DNS$/)
  const elsewhere = {
    metadata: { name: 'cache', namespace: 'shop' },
    spec: { type: 'ExternalName', externalName: 'cache.invalid' },
  }
  expect(title({}, [elsewhere])).toContain('(Service cache stands for cache.invalid)')
})

describe('an app that complains', () => {
  const log = 'ERROR dial tcp db:5432: connect: connection refused\n'

  test.each([
    ['password authentication failed for user "shop"', 'dependency/authentication medium'],
    ['connect ECONNREFUSED db:5432', 'dependency/connection-refused low'],
  ])('just now, of %s, while it is ready and can connect', (said, id) => {
    const trace = '    at Connection.parse (connection.js:12)\n'.repeat(30)
    const complaint = `Error: connection to db:5432 failed: ${said}\n${trace}GET /orders 500\n`
    const [first] = findings(
      { pods: [pod({ name: 'web' })], ...db },
      { web: { commands: { dependencies: connected }, log: complaint } },
    )
    expect(first && `${first.category}/${first.cause} ${first.confidence}`).toBe(id)
  })

  test('of what can be reached by now came too early', () => {
    const [first] = findings(
      { pods: [unready()], ...db },
      { web: { commands: { dependencies: connected }, log } },
    )
    expect(first).toMatchObject({ category: 'dependency', cause: 'connection-refused' })
    expect(first?.next[0]).toContain('can be reached now')
    expect(first?.ruledOut.join()).toContain('succeeds now')
  })

  test('of a name that is a letter off', () => {
    const complaint = 'wget: bad address "ordres:80"\nERROR lookup ordres: no such host\n'
    const [first] = findings(
      { pods: [unready()], services: [service('orders', {})] },
      { web: { commands: { dependencies: unresolved }, log: complaint } },
    )
    expect(first).toMatchObject({ category: 'dependency', cause: 'name-not-found', confidence: 'high' })
    expect(first?.title).toContain('(there is a Service orders)')
  })

  test('and is ready all the same, is believed where it fails from inside too', () => {
    const web = pod({ name: 'web' })
    const [first] = findings({ pods: [web], ...db }, { web: { commands: { dependencies: refused }, log } })
    expect(first).toMatchObject({ category: 'dependency', confidence: 'high' })
    const later = findings({ pods: [web], ...db }, { web: { commands: { dependencies: connected }, log } })
    expect(later[0]).toMatchObject({ category: 'dependency', confidence: 'low' })
    expect(findings({ pods: [web], ...db }, { web: { log } })).toEqual([])
    const over = `${log}${'served a request\n'.repeat(6)}`
    const commands = { dependencies: connected }
    expect(findings({ pods: [web], ...db }, { web: { commands, log: over } })).toEqual([])
  })
})

test('the clues of a log: hosts and files that its errors name, the decisive ones first', () => {
  const text = `INFO listening on 0.0.0.0:80
ERROR open /etc/app/conf.yaml: no such file or directory
ERROR dial tcp cache:6379: i/o timeout
FATAL dial tcp db:5432: connect: connection refused
`
  const log = { container: 'app', previous: false, bytes: new TextEncoder().encode(text), droppedBytes: 0 }
  expect(cluesIn(pod(), [log])).toEqual([
    {
      container: 'app',
      endpoints: [
        { host: 'db', port: 5432, from: 'log:app' },
        { host: 'cache', port: 6379, from: 'log:app' },
      ],
      paths: ['/etc/app/conf.yaml'],
    },
  ])
})
