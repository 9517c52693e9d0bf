// Two hundred random command lists in real pods, under several shells: every result must be the one foreseen.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { followLog } from '../../../src/cluster/follow.ts'
import { inParallel } from '../../../src/cluster/parallel.ts'
import { closingFrame, type Frames, parseFrames } from '../../../src/inspect/frames.ts'
import { shellQuoted } from '../../../src/inspect/shell.ts'
import type { Container, Pod } from '../../../src/model/pod.ts'
import { type Command, debuggerFor, newNonce, planned } from '../../support/debugger.ts'
import { TestKubernetes } from '../../support/kubernetes.ts'

const namespace = 'e2e-debugger-fuzz'
const kubernetes = new TestKubernetes(inject('cluster').kubeconfig)
const CAP_BYTES = 20_000
const LISTS = 200
const PODS = 10

interface Foreseen {
  readonly command: Command
  /** Null where the deadline ends it. */
  readonly exitCode: number | null
  /** All it prints, however much of that is kept. */
  readonly output: Buffer
}

const octal = (bytes: Uint8Array): string =>
  [...bytes].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('')
const print = (bytes: Uint8Array): string => `printf '${octal(bytes)}'`
const bytes = fc.uint8Array({ maxLength: 200 })
const exitCode = fc.integer({ min: 0, max: 255 })
/** For commands that their deadline ends: long enough for sixty shells that start at once to have printed before it. Seconds. */
const SHORT_DEADLINE_S = 4

/** Ways in which a command can behave after it has printed some bytes, and with what exit code it then ends. */
const endings: readonly ((code: number) => readonly [run: string, exitCode: number | null])[] = [
  code => [`exit ${code}`, code],
  code => [`sleep 300 & (setsid sleep 300 &); exit ${code}`, code],
  code => [`cat; cd /proc; exec 1>&- 2>&-; exit ${code}`, code],
  code => [`sleep 0.1; (exit ${code})`, code],
  code => [`trap '' TERM HUP; exit ${code}`, code],
  () => ['kill -9 $$', 137],
  () => ['kill -9 $PPID; sleep 300', 137],
  () => ['sleep 300; echo never', null],
  () => ["trap '' TERM INT; (setsid sh -c 'sleep 300; echo never' &); while :; do sleep 1; done", null],
]

const ends: fc.Arbitrary<Foreseen> = fc
  .tuple(bytes, exitCode, fc.constantFrom(...endings))
  .map(([output, code, ending]) => {
    const [run, ended] = ending(code)
    return {
      command: [`${print(output)}; ${run}`, ended === null ? SHORT_DEADLINE_S : 60],
      exitCode: ended,
      output: Buffer.from(output),
    }
  })
const prints: fc.Arbitrary<Foreseen> = fc
  .tuple(fc.integer({ min: 1, max: 9_000 }), exitCode)
  .map(([count, code]) => ({
    command: [`seq 1 ${count}; exit ${code}`, 60],
    exitCode: code,
    output: Buffer.from(Array.from({ length: count }, (_, index) => `${index + 1}\n`).join('')),
  }))
/** Any text that a command line can hold; Kubernetes' own `$(NAME)` is among what must come through unchanged. */
const quotes: fc.Arbitrary<Foreseen> = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 100 }),
    fc.constantFrom('$(POD_NAME)', '$$', '`id`\n#x close\n'),
  )
  .map(text => text.replaceAll('\0', ''))
  .map(text => ({ command: [`printf %s ${shellQuoted(text)}`, 60], exitCode: 0, output: Buffer.from(text) }))
const list = fc.array(fc.oneof({ weight: 3, arbitrary: ends }, prints, quotes), {
  minLength: 1,
  maxLength: 5,
})

/** Shadows programs, as if the image had none. */
const without = (...programs: readonly string[]): string =>
  programs.map(program => `${program}() { return 127; }\n`).join('')
const withPrefix = (prefix: string) => (container: Container) =>
  changedScript(container, script => prefix + script)
const withShell =
  (...shell: readonly string[]) =>
  (container: Container): Container => ({
    ...container,
    command: [...shell, ...(container.command ?? []).slice(1)],
    // The node's own programs in place of the image's.
    volumeMounts: ['usr', 'lib', 'lib64'].map(name => ({ name, mountPath: `/${name}`, readOnly: true })),
    env: [...(container.env ?? []), { name: 'PATH', value: '/usr/bin:/bin' }],
  })
function changedScript(container: Container, change: (script: string) => string): Container {
  const [shell = '', flag = '', script = '', ...rest] = container.command ?? []
  return { ...container, command: [shell, flag, change(script), ...rest] }
}

const same = (container: Container): Container => container
type Image = readonly [name: string, change: (container: Container) => Container]
const images: readonly Image[] = [
  ['busybox', same],
  ['busybox without base64 and setsid', withPrefix(without('base64', 'setsid', 'nice'))],
  [
    'busybox without od, wc, grep, mkfifo and a folder',
    withPrefix(without('base64', 'od', 'wc', 'grep', 'mkfifo', 'mkdir')),
  ],
  ['busybox without dd', withPrefix(without('dd'))],
]
/** Shells that the node may have. */
const nodeShells: readonly (readonly [path: string, ...image: Image])[] = [
  ['/usr/bin/dash', "Debian's dash and coreutils", withShell('/usr/bin/dash')],
  ['/usr/bin/bash', "Debian's bash", withShell('/usr/bin/bash', '--posix')],
  ['/usr/bin/busybox', "the node's busybox", withShell('/usr/bin/busybox', 'sh')],
]

const target = (name: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  terminationGracePeriodSeconds: 0
  volumes: [{name: usr, hostPath: {path: /usr}}, {name: lib, hostPath: {path: /usr/lib}}, {name: lib64, hostPath: {path: /usr/lib64}}]
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "ls ${nodeShells.map(([path]) => `/node${path}`).join(' ')}; exec sleep 3600"]
      volumeMounts: [{name: usr, mountPath: /node/usr, readOnly: true}]
`

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  const names = Array.from({ length: PODS }, (_, index) => `target-${index}`)
  await kubernetes.create(names.map(target).join('---'), namespace)
})
afterAll(async () => {
  await kubernetes.deleteNamespace(namespace)
})

const signal = () => AbortSignal.timeout(120_000)
const path = (pod: Pod): string => `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}`
async function logOf(pod: Pod, container: string): Promise<string> {
  const log = await kubernetes.api.bytes({
    method: 'GET',
    path: `${path(pod)}/log`,
    query: { container },
    signal: signal(),
  })
  return Buffer.from(log).toString('latin1')
}

/** Adds all debuggers to the pod at once, and when each has ended reads what it has printed as the action does. */
async function debugAll(
  pod: Pod,
  drafts: readonly { readonly nonce: string; readonly container: Container }[],
): Promise<ReadonlyMap<string, string>> {
  const body = { spec: { ephemeralContainers: drafts.map(draft => draft.container) } }
  await kubernetes.api.json({
    method: 'PATCH',
    path: `${path(pod)}/ephemeralcontainers`,
    body,
    signal: signal(),
  })
  await kubernetes.untilPod(namespace, pod.metadata.name, current =>
    drafts.every(({ container }) =>
      current.status?.ephemeralContainerStatuses?.some(
        status => status.name === container.name && status.state?.terminated !== undefined,
      ),
    ),
  )
  const logs = drafts.map(async ({ nonce, container: { name } }) => {
    const { log } = await followLog(kubernetes.api, path(pod), name, closingFrame(nonce), signal())
    return [nonce, log] as const
  })
  return new Map(await Promise.all(logs))
}

function expectForeseen(frames: Frames, foreseen: readonly Foreseen[], about: string): void {
  for (const [index, { exitCode: code, output }] of foreseen.entries()) {
    const result = frames.results[index]
    const kept = output.subarray(-CAP_BYTES)
    expect(result, `${about}, command ${index}`).toMatchObject({
      exitCode: code,
      timedOut: code === null,
      failure: null,
      droppedBytes: output.length - kept.length,
    })
    expect(Buffer.from(result?.output ?? []).toString('hex'), `${about}, command ${index}`).toBe(
      kept.toString('hex'),
    )
  }
}

/** The ways of running the script that this cluster's node has the programs for. */
async function imagesOn(pod: Pod): Promise<readonly Image[]> {
  const found = await logOf(pod, 'app')
  const there = nodeShells.filter(([file]) => found.includes(`/node${file}\n`))
  return [...images, ...there.map(([, name, change]): Image => [name, change])]
}

test(`${LISTS} lists give what was foreseen`, async () => {
  const seed = Date.now()
  const lists = fc.sample(list, { numRuns: LISTS, seed })
  await inParallel(Array.from({ length: PODS }), 3, async (_, number) => {
    const isUp = (pod: Pod) => pod.status?.containerStatuses?.[0]?.state?.running !== undefined
    const pod = await kubernetes.untilPod(namespace, `target-${number}`, isUp)
    const ways = await imagesOn(pod)
    const drafts = lists.flatMap((foreseen, index) => {
      const [image, change] = ways[Math.floor(index / PODS) % ways.length] ?? ['', same]
      const nonce = newNonce()
      const commands = planned(foreseen.map(({ command }) => command))
      const container = debuggerFor(pod, nonce, commands, { capBytes: CAP_BYTES, change })
      const about = `seed ${seed}, list ${index}, ${image}`
      return index % PODS === number ? [{ foreseen, nonce, commands, container, about }] : []
    })
    const logs = await debugAll(pod, drafts)
    for (const { foreseen, nonce, commands, about } of drafts) {
      const log = logs.get(nonce) ?? ''
      const frames = parseFrames(log, nonce, commands, CAP_BYTES)
      expect(frames.complete, `${about}, which ends with ${JSON.stringify(log.slice(-300))}`).toBe(true)
      expectForeseen(frames, foreseen, about)
    }
  })
}, 400_000)
