import { describe, expect, test } from 'vitest'
import { ended, pod, service, slice } from '../support/build.ts'

import { findings, http, ids, listeners } from '../support/findings.ts'

describe('seen only from inside', () => {
  test('a Service that sends its traffic to a port on which nothing listens', () => {
    const web = pod({ name: 'web', container: { ports: [{ containerPort: 8080 }] } })
    const parts = {
      pods: [web],
      services: [service('web', { app: 'web' }, 80, 8081)],
      endpointSlices: [slice('web', [['10.244.0.5', true]])],
    }
    expect(findings(parts)[0]).toMatchObject({
      category: 'port-mismatch',
      cause: 'service-target-port',
      confidence: 'low',
    })
    const [seen] = findings(parts, { web: { commands: { listeners: listeners('00000000:1F90') } } })
    expect(seen).toMatchObject({
      category: 'port-mismatch',
      cause: 'service-target-port',
      confidence: 'high',
    })
    expect(seen?.title).toBe('Service web sends traffic to port 8081 of web, which listens on 8080 instead')
  })

  test('an app without a probe that a Service cannot reach', () => {
    const parts = {
      pods: [pod({ name: 'web' })],
      services: [service('web', { app: 'web' })],
      endpointSlices: [slice('web', [['10.244.0.5', true]])],
    }
    const [seen] = findings(parts, { web: { commands: { listeners: listeners('0100007F:1F90') } } })
    expect(seen?.title).toBe('web listens on 127.0.0.1:8080 only, so Service web cannot reach it')
  })

  test('a child killed for memory', () => {
    const app = pod({ container: { resources: { limits: { memory: '64Mi' } }, ...http }, ready: false })
    const memory = '== memory.max\n67108864\n== memory.events\noom 1\noom_kill 1\n'
    const [seen] = findings({ pods: [app] }, { app: { commands: { memory } } })
    expect(seen).toMatchObject({ category: 'out-of-memory', cause: 'child-process' })
    expect(seen?.title).toContain('64Mi')
  })

  test('an app that listens on all addresses is not accused of its address', () => {
    const app = pod({ ready: false, container: http })
    const found = findings(
      { pods: [app] },
      {
        app: {
          commands: {
            listeners: listeners('00000000:1F90'),
            'probe-readiness-pod-ip': 'HTTP/1.1 500 Oops\r\n\r\n',
          },
        },
      },
    )
    expect(ids(found)).toEqual(['readiness/http-status'])
  })

  test("nor one that listens on the pod's own address", () => {
    const app = pod({ ready: false, container: http })
    const commands = {
      listeners: listeners('0500F40A:1F90'),
      'probe-readiness-pod-ip': "nc: can't connect to remote host (10.244.0.5): Connection refused",
    }
    expect(ids(findings({ pods: [app] }, { app: { commands } }))).toEqual(['readiness/port'])
  })

  test('nor one that is reached all the same, through a proxy that redirects', () => {
    const app = pod({ ready: false, container: http })
    const commands = {
      listeners: listeners('0100007F:1F90'),
      'probe-readiness-pod-ip': 'HTTP/1.1 404 Not Found',
    }
    expect(ids(findings({ pods: [app] }, { app: { commands } }))).toEqual(['readiness/path'])
  })

  test('outputs that are missing, cut or foreign cost nothing but certainty', () => {
    const app = pod({ ready: false, container: http })
    for (const output of ['', '== tcp', '\u0000\u0001', '== tcp\ngarbage\n== tcp6\n0: ZZZZ']) {
      const found = findings(
        { pods: [app] },
        {
          app: {
            commands: {
              listeners: output,
              memory: output,
              processes: output,
              disk: output,
              'probe-readiness-pod-ip': output,
            },
          },
        },
      )
      expect(found).toHaveLength(1)
    }
  })
})

test('a crash of long ago does not explain that a pod is not ready now', () => {
  const app = pod({ ready: false, container: http, restarts: 1, lastState: ended(1, 7200), age: 9000 })
  expect(ids(findings({ pods: [app] }))).toEqual(['readiness/other'])
})
