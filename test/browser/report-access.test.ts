// report.html for everybody: by keyboard and screen reader, on a phone, in light and dark, on paper.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { artifactFiles } from '../../src/render/artifact/files.ts'
import type { ReportInput } from '../../src/render/input.ts'
import { exhibits, recordingPath } from '../gallery/exhibits.ts'
import { recorded } from '../gallery/recording.ts'
import { openPage, startBrowser, type Viewing } from '../support/browser.ts'
import { finding, input } from '../unit/render/sample.ts'

let browser: Browser
let folder: string
let axe: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-access-'))
  axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
  browser = await startBrowser()
})

afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

async function open(from: ReportInput, viewing: Viewing = {}): Promise<Page> {
  const html = artifactFiles(from).files.find(file => file.path === 'report.html')?.content ?? ''
  const { page } = await openPage(browser, join(folder, 'page.html'), String(html), viewing)
  return page
}

const wide = 'x'.repeat(400)
const pages: readonly (readonly [string, ReportInput])[] = [
  ...exhibits.map(({ name }) => [name, recorded(recordingPath(name))] as const),
  ['the sample', input],
  ['a healthy cluster', { ...input, outcome: 'nothing-failing', findings: [], looks: [], suspects: [] }],
  ['words without a break', { ...input, findings: [finding({ title: `a ${wide}`, next: [wide] })] }],
]

const violations = z.array(
  z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.array(z.object({ html: z.string() })) }),
)

/** What axe has against the page, with everything opened that can be. */
async function complaintsOfAxe(page: Page): Promise<readonly string[]> {
  await page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`)
  await page.evaluate(axe)
  const found: unknown = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(results => results.violations)`,
  )
  return violations
    .parse(found)
    .map(
      ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(node => node.html.slice(0, 200)).join(' | ')}`,
    )
}

describe.each(pages)('%s', (_, from) => {
  test.each([
    [360, false],
    [360, true],
    [1400, false],
    [1400, true],
  ])('axe finds nothing at %i px, dark: %s', async (width, dark) => {
    const page = await open(from, { width, dark, script: true })
    expect(await complaintsOfAxe(page)).toEqual([])
    await page.close()
  })

  test('fits a phone: nothing is wider than the screen, also when everything is open', async () => {
    const page = await open(from, { width: 360, height: 700 })
    await page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`)
    expect(await page.$eval('html', root => root.scrollWidth)).toBeLessThanOrEqual(360)
    await page.close()
  })
})

describe('by keyboard', () => {
  test('everything that can be opened, followed or scrolled is reached in the order of the page, and opens', async () => {
    const page = await open(input)
    const expected = await page.evaluate(
      `[...document.querySelectorAll('a[href], summary, [tabindex="0"]')].filter(one => one.checkVisibility()).length`,
    )
    const tops: number[] = []
    for (let step = 0; step < Number(expected); step++) {
      await page.keyboard.press('Tab')
      tops.push(Number(await page.evaluate(`document.activeElement.getBoundingClientRect().top + scrollY`)))
    }
    expect(tops.length).toBeGreaterThan(15)
    expect(await page.evaluate(`document.activeElement.matches('a[href], summary, [tabindex="0"]')`)).toBe(
      true,
    )
    // Down the page; a line's summary and what stands beside it may differ by a few pixels.
    expect(tops.filter((top, index) => top < (tops[index - 1] ?? 0) - 12)).toEqual([])

    const summary = await page.$('.folds details > summary')
    await summary?.focus()
    await page.keyboard.press('Enter')
    expect(await page.$eval('.folds details', details => details.open)).toBe(true)
  })

  test('the focus is seen', async () => {
    const page = await open(input)
    await page.keyboard.press('Tab')
    expect(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid')
  })
})

test('a link from a piece of evidence opens the place where it was seen', async () => {
  const page = await open(input)
  await page.click('.verdict .seen a')
  expect(await page.$eval(':target', target => target.checkVisibility())).toBe(true)
  expect(await page.$eval(':target', target => target.textContent)).toContain('127.0.0.1:8080')
})

test('the timeline is told as a list to those who cannot see it', async () => {
  const page = await open(recorded(recordingPath('image-cascade')))
  const tree = await page.accessibility.snapshot()
  expect(JSON.stringify(tree)).not.toContain('our look began')
  const rows = await page.$$eval('#timeline tbody tr', all => all.map(row => row.textContent ?? ''))
  expect(rows.join('\n')).toContain('our look began')
  expect(rows.join('\n')).toMatch(/ended with exit code 1/)
})

test('on paper nothing is cut off, the way around is left out, and the timeline’s list is there', async () => {
  const page = await open(recorded(recordingPath('image-cascade')))
  await page.emulateMediaType('print')
  expect(await page.$eval('nav', nav => nav.checkVisibility())).toBe(false)
  expect(await page.$eval('#timeline table', list => list.getBoundingClientRect().height)).toBeGreaterThan(
    100,
  )
  const cut = await page.$$eval(
    'pre',
    all => all.filter(one => one.checkVisibility() && one.scrollHeight > one.clientHeight + 1).length,
  )
  expect(cut).toBe(0)
  const pdf = await page.pdf()
  expect(Buffer.from(pdf).subarray(0, 5).toString()).toBe('%PDF-')
})
