// What holds an app up before, or instead of, a failure of its own: pauses, deletions, probes that can't be carried out, hosts of no Service.
import { describe, expect, test } from 'vitest'
import { namespaceSchema } from '../../../src/model/objects.ts'
import { ago, ended, event, pod, service, slice, waiting, workload } from '../support/build.ts'
import { crashing, findings, http, ids } from '../support/findings.ts'

describe('a workload that makes no pods', () => {
  const paused = (updatedReplicas: number) =>
    workload('Deployment', 'web', {
      metadata: { name: 'web', namespace: 'shop', creationTimestamp: ago(300) },
      spec: { paused: true, replicas: 2, template: { metadata: { labels: { app: 'web' } } } },
      status: {
        updatedReplicas,
        conditions: [{ type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused' }],
      },
    })

  test('because its rollout is paused, which explains who calls it in vain', () => {
    const caller = crashing('client')
    const found = findings(
      {
        pods: [caller],
        workloads: [paused(0)],
        services: [service('web', { app: 'web' })],
        endpointSlices: [slice('web', [])],
      },
      { client: { previousLog: 'Error: connect ECONNREFUSED web:80' } },
    )
    expect(ids(found)).toEqual(['rollout-stalled/other', 'dependency/no-endpoints'])
    expect(found[0]?.title).toBe('The rollout of web is paused (spec.paused): it has made no pod')
    expect(found[1]?.causedBy).toBe(found[0]?.id)
  })

  test('and one whose pods are all of its newest revision is well', () => {
    expect(findings({ workloads: [paused(2)] })).toEqual([])
  })

  test('and one that is paused with all its pods at work is so on purpose', () => {
    const old = [
      pod({ name: 'web-1', owner: ['Deployment', 'web'] }),
      pod({ name: 'web-2', owner: ['Deployment', 'web'] }),
    ]
    expect(findings({ workloads: [paused(1)], pods: old })).toEqual([])
  })

  test('because it is suspended', () => {
    const job = (since: number) =>
      workload('Job', 'load', {
        metadata: { name: 'load', namespace: 'shop', creationTimestamp: ago(since) },
        spec: { suspend: true },
        status: { conditions: [{ type: 'Suspended', status: 'True', lastTransitionTime: ago(since) }] },
      })
    const begun = (since: number) => ({ jobStartedAt: ago(since) })
    expect(ids(findings({ workloads: [job(300)], ...begun(400) }))).toEqual(['pod-not-created/other'])
    expect(findings({ workloads: [job(10)], ...begun(400) })).toEqual([])
    expect(findings({ workloads: [job(300)], ...begun(200) })).toEqual([])
    expect(findings({ workloads: [job(300)] })).toEqual([])
  })
})

describe('a namespace in deletion', () => {
  const namespace = (since: number, type: string) =>
    namespaceSchema.parse({
      metadata: { name: 'shop', deletionTimestamp: ago(since) },
      status: {
        phase: 'Terminating',
        conditions: [
          {
            type,
            status: 'True',
            message:
              'Some content in the namespace has finalizers remaining: acme.io/hold in 1 resource instances',
          },
        ],
      },
    })
  test.each([
    ['finalizer', 300, 'NamespaceFinalizersRemaining'],
    ['other', 300, 'NamespaceDeletionDiscoveryFailure'],
  ])('is held up: %s', (cause, since, type) => {
    const found = findings({ namespaces: [namespace(since, type)] })
    expect(ids(found)).toEqual([`terminating/${cause}`])
    expect(found[0]?.title).toContain('acme.io/hold in 1 resource instances')
  })
  test('or has only just begun to go', () => {
    expect(findings({ namespaces: [namespace(10, 'NamespaceFinalizersRemaining')] })).toEqual([])
  })
})

describe('a probe', () => {
  const cannotRun =
    'Startup probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec "3b85": OCI runtime exec failed: exec failed: unable to start container process: exec: "/opt/ready.sh": stat /opt/ready.sh: no such file or directory'
  const starting = (probe: object) =>
    pod({
      ready: false,
      container: { startupProbe: { ...probe, periodSeconds: 3 } },
      status: {
        containerStatuses: [
          {
            name: 'app',
            ready: false,
            started: false,
            restartCount: 0,
            state: { running: { startedAt: ago(300) } },
          },
        ],
      },
    })

  test('that the kubelet cannot carry out holds the app back for ever', () => {
    const app = starting({ exec: { command: ['/opt/ready.sh'] } })
    const [found] = findings({ pods: [app], events: [event(app, 'Unhealthy', cannotRun)] })
    expect(`${found?.category}/${found?.cause}`).toBe('readiness/command')
    expect(found?.title).toContain('stat /opt/ready.sh: no such file or directory')
  })

  test('that fails by what its command prints of timeouts did not run out of time', () => {
    const app = pod({ ready: false, container: { readinessProbe: { exec: { command: ['check'] } } } })
    const said = 'Readiness probe failed: could not connect: timeout of 500 ms reached'
    const [found] = findings({ pods: [app], events: [event(app, 'Unhealthy', said)] })
    expect(`${found?.category}/${found?.cause}`).toBe('readiness/command')
  })

  const killed = (log: string) => {
    const app = pod({
      ready: false,
      restarts: 3,
      container: { livenessProbe: http.readinessProbe },
      state: waiting('CrashLoopBackOff'),
      lastState: ended(137),
    })
    const events = [
      event(app, 'Killing', 'Container app failed liveness probe, will be restarted'),
      event(
        app,
        'Unhealthy',
        'Liveness probe failed: Get "http://10.244.0.5:8080/": dial tcp 10.244.0.5:8080: connect: connection refused',
      ),
    ]
    const beside = { way: 'pod', reason: 'it keeps ending' } as const
    const commands = { listeners: '== tcp\n  sl  local_address rem_address   st\n== tcp6\n== sockets\n' }
    return findings({ pods: [app], events }, { app: { way: beside, commands, previousLog: log } })[0]
  }
  test.each([
    [
      'timing',
      'Starting LegacyApplication using Java 21\nHikariPool-1 - Starting...\n',
      'while the app still starts',
    ],
    ['port', 'Tomcat started on port 9090 (http)\n', 'the app says that it listens on port 9090'],
    ['port', 'ready\n', 'nothing answers there'],
  ])('that kills is read with the last run: %s', (cause, log, words) => {
    const found = killed(log)
    expect(`${found?.category}/${found?.cause}`).toBe(`probe-killed/${cause}`)
    expect(found?.title).toContain(words)
    // Beside a container that does not run, nothing is seen of where it listens.
    expect(found?.evidence.map(piece => piece.source)).not.toContain('command:listeners')
  })
})

describe('a host that', () => {
  test.each(['$(DB_HOST)', `$\{DB_HOST}`, '{{ .Values.db.host }}'])('nothing has filled in: %s', host => {
    const app = { ...crashing('app') }
    const [found] = findings(
      { pods: [app], services: [service('db', { app: 'db' })] },
      {
        app: {
          previousLog: `OperationalError: could not translate host name "${host}" to address: Name or service not known`,
        },
      },
    )
    expect(`${found?.category}/${found?.cause}`).toBe('dependency/name-not-found')
    expect(found?.title).toBe(`app is told to use the host ${host}: a variable that nothing has filled in`)
  })

  test.each([
    ['name-not-found', [service('db', { app: 'db' })]],
    ['other', []],
  ])('does not answer and that no Service has: %s', (cause, services) => {
    const [found] = findings(
      { pods: [crashing('app')], services },
      { app: { previousLog: 'shop-postgresql:5432 - no response' } },
    )
    expect(found).toMatchObject({ category: 'dependency', cause })
    expect(found?.confidence).not.toBe('high')
    expect(found?.title).not.toContain('in DNS')
    if (services.length > 0) expect(found?.title).toContain('there is no Service of that name')
  })

  test.each([
    ['failed to connect to `host=pg user=a database=b`: server error (FATAL: database "b" does not exist)'],
    ['WARN NetworkClient: Connection to node -1 (kafka/10.96.40.3:9092) could not be established'],
  ])('answered, or has an address, though no Service is seen for it: %s', line => {
    const [found] = findings(
      { pods: [crashing('app')], services: [service('db', { app: 'db' })] },
      { app: { previousLog: line } },
    )
    expect(found).toMatchObject({ category: 'dependency', cause: 'other' })
  })

  test('is the pod itself can only refuse', () => {
    const [found] = findings(
      { pods: [crashing('app')] },
      { app: { previousLog: "Error: P1001: Can't reach database server at `127.0.0.1:5432`" } },
    )
    expect(`${found?.category}/${found?.cause}`).toBe('dependency/connection-refused')
  })

  test('has an address that nobody has any more is known by its port', () => {
    const base = crashing('app')
    const [container] = base.spec.containers
    const app = {
      ...base,
      spec: {
        ...base.spec,
        containers: [{ ...container, name: 'app', env: [{ name: 'DB_URL', value: 'postgres://db:5432/x' }] }],
      },
    }
    const [found] = findings(
      {
        pods: [app],
        services: [service('db', { app: 'db' }, 5432)],
        endpointSlices: [slice('db', [['10.244.0.9', true]])],
      },
      { app: { previousLog: 'dial tcp 10.244.0.31:5432: connect: connection refused' } },
    )
    expect(found?.title).toContain('cannot connect to db:5432')
  })
})
