// The ladder on a real cluster: for each state a pod can be in, the way taken, what was seen, and what was left behind.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Report } from '../../../src/model/report.ts'
import { type ActionRun, runAction } from '../../support/action.ts'
import { hasRunAWhile, TestKubernetes, troubles } from '../../support/kubernetes.ts'

const namespace = 'e2e-ladder'
const { kubeconfig, kind } = inject('cluster')
/** Where the embedded cluster's kubelet looks for static pods. */
const manifests = join(dirname(kubeconfig), 'manifests')
const staticManifest = join(manifests, 'e2e-ladder-static.yaml')
const kubernetes = new TestKubernetes(kubeconfig)
let run: ActionRun

const commands = `
# files
cat $TARGET_ROOT/proc/self/status >/dev/null && ls $TARGET_ROOT/ | head -n 3
# environ
tr '\\0' '\\n' </proc/$TARGET_PID/environ | cut -d= -f1
# greeting
cat $TARGET_ROOT/conf/greeting
# cmdline
tr '\\0' ' ' </proc/$TARGET_PID/cmdline
`

const staticPod = `
apiVersion: v1
kind: Pod
metadata: {name: static, namespace: ${namespace}}
spec:
  containers: [{name: app, image: "busybox:1.37", command: [sh, -c, "exit 9"]}]
`

async function everyState(): Promise<void> {
  const until = (name: string, reason: string) =>
    kubernetes.untilPod(namespace, name, pod => troubles(pod).includes(reason))
  await Promise.all([
    ...['running-distroless', 'running-root', 'running-shared', 'running-host', 'running-two'].map(name =>
      kubernetes.untilPod(namespace, name, hasRunAWhile),
    ),
    until('crash-at-once', 'Error'),
    until('crash-init', 'Error'),
    until('crash-sidecar', 'Error'),
    until('image-missing', 'ImagePullBackOff'),
    until('config-missing', 'CreateContainerConfigError'),
    kubernetes.untilPod(namespace, 'ended-failed', pod => pod.status?.phase === 'Failed'),
    kubernetes.untilPod(
      namespace,
      'crash-after-3s',
      pod => (pod.status?.containerStatuses?.[0]?.restartCount ?? 0) > 0,
    ),
  ])
}

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  await kubernetes.create(readFileSync(join(import.meta.dirname, 'ladder.yaml'), 'utf8'), namespace)
  if (kind === 'embedded') {
    mkdirSync(manifests, { recursive: true })
    writeFileSync(staticManifest, staticPod)
  }
  await kubernetes.deletePod(namespace, 'held-back')
  await everyState()
  run = await runAction({
    inputs: {
      kubeconfig,
      namespaces: namespace,
      commands,
      'max-pods': '20',
      replica: 'never',
      timeout: '5m',
    },
    if: 'failure()',
    statusBefore: 'failure',
  })
})
afterAll(async () => {
  rmSync(staticManifest, { force: true })
  await run.job.cleanUp()
  await kubernetes.releasePod(namespace, 'held-back')
  await kubernetes.deleteNamespace(namespace)
})

type Pod = Report['pods'][number]
function podNamed(name: string): Pod {
  const pod = run.report().pods.find(candidate => candidate.name === name)
  if (pod === undefined)
    throw new Error(
      `${name} is not in the report: ${run
        .report()
        .pods.map(each => each.name)
        .join(', ')}`,
    )
  return pod
}
function output(pod: Pod, name: string): string {
  const command = pod.inspection.commands.find(candidate => candidate.name === name)
  if (command === undefined) throw new Error(`${pod.name} has no command ${name}.`)
  return run.files.get(command.output)?.toString('utf8') ?? ''
}

describe('a running target', () => {
  test('without a shell, with a read-only root and its own ids, is seen whole', () => {
    const pod = podNamed('running-distroless')
    expect(pod.inspection).toMatchObject({ way: 'target', targeted: true, failure: null })
    expect(pod.inspection.tried[0]?.saw).toBe(
      'inside the container as 10001:10001, files readable, environ readable',
    )
    expect(output(pod, 'environ')).toContain('COLOUR')
    expect(output(pod, 'files')).toContain('agnhost')
    expect(output(pod, 'listeners')).toMatch(/1F90/)
    expect(output(pod, 'processes')).toContain('netexec')
  })

  test.each([
    ['running-root', 'sleep 3600 '],
    ['running-shared', 'sleep 4242 '],
    ['running-host', 'sleep 4343 '],
  ])('%s: its own process is found, whatever else can be seen', (name, cmdline) => {
    const pod = podNamed(name)
    expect(pod.inspection).toMatchObject({ way: 'target', targeted: true, failure: null })
    expect(output(pod, 'cmdline')).toBe(cmdline)
  })

  test('two failing containers get a debugger each', () => {
    const pod = podNamed('running-two')
    expect(pod.inspection.tried.map(({ way, targeted }) => [way, targeted])).toEqual([
      ['target', true],
      ['target', true],
    ])
    expect(output(pod, 'cmdline')).toBe('sleep 3600 ')
    expect(output(pod, 'cmdline (worker)')).toBe('sleep 3601 ')
  })
})

describe('a crash loop', () => {
  test('that ends at once is seen from beside it, with the pod’s volumes', () => {
    const pod = podNamed('crash-at-once')
    expect(pod.inspection).toMatchObject({ way: 'pod', targeted: false, failure: null })
    expect(output(pod, 'greeting')).toBe('hello')
    expect(pod.inspection.reason).toContain('keeps ending')
  })

  test('that lives for seconds is caught at its next start', () => {
    const pod = podNamed('crash-after-3s')
    expect(pod.inspection).toMatchObject({ way: 'restart', targeted: true })
    expect(output(pod, 'processes')).toContain('sleep 3')
  })

  test.each(['crash-init', 'crash-sidecar'])('%s: likewise from beside', name => {
    expect(podNamed(name).inspection).toMatchObject({ way: 'pod', failure: null })
  })
})

describe('a container that never started', () => {
  test.each(['image-missing', 'config-missing'])('%s: the pod around it is entered', name => {
    const pod = podNamed(name)
    expect(pod.inspection).toMatchObject({ way: 'pod', failure: null })
    expect(output(pod, 'dns')).toContain('10.96.0.1')
  })
})

describe('no way in', () => {
  test.each([
    ['ended-failed', 'phase Failed'],
    ['nowhere', 'on no node'],
    ['volume-missing', 'no sandbox'],
    ['held-back', 'being deleted'],
  ])('%s: %s', (name, words) => {
    const pod = podNamed(name)
    expect(pod.inspection).toMatchObject({ way: 'none', container: null, commands: [] })
    expect(pod.inspection.reason).toContain(words)
  })

  test.runIf(kind === 'embedded')('a static pod, which takes no ephemeral containers', () => {
    const pod = run.report().pods.find(candidate => candidate.name.startsWith('static-'))
    expect(pod?.inspection).toMatchObject({ way: 'none', reason: expect.stringContaining('static pod') })
  })

  test('the log of a pod that has ended is there all the same', () => {
    const logs = [...run.files].filter(([path]) => path.includes('ended-failed') && path.endsWith('.log'))
    expect(logs.map(([, content]) => content.toString())).toEqual(['the end\n'])
  })
})

test('nothing is left behind that could have been avoided', async () => {
  const pods = await kubernetes.pods(namespace)
  const added = pods.map(pod => [pod.metadata.name, pod.spec.ephemeralContainers?.length ?? 0] as const)
  expect(Object.fromEntries(added)).toMatchObject({
    'ended-failed': 0,
    nowhere: 0,
    'volume-missing': 0,
    'running-root': 1,
  })
  const waiting = pods
    .flatMap(pod => pod.status?.ephemeralContainerStatuses ?? [])
    .filter(({ state }) => state?.waiting)
  expect(waiting.map(({ name }) => name)).toEqual([])
})
