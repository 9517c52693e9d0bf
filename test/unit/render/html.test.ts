import fc from 'fast-check'
import { HtmlValidate } from 'html-validate'
import { describe, expect, test } from 'vitest'
import { artifactFiles } from '../../../src/render/artifact/files.ts'
import { html } from '../../../src/render/html/markup.ts'
import { reportHtml } from '../../../src/render/html/page.ts'
import type { ReportInput } from '../../../src/render/input.ts'
import { buildReport } from '../../../src/render/report.ts'
import { command, finding, first, input, look, snapshot, suspect, utf8 } from './sample.ts'

function pageOf(from: ReportInput): string {
  const content = artifactFiles(from).files.find(file => file.path === 'report.html')?.content
  return typeof content === 'string' ? content : ''
}

describe('a template', () => {
  test('escapes whatever is put into it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
        const { markup } = html`<p title="${text}">${text}</p>`
        expect(markup.replace(/^<p title="|">|<\/p>$/g, '')).not.toMatch(/[<>"']/)
      }),
    )
    expect(html`<p>${'<b> & "x"'}</p>`.markup).toBe('<p>&lt;b&gt; &amp; &quot;x&quot;</p>')
  })

  test('keeps markup that was made by one', () => {
    expect(html`<ul>${['a', '<'].map(item => html`<li>${item}</li>`)}</ul>`.markup).toBe(
      '<ul><li>a</li><li>&lt;</li></ul>',
    )
  })
})

describe('report.html', () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard'],
    rules: { 'no-inline-style': 'off', 'long-title': 'off', 'no-trailing-whitespace': 'off' },
  })

  test.each([
    ['with findings', input],
    [
      'of a healthy cluster',
      { ...input, outcome: 'nothing-failing', findings: [], looks: [], suspects: [], notCollected: [] },
    ],
    [
      'without access',
      { ...input, outcome: 'no-access', snapshot: null, findings: [], looks: [], suspects: [] },
    ],
  ] as const)('is valid %s', async (_, from) => {
    const result = await validator.validateString(pageOf(from))
    expect(
      result.results.flatMap(one => one.messages.map(message => `${message.line}: ${message.message}`)),
    ).toEqual([])
  })

  test('needs nothing from outside and runs nothing', () => {
    const page = pageOf(input)
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    )
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\son[a-z]+=|url\(|@import/i)
  })

  test('shows the head of an output, the tail of a log, and says what is missing', () => {
    const output = utf8(`first line\n${'x'.repeat(2_000_000)}\nlast line`)
    const one = look(first, [command('listeners', { output, droppedBytes: 7 })])
    const page = pageOf({
      ...input,
      looks: [{ ...one, logs: [{ container: 'app', previous: false, bytes: output, droppedBytes: 0 }] }],
    })
    const [, shownOutput = '', shownLog = ''] = page.split(
      /The first 131072 of 2000021 bytes\.|The last 1048576 of 2000021 bytes\./,
    )
    expect(shownOutput).toContain('first line')
    expect(shownOutput).not.toContain('last line')
    expect(shownLog).toContain('last line')
    expect(page).toContain('The oldest part of the output was not kept.')
    expect(page).toContain('<code>cluster/shop/checkout-6d5f8c9b7-x2x4z/logs/app.log</code> in the artifact')
  })

  test('stays light however much was printed', () => {
    const looks = Array.from({ length: 300 }, (_, index) =>
      look(suspect(`web-${index}`), [command('big', { output: utf8('y'.repeat(130_000)) })]),
    )
    const page = pageOf({ ...input, looks })
    expect(page.length).toBeLessThan(18_000_000)
    expect(page).toContain('Left out for length (130000 bytes).')
  })

  test('marks the decisive lines of a log where they stand, and leads to them from the evidence', () => {
    const lines = Array.from({ length: 5_000 }, (_, index) => `line ${index} <ok>`)
    const bytes = utf8([...lines.slice(0, 4_050), 'FATAL no <db>', ...lines.slice(4_050)].join('\n'))
    const one = look(first, [])
    const page = pageOf({
      ...input,
      looks: [{ ...one, logs: [{ container: 'app', previous: true, bytes, droppedBytes: 0 }] }],
      findings: [
        finding({
          evidence: [{ source: 'log:app:previous', pod: null, time: null, text: 'FATAL no <db>' }],
        }),
      ],
    })
    expect(page).toContain(
      'line 4049 &lt;ok&gt;\n<mark id="pod-1-log-1">FATAL no &lt;db&gt;</mark>\nline 4050',
    )
    expect(page).toContain('<a href="#pod-1-log-1">log of app, the run before</a>')
    expect(page).toContain('The decisive line is line 4051')
    expect(page.match(/<mark/g)).toHaveLength(1)
    expect(page.match(/<span class="chunk" style="--lines:100">/g)).toHaveLength(50)
    expect(page.match(/<span class="chunk" style="--lines:1">/g)).toHaveLength(1)
    const text = /aria-label="Log of app, the run before">(.*?)<\/pre>/s.exec(page)?.[1] ?? ''
    expect(text.replace(/<[^>]*>/g, '').split('\n')).toHaveLength(5_002)
  })

  test('shows each pod’s definition without what only repeats it', () => {
    const noisy = { ...first.pod, metadata: { ...first.pod.metadata, managedFields: [{ manager: 'x' }] } }
    const page = pageOf({ ...input, snapshot: { ...snapshot, pods: [noisy] } })
    expect(page).toContain('image: registry.local/checkout:1')
    expect(page).not.toContain('managedFields')
  })

  test('says which ways were not tried, and why', () => {
    const one = look(first, [])
    const transcript = { ...one.transcript, notTried: ['waiting for its next start: it lives 0.2 s'] }
    expect(pageOf({ ...input, looks: [{ ...one, transcript }] })).toContain(
      '<strong>Not tried</strong>: waiting for its next start: it lives 0.2 s.',
    )
  })

  test('draws a tree from cause to effect, also where the report is circular', () => {
    const circle = [finding({ causedBy: 'f2' }), finding({ id: 'f2', causedBy: 'f1' }), finding({ id: 'f3' })]
    const effect = finding({ id: 'f4', title: 'The effect', causedBy: 'f3' })
    const page = reportHtml(buildReport({ ...input, findings: [...circle, effect] }))
    expect(page).toMatch(
      /<li><div class="node cause"><a href="#f3">.*<li><div class="node effect"><a href="#f4">/s,
    )
  })

  test('leads with the cause even where there is no content', () => {
    const page = reportHtml(buildReport({ ...input, findings: [finding({ title: 'A <b> & c' })] }))
    expect(page).toContain('<title>A &lt;b&gt; &amp; c</title>')
    expect(page).toContain('<h1>A &lt;b&gt; &amp; c</h1>')
  })
})
