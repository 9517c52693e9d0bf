// A user's own commands inside a real pod: every byte, exit code and deadline.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type ActionRun, commandsNamed, runAction } from '../support/action.ts'
import { hasRunAWhile, TestKubernetes } from '../support/kubernetes.ts'

const namespace = 'e2e-commands'
const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)
let run: ActionRun

const stuck = `
apiVersion: v1
kind: Pod
metadata: {name: stuck}
spec:
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "echo up; exec sleep 3600"]
      securityContext: {runAsUser: 2000, runAsGroup: 3000}
      readinessProbe: {exec: {command: ["false"]}, periodSeconds: 1, failureThreshold: 1}
`

const commands = `
# greeting
echo "inside $TARGET_CONTAINER of $POD_NAMESPACE/$POD_NAME"; tr '\\0' ' ' <$TARGET_ROOT/proc/1/cmdline
# fails
echo before; exit 3
# slow
echo started; sleep 60; echo never
# big
i=0; while [ $i -lt 2000 ]; do printf '%0100d' $i; i=$((i+1)); done
# bytes
i=0; while [ $i -lt 256 ]; do printf "\\\\$(printf '%03o' $i)"; i=$((i+1)); done
# last
echo "still here as $(id -u):$(id -g)"
`

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  await kubernetes.create(stuck, namespace)
  await kubernetes.untilPod(namespace, 'stuck', hasRunAWhile)
  run = await runAction({
    inputs: { kubeconfig, namespaces: namespace, commands, 'command-timeout': '2s' },
    if: 'failure()',
    statusBefore: 'failure',
  })
})
afterAll(async () => {
  await run.job.cleanUp()
  await kubernetes.deleteNamespace(namespace)
})

function command(name: string) {
  const [found] = commandsNamed(run.report(), name)
  if (found === undefined) throw new Error(`No command ${name} in the report.`)
  return { ...found, bytes: run.files.get(found.output) ?? Buffer.alloc(0) }
}

describe('six commands of the user', () => {
  test('run inside the target, as its own user', () => {
    expect(command('greeting')).toMatchObject({ exitCode: 0, timedOut: false })
    expect(command('greeting').bytes.toString()).toBe('inside app of e2e-commands/stuck\nsleep 3600 ')
  })

  test('one that fails keeps its exit code', () => {
    expect(command('fails')).toMatchObject({ exitCode: 3, timedOut: false, bytes: Buffer.from('before\n') })
  })

  test('one that runs too long is ended at its deadline', () => {
    const slow = command('slow')
    expect(slow).toMatchObject({ exitCode: null, timedOut: true, bytes: Buffer.from('started\n') })
    expect(slow.durationMs).toBeGreaterThanOrEqual(1900)
    expect(slow.durationMs).toBeLessThan(4000)
  })

  test('200 KB arrive whole', () => {
    const expected = Array.from({ length: 2000 }, (_, index) => String(index).padStart(100, '0')).join('')
    expect(command('big').bytes.toString()).toBe(expected)
    expect(command('big').truncated).toBe(false)
  })

  test('raw bytes arrive as they were', () => {
    expect(command('bytes').bytes).toEqual(Buffer.from(Array.from({ length: 256 }, (_, index) => index)))
  })

  test('those after the slow one still ran', () => {
    expect(command('last')).toMatchObject({ exitCode: 0, bytes: Buffer.from('still here as 2000:3000\n') })
  })

  test('the pod is as it was: the app runs, and the debugger has ended', async () => {
    const [pod] = await kubernetes.pods(namespace)
    expect(pod?.status?.containerStatuses?.[0]?.restartCount).toBe(0)
    await kubernetes.untilPod(namespace, 'stuck', current =>
      (current.status?.ephemeralContainerStatuses ?? []).every(
        status => status.state?.terminated !== undefined,
      ),
    )
  })
})
