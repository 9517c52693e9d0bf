// Which ways lead into a pod, and what is said of those that do not.
import { describe, expect, test } from 'vitest'
import { chooseWays, type Surroundings } from '../../../src/inspect/way-in.ts'
import { nodeSchema } from '../../../src/model/objects.ts'
import { podFrom, runningSince, suspectFrom } from '../support/pods.ts'

const takenAt = '2026-11-22T10:10:00Z'
const around: Surroundings = { targetContainer: null, node: null, takenAt, waitMs: 60_000, replicas: false }
const running = { containerStatuses: [runningSince('2026-11-22T10:00:00Z')] }

type PodJson = Parameters<typeof podFrom>[0]
const waysInto = (json: PodJson, changes: Partial<Surroundings> = {}, container: string | null = 'app') =>
  chooseWays(suspectFrom(podFrom(json), { container }), { ...around, ...changes })

/** A container that ended `lived` seconds after its start, `ago` seconds before the snapshot. */
function ended(lived: number, ago: number, more: Readonly<Record<string, unknown>> = {}) {
  const at = (secondsAgo: number): string => new Date(Date.parse(takenAt) - secondsAgo * 1000).toISOString()
  const terminated = { exitCode: 3, reason: 'Error', startedAt: at(ago + lived), finishedAt: at(ago) }
  return {
    name: 'app',
    restartCount: 2,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated },
    ...more,
  }
}

describe('a running target', () => {
  test('is entered; where that fails, the pod around it', () => {
    const ways = waysInto({ status: running })
    expect(ways.together).toMatchObject([{ way: 'target', container: 'app' }])
    expect(ways.otherwise?.way).toBe('pod')
  })

  test('is the wished container, else the failing one, else the annotated one, else the first', () => {
    const spec = { containers: [{ name: 'proxy' }, { name: 'app' }, { name: 'helper' }] }
    const statuses = ['proxy', 'app', 'helper'].map(name => runningSince('2026-11-22T10:00:00Z', { name }))
    const annotated = { metadata: { annotations: { 'kubectl.kubernetes.io/default-container': 'helper' } } }
    const target = (container: string | null, targetContainer: string | null, more: PodJson = {}) =>
      waysInto({ spec, status: { containerStatuses: statuses }, ...more }, { targetContainer }, container)
        .together
    expect(target('app', null, annotated)).toMatchObject([{ container: 'app' }])
    expect(target('app', 'proxy', annotated)).toMatchObject([{ container: 'proxy' }])
    expect(target('app', 'not-in-this-pod')).toMatchObject([{ container: 'app' }])
    expect(target(null, null, annotated)).toMatchObject([{ container: 'helper' }])
    expect(target(null, null)).toMatchObject([{ container: 'proxy' }])
  })

  test('is joined by two others at most, and the rest is named', () => {
    const names = ['app', 'b', 'c', 'd', 'e']
    const containerStatuses = names.map(name => runningSince('2026-11-22T10:00:00Z', { name, ready: false }))
    const spec = { containers: names.map(name => ({ name })) }
    const { together, because } = waysInto({ spec, status: { containerStatuses } })
    expect(together).toMatchObject([{ container: 'app' }, { container: 'b' }, { container: 'c' }])
    expect(because.join()).toContain('d, e')
  })

  test('is joined by the other containers that are not ready, unless one was wished for', () => {
    const spec = { containers: [{ name: 'app' }, { name: 'worker' }, { name: 'fine' }] }
    const status = {
      containerStatuses: [
        runningSince('2026-11-22T10:00:00Z', { ready: false }),
        runningSince('2026-11-22T10:00:00Z', { name: 'worker', ready: false }),
        runningSince('2026-11-22T10:00:00Z', { name: 'fine', ready: true }),
      ],
    }
    const names = (targetContainer: string | null) =>
      waysInto({ spec, status }, { targetContainer }).together.map(way =>
        'container' in way ? way.container : '',
      )
    expect(names(null)).toEqual(['app', 'worker'])
    expect(names('worker')).toEqual(['worker'])
  })

  test('may be an init container', () => {
    const spec = { initContainers: [{ name: 'wait' }], containers: [{ name: 'app' }] }
    const status = {
      phase: 'Pending',
      initContainerStatuses: [runningSince('2026-11-22T10:00:00Z', { name: 'wait' })],
      containerStatuses: [{ name: 'app', state: { waiting: { reason: 'PodInitializing' } } }],
    }
    expect(waysInto({ spec, status }, {}, 'wait').together).toMatchObject([
      { way: 'target', container: 'wait' },
    ])
  })

  test('that was restarted long ago is entered like any other', () => {
    const status = { containerStatuses: [{ ...ended(1, 600), ...runningSince('2026-11-22T10:00:00Z') }] }
    expect(waysInto({ status }).together).toMatchObject([{ way: 'target' }])
  })
})

describe('a crash loop', () => {
  test('is seen from the pod around it, and waited for where it lives long enough', () => {
    const { together, because } = waysInto({ status: { containerStatuses: [ended(3, 5)] } })
    expect(together.map(({ way }) => way)).toEqual(['pod', 'restart'])
    expect(because).toEqual(['a copy of the pod: none may be run on this cluster (input replica)'])
  })

  test('that lives too short to be caught is not waited for', () => {
    const { together, because } = waysInto({ status: { containerStatuses: [ended(0, 5)] } })
    expect(together.map(({ way }) => way)).toEqual(['pod'])
    expect(because[0]).toContain('too short')
  })

  test('that starts again too late is not waited for', () => {
    const waiting = {
      reason: 'CrashLoopBackOff',
      message: 'back-off 2m40s restarting failed container=app pod=x',
    }
    const { together, because } = waysInto({
      status: { containerStatuses: [ended(3, 5, { state: { waiting } })] },
    })
    expect(together.map(({ way }) => way)).toEqual(['pod'])
    expect(because[0]).toContain('155 s')
  })

  test('caught in a moment of running is a crash loop all the same', () => {
    const status = { containerStatuses: [{ ...ended(0, 3), ...runningSince('2026-11-22T10:09:59Z') }] }
    expect(waysInto({ status }).together.map(({ way }) => way)).toEqual(['pod'])
  })

  test('is copied where copies may be made, an init container excepted', () => {
    const status = { containerStatuses: [ended(0, 5)] }
    expect(waysInto({ status }, { replicas: true }).replicaOf).toBe('app')
    expect(waysInto({ status }).replicaOf).toBeNull()
    const spec = { initContainers: [{ name: 'migrate' }] }
    const init = { phase: 'Pending', initContainerStatuses: [{ ...ended(0, 5), name: 'migrate' }] }
    expect(waysInto({ spec, status: init }, { replicas: true }, 'migrate').replicaOf).toBeNull()
  })
})

describe('a container that never started', () => {
  test.each(['ImagePullBackOff', 'CreateContainerConfigError'])(
    '%s: the pod around it is entered',
    reason => {
      const status = {
        phase: 'Pending',
        containerStatuses: [{ name: 'app', state: { waiting: { reason } } }],
      }
      const { together } = waysInto({ status })
      expect(together).toMatchObject([{ way: 'pod', reason: expect.stringContaining(reason) }])
    },
  )
})

describe('no way in, with the reason', () => {
  const unready = [{ type: 'PodReadyToStartContainers', status: 'False' }]
  const closed: readonly (readonly [string, PodJson, string])[] = [
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
    ['without a sandbox', { status: { phase: 'Pending', conditions: unready } }, 'no sandbox'],
    [
      'without a sandbox, on an older kubelet',
      { status: { phase: 'Pending', podIP: undefined } },
      'no sandbox',
    ],
  ]
  test.each(closed)('%s', (_, json, words) => {
    const { together, because } = waysInto(json)
    expect(together).toEqual([])
    expect(because[0]).toContain(words)
  })

  test.each([
    ['a Windows node', { metadata: { name: 'n', labels: { 'kubernetes.io/os': 'windows' } } }, 'Windows'],
    ['a virtual node', { metadata: { name: 'n', labels: { type: 'virtual-kubelet' } } }, 'virtual'],
    [
      'a tainted virtual node',
      { metadata: { name: 'n' }, spec: { taints: [{ key: 'virtual-kubelet.io/provider' }] } },
      'virtual',
    ],
  ])('%s', (_, json, words) => {
    const { together, because } = waysInto({ status: running }, { node: nodeSchema.parse(json) })
    expect(together).toEqual([])
    expect(because[0]).toContain(words)
  })
})
