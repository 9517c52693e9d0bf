// Pods written by somebody who wants our report to do their bidding: what they print and what they are called stays text.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { type ActionRun, actionFolder, commandsNamed, runAction } from '../support/action.ts'
import { attacks, moreAttacks } from '../support/hostile.ts'
import { hasRunAWhile, TestKubernetes, troubles } from '../support/kubernetes.ts'
import { nodes, parsed } from '../unit/render/markdown-tree.ts'

const namespace = 'e2e-hostile'
const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)
let run: ActionRun

/** What a shell's argument and a Kubernetes string can hold. */
const printable = [...attacks, ...moreAttacks].filter(one => !/[\0\ud800]/.test(one))
const text = printable.join('\n')
const quoted = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`
const print = `printf '%s\\n' ${quoted(text)}; printf 'nul\\0nul\\n'; head -c 1000000 /dev/zero | tr '\\0' A; echo`

const container = (fields: object): object => ({ name: 'app', image: 'busybox:1.37', ...fields })
const pod = (name: string, fields: object): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, annotations: { 'hostile.example/note': text, 'kubernetes.io/description': text } },
  spec: { terminationGracePeriodSeconds: 0, containers: [container(fields)] },
})
const objects: readonly object[] = [
  pod('crashing', {
    command: ['sh', '-c', `(${print}); printf '%s' ${quoted(text)} >/dev/termination-log; exit 7`],
  }),
  pod('stuck', {
    command: ['sh', '-c', `${print}; exec sleep 3600`, text],
    env: [
      ...printable.map((value, index) => ({ name: `V${index}`, value })),
      { name: '::error::forged ##[error]', value: 'x' },
    ],
    readinessProbe: {
      exec: { command: ['sh', '-c', `printf '%s\\n' ${quoted(text)} >&2; exit 1`] },
      periodSeconds: 1,
      failureThreshold: 1,
    },
  }),
  pod('command', { command: [text] }),
  ...attacks.slice(10, 12).map((image, index) => pod(`image-${index}`, { image })),
]

/** An event such as any controller of the cluster may write. */
function event(name: string, regarding: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name },
    type: 'Warning',
    reason: '::error::forged',
    message: text.slice(0, 1000),
    involvedObject: { apiVersion: 'v1', kind: 'Pod', name: regarding, namespace },
    lastTimestamp: new Date().toISOString(),
    source: { component: '::error::forged' },
  }
}

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  for (const object of objects) await kubernetes.create(stringify(object), namespace)
  await Promise.all([
    kubernetes.untilPod(namespace, 'stuck', hasRunAWhile),
    kubernetes.untilPod(namespace, 'crashing', one => troubles(one).includes('CrashLoopBackOff')),
    kubernetes.untilPod(namespace, 'command', one =>
      troubles(one).some(reason => /Error|BackOff/.test(reason)),
    ),
    kubernetes.untilPod(namespace, 'image-1', one => troubles(one).includes('InvalidImageName')),
  ])
  for (const name of ['stuck', 'crashing'])
    await kubernetes.create(stringify(event(`hostile-${name}`, name)), namespace)
  const printInside = stringify([{ name: 'hostile', run: print }])
  run = await runAction({
    inputs: { kubeconfig, namespaces: namespace, commands: printInside },
    if: 'failure()',
    statusBefore: 'failure',
  })
})
afterAll(async () => {
  await run.job.cleanUp()
  await kubernetes.deleteNamespace(namespace)
})

/** Nodes of the page that are more than words. */
function pageNodes(type: string) {
  return nodes(parsed(run.job.summary)).filter(node => node.type === type)
}

describe('the runner', () => {
  test('sees our own commands only', () => {
    const commands = run.job.main.commands.filter(({ name }) => name !== 'debug')
    expect([...new Set(commands.map(({ name }) => name))].toSorted()).toEqual([
      'add-mask',
      'endgroup',
      'error',
      'group',
      'warning',
    ])
    for (const { message, properties } of commands.filter(({ name }) => name === 'warning')) {
      expect(properties).toEqual({ title: 'Another cause' })
      expect(message).not.toContain('forged')
    }
    const error = commands.filter(({ name }) => name === 'error')
    expect(error).toHaveLength(1)
    expect(error[0]?.properties).toEqual({ title: 'Root cause' })
    expect(error[0]?.message).not.toContain('forged')
    expect(commands.filter(({ name }) => name === 'group').map(({ message }) => message)).toEqual([
      'Looking at the cluster',
      expect.stringMatching(/^Upload ephemeral-debug[\w.-]+$/),
      expect.stringMatching(/^Upload ephemeral-debug[\w.-]+\.html$/),
    ])
  })

  test('masks nothing that a pod asked it to mask', () => {
    expect(run.job.main.masks).not.toContain('a')
    expect(run.job.main.masks).not.toContain('hostile')
    expect(run.job.main.maskedLog).toContain(`${namespace}/stuck`)
  })

  test('gets the outputs and the state that are ours', () => {
    const manifest = z.looseObject({ outputs: z.record(z.string(), z.unknown()) })
    const declared = manifest.parse(parse(readFileSync(join(actionFolder, 'action.yml'), 'utf8'))).outputs
    expect(Object.keys(run.job.outputs).toSorted()).toEqual(Object.keys(declared).toSorted())
    expect(run.job.outputs['outcome']).toBe('diagnosed')
    expect(run.job.outputs['root-cause']).not.toMatch(/[\n\r\u001b]/)
    expect(run.job.main.state['ephemeral-debug']).toBe('{"kind":"done"}')
  })

  test('prints no escape sequence and nothing invisible', () => {
    expect(run.job.main.stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u202a-\u202e]/)
  })
})

describe('the summary', () => {
  test('holds no HTML but our own', () => {
    const html = pageNodes('html').map(node => node.value ?? '')
    for (const value of html) expect(value).toMatch(/^<\/?(details|summary|code|br)>/)
    expect(html.join()).not.toContain('forged')
  })

  test('links to our artifact only, and shows no image', () => {
    const urls = pageNodes('link').map(node => node.url)
    for (const url of urls) expect(url).toMatch(/^https:\/\/github\.com\/octo-org\/shop\/actions\/runs\//)
    expect(pageNodes('image')).toEqual([])
  })

  test('calls nobody, and no heading is forged', () => {
    const words = pageNodes('text').map(node => node.value ?? '')
    expect(words.join('\n')).not.toMatch(/@everyone/)
    const headings = pageNodes('heading').flatMap(node => nodes(node).map(({ value = '' }) => value))
    expect(headings).not.toContain('forged heading')
  })

  test('is far from the size at which GitHub drops it, with a million letters in a log', () => {
    expect(Buffer.byteLength(run.job.summary)).toBeLessThan(300_000)
  })
})

describe('the artifact', () => {
  test('has file names that every system takes', () => {
    for (const name of run.files.keys()) expect(name).toMatch(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/)
  })

  test('keeps what a pod printed byte for byte, in its log and in a command’s output', () => {
    const expected = Buffer.from(`${text}\nnul\0nul\n${'A'.repeat(1_000_000)}\n`)
    const [command] = commandsNamed(run.report(), 'hostile')
    expect(run.files.get(command?.output ?? '')?.equals(expected)).toBe(true)
    const logs = [...run.files].filter(([path]) => path.includes('stuck') && /log/.test(path))
    // containerd itself drops a carriage return at a line's end.
    const logged = Buffer.from(expected.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
    expect(logs.some(([, content]) => content.equals(logged))).toBe(true)
  })

  test('has a page on which all of it is text', () => {
    const page = run.files.get('report.html')?.toString('utf8') ?? ''
    expect(page).not.toMatch(/<script>alert|<img src=x|<\/table><script/)
    expect(page).toContain('&lt;script&gt;alert')
  })

  test('has a report that still tells what is wrong', () => {
    const subjects = run.report().findings.map(({ subject }) => subject.name)
    expect(subjects).toEqual(expect.arrayContaining(['stuck', 'crashing', 'command', 'image-0', 'image-1']))
  })
})
