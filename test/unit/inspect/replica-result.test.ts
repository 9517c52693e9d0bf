// How an app ended in its copy, and whether a copy will ever start.
import { describe, expect, test } from 'vitest'
import { appRunOf, replicaState } from '../../../src/inspect/replica-result.ts'
import type { CommandResult } from '../../../src/model/inspection.ts'
import { containerStatusSchema } from '../../../src/model/pod.ts'
import { podFrom } from '../support/pods.ts'

function ran(name: string, text: string | null): CommandResult {
  return {
    ...{ name, run: '', origin: 'default', exitCode: 0, durationMs: 0, timedOut: false, droppedBytes: 0 },
    output: new TextEncoder().encode(text ?? ''),
    failure: text === null ? 'The debugger ended before this command was reached.' : null,
  }
}
const run = (facts: string | null, terminated?: Readonly<Record<string, unknown>>) =>
  appRunOf(
    [ran('app', 'words'), ran('app-end', facts)],
    terminated === undefined
      ? undefined
      : containerStatusSchema.parse({ name: 'app', state: { terminated } }),
  )

describe('the end of the app', () => {
  test('by itself', () => {
    expect(run('exit 137\nlived 0.05\npeak_kb 1024\noom_kills 0\n')).toEqual({
      ...{ exitCode: 137, signal: null, livedMs: 50, peakMemoryBytes: 1_048_576 },
      ...{ outOfMemory: false, ended: true },
    })
  })

  test('by a signal, and for want of memory', () => {
    expect(run('signal 9\nlived 1.20\noom_kills 2\n')).toMatchObject({
      ...{ exitCode: null, signal: 9, livedMs: 1200, peakMemoryBytes: null, outOfMemory: true, ended: true },
    })
  })

  test('never came: it still ran at its deadline', () => {
    expect(run('running\noom_kills 0\n')).toMatchObject({ ended: false, exitCode: null, signal: null })
  })

  test('took the wrapper along, where the kernel kills all processes of a container', () => {
    expect(run(null, { exitCode: 137, reason: 'OOMKilled' })).toMatchObject({
      ...{ signal: 9, outOfMemory: true, ended: true },
    })
    expect(run(null, { exitCode: 137, reason: 'Error' })).toMatchObject({ outOfMemory: false, ended: false })
    expect(run(null)).toBeNull()
  })
})

describe('a copy', () => {
  const tools = { name: 'ephemeral-debug-tools', image: 'alpine:3' }
  const state = (status: Readonly<Record<string, unknown>>) =>
    replicaState(podFrom({ spec: { initContainers: [tools] }, status }), 'app')
  const appIs = (of: Readonly<Record<string, unknown>>) =>
    state({ containerStatuses: [{ name: 'app', state: of }] })
  const toolsEnded = (terminated: Readonly<Record<string, unknown>>) =>
    state({ phase: 'Pending', initContainerStatuses: [{ name: tools.name, state: { terminated } }] })

  test('that runs, or has run so quickly that nobody saw it, has a log', () => {
    expect(appIs({ running: {} })).toEqual({ is: 'ready' })
    expect(appIs({ terminated: { exitCode: 0, containerID: 'containerd://a' } })).toEqual({ is: 'ready' })
  })

  test('that is only on its way is waited for', () => {
    expect(appIs({ waiting: { reason: 'PodInitializing' } })).toEqual({
      ...{ is: 'starting', waitingFor: 'PodInitializing' },
    })
  })

  const hopeless = [
    ['image', appIs({ waiting: { reason: 'ErrImagePull', message: 'no such host' } }), 'no such host'],
    [
      'start',
      appIs({ terminated: { exitCode: 128, reason: 'StartError', message: 'exec format' } }),
      'exec format',
    ],
    ['node', state({ phase: 'Failed', reason: 'OutOfpods', message: 'too many pods' }), 'too many pods'],
    ['init', toolsEnded({ exitCode: 2 }), 'exit code 2'],
    ['busybox', toolsEnded({ exitCode: 1, message: 'no busybox to carry\n' }), 'alpine:3 has no busybox'],
  ] as const
  test.each(hopeless)('that will never start says why: %s', (_, seen, words) => {
    expect(seen).toMatchObject({ is: 'hopeless', why: expect.stringContaining(words) })
  })
})
