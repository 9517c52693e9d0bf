import { describe, expect, test } from 'vitest'
import { ago, ended, node, pod, service, slice, waiting } from '../support/build.ts'

import { crashing, findings, ids } from '../support/findings.ts'

describe('the order of the report', () => {
  test('what is surer comes first, however early in the life of a pod the other is', () => {
    const guess = pod({ name: 'a', phase: 'Pending', spec: { nodeName: '' }, status: { phase: 'Pending' } })
    const found = findings({ pods: [guess, crashing('b')] }, { b: { previousLog: 'FATAL boom' } })
    expect(ids(found)).toEqual(['app-crash/exit-code', 'unschedulable/no-scheduler'])
    expect(found.map(one => one.confidence)).toEqual(['high', 'low'])
  })

  test('a crash of which no log is known explains nothing by itself', () => {
    const stuck = pod({ name: 'z', phase: 'Pending', ready: false, state: waiting('ImagePullBackOff') })
    const unready = pod({
      name: 'y',
      ready: false,
      container: { readinessProbe: { tcpSocket: { port: 80 } } },
    })
    const found = findings({ pods: [crashing('b'), stuck, unready] })
    expect(found.map(one => one.subject.name)).toEqual(['z', 'b', 'y'])
  })

  test('what is over comes after what lasts', () => {
    const recovered = pod({ name: 'a', restarts: 1, lastState: ended(1, 60) })
    const found = findings({ pods: [recovered, crashing('b')] }, { a: { previousLog: 'FATAL boom' } })
    expect(found.map(one => one.subject.name)).toEqual(['b', 'a'])
  })

  test('what explains more comes before what explains less', () => {
    const stuck = (name: string) =>
      pod({ name, phase: 'Pending', ready: false, state: waiting('ErrImagePull', 'not found') })
    const found = findings({
      pods: [stuck('a'), stuck('b')],
      services: [service('b', { app: 'b' })],
      endpointSlices: [slice('b', [['10.244.0.5', false]])],
    })
    expect(found.map(one => one.subject.name)).toEqual(['b', 'a', 'b'])
  })
})

describe('one fault, one finding', () => {
  test('forty pods of one Deployment', () => {
    const pods = Array.from({ length: 40 }, (_, index) =>
      pod({
        name: `web-6f7d8c9b5-${index}`,
        labels: { 'pod-template-hash': '6f7d8c9b5' },
        owner: ['ReplicaSet', 'web-6f7d8c9b5'],
        ready: false,
        state: ended(3),
      }),
    )
    const found = findings({ pods })
    expect(ids(found)).toEqual(['app-crash/exit-code'])
    expect(found[0]?.pods).toHaveLength(40)
    expect(found[0]?.subject).toEqual({
      kind: 'Deployment',
      namespace: 'shop',
      name: 'web',
      container: 'app',
    })
    expect(found[0]?.title).toMatch(/^web exits with code 3/)
  })

  test('two workloads are two', () => {
    expect(findings({ pods: [crashing('a'), crashing('b')] })).toHaveLength(2)
  })
})

describe('a cascade is followed to its root', () => {
  const call = (to: string) => ({ previousLog: `FATAL dial tcp: connect to ${to}:80: connection refused\n` })
  const behind = (name: string) => ({
    service: service(name, { app: name }),
    slice: slice(name, [['10.244.0.9', false]]),
  })

  test('over two Services', () => {
    const [api, db] = [behind('api'), behind('db')]
    const stuck = pod({
      name: 'db',
      phase: 'Pending',
      ready: false,
      state: waiting('ErrImagePull', 'x: not found'),
    })
    const found = findings(
      {
        pods: [crashing('web'), crashing('api'), stuck],
        services: [api.service, db.service],
        endpointSlices: [api.slice, db.slice],
      },
      { web: call('api'), api: call('db') },
    )
    const of = (name: string, category: string) =>
      found.find(one => one.subject.name === name && one.category === category)
    expect(ids(found)[0]).toBe('image-pull/not-found')
    expect(of('api', 'dependency')?.causedBy).toBe(found[0]?.id)
    expect(of('web', 'dependency')?.causedBy).toBe(of('api', 'dependency')?.id)
    expect(found.filter(one => one.causedBy === null)).toHaveLength(1)
  })

  test('two that wait for each other do not make a circle', () => {
    const [ping, pong] = [behind('ping'), behind('pong')]
    const found = findings(
      {
        pods: [crashing('ping'), crashing('pong')],
        services: [ping.service, pong.service],
        endpointSlices: [ping.slice, pong.slice],
      },
      { ping: call('pong'), pong: call('ping') },
    )
    expect(found.length).toBeGreaterThan(2)
    const causes = new Map(found.map(one => [one.id, one.causedBy]))
    for (const start of causes.keys()) {
      let at: string | null | undefined = start
      for (let steps = 0; at !== null; steps += 1) {
        expect(steps).toBeLessThan(found.length + 1)
        at = causes.get(at ?? '')
      }
    }
  })
})

test('a node that no longer answers explains the pods that hang on it', () => {
  const stuck = pod({ name: 'web', metadata: { deletionTimestamp: ago(300) } })
  const lost = node('node-1', {
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
        },
      ],
    },
  })
  const found = findings({ pods: [stuck], nodes: [lost] })
  expect(ids(found)).toEqual(['node/kubelet', 'terminating/grace'])
  expect(found[1]?.causedBy).toBe('f1')
})
