import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { podSchema } from '../../../src/model/pod.ts'
import { kubectlStatus } from '../../../src/select/status.ts'

/** Pods and the columns that a real API server (1.36.3) printed for them in the same answer. */
const columnsSchema = z.array(
  z.object({ status: z.string(), ready: z.string(), restarts: z.number(), pod: podSchema }),
)
const recorded = columnsSchema.parse(
  JSON.parse(readFileSync(new URL('recorded/columns.json', import.meta.url), 'utf8')),
)

describe("kubectl's columns", () => {
  for (const { pod, ...columns } of recorded) {
    test(`${columns.status} ${columns.ready}`, () => {
      expect(kubectlStatus(pod)).toEqual(columns)
    })
  }

  const pod = (status: object, metadata: object = {}, spec: object = {}) =>
    podSchema.parse({
      metadata: { name: 'p', ...metadata },
      spec: { containers: [{ name: 'a' }], ...spec },
      status,
    })

  test('a container that ended without a reason shows its signal, else its exit code', () => {
    const ended = (terminated: object) =>
      pod({ phase: 'Running', containerStatuses: [{ name: 'a', state: { terminated } }] })
    expect(kubectlStatus(ended({ exitCode: 139, signal: 11 })).status).toBe('Signal:11')
    expect(kubectlStatus(ended({ exitCode: 3 })).status).toBe('ExitCode:3')
  })

  test('an init container that ended without a reason does too', () => {
    const ended = (terminated: object) =>
      pod(
        { phase: 'Pending', initContainerStatuses: [{ name: 'i', state: { terminated } }] },
        {},
        { initContainers: [{ name: 'i' }] },
      )
    expect(kubectlStatus(ended({ exitCode: 139, signal: 11 })).status).toBe('Init:Signal:11')
    expect(kubectlStatus(ended({ exitCode: 3 })).status).toBe('Init:ExitCode:3')
  })

  test('a pod on an unreachable node that is being deleted is Unknown', () => {
    const deleted = { deletionTimestamp: '2026-01-01T00:00:00Z' }
    expect(kubectlStatus(pod({ phase: 'Running', reason: 'NodeLost' }, deleted)).status).toBe('Unknown')
    expect(kubectlStatus(pod({ phase: 'Running' }, deleted)).status).toBe('Terminating')
    expect(kubectlStatus(pod({ phase: 'Succeeded' }, deleted)).status).toBe('Succeeded')
  })

  test("a pod's own reason comes before its phase", () => {
    expect(kubectlStatus(pod({ phase: 'Failed', reason: 'Evicted' })).status).toBe('Evicted')
  })
})
