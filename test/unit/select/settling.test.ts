// Pods that still have time: how long to wait for them.
import { describe, expect, test } from 'vitest'
import type { Pod } from '../../../src/model/pod.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { settling } from '../../../src/select/settling.ts'
import { podFrom, runningSince } from '../support/pods.ts'

const probe = { readinessProbe: { httpGet: { port: 8080 }, periodSeconds: 2, failureThreshold: 3 } }
const notReady = (name: string, startedAt: string): Pod =>
  podFrom({
    metadata: { name, creationTimestamp: startedAt },
    spec: { containers: [{ name: 'app', ...probe }] },
    status: {
      conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: startedAt }],
      containerStatuses: [runningSince(startedAt, { ready: false, started: true })],
    },
  })

const snapshotOf = (pods: readonly Pod[]): Snapshot => ({
  takenAt: '2026-11-22T10:00:05Z',
  jobStartedAt: null,
  cluster: { version: null, kind: 'unknown' },
  namespaces: [],
  pods,
  workloads: [],
  events: [],
  services: [],
  endpointSlices: [],
  claims: [],
  nodes: [],
  quotas: [],
  notCollected: [],
})

describe('settling', () => {
  test('a pod within its probe’s time is waited for, no longer than that time', () => {
    const young = notReady('young', '2026-11-22T10:00:03Z')
    const { pods, seconds } = settling(snapshotOf([young]), 20)
    expect(pods).toEqual([young])
    expect(seconds).toBeGreaterThan(2)
    expect(seconds).toBeLessThan(15)
  })

  test('a pod whose time is up already is not', () => {
    expect(settling(snapshotOf([notReady('old', '2026-11-22T09:50:00Z')]), 20)).toEqual({
      pods: [],
      seconds: 0,
    })
  })

  test('one whose time goes beyond the horizon is not either', () => {
    expect(settling(snapshotOf([notReady('young', '2026-11-22T10:00:03Z')]), 2)).toEqual({
      pods: [],
      seconds: 0,
    })
  })
})
