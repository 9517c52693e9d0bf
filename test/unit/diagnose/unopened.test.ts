// An app that has opened no port, or starts too slowly: what it does instead is the finding, not that nothing answers.
import { describe, expect, test } from 'vitest'
import { ago, ended, event, pod, service, slice, waiting } from '../support/build.ts'
import { findings, http, ids, listeners } from '../support/findings.ts'

const refused = "nc: can't connect to remote host (10.244.0.5): Connection refused\n"
const none = { 'probe-readiness-pod-ip': refused, listeners: listeners() }
const silent = pod({ ready: false, container: http })
const row = (state: string, ticks: string, wchan: string) =>
  `== interval\n1000 ms\n== processes\n1 ${state} ${ticks} 1 3 1024 ${wchan} app\n`

describe('nothing listens at all', () => {
  test.each([
    ['waits for a FIFO', row('SS', '1 1', 'wait_for_partner'), 'hung/blocked', 'high'],
    ['waits for a lock', row('SS', '1 1', 'locks_lock_inode_wait'), 'hung/blocked', 'high'],
    ['reads a pipe', row('SS', '1 1', 'anon_pipe_read'), 'hung/blocked', 'medium'],
    ['computes', row('RR', '100 111', '0'), 'hung/busy', 'high'],
    ['sleeps, as many healthy programs do', row('SS', '1 1', 'hrtimer_nanosleep'), 'readiness/port', 'high'],
    ['waits for a child', row('SS', '1 1', 'do_wait'), 'readiness/port', 'high'],
  ])('it %s', (_, state, id, confidence) => {
    const [first] = findings({ pods: [silent] }, { app: { commands: { ...none, 'process-state': state } } })
    expect(first && `${first.category}/${first.cause} ${first.confidence}`).toBe(`${id} ${confidence}`)
  })

  test('what its log names comes before what it does about it', () => {
    const commands = { ...none, 'process-state': row('RR', '100 111', '0') }
    const log = "sh: can't open '/opt/worker/run.sh': No such file or directory\n"
    expect(ids(findings({ pods: [silent] }, { app: { commands, log } }))).toEqual(['file-access/missing'])
  })

  test('a worker that has ended is explained by the log, too', () => {
    const processes = '1 0 S 0 0 1 10 sleep sleep 1000\n7 1 Z 0 0 1 0 sh \n'
    const log = "sh: can't open '/opt/worker/run.sh': No such file or directory\n"
    expect(ids(findings({ pods: [silent] }, { app: { commands: { ...none, processes }, log } }))).toEqual([
      'file-access/missing',
    ])
    expect(ids(findings({ pods: [silent] }, { app: { commands: { ...none, processes } } }))).toEqual([
      'hung/other',
    ])
  })

  test.each([
    ["KeyError: 'STRIPE_KEY'", 'app-crash/missing-variable'],
    ['RuntimeError: no plan for region eu-9', 'app-crash/exception'],
  ])('%s, at the end of its log, has ended the program in a container that lives on', (last, id) => {
    const log = `Traceback (most recent call last):\n  File "/app/main.py", line 4, in <module>\n    main()\n${last}\n`
    expect(ids(findings({ pods: [silent] }, { app: { commands: none, log } }))).toEqual([id])
    expect(ids(findings({ pods: [silent] }, { app: { log } }))).toEqual(['readiness/other'])
  })

  test('a dependency that fails from inside comes before it', () => {
    const dependencies =
      '== db:5432\nfrom env DB\nname db.shop.svc.cluster.local. 10.96.0.77\ntcp 10.96.0.77 5432 refused\n'
    const db = {
      services: [service('db', { app: 'db' }, 5432)],
      endpointSlices: [slice('db', [['10.1.1.1', true]])],
    }
    expect(
      ids(findings({ pods: [silent], ...db }, { app: { commands: { ...none, dependencies } } }))[0],
    ).toBe('dependency/connection-refused')
  })
})

describe('a port that is open, and nobody answers', () => {
  const queue = (length: number) =>
    listeners('00000000:1F90').replace('0A 0:0', `0A 00000000:${length.toString(16).padStart(8, '0')}`)
  const timedOut = { 'probe-readiness-pod-ip': 'nc: timed out\n' }
  const found = (waits: number, state: string) =>
    findings(
      { pods: [silent] },
      { app: { commands: { ...timedOut, listeners: queue(waits), 'process-state': state } } },
    )[0]

  test.each([
    [
      'connections wait, and the process for a lock',
      6,
      row('SS', '1 1', 'futex_do_wait'),
      'hung/blocked',
      'high',
    ],
    ['connections wait, for what is not known', 6, row('SS', '1 1', '0'), 'hung/blocked', 'medium'],
    [
      'connections wait while it sleeps',
      6,
      row('SS', '1 1', 'hrtimer_nanosleep'),
      'readiness/timing',
      'high',
    ],
    ['connections wait while it works', 6, row('SS', '1 21', 'futex_do_wait'), 'readiness/timing', 'high'],
    ['each connection is taken', 0, row('SS', '1 1', 'futex_do_wait'), 'readiness/timing', 'high'],
  ])('%s', (_, waits, state, id, confidence) => {
    const first = found(waits, state)
    expect(first && `${first.category}/${first.cause} ${first.confidence}`).toBe(`${id} ${confidence}`)
  })

  test('says what the kernel counts', () => {
    expect(found(6, row('SS', '1 1', 'futex_do_wait'))?.title).toBe(
      'app hangs: its process app takes no connection to port 8080 any more (6 waiting) and waits for a lock, or for another of its threads',
    )
  })

  test('is explained by whom it waits for over the network', () => {
    const dependencies = '== 192.0.2.1:8080\nfrom env PAYMENTS_URL\ntcp 192.0.2.1 8080 timed-out\n'
    const commands = {
      ...timedOut,
      listeners: queue(6),
      dependencies,
      'process-state': row('SS', '1 1', 'poll_schedule_timeout'),
    }
    const [first] = findings({ pods: [silent] }, { app: { commands } })
    expect(first).toMatchObject({ category: 'dependency', cause: 'timeout', confidence: 'high' })
    const locked = { ...commands, 'process-state': row('SS', '1 1', 'futex_do_wait') }
    expect(ids(findings({ pods: [silent] }, { app: { commands: locked } }))[0]).toBe('hung/blocked')
  })

  test('is a timeout and no more as seen from outside', () => {
    const events = [
      event(
        silent,
        'Unhealthy',
        'Readiness probe failed: Get "http://10.244.0.5:8080/": context deadline exceeded',
      ),
    ]
    expect(findings({ pods: [silent], events })[0]).toMatchObject({ cause: 'timing', confidence: 'medium' })
  })
})

describe('an app that waits without a word for something that is ready', () => {
  const env = [{ name: 'RATES_URL', value: 'http://rates' }]
  const quote = pod({ name: 'quote', ready: false, container: { ...http, env } })
  const rates = pod({ name: 'rates' })
  const around = {
    pods: [quote, rates],
    services: [service('rates', { app: 'rates' })],
    endpointSlices: [slice('rates', [['10.244.0.6', true]])],
  }
  const looks = {
    quote: { commands: none },
    rates: { commands: { processes: '1 0 S 0 0 1 10 sh sh\n7 1 T 0 0 1 10 httpd httpd\n' } },
  }

  test('points there, and is its effect where that is in trouble', () => {
    const [first, second] = findings(around, looks)
    expect(first).toMatchObject({ category: 'hung', cause: 'stopped', causedBy: null })
    expect(second).toMatchObject({ category: 'readiness', cause: 'port', causedBy: first?.id })
  })

  test('is a finding of its own where nothing is wrong there', () => {
    expect(findings(around, { quote: looks.quote })).toMatchObject([
      { category: 'readiness', causedBy: null },
    ])
  })
})

describe('a stopped process', () => {
  const processes = (parent: number) =>
    `1 0 S 0 0 1 10 pause pause\n13 0 S 0 0 1 10 sh sh\n20 ${parent} T 0 0 1 10 httpd httpd\n`
  const slow = { 'probe-readiness-pod-ip': 'wget: download timed out' }

  test('deep down counts where the probe gets no answer', () => {
    const found = (commands: Readonly<Record<string, string>>) =>
      ids(findings({ pods: [silent] }, { app: { commands } }))
    expect(found({ ...slow, processes: processes(13) })).toEqual(['hung/stopped'])
    expect(found({ 'probe-readiness-pod-ip': refused, processes: processes(13) })).toEqual(['readiness/port'])
  })
})

describe('killed by its liveness probe before it listens', () => {
  const container = { livenessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 3 } }
  const app = pod({
    ready: false,
    restarts: 3,
    container,
    state: waiting('CrashLoopBackOff'),
    lastState: ended(137),
  })
  const events = [
    event(
      app,
      'Unhealthy',
      'Liveness probe failed: dial tcp 10.244.0.5:8080: connect: connection refused',
      'app',
      8,
    ),
    event(app, 'Killing', 'Container app failed liveness probe, will be restarted', 'app', 6),
  ]
  const way = { way: 'replica', container: 'app', reason: 'it keeps ending' } as const
  const of = (copy: string, end: string) =>
    findings(
      { pods: [app], events },
      { app: { way, previousLog: 'loading 10%\nloading 20%\n', commands: { app: copy, 'app-end': end } } },
    )[0]

  test('a copy that no probe stops goes on starting: it needs longer', () => {
    const found = of('loading 10%\nloading 20%\nloading 30%\nready\n', 'running\noom_kills 0\n')
    expect(found).toMatchObject({ category: 'probe-killed', cause: 'timing', confidence: 'high' })
    expect(found?.evidence.find(one => one.source === 'command:app')?.text).toContain('loading 30%')
  })

  test('a copy that says no more leaves it at what the killed run said last', () => {
    const found = of('loading 10%\nloading 20%\n', 'running\n')
    expect(found).toMatchObject({ cause: 'timing', confidence: 'medium' })
  })

  test('a copy that ends by itself is not slow', () => {
    expect(of('loading 10%\nloading 20%\nloading 30%\n', 'exit 3\n')?.cause).toBe('port')
  })
})

describe('a startup probe that has not succeeded yet', () => {
  const container = { startupProbe: { tcpSocket: { port: 9000 }, failureThreshold: 100 } }
  const status = {
    containerStatuses: [
      {
        name: 'app',
        ready: false,
        started: false,
        restartCount: 0,
        state: { running: { startedAt: ago(120) } },
      },
    ],
  }
  const app = pod({ ready: false, container, status })
  const events = [
    event(app, 'Unhealthy', 'Startup probe failed: dial tcp 10.244.0.5:9000: connect: connection refused'),
  ]
  const commands = (open: string[]) => ({ 'probe-startup-pod-ip': refused, listeners: listeners(...open) })

  test('is told where it can never succeed, long before its time is up', () => {
    const [found] = findings({ pods: [app], events }, { app: { commands: commands(['00000000:1F90']) } })
    expect(found?.title).toBe(
      'app is not ready: its startup probe asks port 9000, on which nothing listens; the app listens on port 8080',
    )
  })

  test('is no fault while the app may still open its port', () => {
    expect(findings({ pods: [app], events }, { app: { commands: commands([]) } })).toEqual([])
  })
})

test('an app that waited for its disk for a moment is not blocked', () => {
  const said = 'Get "http://10.244.0.5:8080/": context deadline exceeded'
  const events = [event(silent, 'Unhealthy', `Readiness probe failed: ${said}`)]
  const seen = (state: string) => ({
    processes: '1 0 D 0 0 1 100 app app\n',
    'process-state': row(state, '1 1', 'folio_wait_bit'),
  })
  const found = (state: string) =>
    ids(findings({ pods: [silent], events }, { app: { commands: seen(state) } }))
  expect(found('DD')).toEqual(['hung/blocked'])
  expect(found('DS')).toEqual(['readiness/timing'])
})
