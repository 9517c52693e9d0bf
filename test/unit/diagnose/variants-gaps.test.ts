import { describe, expect, test } from 'vitest'
import { eventSchema } from '../../../src/model/objects.ts'
import { podSchema } from '../../../src/model/pod.ts'
import { ago, ended, event, pod, waiting } from '../support/build.ts'
import { findings, http, ids } from '../support/findings.ts'

describe('dumps that lack something', () => {
  const failing = { ready: false, container: http }
  const message = 'Readiness probe failed: HTTP probe failed with statuscode: 404'

  test('events without uids count by the name they bear', () => {
    const app = pod(failing)
    const { uid: _uid, ...rest } = event(app, 'Unhealthy', message).involvedObject
    const told = { ...event(app, 'Unhealthy', message), involvedObject: rest }
    expect(ids(findings({ pods: [app], events: [told] }))).toEqual(['readiness/path'])
  })

  test('pods without uids too', () => {
    const app = pod({ ...failing, metadata: { uid: undefined } })
    expect(ids(findings({ pods: [app], events: [event(app, 'Unhealthy', message)] }))).toEqual([
      'readiness/path',
    ])
  })

  test('events of the newer form, with a series and no last time', () => {
    const app = pod(failing)
    const { lastTimestamp: _last, ...rest } = event(app, 'Unhealthy', message)
    const told = eventSchema.parse({
      ...rest,
      eventTime: ago(60),
      series: { count: 9, lastObservedTime: ago(4) },
    })
    const [found] = findings({ pods: [app], events: [told] })
    expect(found?.evidence.find(piece => piece.source === 'event')?.text).toContain('seen 9 times')
  })

  test('an event that names no container is about the only one there is', () => {
    const app = pod(failing)
    expect(ids(findings({ pods: [app], events: [event(app, 'Unhealthy', message, null)] }))).toEqual([
      'readiness/path',
    ])
  })

  test('statuses with the fewest fields', () => {
    const bare = podSchema.parse({
      metadata: { name: 'bare', namespace: 'shop' },
      spec: { nodeName: 'node-1', containers: [{ name: 'app' }] },
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'app',
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { exitCode: 3 } },
          },
        ],
      },
    })
    expect(ids(findings({ pods: [bare] }))).toEqual(['app-crash/exit-code'])
    expect(
      findings({ pods: [podSchema.parse({ metadata: { name: 'x' }, spec: { containers: [] } })] }),
    ).toHaveLength(1)
  })

  test('a native sidecar that is killed for memory is told by its own name', () => {
    const app = pod({
      spec: {
        initContainers: [{ name: 'mesh', restartPolicy: 'Always', resources: { limits: { memory: '8Mi' } } }],
      },
      status: {
        initContainerStatuses: [
          {
            name: 'mesh',
            restartCount: 4,
            state: waiting('CrashLoopBackOff'),
            lastState: ended(137, 5, 'OOMKilled'),
          },
        ],
      },
    })
    const [found] = findings({ pods: [app] })
    expect(found).toMatchObject({
      category: 'out-of-memory',
      cause: 'container-limit',
      subject: { container: 'mesh' },
    })
  })
})
