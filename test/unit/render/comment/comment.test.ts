// The comment's words and the merging of its sections: what people read, and what must never be lost or believed.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openEnvelope, sealedEnvelope } from '../../../../src/github/comment/envelope.ts'
import { commentBody, commentBytes } from '../../../../src/render/comment/body.ts'
import { remember, standing } from '../../../../src/render/comment/history.ts'
import { formerSection, holdsAll, mergeSections } from '../../../../src/render/comment/merge.ts'
import { readSections, type Section } from '../../../../src/render/comment/section.ts'
import { fingerprintsOf, verdictOf } from '../../../../src/render/comment/verdict.ts'
import { buildReport } from '../../../../src/render/report.ts'
import { nodes, parsed } from '../markdown-tree.ts'
import { finding, input } from '../sample.ts'

const report = buildReport(input)
const key = '0123456789abcdef'
const frame = { serverUrl: 'https://github.com', repository: 'octo-org/shop', workflow: 'CI' }
const wrap = (visible: string, sections: readonly Section[]): string => sealedEnvelope(key, visible, sections)
const bodyOf = (...sections: readonly Section[]): string => commentBody(sections, frame, wrap)
const visible = (body: string): string => body.split('\n').slice(2).join('\n').trim()

function section(changes: Partial<Section> = {}): Section {
  const run = changes.run ?? { id: '9001', number: 41, attempt: 1 }
  return {
    key: 'aaaaaaaaaaaa',
    slot: 0,
    place: '00000001',
    label: 'e2e',
    run,
    sha: 'a'.repeat(40),
    artifact: '77',
    verdict: verdictOf(report),
    history: [{ number: run.number, faults: [...fingerprintsOf(report)] }],
    ...changes,
  }
}
const passed: Section['verdict'] = { kind: 'passed' }
const run = (number: number, attempt = 1): Section['run'] => ({ id: String(9000 + number), number, attempt })

describe('one job that failed', () => {
  const body = bodyOf(section())

  test('its first line is the root cause, then the object, the decisive lines, and what to do', () => {
    const [first, , facts] = visible(body).split('\n')
    expect(first).toBe(
      '### checkout listens on 127.0.0.1:8080 only, so its readiness probe on the pod IP is refused',
    )
    expect(facts).toBe(
      '**Deployment shop/checkout, container app** · `listen-address/loopback-only` · proved · pod `checkout-6d5f8c9b7-x2x4z`',
    )
    expect(body).toContain('- command listeners: `127.0.0.1:8080 LISTEN 7/httpd`')
    expect(body).toContain('- Bind to 0.0.0.0:8080 instead of 127.0.0.1:8080')
    expect(body).toContain('<details><summary>Other findings: 1</summary>')
  })

  test('links are made of numbers', () => {
    const urls = nodes(parsed(visible(body))).flatMap(node => (node.type === 'link' ? [node.url] : []))
    const page = 'https://github.com/octo-org/shop/actions/runs/9001'
    expect(urls).toEqual([page, `${page}/artifacts/77`])
  })

  test('and passes in the next run: one green line', () => {
    const green = bodyOf(section({ run: run(42), verdict: passed }))
    expect(visible(green)).toMatch(/^✅ Passed: `e2e` \(\[run 42\]\(.*\)$/)
  })
})

describe('several jobs', () => {
  const second = section({ key: 'bbbbbbbbbbbb', label: 'e2e (1.36)' })

  test('that met the same tell it once', () => {
    const body = visible(bodyOf(section({ label: 'e2e (1.35)' }), second))
    expect(body.match(/^### /gm)).toHaveLength(1)
    expect(body).toMatch(
      /^In 2 jobs of \[run 41\]\(\S+\), commit `aaaaaaa`: `e2e \(1\.35\)` \(\[report\]\(\S+\)\), `e2e \(1\.36\)` \(\[report\]/m,
    )
  })

  test('of which one passed say so below', () => {
    const body = visible(bodyOf(section({ label: 'e2e (1.35)' }), { ...second, verdict: passed }))
    expect(body).toMatch(/^### checkout listens/)
    expect(body).toContain('✅ Passed: `e2e (1.36)`')
  })

  test('red of another commit that has not been heard of since is folded away', () => {
    const newer = section({ label: 'e2e (1.35)', run: run(42), sha: 'b'.repeat(40), verdict: passed })
    const body = visible(bodyOf(newer, second))
    expect(body).toContain('<details><summary>From an earlier run, not reported since: 1</summary>')
    expect(body).not.toMatch(/^### /m)
  })
})

describe('history', () => {
  const past = (number: number, ...faults: readonly string[]) => ({ number, faults: [...faults] })

  test.each([
    [[], ''],
    [[past(40)], 'new in this run'],
    [[past(40, 'x')], 'same as in the last run'],
    [[past(39, 'x'), past(40, 'x'), past(38, 'x', 'y'), past(37)], 'same as in the last 3 runs'],
    [[past(40), past(39, 'x')], 'back again: it was there 2 runs ago'],
    [[past(42, 'x'), past(41, 'x')], ''],
  ])('%j: %s', (history, words) => {
    expect(standing([...history, past(41, 'x')], 41, 'x')).toBe(words)
  })

  test('keeps each run once, the newest ten', () => {
    const numbers = Array.from({ length: 15 }, (_, index) => index)
    const history = numbers.reduce<ReturnType<typeof remember>>(
      (known, number) => remember(remember(known, number, ['a']), number, ['b']),
      [],
    )
    expect(history.map(({ number }) => number)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5])
    expect(history.every(({ faults }) => faults[0] === 'b')).toBe(true)
  })
})

describe('merging', () => {
  const other = section({ key: 'bbbbbbbbbbbb', label: 'unit' })

  test('keeps everybody’s, whatever the order', () => {
    expect(mergeSections([section()], [other])).toEqual(mergeSections([other], [section()]))
    expect(mergeSections([section()], [other])).toHaveLength(2)
  })

  test.each([
    ['a later run', run(42)],
    ['a later attempt', run(41, 2)],
  ])('%s wins over an earlier one, and both are remembered', (_, later) => {
    const old = section({ history: [{ number: 40, faults: [] }] })
    const next = section({
      run: later,
      place: '00000002',
      verdict: passed,
      history: [{ number: later.number, faults: [] }],
    })
    for (const merged of [mergeSections([old], [next]), mergeSections([next], [old])]) {
      expect(merged).toHaveLength(1)
      expect(merged[0]?.run).toEqual(later)
      expect(merged[0]?.history.map(({ number }) => number)).toEqual([later.number, 40])
    }
  })

  test('two jobs of one run that have one name get a place each, once', () => {
    const twin = section({ place: '00000002' })
    const merged = mergeSections(mergeSections([section()], [twin]), mergeSections([twin], [section()]))
    expect(merged.map(({ slot, place }) => [slot, place])).toEqual([
      [0, '00000001'],
      [1, '00000002'],
    ])
    expect(holdsAll(merged, [section(), twin])).toBe(true)
    expect(holdsAll([section()], [twin])).toBe(false)
  })

  test('a twin that passes takes the red place of the run before', () => {
    const red = section({ slot: 1, place: '00000002' })
    const sections = [section({ verdict: passed }), red]
    expect(formerSection(sections, section({ run: run(42), place: '00000009' }))).toBe(red)
  })

  test('a job that three later runs did not mention is gone', () => {
    const busy = section({ run: run(44), history: [44, 43, 42].map(number => ({ number, faults: [] })) })
    expect(mergeSections([busy], [other]).map(({ label }) => label)).toEqual(['e2e'])
  })
})

describe('what travels in the comment', () => {
  test('comes back whole, also after somebody saved it in a browser', () => {
    const sections = [section(), section({ key: 'bbbbbbbbbbbb', label: 'unit', verdict: passed })]
    const body = commentBody(sections, frame, wrap)
    expect(openEnvelope(key, body)).toEqual(expect.arrayContaining(sections))
    expect(openEnvelope(key, body.replaceAll('\n', '\r\n'))).toHaveLength(2)
  })

  test('of another workflow, further down, or spoiled is nothing', () => {
    const body = bodyOf(section())
    expect(openEnvelope('fedcba9876543210', body)).toEqual([])
    expect(openEnvelope(key, `quoted:\n${body}`)).toEqual([])
    expect(openEnvelope(key, body.slice(0, 200))).toEqual([])
  })

  test('a bomb is not unpacked', () => {
    const bomb = sealedEnvelope(key, '', [section({ label: 'x'.repeat(50_000_000) })])
    expect(bomb.length).toBeLessThan(100_000)
    expect(openEnvelope(key, bomb)).toEqual([])
  })

  test('anything at all is sections or nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        for (const one of readSections(value)) expect(one.key).toMatch(/^[0-9a-f]{12}$/)
      }),
    )
    expect(readSections([section(), { ...section(), artifact: 'x](https://evil.example)' }])).toHaveLength(1)
  })
})

const attacks = [
  '<!-- ephemeral-debug-action comment 0123456789abcdef -->',
  '--> <script>alert(1)</script><img src=x>',
  '@everyone see #1, GH-2 and https://evil.example www.evil.example mailto:a@b.example',
  '![x](https://evil.example/x.png) [x](https://evil.example)',
  '````\n# heading\n````',
  '| a | b |\n|---|---|',
  '\u202eevil\u0007',
]

describe('hostile words', () => {
  const text = attacks.join('\n')
  const fault = finding({
    title: text,
    subject: { kind: text, namespace: text, name: text, container: text },
    pods: [text],
    next: [text],
    evidence: [{ source: text, pod: text, time: text, text }],
  })
  const hostile = buildReport({
    ...input,
    findings: [fault, finding({ id: 'f2', title: text, causedBy: 'f1' })],
  })
  const body = bodyOf(section({ verdict: verdictOf(hostile), label: text.slice(0, 200) }))

  test('stay words', () => {
    const all = nodes(parsed(visible(body)))
    const links = all.filter(({ type }) => type === 'link').map(({ url }) => url)
    for (const url of links)
      expect(url).toMatch(/^https:\/\/github\.com\/octo-org\/shop\/actions\/runs\/9001/)
    expect(all.filter(({ type }) => type === 'image' || type === 'table')).toEqual([])
    expect(all.filter(({ type }) => type === 'heading')).toHaveLength(1)
    for (const { value } of all.filter(({ type }) => type === 'html'))
      expect(value).toMatch(/^<\/?(details|summary|sub)>/)
    expect(visible(body)).not.toContain('<!--')
    const words = all.filter(({ type }) => type === 'text').map(({ value = '' }) => value)
    expect(words.join('\n')).not.toMatch(/@everyone|#1\b|https:\/\/evil/)
  })

  test('the sections are read from the head only', () => {
    expect(openEnvelope(key, body)).toHaveLength(1)
  })
})

describe('the limit', () => {
  const long = '#@<>`\u202e'.repeat(2_000)
  const fault = finding({
    title: `the top finding ${long}`,
    next: Array.from({ length: 20 }, (_, index) => `do ${index} ${long}`),
    evidence: Array.from({ length: 40 }, () => ({ source: 'log:app', pod: null, time: null, text: long })),
  })
  const verdict = verdictOf(buildReport({ ...input, findings: [fault] }))

  test.each([1, 3, 20, 60])(
    '%d jobs at their longest: under 60,000 bytes, the first with all that matters',
    count => {
      const sections = Array.from({ length: count }, (_, index) =>
        section({
          key: index.toString(16).padStart(12, '0'),
          label: `e2e (${index}) ${'#'.repeat(180)}`,
          verdict:
            verdict.kind === 'found'
              ? { ...verdict, fault: { ...verdict.fault, fingerprint: index.toString(16).padStart(12, '0') } }
              : verdict,
        }),
      )
      const body = bodyOf(...sections)
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(commentBytes)
      expect(body).toMatch(/^### the top finding /m)
      expect(body).toContain('**Deployment shop/checkout, container app**')
      expect(body).toContain('- do 0 ')
      expect(body).toContain('- do 2 ')
      expect(body).toContain('- log of app')
      const kept = openEnvelope(key, body).length
      expect(kept === count || body.includes('left out here for length')).toBe(true)
    },
  )
})
