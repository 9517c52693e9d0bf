import { describe, expect, test } from 'vitest'
import { ago, ended, event, node, pod, service, slice, waiting, workload } from '../support/build.ts'
import { findings, http, ids } from '../support/findings.ts'

/** The job began five minutes before the snapshot. */
const jobStartedAt = ago(300)
const marks = (found: ReturnType<typeof findings>) =>
  found.map(one => [one.subject.name, one.before === true])

/** Not ready since its creation. */
const unready = (name: string, age: number, namespace = 'shop') =>
  pod({ name, namespace, age, ready: false, container: http })
const notFound = (of: ReturnType<typeof pod>) =>
  event(of, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404')

describe('what was failing before the job began', () => {
  test('is marked, and ranks below what began to fail during it', () => {
    const [old, young] = [unready('a-old', 3600), unready('z-young', 200)]
    const found = findings({ jobStartedAt, pods: [old, young], events: [notFound(old), notFound(young)] })
    expect(marks(found)).toEqual([
      ['z-young', false],
      ['a-old', true],
    ])
  })

  test('even where the new fault is less sure', () => {
    const old = unready('old', 3600)
    const found = findings({ jobStartedAt, pods: [old, unready('young', 200)], events: [notFound(old)] })
    expect(found.map(one => one.confidence)).toEqual(['low', 'high'])
    expect(marks(found)).toEqual([
      ['young', false],
      ['old', true],
    ])
  })

  test('is not marked where nobody knows when the job began', () => {
    expect(marks(findings({ pods: [unready('old', 3600)] }))).toEqual([['old', false]])
  })

  test('is not marked where it broke something during the job', () => {
    const db = pod({ name: 'db', age: 3600, labels: { app: 'db' }, ready: false, container: http })
    const api = pod({
      name: 'api',
      age: 200,
      ready: false,
      restarts: 3,
      state: waiting('CrashLoopBackOff'),
      lastState: ended(1),
    })
    const found = findings(
      {
        jobStartedAt,
        pods: [db, api],
        events: [notFound(db)],
        services: [service('db', { app: 'db' }, 5432, 8080)],
        endpointSlices: [slice('db', [['10.244.0.5', false]])],
      },
      { api: { previousLog: 'FATAL dial tcp db:5432: connect: connection refused' } },
    )
    expect(ids(found)[0]).toBe('readiness/path')
    expect(found[0]?.before).toBeUndefined()
    const effect = found.find(one => one.subject.name === 'api')
    expect(effect).toMatchObject({ causedBy: expect.any(String) })
    expect(effect?.before).toBeUndefined()
  })

  test('a pod that was well when the job began and failed since is not marked', () => {
    const fell = pod({
      name: 'fell',
      age: 3600,
      ready: false,
      container: http,
      status: {
        conditions: [
          { type: 'Ready', status: 'False', lastTransitionTime: ago(60) },
          { type: 'ContainersReady', status: 'False', lastTransitionTime: ago(60) },
        ],
      },
    })
    expect(marks(findings({ jobStartedAt, pods: [fell], events: [notFound(fell)] }))).toEqual([
      ['fell', false],
    ])
  })

  test('a pod that was only starting when the job began is not marked', () => {
    const starting = unready('starting', 320)
    expect(marks(findings({ jobStartedAt, pods: [starting] }))).toEqual([['starting', false]])
  })

  test('a crash loop is as old as its first back-off', () => {
    const loop = pod({
      name: 'loop',
      age: 7200,
      ready: false,
      restarts: 40,
      state: waiting('CrashLoopBackOff'),
      lastState: ended(1),
      status: { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: ago(6) }] },
    })
    const backOff = event(loop, 'BackOff', 'Back-off restarting failed container app in pod loop')
    expect(
      marks(findings({ jobStartedAt, pods: [loop], events: [{ ...backOff, firstTimestamp: ago(7000) }] })),
    ).toEqual([['loop', true]])
    expect(
      marks(findings({ jobStartedAt, pods: [loop], events: [{ ...backOff, firstTimestamp: ago(100) }] })),
    ).toEqual([['loop', false]])
  })

  test('a workload and a node are as old as their conditions', () => {
    const since = (seconds: number) =>
      findings({
        jobStartedAt,
        pods: [pod()],
        nodes: [
          node(),
          node('node-2', {
            status: {
              conditions: [
                {
                  type: 'DiskPressure',
                  status: 'True',
                  reason: 'KubeletHasDiskPressure',
                  lastTransitionTime: ago(seconds),
                },
              ],
            },
          }),
        ],
        workloads: [
          workload('ReplicaSet', 'web-1', {
            spec: { replicas: 1 },
            status: {
              replicas: 0,
              conditions: [
                {
                  type: 'ReplicaFailure',
                  status: 'True',
                  message: 'exceeded quota: small',
                  lastTransitionTime: ago(seconds),
                },
              ],
            },
          }),
        ],
      })
    expect(since(3600)).toHaveLength(2)
    expect(since(3600).map(one => one.before)).toEqual([true, true])
    expect(since(100).map(one => one.before)).toEqual([undefined, undefined])
  })
})
