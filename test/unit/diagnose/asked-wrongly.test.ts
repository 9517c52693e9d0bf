// Whom a probe, a Service or a client really asks, where that is not whom one thinks.
import { describe, expect, test } from 'vitest'
import { event, pod, service, slice } from '../support/build.ts'
import { crashing, findings, http, ids, listeners } from '../support/findings.ts'

const unready = pod({ ready: false, container: http })
const refused = (address: string) => `nc: can't connect to remote host (${address}): Connection refused\n`
const first = (...from: Parameters<typeof findings>) => findings(...from)[0]

describe('a probe', () => {
  const redirect = (to: string) => ({
    'probe-readiness-pod-ip': `HTTP/1.1 302 Found\r\nLocation: ${to}\r\n\r\n`,
  })

  test.each([
    [
      '/',
      'Get "/": stopped after 10 redirects',
      'readiness/other',
      'again and again (the kubelet stopped after 10 redirects)',
    ],
    [
      '/login',
      'HTTP probe failed with statuscode: 404',
      'readiness/path',
      'to /login, which is answered with 404',
    ],
    [
      'https://10.244.0.5/',
      'dial tcp 10.244.0.5:443: connect: connection refused',
      'readiness/protocol',
      'to https://10.244.0.5/, which fails',
    ],
  ])('redirected to %s', (to, said, id, words) => {
    const events = [event(unready, 'Unhealthy', `Readiness probe failed: ${said}`)]
    const found = first({ pods: [unready], events }, { app: { commands: redirect(to) } })
    expect(found && `${found.category}/${found.cause}`).toBe(id)
    expect(found?.title).toContain(`is redirected ${words}`)
  })

  test.each([
    ['https://10.244.0.5/', 'readiness/protocol'],
    ['http://10.244.0.5/login', 'readiness/other'],
  ])('redirected to %s, by the words of the kubelet alone', (to, id) => {
    const said = `Get "${to}": dial tcp 10.244.0.5:443: connect: connection refused`
    const events = [event(unready, 'Unhealthy', `Readiness probe failed: ${said}`)]
    const found = first({ pods: [unready], events })
    expect(found && `${found.category}/${found.cause}`).toBe(id)
    expect(found?.title).toContain(`is redirected to ${to}, which fails`)
  })

  test('whose command a busy node makes late now and then', () => {
    const app = pod({ ready: false, container: { readinessProbe: { exec: { command: ['pg_isready'] } } } })
    const said = (text: string, count: number) => ({
      ...event(app, 'Unhealthy', `Readiness probe failed: ${text}`),
      count,
    })
    const late = 'command timed out: "pg_isready" timed out after 1s'
    const found = (no: number, timeouts: number) =>
      first({ pods: [app], events: [said('127.0.0.1:5433 - no response', no), said(late, timeouts)] })
    expect(found(9, 2)?.title).toContain('fails: 127.0.0.1:5433 - no response')
    expect(found(2, 9)?.title).toContain('does not end within 1 s')
  })

  test('whose command is not in the image', () => {
    const app = pod({ ready: false, container: { readinessProbe: { exec: { command: ['curl'] } } } })
    const said =
      'Readiness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec "0d6f": OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH'
    expect(first({ pods: [app], events: [event(app, 'Unhealthy', said)] })?.title).toMatch(
      /fails: exec: "curl": executable file not found in \$PATH$/,
    )
  })

  test('with a host of its own asks no pod', () => {
    const app = pod({
      ready: false,
      container: { readinessProbe: { httpGet: { path: '/', port: 8080, host: '127.0.0.1' } } },
    })
    const events = [
      event(
        app,
        'Unhealthy',
        'Readiness probe failed: Get "http://127.0.0.1:8080/": dial tcp 127.0.0.1:8080: connect: connection refused',
      ),
    ]
    const found = first(
      { pods: [app], events },
      { app: { commands: { 'probe-readiness-pod-ip': 'HTTP/1.1 200 OK\r\n\r\nok' } } },
    )
    expect(found?.title).toContain('asks the host 127.0.0.1 instead of the pod, which is the node itself')
  })

  test('that another container answers', () => {
    const spec = {
      containers: [
        {
          name: 'app',
          ports: [{ containerPort: 8080 }],
          readinessProbe: { httpGet: { path: '/ready', port: 9090 } },
        },
        { name: 'metrics', ports: [{ containerPort: 9090 }] },
      ],
    }
    const app = pod({ ready: false, spec })
    const commands = { 'probe-readiness-pod-ip': 'HTTP/1.1 404 Not Found\r\n\r\n' }
    const events = [event(app, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404')]
    expect(first({ pods: [app], events }, { app: { commands } })?.title).toBe(
      "app's readiness probe asks port 9090, which is container metrics's and answers 404; container app has port 8080",
    )
  })

  test('of IPv4, where the app takes IPv6 alone', () => {
    const tcp6 = `${listeners()}\n== tcp6\n  sl  local_address\n   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 1 1`
    const commands = {
      'probe-readiness-pod-ip': refused('10.244.0.5'),
      'probe-readiness-loopback': refused('127.0.0.1'),
      listeners: tcp6,
    }
    const answered = { ...commands, 'probe-readiness-pod-ip': 'HTTP/1.1 500 Internal Server Error\r\n\r\n' }
    const found = (seen: Readonly<Record<string, string>>) =>
      ids(findings({ pods: [unready] }, { app: { commands: seen } }))
    expect(found(commands)).toEqual(['listen-address/other-address'])
    expect(found(answered)).toEqual(['readiness/http-status'])
  })
})

describe('a Service that takes in pods of another workload', () => {
  const labels = { tier: 'back' }
  const shop = pod({ name: 'shop', labels, owner: ['ReplicaSet', 'shop-1'] })
  const batch = pod({ name: 'batch', labels, owner: ['ReplicaSet', 'batch-1'] })
  const client = pod({ name: 'client' })
  const around = {
    services: [service('shop', labels)],
    endpointSlices: [
      slice('shop', [
        ['10.244.0.5', true],
        ['10.244.0.6', true],
      ]),
    ],
  }
  const log = "ok\nwget: can't connect to remote host (10.96.0.77): Connection refused\n"

  test('sends a part of its traffic to where nobody listens', () => {
    const looks = { client: { log }, batch: { commands: { listeners: listeners() } } }
    const found = first({ pods: [shop, batch, client], ...around }, looks)
    expect(found).toMatchObject({
      category: 'port-mismatch',
      cause: 'service-target-port',
      confidence: 'high',
      subject: { kind: 'Service', name: 'shop' },
    })
    expect(found?.title).toContain('sends a part of its traffic to batch')
  })

  test('is not blamed while nobody complains', () => {
    expect(
      findings({ pods: [shop, batch], ...around }, { batch: { commands: { listeners: listeners() } } }),
    ).toEqual([])
  })
})

describe('a client', () => {
  const around = {
    pods: [crashing('web')],
    services: [service('ledger', { app: 'ledger' })],
    endpointSlices: [slice('ledger', [['10.244.0.9', true]])],
  }
  const said = (...lines: string[]) => first(around, { web: { log: `${lines.join('\n')}\n` } })

  test.each([
    ['wget: server returned error: HTTP/1.1 500 Internal Server Error', '500'],
    ['curl: (22) The requested URL returned error: 502', '502'],
    [
      'requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: http://ledger/balance',
      '503',
    ],
    ['AxiosError: Request failed with status code 504', '504'],
    ['urllib.error.HTTPError: HTTP Error 500: Internal Server Error', '500'],
    [
      'HttpRequestException: Response status code does not indicate success: 500 (Internal Server Error).',
      '500',
    ],
  ])('is answered with an error: %s', (line, status) => {
    const found = said('Connecting to ledger (10.96.0.77:80)', line)
    expect(found && `${found.category}/${found.cause}`).toBe('dependency/other')
    expect(found?.title).toContain(`web gets HTTP ${status} from ledger`)
  })

  test.each([
    [
      'Connecting to ledger (10.96.0.77:80)',
      "wget: can't connect to remote host (10.96.0.77): Connection refused",
      'ledger:80',
    ],
    ['Connecting to api.other (10.1.2.3:8080)', 'wget: download timed out', 'api.other:8080'],
    ['Connecting to ledger (ledger)|10.1.2.3|:80... ', 'failed: Connection timed out.', 'ledger:80'],
    [
      'Connecting to ledger (10.9.9.9:80)',
      "wget: can't connect to remote host (10.1.2.3): Connection refused",
      '10.1.2.3',
    ],
  ])('says itself to whom it connects: %s', (before, line, whom) => {
    expect(said(before, line)?.title).toContain(`connect to ${whom}:`.replace('::', ':'))
  })

  test('TLS that meets none is TLS, not the number in its brackets', () => {
    const found = said(
      'Connecting to ledger (10.96.0.77:443)',
      'wget: got bad TLS record (len:224) while expecting handshake record',
    )
    expect(found).toMatchObject({ cause: 'tls' })
    expect(found?.title).toContain('ledger:443')
  })

  test.each([
    [
      'a port that the Service lacks',
      service('ledger', { app: 'ledger' }, 8080),
      '(Service ledger has port 8080)',
    ],
    [
      'a headless Service',
      {
        ...service('ledger', { app: 'ledger' }),
        spec: { clusterIP: 'None', selector: { app: 'ledger' }, ports: [{ port: 80, targetPort: 8080 }] },
      },
      'is not translated: the pods have 8080',
    ],
  ])('asks in vain: %s', (_, one, words) => {
    const found = first(
      { ...around, services: [one] },
      { web: { log: 'FATAL dial tcp ledger:80: connect: connection refused\n' } },
    )
    expect(found?.title).toContain(words)
  })

  test.each([
    [
      { hostAliases: [{ ip: '10.1.2.3', hostnames: ['ledger'] }] },
      'dial tcp ledger:80: i/o timeout',
      "the pod's hostAliases say that ledger is 10.1.2.3",
    ],
    [{ dnsPolicy: 'None', dnsConfig: { nameservers: ['10.9.9.9'] } }, 'lookup ledgerr: no such host', ''],
    [
      { dnsPolicy: 'None', dnsConfig: { nameservers: ['10.9.9.9'] } },
      'lookup warehouse: no such host',
      'its dnsPolicy None makes it ask 10.9.9.9',
    ],
  ])('has a pod of its own ways: %j', (more, line, words) => {
    const web = crashing('web')
    const found = first(
      { ...around, pods: [{ ...web, spec: { ...web.spec, ...more } }] },
      { web: { log: `FATAL ${line}\n` } },
    )
    expect(found?.title).toContain(words)
  })
})

describe('what is named', () => {
  test('a file of a ConfigMap that became a directory', () => {
    const mounts = { volumeMounts: [{ name: 'conf', mountPath: '/etc/app.yml', subPath: 'app.yml' }] }
    const web = crashing('web')
    const spec = {
      ...web.spec,
      volumes: [{ name: 'conf', configMap: { name: 'web-config' } }],
      containers: [{ name: 'app', ...mounts }],
    }
    const found = first({ pods: [{ ...web, spec }] }, { web: { log: 'cat: read error: Is a directory\n' } })
    expect(found && `${found.category}/${found.cause}`).toBe('file-access/other')
    expect(found?.title).toContain('ConfigMap web-config has no key app.yml')
    expect(ids(findings({ pods: [web] }, { web: { log: 'cat: read error: Is a directory\n' } }))).toEqual([
      'app-crash/exit-code',
    ])
  })

  test('the namespace that was asked, not the one that asks', () => {
    const elsewhere = {
      ...service('ledger', { app: 'ledger' }),
      metadata: { name: 'ledger', namespace: 'finance' },
    }
    const found = first(
      { pods: [crashing('web')], services: [elsewhere] },
      { web: { log: 'FATAL lookup ledger.billing: no such host\n' } },
    )
    expect(found?.title).toBe(
      'web looks for ledger in namespace billing, but the Service is in namespace finance',
    )
  })
})

test('the port of a container that does not run just now is nobody else’s', () => {
  const web = pod({ name: 'web', container: { ports: [{ containerPort: 3000 }] } })
  const commands = { listeners: listeners('00000000:0BB8') }
  const services = [service('web', { app: 'web' }, 80, 9000)]
  expect(ids(findings({ pods: [web], services }, { web: { commands } }))).toContain(
    'port-mismatch/service-target-port',
  )
  const proxy = { name: 'proxy', ready: false, restartCount: 3, image: 'x', imageID: '' }
  const crashed = { ...proxy, state: { waiting: { reason: 'CrashLoopBackOff' } } }
  const partly = {
    ...web,
    spec: { ...web.spec, containers: [...web.spec.containers, { name: 'proxy', image: 'x' }] },
    status: { ...web.status, containerStatuses: [...(web.status?.containerStatuses ?? []), crashed] },
  }
  const found = findings({ pods: [partly], services }, { web: { commands } })
  expect(found.filter(one => one.confidence === 'high').map(one => one.subject.kind)).not.toContain('Service')
})
