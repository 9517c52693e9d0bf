// The summary of a very large report: under GitHub's limit, its top finding whole, its structure as GitHub reads it.
import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { jobSummary } from '../../../src/render/markdown/summary.ts'
import { buildReport } from '../../../src/render/report.ts'
import { type Node, nodes, parsed } from './markdown-tree.ts'
import { command, finding, input, look, suspect, utf8 } from './sample.ts'

const pods = 200
/** Half a megabyte each: 100 MB in all. */
const output = utf8(`${'a line of output | with a bar\n'.repeat(20_000)}`.slice(0, 524_288))

const suspects = Array.from({ length: pods }, (_, index) => suspect(`web-${index}-${'x'.repeat(40)}`))
const looks = suspects.map(one => look(one, [command('listeners', { output })]))
const findings = [
  finding(),
  ...suspects.map((one, index) =>
    finding({
      id: `f${index + 2}`,
      subject: { kind: 'Deployment', namespace: 'shop', name: `web-${index}` },
      pods: [one.pod.metadata.name],
      title: `web-${index} answers | with 500`,
      evidence: Array.from({ length: 8 }, () => ({
        source: 'log:app',
        pod: null,
        time: null,
        text: 'boom\n'.repeat(200),
      })),
      causedBy: index % 3 === 0 ? 'f1' : null,
    }),
  ),
]
const report = buildReport({ ...input, suspects, looks, findings })
const artifact = { name: 'debug-e2e', url: 'https://github.com/o/r/actions/runs/1/artifacts/2' }

const text = (node: Node): string =>
  nodes(node)
    .map(({ value = '' }) => value)
    .join('')
const headings = (tree: Node): readonly string[] =>
  nodes(tree).flatMap(node => (node.type === 'heading' ? [text(node)] : []))

describe.each([900 * 1024, 200_000, 60_000, 20_000])('in %i bytes', maxBytes => {
  const page = jobSummary(report, { artifact, maxBytes })
  const tree = parsed(page)

  test('it fits, and says what it leaves out', () => {
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(maxBytes)
    expect(text(tree)).toMatch(/Left out here for length: /)
    expect(nodes(tree).some(node => node.type === 'link' && node.url === artifact.url)).toBe(true)
  })

  test('the top finding is whole: title, object, every decisive line, every step', () => {
    const [top] = report.findings
    const words = text(tree).replaceAll('\u200b', '')
    expect(headings(tree)[0]).toBe(top?.title)
    expect(words).toContain('Deployment shop/checkout, container app')
    for (const { text: line } of top?.evidence.slice(0, 3) ?? [])
      expect(words).toContain(line.split('\n')[0]?.replace(/ +/g, ' '))
    for (const step of top?.next ?? []) expect(words).toContain(step)
  })

  test('every table has as many cells in each row as in its head, and everything folded is closed', () => {
    const tables = nodes(tree).filter(node => node.type === 'table')
    for (const table of tables) expect(new Set(table.children?.map(row => row.children?.length)).size).toBe(1)
    const folds = nodes(tree).flatMap(({ type, value = '' }) => (type === 'html' ? [value] : []))
    expect(folds.filter(value => value.startsWith('<details>'))).toHaveLength(
      folds.filter(value => value.startsWith('</details>')).length,
    )
  })
})
