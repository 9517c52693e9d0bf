import { describe, expect, test } from 'vitest'
import type { Pod } from '../../../src/model/pod.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { selectSuspects } from '../../../src/select/select.ts'
import { ago, ended, event, pod, snapshot, waiting, workload } from '../support/build.ts'

const select = (pods: readonly Pod[], more: Partial<Snapshot> = {}) =>
  selectSuspects(snapshot({ pods, ...more }))
const names = (pods: readonly Pod[], more: Partial<Snapshot> = {}) =>
  select(pods, more).map(suspect => suspect.pod.metadata.name)

const probe = { readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 5, failureThreshold: 3 } }
const pending = (age: number, condition?: object) =>
  pod({
    age,
    phase: 'Pending',
    spec: { nodeName: '' },
    status: {
      containerStatuses: [],
      conditions: condition === undefined ? [] : [{ type: 'PodScheduled', status: 'False', ...condition }],
    },
  })
const creating = (age: number) =>
  pod({ age, phase: 'Pending', ready: false, state: waiting('ContainerCreating') })
const deleting = (seconds: number) =>
  pod({ metadata: { deletionTimestamp: ago(seconds), finalizers: ['a/b'] } })

describe('a pod that is as it should be is no suspect', () => {
  const healthy: readonly (readonly [string, Pod, Partial<Snapshot>?])[] = [
    ['running and ready', pod()],
    ['a finished Job', pod({ phase: 'Succeeded', state: ended(0), ready: false })],
    ['within its grace period', deleting(-10)],
    ['stopped a moment late', deleting(5)],
    ['being created for 20 s', creating(20)],
    ['just made, not yet seen by the scheduler', pending(3)],
    ['not schedulable for 10 s', pending(10, { reason: 'Unschedulable' })],
    ['not ready within its readiness budget', pod({ age: 10, ready: false, container: probe })],
    [
      'not ready within its initial delay',
      pod({
        age: 50,
        ready: false,
        container: { readinessProbe: { ...probe.readinessProbe, initialDelaySeconds: 60 } },
      }),
    ],
    [
      'its startup probe has time left',
      pod({
        age: 100,
        ready: false,
        container: {
          ...probe,
          startupProbe: { periodSeconds: 10, failureThreshold: 30, tcpSocket: { port: 80 } },
        },
        status: {
          containerStatuses: [
            { name: 'app', ready: false, started: false, state: { running: { startedAt: ago(100) } } },
          ],
        },
      }),
    ],
    ['restarted long ago', pod({ restarts: 7, lastState: ended(1, 5000) })],
    [
      'restarted before the job began',
      pod({ restarts: 1, lastState: ended(1, 300) }),
      { jobStartedAt: ago(200) },
    ],
    [
      'one container of a Job pod is done',
      pod({
        spec: { nodeName: 'node-1', restartPolicy: 'Never', containers: [{ name: 'app' }, { name: 'side' }] },
        ready: false,
        status: {
          phase: 'Running',
          containerStatuses: [
            { name: 'app', ready: false, state: ended(0) },
            { name: 'side', ready: true, state: { running: { startedAt: ago(60) } } },
          ],
        },
      }),
    ],
    [
      'a failed attempt of a Job that then succeeded',
      pod({ phase: 'Failed', state: ended(1), ready: false, owner: ['Job', 'seed'] }),
      {
        workloads: [
          workload('Job', 'seed', { status: { conditions: [{ type: 'Complete', status: 'True' }] } }),
        ],
      },
    ],
    [
      'failed before the job began',
      pod({ phase: 'Failed', state: ended(1, 900), ready: false }),
      { jobStartedAt: ago(300) },
    ],
    [
      'an init container at work',
      pod({
        age: 20,
        phase: 'Pending',
        ready: false,
        spec: { nodeName: 'node-1', containers: [{ name: 'app' }], initContainers: [{ name: 'migrate' }] },
        status: {
          phase: 'Pending',
          conditions: [{ type: 'Initialized', status: 'False' }],
          initContainerStatuses: [{ name: 'migrate', state: { running: { startedAt: ago(18) } } }],
          containerStatuses: [{ name: 'app', state: waiting('PodInitializing') }],
        },
      }),
    ],
    [
      'a native sidecar running',
      pod({
        spec: {
          nodeName: 'node-1',
          containers: [{ name: 'app' }],
          initContainers: [{ name: 'proxy', restartPolicy: 'Always' }],
        },
        status: {
          phase: 'Running',
          conditions: [{ type: 'Initialized', status: 'True' }],
          initContainerStatuses: [
            { name: 'proxy', ready: true, started: true, state: { running: { startedAt: ago(600) } } },
          ],
          containerStatuses: [{ name: 'app', ready: true, state: { running: { startedAt: ago(600) } } }],
        },
      }),
    ],
  ]
  for (const [name, one, more] of healthy) {
    test(name, () => {
      expect(names([one], more)).toEqual([])
    })
  }
})

test('of a Job that is not at hand, a failed index is made good by a success at that index alone', () => {
  const attempt = (name: string, index: string, exitCode: number) =>
    pod({
      name,
      phase: exitCode === 0 ? 'Succeeded' : 'Failed',
      state: ended(exitCode),
      ready: false,
      owner: ['Job', 'shards'],
      labels: { 'batch.kubernetes.io/job-completion-index': index },
    })
  expect(names([attempt('shards-0', '0', 0), attempt('shards-1', '1', 2)])).toEqual(['shards-1'])
  expect(names([attempt('shards-1', '1', 2), attempt('shards-1b', '1', 0)])).toEqual([])
})

describe('a pod in trouble is one, with the reason', () => {
  const failing: readonly (readonly [string, Pod, RegExp, Partial<Snapshot>?])[] = [
    [
      'crash-looping',
      pod({ ready: false, restarts: 4, state: waiting('CrashLoopBackOff'), lastState: ended(3) }),
      /ended with exit code 3 \(restarts: 4\)/,
    ],
    ['crashed a moment ago', pod({ ready: false, state: ended(3) }), /exit code 3/],
    [
      'running now, crashed in the window',
      pod({ restarts: 1, lastState: ended(1, 120) }),
      /exit code 1.*started again/,
    ],
    [
      'restarted since the job began',
      pod({ restarts: 1, lastState: ended(1, 3000) }),
      /exit code 1/,
      { jobStartedAt: ago(3600) },
    ],
    [
      'waiting for its image',
      pod({ age: 2, phase: 'Pending', ready: false, state: waiting('ErrImagePull') }),
      /ErrImagePull/,
    ],
    ['being created for 40 s', creating(40), /has not been created after 40 s/],
    [
      'unschedulable for 20 s',
      pending(20, { reason: 'Unschedulable', message: '0/1 nodes are available' }),
      /no node can take it/,
    ],
    ['gated', pending(20, { reason: 'SchedulingGated' }), /scheduling gate/],
    ['seen by no scheduler', pending(60), /no scheduler/],
    [
      'not ready beyond its budget',
      pod({ age: 30, ready: false, container: probe }),
      /runs but is not ready/,
    ],
    [
      'ready once, and not any more',
      pod({
        age: 15,
        ready: false,
        container: probe,
        status: {
          phase: 'Running',
          conditions: [{ type: 'ContainersReady', status: 'False', lastTransitionTime: ago(3) }],
          containerStatuses: [{ name: 'app', ready: false, state: { running: { startedAt: ago(15) } } }],
        },
      }),
      /runs but is not ready/,
    ],
    ['stuck in deletion', deleting(60), /should have been gone 60 s ago/],
    ['ends with success over and over', pod({ ready: false, restarts: 2, state: ended(0) }), /exit code 0/],
    [
      'evicted',
      pod({ phase: 'Failed', status: { phase: 'Failed', reason: 'Evicted', containerStatuses: [] } }),
      /Evicted/,
    ],
    [
      'an init container that waits',
      pod({
        phase: 'Pending',
        ready: false,
        spec: { nodeName: 'node-1', containers: [{ name: 'app' }], initContainers: [{ name: 'wait' }] },
        status: {
          phase: 'Pending',
          conditions: [{ type: 'Initialized', status: 'False' }],
          initContainerStatuses: [{ name: 'wait', state: { running: { startedAt: ago(90) } } }],
          containerStatuses: [{ name: 'app', state: waiting('PodInitializing') }],
        },
      }),
      /init container wait has been running for 90 s/,
    ],
  ]
  for (const [name, one, reason, more] of failing) {
    test(name, () => {
      const [suspect] = select([one], more)
      expect(suspect?.reason).toMatch(reason)
    })
  }

  test('a Warning event shortens the patience with a pod being created', () => {
    const one = creating(15)
    expect(names([one])).toEqual([])
    expect(names([one], { events: [event(one, 'FailedMount', 'no such volume', null)] })).toEqual(['app'])
  })
})

describe('fifty replicas of one fault cost one look', () => {
  const replica = (index: number, exitCode = 3) =>
    pod({
      name: `web-5d4f8c7b9-${index}`,
      age: 100 + index,
      labels: { 'pod-template-hash': '5d4f8c7b9' },
      owner: ['ReplicaSet', 'web-5d4f8c7b9'],
      ready: false,
      restarts: index,
      state: index % 2 === 0 ? ended(exitCode) : waiting('CrashLoopBackOff'),
      lastState: ended(exitCode),
    })

  test('one represents the others, whatever they show at the moment', () => {
    const suspects = select(Array.from({ length: 50 }, (_, index) => replica(index)))
    const leaders = suspects.filter(suspect => suspect.representedBy === null)
    expect(leaders).toHaveLength(1)
    expect(suspects).toHaveLength(50)
    expect(new Set(suspects.slice(1).map(suspect => suspect.representedBy))).toEqual(
      new Set(['shop/web-5d4f8c7b9-0']),
    )
  })

  test('another exit code is another fault', () => {
    const suspects = select([replica(1), replica(2), replica(3, 139)])
    expect(suspects.filter(suspect => suspect.representedBy === null)).toHaveLength(2)
  })

  test('the owner is the Deployment, although its ReplicaSet is not in the snapshot', () => {
    expect(select([replica(1)])[0]?.owner).toEqual({ kind: 'Deployment', namespace: 'shop', name: 'web' })
  })
})

test('pods that failed and are well again come last', () => {
  const recovered = pod({ name: 'a', restarts: 1, lastState: ended(1, 60) })
  const crashed = pod({ name: 'b', ready: false, state: ended(1) })
  expect(names([recovered, crashed])).toEqual(['b', 'a'])
})
