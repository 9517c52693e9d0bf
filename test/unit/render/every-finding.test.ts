// Every finding id, in the summary and on the page: with the words of a real fault where one is recorded, else with the catalogue's.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { catalogue, type Explanation } from '../../../src/diagnose/catalogue.ts'
import { diagnose } from '../../../src/diagnose/diagnose.ts'
import { causes, type Finding, type FindingId } from '../../../src/model/finding.ts'
import { reportHtml } from '../../../src/render/html/page.ts'
import { jobSummary } from '../../../src/render/markdown/summary.ts'
import { buildReport } from '../../../src/render/report.ts'
import { exhibits, recordingPath } from '../../gallery/exhibits.ts'
import { recorded as exhibited } from '../../gallery/recording.ts'
import { recorded, recordedFaults } from '../support/recorded.ts'
import { sentenceFaults, styleFaults } from './house-style.ts'
import { nodes, parsed } from './markdown-tree.ts'
import { finding, input } from './sample.ts'

const idOf = ({ category, cause }: FindingId): string => `${category}/${cause}`

const explanations = new Map<string, Explanation>(
  Object.entries(catalogue).flatMap(([category, ofCategory]) =>
    Object.entries(ofCategory).map(([cause, explanation]) => [`${category}/${cause}`, explanation] as const),
  ),
)

const real: readonly Finding[] = [
  ...recordedFaults().flatMap(({ name }) => diagnose(recorded(name))),
  ...exhibits.flatMap(({ name }) => exhibited(recordingPath(name)).findings),
]

/** A finding that nobody recorded, in the catalogue's words. */
function made(id: string, kind: FindingId): Finding {
  const { means, decides, todo } = explanations.get(id) ?? { means: '', decides: '', todo: '' }
  return finding(
    {
      title: `checkout: ${means.charAt(0).toLowerCase()}${means.slice(1).replace(/\.$/, '')}`,
      evidence: [{ source: 'status', pod: null, time: null, text: decides }],
      next: [todo],
      ruledOut: [],
    },
    kind,
  )
}

const kinds: readonly FindingId[] = Object.entries(causes).flatMap(([category, ofCategory]) =>
  ofCategory.map((cause): FindingId => kindOf(category, cause)),
)

function kindOf(category: string, cause: string): FindingId {
  const isKind = (kind: { category: string; cause: string }): kind is FindingId =>
    Object.entries(causes).some(
      ([name, list]) => name === kind.category && list.some(one => one === kind.cause),
    )
  const kind = { category, cause }
  if (!isKind(kind)) throw new Error(`${category}/${cause} is no finding.`)
  return kind
}

const samples: readonly Finding[] = kinds.flatMap(kind => {
  const id = idOf(kind)
  const found = new Map(real.filter(one => idOf(one) === id).map(one => [one.title, one]))
  return found.size > 0 ? [...found.values()] : [made(id, kind)]
})

describe.each(kinds.map(kind => ({ id: idOf(kind) })))('$id', ({ id }) => {
  test.each(samples.filter(one => idOf(one) === id).map(one => ({ title: one.title, one })))(
    '$title',
    ({ one }) => {
      const report = buildReport({ ...input, findings: [{ ...one, id: 'f1', causedBy: null }] })
      const tree = parsed(jobSummary(report))
      const [heading] = nodes(tree).filter(node => node.type === 'heading')
      expect(plain(nodes(heading ?? tree))).toBe(one.title.replaceAll('`', ''))
      const words = plain(nodes(tree))
      const page = reportHtml(report)
      for (const text of one.next) {
        expect(words).toContain(text.replaceAll('`', ''))
        expect(page).toContain(escaped(text.split('`')[0] ?? ''))
      }
      for (const { text } of one.evidence.slice(0, 4))
        expect(words).toContain(text.split('\n')[0]?.trim() ?? '')
      expect(page).toContain(`<code>${id}</code>`)
    },
  )
})

function plain(found: ReturnType<typeof nodes>): string {
  return found.map(({ value = '', type }) => (type === 'html' ? '' : value.replaceAll('\u200b', ''))).join('')
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

describe('the house style (docs/style.md)', () => {
  test('holds for the words of every recorded fault', () => {
    const faults = real.flatMap(one => styleFaults({ ...one, id: idOf(one), subject: one.subject.name }))
    expect([...new Set(faults)]).toEqual([])
  })

  test('holds for every sentence of the catalogue', () => {
    const faults = [...explanations].flatMap(([id, { means, decides, todo }]) =>
      [means, decides, todo].flatMap(sentence => sentenceFaults(id, sentence)),
    )
    expect(faults).toEqual([])
  })
})

test('all of them lie in one file, for a person to read through', () => {
  const folder = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.test-results')
  const text = samples.map(one => {
    const recordedOnce = real.some(other => idOf(other) === idOf(one))
    const lines = [
      `## ${idOf(one)}${recordedOnce ? '' : ' (nothing recorded: the catalogue’s words)'}`,
      '',
      `**${one.title}**`,
      '',
      ...one.evidence.map(({ source, text: quote }) => `- ${source}: ${quote.slice(0, 300)}`),
      ...one.next.map(step => `- → ${step}`),
      ...one.ruledOut.map(words => `- ruled out: ${words}`),
      '',
    ]
    return lines.join('\n')
  })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'findings-by-eye.md'), text.join('\n'))
  expect(new Set(samples.map(idOf)).size).toBe(kinds.length)
})
