// Which pods can be entered, and what is said of those that cannot.
import { describe, expect, test } from 'vitest'
import { chooseWayIn } from '../../../src/inspect/way-in.ts'
import { podFrom, runningSince, suspectFrom } from '../support/pods.ts'

const takenAt = '2026-11-22T10:10:00Z'
const noWish = { targetContainer: null }
const running = { containerStatuses: [runningSince('2026-11-22T10:00:00Z')] }

const wayInto = (json: Parameters<typeof podFrom>[0], container: string | null = 'app') =>
  chooseWayIn(suspectFrom(podFrom(json), { container }), noWish, takenAt)

describe('a running target', () => {
  test('is entered', () => {
    expect(wayInto({ status: running })).toMatchObject({ way: 'target', container: 'app' })
  })

  test('is the failing container, else the wished one, else the annotated one, else the first', () => {
    const spec = { containers: [{ name: 'proxy' }, { name: 'app' }, { name: 'helper' }] }
    const statuses = ['proxy', 'app', 'helper'].map(name => runningSince('2026-11-22T10:00:00Z', { name }))
    const pod = { spec, status: { containerStatuses: statuses } }
    const annotations = { 'kubectl.kubernetes.io/default-container': 'helper' }
    const target = (container: string | null, wish: string | null, metadata = {}) => {
      const suspect = suspectFrom(podFrom({ ...pod, metadata }), { container })
      const way = chooseWayIn(suspect, { targetContainer: wish }, takenAt)
      return way.way === 'target' ? way.container : way.reason
    }
    expect(target('app', null, { annotations })).toBe('app')
    expect(target('app', 'proxy', { annotations })).toBe('proxy')
    expect(target('app', 'not-in-this-pod')).toBe('app')
    expect(target(null, null, { annotations })).toBe('helper')
    expect(target(null, null)).toBe('proxy')
  })

  test('that was restarted after a short run is left alone: a debugger would come too late and stay', () => {
    const lastState = {
      terminated: { exitCode: 3, startedAt: '2026-11-22T10:09:50Z', finishedAt: '2026-11-22T10:09:51Z' },
    }
    const status = {
      containerStatuses: [runningSince('2026-11-22T10:09:59Z', { restartCount: 3, lastState })],
    }
    expect(wayInto({ status })).toMatchObject({
      way: 'none',
      reason: expect.stringContaining('keeps crashing'),
    })
  })

  test('that was restarted long ago is entered', () => {
    const lastState = {
      terminated: { exitCode: 3, startedAt: '2026-11-22T09:59:50Z', finishedAt: '2026-11-22T09:59:51Z' },
    }
    const status = {
      containerStatuses: [runningSince('2026-11-22T10:00:00Z', { restartCount: 1, lastState })],
    }
    expect(wayInto({ status })).toMatchObject({ way: 'target' })
  })
})

describe('no way in, with the reason', () => {
  const closed = [
    ['being deleted', { metadata: { deletionTimestamp: takenAt }, status: running }, 'being deleted'],
    [
      'static',
      { metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' } }, status: running },
      'static pod',
    ],
    ['failed', { status: { phase: 'Failed' } }, 'phase Failed'],
    ['succeeded', { status: { phase: 'Succeeded' } }, 'phase Succeeded'],
    ['unscheduled', { spec: { nodeName: undefined }, status: { phase: 'Pending' } }, 'on no node'],
    ['for Windows', { spec: { os: { name: 'windows' } }, status: running }, 'Windows'],
    [
      'waiting for its image',
      {
        status: { containerStatuses: [{ name: 'app', state: { waiting: { reason: 'ImagePullBackOff' } } }] },
      },
      'ImagePullBackOff',
    ],
  ] as const
  test.each(closed)('%s', (_, json, words) => {
    expect(wayInto(json)).toMatchObject({ way: 'none', reason: expect.stringContaining(words) })
  })
})
