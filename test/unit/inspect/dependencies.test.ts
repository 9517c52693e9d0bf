// What a container depends on, read from its own words.
import { describe, expect, test } from 'vitest'
import { dependenciesOf, isNear } from '../../../src/inspect/dependencies.ts'
import { configPlaces, dependencyCommand } from '../../../src/inspect/dependency-command.ts'
import { addressesIn } from '../../../src/inspect/dependency-names.ts'
import { type Container, containerSchema, podSchema } from '../../../src/model/pod.ts'
import { service } from '../support/build.ts'

const words = (text: string) => addressesIn(text).map(({ host, port }) => `${host}:${port ?? '?'}`)
const container = (json: object): Container => containerSchema.parse({ name: 'app', ...json })
const named = (json: object, services = [service('db', {}, 5432)]) =>
  dependenciesOf(container(json), 'shop', services, []).map(
    ({ host, port, from }) => `${host}:${port ?? '?'} ${from}`,
  )
const env = (values: Readonly<Record<string, string>>) => ({
  env: Object.entries(values).map(([name, value]) => ({ name, value })),
})

describe('addresses in words', () => {
  test.each([
    ['postgres://app:s3cret@db/orders?sslmode=disable', ['db:5432']],
    ['jdbc:postgresql://db:5433/orders', ['db:5433']],
    ['mongodb://u:p@m-0.m:27017,m-1.m:27017/x', ['m-0.m:27017', 'm-1.m:27017']],
    ['redis+sentinel://:12345@cache:26379/0', ['cache:26379']],
    ['http://api.shop.svc.cluster.local/v1', ['api.shop.svc.cluster.local:80']],
    ['kafka-0.kafka:9092,kafka-1.kafka:9092', ['kafka-0.kafka:9092', 'kafka-1.kafka:9092']],
    ['app:secret@tcp(db:3306)/orders?parseTime=true', ['db:3306']],
    ['host=db port=5432 user=app password=x', ['db:5432']],
    ['Server=db,1433;Database=x;User Id=sa', ['db:1433']],
    ['--backend=api:8080 --verbose', ['api:8080']],
    ['until nc -z -w 2 db 5432; do sleep 1; done', ['db:5432']],
    ['10.96.0.12:6379', ['10.96.0.12:6379']],
    ['--listen=0.0.0.0:8080 --admin=localhost:9000 --peer=127.0.0.1:1', []],
    ['nc -lk -p 8080 -e sleep 3600', []],
    ['chown 1000:1000 /data; main.go:12 at 10:30', []],
    ['', []],
  ])('%s', (text, found) => {
    expect(words(text)).toEqual(found)
  })

  test('a login is never taken for a host', () => {
    expect(words('amqp://guest:54321@queue:5672')).toEqual(['queue:5672'])
  })
})

describe('what a container names', () => {
  test('host and port in two variables, whatever their names begin with', () => {
    expect(named(env({ DB_HOST: 'db', DB_PORT: '5433' }))).toEqual(['db:5433 env DB_HOST'])
    expect(named(env({ PGHOST: 'db', PGPORT: '5434' }))).toEqual(['db:5434 env PGHOST'])
  })

  test('a Service’s only port where none is named', () => {
    expect(named(env({ DATABASE: 'db' }))).toEqual(['db:5432 env DATABASE'])
    expect(named(env({ DATABASE: 'something' }))).toEqual([])
  })

  test('variables within variables, as the kubelet replaces them', () => {
    expect(named(env({ NAME: 'db', URL: 'http://$(NAME):81/$(UNKNOWN)' }))).toContain('db:81 env URL')
  })

  test('nothing from Secrets, nor where the app itself listens', () => {
    const secret = { name: 'URL', valueFrom: { secretKeyRef: { name: 's', key: 'url' } } }
    expect(named({ env: [secret] })).toEqual([])
    expect(named(env({ HOSTNAME: 'web', LISTEN_ADDRESS: 'web:8080', BIND: 'web:1234' }))).toEqual([])
  })

  test('what its log complains of comes first, and each only once', () => {
    const clues = [
      {
        container: 'app',
        endpoints: [{ host: 'cache', port: 6379, from: 'log:app' }],
        paths: [],
      },
    ]
    const found = dependenciesOf(
      container(env({ A: 'http://db:80', B: 'http://db:80/x', CACHE_HOST: 'cache', CACHE_PORT: '6379' })),
      'shop',
      [],
      clues,
    )
    expect(found.map(one => `${one.host}:${one.port} ${one.from}`)).toEqual([
      'cache:6379 log:app',
      'db:80 env A',
    ])
  })

  test('what may have been meant instead: the same name elsewhere, nearly the same here', () => {
    const elsewhere = { ...service('db', {}), metadata: { name: 'db', namespace: 'data' } }
    const instead = (value: string) =>
      dependenciesOf(container(env({ URL: value })), 'shop', [elsewhere, service('orders', {})], [])[0]
        ?.instead
    expect(instead('http://db:80')).toEqual(['db.data'])
    expect(instead('http://order:80')).toEqual(['orders'])
    expect(instead('http://orders:80')).toEqual([])
  })

  test.each([
    ['orders', 'ordres', true],
    ['db', 'db-primary', true],
    ['redis-master', 'redis', true],
    ['db', 'web', false],
    ['api', 'app', true],
    ['cart', 'catalog', false],
  ])('%s and %s are near: %s', (a, b, near) => {
    expect(isNear(a, b)).toBe(near)
  })
})

describe('the command', () => {
  test('has a row for each, and none for what a shell would take for its own', () => {
    const text = dependencyCommand([{ host: "a'b", port: null, from: 'env X', instead: ['c.d'] }], {
      mounts: [],
      variables: [],
      allBut: null,
    })
    expect(text).toContain(`row 'a'\\''b' '-' 'env X' 'c.d' &`)
  })

  test('there is none where nothing is named', () => {
    expect(dependencyCommand([], { mounts: [], variables: [], allBut: null })).toBeNull()
  })

  test('reads what ConfigMaps give, and leaves Secrets alone', () => {
    const pod = podSchema.parse({
      metadata: { name: 'x' },
      spec: {
        volumes: [
          { name: 'conf', configMap: { name: 'c' } },
          { name: 'keys', secret: { secretName: 's' } },
        ],
        containers: [],
      },
    })
    const app = container({
      volumeMounts: [
        { name: 'conf', mountPath: '/etc/app' },
        { name: 'keys', mountPath: '/etc/keys' },
      ],
      env: [
        { name: 'FROM_MAP', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } },
        { name: 'FROM_SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      ],
    })
    expect(configPlaces(pod, app)).toEqual({
      mounts: ['/etc/app'],
      variables: ['FROM_MAP'],
      allBut: null,
    })
  })

  test.each([
    ['a ConfigMap as a whole', [{ configMapRef: { name: 'c' } }], ['MODE', 'TOKEN']],
    ['a Secret beside it', [{ configMapRef: { name: 'c' } }, { secretRef: { name: 's' } }], null],
  ])('reads variables that nobody names: %s', (_what, envFrom, allBut) => {
    const pod = podSchema.parse({ metadata: { name: 'x' }, spec: { containers: [] } })
    const app = container({
      envFrom,
      env: [
        { name: 'MODE', value: 'test' },
        { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
        { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } },
      ],
    })
    expect(configPlaces(pod, app)).toEqual({ mounts: [], variables: ['LEVEL'], allBut })
  })
})
