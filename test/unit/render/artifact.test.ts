import { Buffer } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { reportJsonSchema } from '../../../build/report-schema.ts'
import { asText } from '../../../src/model/inspection.ts'
import { reportSchema } from '../../../src/model/report.ts'
import { artifactFiles } from '../../../src/render/artifact/files.ts'
import type { ReportInput } from '../../../src/render/input.ts'
import { command, first, input, look, pod, snapshot, suspect } from './sample.ts'

function contentOf(from: ReportInput, path: string): string {
  const content = artifactFiles(from).files.find(file => file.path === path)?.content
  if (content === undefined) throw new Error(`no file ${path}`)
  return typeof content === 'string' ? content : asText(content)
}

describe('report.json', () => {
  const { report } = artifactFiles(input)

  test('keeps to the published schema, which is made from the model', async () => {
    const published = await readFile(new URL('../../../docs/report.schema.json', import.meta.url), 'utf8')
    expect(published).toBe(reportJsonSchema())
    const validate = new Ajv2020().compile(JSON.parse(published))
    const without: ReportInput = {
      ...input,
      outcome: 'no-access',
      snapshot: null,
      suspects: [],
      looks: [],
      findings: [],
    }
    for (const one of [input, without]) {
      const json = JSON.parse(contentOf(one, 'report.json'))
      expect(validate(json), JSON.stringify(validate.errors)).toBe(true)
      expect(reportSchema.parse(json)).toEqual(json)
    }
    expect(validate({ ...report, outcome: 'fine' })).toBe(false)
  })

  test('names for each command a file that is there and holds what it printed, byte for byte', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256)
    const from = { ...input, looks: [look(first, [command('a/../b', { output: bytes }), command('A/../B')])] }
    const { report: made, files } = artifactFiles(from)
    const outputs = made.pods[0]?.inspection.commands.map(one => one.output) ?? []
    expect(outputs).toEqual([
      'cluster/shop/checkout-6d5f8c9b7-x2x4z/inspection/01-a-..-b.out',
      'cluster/shop/checkout-6d5f8c9b7-x2x4z/inspection/02-A-..-B.out',
    ])
    const content = files.find(file => file.path === outputs[0])?.content ?? ''
    expect(typeof content !== 'string' && Buffer.from(content).equals(bytes)).toBe(true)
  })

  test('lists also the pods that another one stood for', () => {
    expect(report.pods.map(one => [one.name, one.inspection.way])).toEqual([
      ['checkout-6d5f8c9b7-x2x4z', 'target'],
      ['checkout-6d5f8c9b7-aaaaa', 'none'],
    ])
    expect(report.pods[1]?.inspection.reason).toContain('shop/checkout-6d5f8c9b7-x2x4z')
    expect(report.durationMs).toBe(4322)
  })
})

describe('the folder cluster/', () => {
  test('has the files of kubectl cluster-info dump', () => {
    const paths = artifactFiles(input).files.map(file => file.path)
    const kubectl = 'pods events services replication-controllers daemonsets deployments replicasets'.split(
      ' ',
    )
    expect(paths).toEqual(
      expect.arrayContaining([
        'cluster/nodes.json',
        'cluster/shop/checkout-6d5f8c9b7-x2x4z/logs.txt',
        ...kubectl.map(name => `cluster/shop/${name}.json`),
        ...kubectl.map(name => `cluster/late/${name}.json`),
      ]),
    )
  })

  test('has lists as kubectl writes them', () => {
    const text = contentOf(input, 'cluster/shop/deployments.json')
    expect(
      text.startsWith(
        '{\n    "kind": "DeploymentList",\n    "apiVersion": "apps/v1",\n    "metadata": {},\n    "items": [\n',
      ),
    ).toBe(true)
    expect(text.endsWith('\n}\n')).toBe(true)
    expect(JSON.parse(text).items).toEqual([
      { metadata: { name: 'checkout', namespace: 'shop' }, spec: { replicas: 1 } },
    ])
    expect(JSON.parse(contentOf(input, 'cluster/default/services.json')).items).toEqual([])
  })

  test('leaves out what only repeats the object, environment values included', () => {
    const noisy = {
      ...pod('web'),
      metadata: {
        name: 'web',
        namespace: 'shop',
        managedFields: [{ manager: 'kubectl' }],
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', team: 'a' },
      },
    }
    const text = contentOf({ ...input, snapshot: { ...snapshot, pods: [noisy] } }, 'cluster/shop/pods.json')
    expect(JSON.parse(text).items[0].metadata).toEqual({
      name: 'web',
      namespace: 'shop',
      annotations: { team: 'a' },
    })
  })

  test('has the logs between the marks of kubectl', () => {
    expect(contentOf(input, 'cluster/shop/checkout-6d5f8c9b7-x2x4z/logs.txt')).toBe(
      '==== START logs for container app of pod shop/checkout-6d5f8c9b7-x2x4z ====\n' +
        'starting checkout\nlistening on 127.0.0.1:8080\n' +
        '==== END logs for container app of pod shop/checkout-6d5f8c9b7-x2x4z ====\n',
    )
    expect(contentOf(input, 'cluster/shop/checkout-6d5f8c9b7-x2x4z/logs/app.previous.log')).toBe('killed\n')
  })

  test('names from a hostile dump stay inside and apart', () => {
    const names = ['../../../etc', 'pods.json', 'Pods.json', 'con', 'a/b', 'logs']
    const looks = names.map(name => look(suspect(name), [command('../../x')]))
    const evil: ReportInput = {
      ...input,
      snapshot: {
        ...snapshot,
        pods: names.map(name => pod(name, '../..')),
        namespaces: [{ metadata: { name: 'nodes.json' } }],
      },
      looks,
    }
    const paths = artifactFiles(evil).files.map(file => file.path)
    expect(new Set(paths.map(path => path.toLowerCase())).size).toBe(paths.length)
    for (const path of paths) {
      expect(path).toMatch(/^(?:[A-Za-z0-9_][A-Za-z0-9._-]*\/)*[A-Za-z0-9_][A-Za-z0-9._-]*$/)
    }
    const folders = new Set(
      paths.flatMap(path =>
        path
          .split('/')
          .slice(0, -1)
          .map((_, index, all) =>
            all
              .slice(0, index + 1)
              .join('/')
              .toLowerCase(),
          ),
      ),
    )
    expect(paths.filter(path => folders.has(path.toLowerCase()))).toEqual([])
  })
})

test('README.txt says the root cause first, lists findings and pods with their folders, and names every top file', () => {
  const readme = contentOf(input, 'README.txt')
  expect(readme.split('\n')[0]).toMatch(/^checkout listens on 127\.0\.0\.1:8080 only/)
  expect(readme).toContain('  image-pull/not-found: The image of cart does not exist')
  expect(readme).toContain(
    '  shop/checkout-6d5f8c9b7-x2x4z: inside the running container, 3 commands, 2 not successful in cluster/shop/checkout-6d5f8c9b7-x2x4z/\n',
  )
  for (const file of ['report.html', 'report.md', 'report.json', 'cluster/']) expect(readme).toContain(file)
})

test('no path is so long that Windows would not unpack it, however long the names are', () => {
  const long = suspect('p'.repeat(253), { pod: pod('p'.repeat(253), 'n'.repeat(63)) })
  const commands = Array.from({ length: 120 }, () => command('c'.repeat(300)))
  const { files } = artifactFiles({ ...input, looks: [look(long, commands)] })
  expect(Math.max(...files.map(({ path }) => path.length))).toBeLessThanOrEqual(235)
})
