// What the files of a dump may look like: cut off, joined, in other encodings, of older APIs, edited by hand.
import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { recorded } from '../support/recorded.ts'
import { dumpOf, findingIds, list, offline } from './support.ts'

const { snapshot } = recorded('exit-code')
const pods = snapshot.pods.map(pod => ({ ...pod, kind: 'Pod', apiVersion: 'v1' }))
const [pod] = pods
const events = snapshot.events.map(event => ({ ...event, kind: 'Event', apiVersion: 'v1' }))
const expected = 'app-crash/exit-code'
const names = (files: Parameters<typeof dumpOf>[0]) =>
  dumpOf(files).snapshot.pods.map(({ metadata }) => metadata.name)

describe('one file may hold', () => {
  test.each([
    ['a single object', JSON.stringify(pod)],
    ['a List of several kinds', JSON.stringify({ kind: 'List', items: [...pods, ...events] })],
    ['a typed list whose items have no kind', JSON.stringify(list('Pod', snapshot.pods))],
    ['a bare array', JSON.stringify(snapshot.pods)],
    [
      'several documents in a row',
      `${JSON.stringify(list('Pod', snapshot.pods), null, 4)}\n${JSON.stringify(list('Event', snapshot.events))}`,
    ],
    ['one object a line', pods.map(one => JSON.stringify(one)).join('\n')],
    ['a list of lists', JSON.stringify({ kind: 'List', items: [list('Pod', snapshot.pods)] })],
    [
      'UTF-16, as PowerShell writes it',
      Buffer.from(`\ufeff${JSON.stringify({ kind: 'List', items: pods })}`, 'utf16le'),
    ],
    ['a byte order mark', `\ufeff${JSON.stringify({ kind: 'List', items: pods })}`],
  ])('%s', (_what, content) => {
    expect(findingIds(offline({ 'what ever.json': content }).report)).toContain(expected)
  })

  test('objects under a name that says nothing', () => {
    expect(findingIds(offline({ dump: JSON.stringify({ kind: 'List', items: pods }) }).report)).toContain(
      expected,
    )
  })
})

test('the items of a list that was cut off are read, and the report says so', () => {
  const whole = JSON.stringify(
    list('Pod', [...snapshot.pods, { ...pod, metadata: { ...pod?.metadata, name: 'second' } }]),
    null,
    4,
  )
  const { report } = offline({ 'pods.json': whole.slice(0, -200) })
  expect(findingIds(report)).toContain(expected)
  expect(report.notCollected.map(({ why }) => why)).toContainEqual(
    expect.stringContaining('pods.json: it is damaged or cut off'),
  )
})

test('kubectl cluster-info dump without a folder: objects and logs in one stream', () => {
  const { namespace = '', name = '' } = pod?.metadata ?? {}
  const mark = (word: string) => `==== ${word} logs for container app of pod ${namespace}/${name} ====`
  const stream = [
    JSON.stringify(list('Node', snapshot.nodes), null, 4),
    JSON.stringify(list('Pod', snapshot.pods), null, 4),
    `${mark('START')}\n{"level":"info","msg":"an object, and none of Kubernetes'"}\npanic: no queue\n${mark('END')}`,
    JSON.stringify(list('Event', snapshot.events), null, 4),
  ].join('\n')
  const result = offline({ 'dump.txt': stream })
  expect(result.logsRead).toBe(1)
  expect(result.report.findings[0]?.evidence.map(({ text }) => text)).toContain('panic: no queue')
  expect(dumpOf({ 'dump.txt': stream }).snapshot.events).toHaveLength(snapshot.events.length)
})

test('of an object that is there twice the newest version counts', () => {
  const at = (resourceVersion: string, reason: string) => ({
    ...pod,
    metadata: { ...pod?.metadata, resourceVersion },
    status: { ...pod?.status, reason },
  })
  const reasons = (...versions: readonly object[]) =>
    dumpOf({
      'a.json': JSON.stringify(versions[0]),
      'b/c.json': JSON.stringify(versions[1]),
    }).snapshot.pods.map(({ status }) => status?.reason)
  expect(reasons(at('9', 'old'), at('10', 'new'))).toEqual(['new'])
  expect(reasons(at('10', 'new'), at('9', 'old'))).toEqual(['new'])
  expect(reasons({ ...at('', 'first') }, { ...at('', 'second') })).toEqual(['first'])
})

test('nulls are absent members', () => {
  const nulls = {
    ...pod,
    metadata: { ...pod?.metadata, creationTimestamp: null, ownerReferences: null },
    spec: { ...pod?.spec, volumes: null },
  }
  expect(names({ 'pod.json': nulls })).toHaveLength(1)
})

test('a field of a strange form costs that field, not the pod', () => {
  const [container] = pod?.spec.containers ?? []
  const strange = {
    ...pod,
    metadata: { ...pod?.metadata, labels: { version: 1, canary: true } },
    spec: {
      ...pod?.spec,
      containers: [
        {
          ...container,
          ports: [{ containerPort: '8080' }, { name: 'none' }],
          env: 'none',
          workingDir: ['x'],
        },
      ],
    },
  }
  const [read] = dumpOf({ 'pod.json': strange }).snapshot.pods
  expect(read?.metadata.labels).toEqual({ version: '1', canary: 'true' })
  expect(read?.spec.containers[0]?.ports).toEqual([{ containerPort: 8080 }])
  expect(read?.spec.containers[0]?.env).toBeUndefined()
  expect(findingIds(offline({ 'pod.json': strange }).report)).toContain(expected)
})

test('a pod of which only the status was kept is read', () => {
  const bare = { kind: 'Pod', metadata: { name: pod?.metadata.name }, status: pod?.status }
  expect(findingIds(offline({ 'pod.json': bare }).report)).toContain(expected)
})

test('a manifest is no pod of the cluster', () => {
  const { status: _status, ...manifest } = pod ?? {}
  const dump = dumpOf({ 'pod.yaml': manifest, 'node.json': list('Node', snapshot.nodes) })
  expect(dump.snapshot.pods).toEqual([])
  expect(dump.store.manifests).toBe(1)
})

describe('events', () => {
  const [event] = snapshot.events.filter(one => one.reason === 'BackOff')
  const newer = {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'e', namespace: 'diag' },
    regarding: event?.involvedObject,
    note: event?.message,
    reason: event?.reason,
    type: 'Warning',
    deprecatedCount: 7,
    deprecatedLastTimestamp: '2026-11-22T18:30:00Z',
    reportingController: 'kubelet',
    eventTime: null,
  }

  test('of events.k8s.io/v1 are read as those of v1', () => {
    const [read] = dumpOf({ 'x.json': newer }).snapshot.events
    expect(read).toMatchObject({
      involvedObject: { name: event?.involvedObject.name },
      message: event?.message,
      count: 7,
      lastTimestamp: '2026-11-22T18:30:00Z',
      reportingComponent: 'kubelet',
    })
    const { report } = offline({ 'x.json': newer, 'pods.json': list('Pod', snapshot.pods) })
    expect(report.findings[0]?.evidence.map(({ source }) => source)).toContain('event')
  })

  test('without ids belong to the pod of their name', () => {
    const { uid: _uid, ...about } = event?.involvedObject ?? {}
    const { report } = offline({
      'x.json': { ...newer, regarding: about },
      'pods.json': list('Pod', snapshot.pods),
    })
    expect(report.findings[0]?.evidence.map(({ source }) => source)).toContain('event')
  })

  test('belong to a pod that lost its id', () => {
    const { uid: _uid, ...metadata } = pod?.metadata ?? { name: '' }
    const { report } = offline({ 'x.json': newer, 'pods.json': list('Pod', [{ ...pod, metadata }]) })
    expect(report.findings[0]?.evidence.map(({ source }) => source)).toContain('event')
  })

  test('about an earlier pod of the same name stay apart', () => {
    const { report } = offline({
      'x.json': { ...newer, regarding: { ...event?.involvedObject, uid: 'yesterday' } },
      'pods.json': list('Pod', snapshot.pods),
    })
    expect(report.findings[0]?.evidence.map(({ source }) => source)).not.toContain('event')
  })
})

test('Endpoints count where there is no slice, and only there', () => {
  const endpoints = {
    kind: 'Endpoints',
    apiVersion: 'v1',
    metadata: { name: 'db', namespace: 'shop' },
    subsets: [
      {
        addresses: [{ ip: '10.0.0.1' }],
        notReadyAddresses: [{ ip: '10.0.0.2' }],
        ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }],
      },
    ],
  }
  const [read] = dumpOf({ 'endpoints.json': endpoints }).snapshot.endpointSlices
  expect(read?.endpoints).toEqual([
    { addresses: ['10.0.0.1'], conditions: { ready: true } },
    { addresses: ['10.0.0.2'], conditions: { ready: false } },
  ])
  expect(read?.ports).toEqual([{ name: 'sql', port: 5432, protocol: 'TCP' }])
  expect(read?.metadata.labels?.['kubernetes.io/service-name']).toBe('db')
  const slice = {
    kind: 'EndpointSlice',
    metadata: { name: 'db-x', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'db' } },
    addressType: 'IPv4',
    endpoints: [],
  }
  const both = dumpOf({ 'endpoints.json': endpoints, 'slices.json': slice }).snapshot.endpointSlices
  expect(both.map(({ metadata }) => metadata.name)).toEqual(['db-x'])
})

describe('the kind of an object without one', () => {
  test.each([
    ['resources/ns/shop/core_v1_pods.json', 'Pod'],
    ['cluster-resources/pods/shop.json', 'Pod'],
    ['shop/replication-controllers.json', 'ReplicationController'],
    ['apps_v1_replicasets.json', 'ReplicaSet'],
    ['discovery.k8s.io_v1_endpointslices.json', 'EndpointSlice'],
  ])('is told by its list’s path %s', (path, kind) => {
    const dump = dumpOf({ [path]: { items: [] }, 'node.json': list('Node', snapshot.nodes) })
    expect([...dump.store.seen]).toContain(kind)
  })

  test('is told by its shape', () => {
    const {
      pods: readPods,
      events: readEvents,
      nodes,
      services,
    } = dumpOf({
      'x.json': [
        pod,
        snapshot.events[0],
        snapshot.nodes[0],
        { metadata: { name: 's' }, spec: { clusterIP: 'None' } },
      ].map(one => {
        const { kind: _kind, ...rest } = { kind: '', ...one }
        return rest
      }),
    }).snapshot
    expect([readPods, readEvents, nodes, services].map(({ length }) => length)).toEqual([1, 1, 1, 1])
  })
})

test('kinds that tell nothing are counted, in YAML without being parsed', () => {
  const many = [
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    'kind: Lease\nmetadata:\n  name: b\n',
  ].join('---\n')
  const dump = dumpOf({
    'all.yaml': many,
    'c.json': { kind: 'ConfigMap', metadata: { name: 'c' } },
    'pod.json': pod,
  })
  expect([...dump.store.ignored]).toEqual([
    ['ConfigMap', 2],
    ['Lease', 1],
  ])
})

test('the server’s version is found', () => {
  const dump = dumpOf({
    'version.json': { clientVersion: {}, serverVersion: { gitVersion: 'v1.33.1' } },
    'pod.json': pod,
  })
  expect(dump.snapshot.cluster.version).toBe('v1.33.1')
})

test('a node that some other healthy pod runs on is not gone because it was not saved', () => {
  const ready = {
    ...pod,
    metadata: { name: 'well', namespace: 'diag' },
    spec: { ...pod?.spec, nodeName: 'node-2' },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  }
  const failing = { ...pod, spec: { ...pod?.spec, nodeName: 'node-2' } }
  const { report } = offline({ 'x.json': [ready, failing], 'nodes.json': list('Node', snapshot.nodes) })
  expect(findingIds(report)).not.toContain('node/lost')
})
