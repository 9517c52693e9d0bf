// report.html at its largest: it opens, and the browser's own search finds a line in a log that nobody has opened.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'puppeteer-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPage, startBrowser } from '../support/browser.ts'
import { largePage, needle, quotedLine } from '../support/large-report.ts'

let browser: Browser
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-size-'))
  browser = await startBrowser()
})

afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

const html = largePage(16)

test('more than 20 MB open, and the verdict is there', async () => {
  expect(html.length).toBeGreaterThan(20_000_000)
  const { page, complaints } = await openPage(browser, join(folder, 'large.html'), html)
  expect(await page.$eval('h1', title => title.checkVisibility())).toBe(true)
  expect(complaints).toEqual([])
})

test('a line in a folded log of a folded pod is opened and shown when a link leads to it', async () => {
  const { page } = await openPage(browser, join(folder, 'link.html'), html, { fragment: 'pod-8-log-1' })
  const shown = await page.$eval(':target', mark => ({
    text: mark.textContent,
    seen: mark.checkVisibility({ contentVisibilityAuto: true }),
    top: mark.getBoundingClientRect().top,
  }))
  expect(shown.text).toContain(needle(7, quotedLine))
  expect(shown.seen).toBe(true)
  expect(shown.top).toBeGreaterThanOrEqual(0)
  expect(shown.top).toBeLessThan(900)
})

// This browser comes without the data that its own search needs, so what is asserted is what that search asks of a page: text that is
// folded, or not laid out yet, is hidden by content-visibility alone. Such text it finds, and opens.
test('all that is folded can be found by the browser’s search', async () => {
  const { page } = await openPage(browser, join(folder, 'search.html'), html, { script: true })
  const word = needle(3, 4_999)
  const found = await page.evaluate(`(() => {
    const chunk = [...document.querySelectorAll('.chunk')].find(one => one.textContent.includes(${JSON.stringify(word)}))
    const above = []
    for (let one = chunk; one; one = one.parentElement) above.push(one)
    return {
      displays: above.map(one => getComputedStyle(one).display),
      folded: above.filter(one => one.matches('details:not([open])'))
        .map(one => getComputedStyle(one, '::details-content').contentVisibility),
      chunk: getComputedStyle(chunk).contentVisibility,
    }
  })()`)
  expect(found).toEqual({
    displays: expect.not.arrayContaining(['none']),
    folded: ['hidden', 'hidden'],
    chunk: 'auto',
  })
})
