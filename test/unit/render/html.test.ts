import fc from 'fast-check'
import { HtmlValidate } from 'html-validate'
import { describe, expect, test } from 'vitest'
import { artifactFiles } from '../../../src/render/artifact/files.ts'
import { html } from '../../../src/render/html/markup.ts'
import { reportHtml } from '../../../src/render/html/page.ts'
import type { ReportInput } from '../../../src/render/input.ts'
import { buildReport } from '../../../src/render/report.ts'
import { command, finding, first, input, look, suspect, utf8 } from './sample.ts'

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
    const output = utf8(`first line\n${'x'.repeat(50_000)}\nlast line`)
    const one = look(first, [command('listeners', { output, droppedBytes: 7 })])
    const page = pageOf({
      ...input,
      looks: [{ ...one, logs: [{ container: 'app', previous: false, bytes: output, droppedBytes: 0 }] }],
    })
    const [, shownOutput = '', shownLog = ''] = page.split(
      /The first 20480 of 50021 bytes\.|The last 20480 of 50021 bytes\./,
    )
    expect(shownOutput).toContain('first line')
    expect(shownOutput).not.toContain('last line')
    expect(shownLog).toContain('last line')
    expect(page).toContain('The oldest part of the output was not kept.')
  })

  test('stays light however much was printed', () => {
    const looks = Array.from({ length: 300 }, (_, index) =>
      look(suspect(`web-${index}`), [command('big', { output: utf8('y'.repeat(30_000)) })]),
    )
    expect(pageOf({ ...input, looks }).length).toBeLessThan(6_000_000)
  })

  test('leads with the cause even where there is no content', () => {
    const page = reportHtml(buildReport({ ...input, findings: [finding({ title: 'A <b> & c' })] }))
    expect(page).toContain('<title>A &lt;b&gt; &amp; c</title>')
    expect(page).toContain('<h1>A &lt;b&gt; &amp; c</h1>')
  })
})
