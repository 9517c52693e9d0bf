// An earlier debugger counts only where it is certain that it did what is planned now, and that nothing has changed since.
import { describe, expect, test } from 'vitest'
import { debuggerContainer } from '../../../src/inspect/debugger.ts'
import { earlierDebugger } from '../../../src/inspect/earlier.ts'
import type { Container } from '../../../src/model/pod.ts'
import { podFrom, runningSince } from '../support/pods.ts'

const NOW = Date.parse('2026-11-22T10:10:00Z')

function container(nonce: string, changes: Partial<Parameters<typeof debuggerContainer>[0]> = {}): Container {
  return debuggerContainer({
    name: `debugger-${nonce}`,
    pod: podFrom({}),
    target: 'app',
    subject: 'app',
    targetId: 'containerd://abc123',
    image: 'busybox:1.37',
    nonce,
    commands: [{ name: 'id', run: 'id', timeoutMs: 1000, origin: 'user' }],
    capBytes: 1000,
    seconds: 16,
    lastStart: nonce.length,
    securityContext: { runAsUser: 1, runAsGroup: 2 },
    ...changes,
  })
}

const planned = container('b2new')
const ended = {
  terminated: { exitCode: 0, startedAt: '2026-11-22T10:09:00Z', finishedAt: '2026-11-22T10:09:01Z' },
}

/** A pod with an earlier debugger as the API server gives it back: with defaults, without empty values. */
function podWith(
  change: Readonly<Record<string, unknown>> = {},
  state: object = ended,
  app: object = runningSince('2026-11-22T10:00:00Z'),
) {
  const added = {
    ...container('a1'),
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    ...change,
  }
  return podFrom({
    spec: { containers: [{ name: 'app' }], ephemeralContainers: [added] },
    status: { containerStatuses: [app], ephemeralContainerStatuses: [{ name: added.name, state }] },
  })
}
const found = (...args: Parameters<typeof podWith>) => earlierDebugger(podWith(...args), planned, NOW, null)

describe('an earlier debugger counts', () => {
  test('where it was asked the same a minute ago', () => {
    expect(found()).toEqual({ name: 'debugger-a1', nonce: 'a1', startedAt: '2026-11-22T10:09:00Z' })
  })

  test('while it is still at work', () => {
    expect(found({}, { running: { startedAt: '2026-11-22T10:09:58Z' } })?.nonce).toBe('a1')
  })
})

describe('it does not count', () => {
  const command = (index: number, word: string) => ({
    command: (container('a1').command ?? []).with(index, word),
  })
  test.each<[string, Parameters<typeof podWith>]>([
    ['with another image', [{ image: 'stranger/busybox:1.37' }]],
    ['with another script', [command(2, 'echo hello')]],
    ['with another command', [command(-1, 'cat /etc/passwd')]],
    ['in another container', [command(7, 'def456')]],
    ['with more than ours has', [{ envFrom: [{ secretRef: { name: 'x' } }] }]],
    ['with other privileges', [{ securityContext: { privileged: true } }]],
    ['with a variable more', [{ env: [...(planned.env ?? []), { name: 'PATH', value: '/evil' }] }]],
    ['under a name that is not ours', [{ name: 'debugger-other' }]],
    ['with a nonce that is no word', [{ ...command(4, 'a1 close'), name: 'debugger-a1 close' }]],
    ['where it failed', [{}, { terminated: { ...ended.terminated, exitCode: 143 } }]],
    ['where it is at work for long', [{}, { running: { startedAt: '2026-11-22T10:09:00Z' } }]],
    ['where it has not started', [{}, { waiting: { reason: 'ContainerCreating' } }]],
    ['where it is too old', [{}, { terminated: { ...ended.terminated, startedAt: '2026-11-22T10:05:00Z' } }]],
    ['where the app has started since', [{}, ended, runningSince('2026-11-22T10:09:30Z')]],
  ])('%s', (_, args) => {
    expect(found(...args)).toBeNull()
  })

  test('from before the job began', () => {
    expect(earlierDebugger(podWith(), planned, NOW, '2026-11-22T10:09:30Z')).toBeNull()
    expect(earlierDebugger(podWith(), planned, NOW, '2026-11-22T10:08:30Z')).not.toBeNull()
  })
})
