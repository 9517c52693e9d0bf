import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import chromium, { inflate } from '@sparticuz/chromium'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { artifactFiles } from '../../src/render/artifact/files.ts'
import type { ReportInput } from '../../src/render/input.ts'
import { command, finding, first, input, look, utf8 } from '../unit/render/sample.ts'

let browser: Browser
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-page-'))
  const executablePath = await chromium.executablePath()
  // A small machine has not all the libraries that the browser needs; its package brings them.
  const libraries = await inflate(
    fileURLToPath(new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))),
  )
  const env = { ...process.env, LD_LIBRARY_PATH: join(libraries, 'lib') }
  browser = await puppeteer.launch({ args: chromium.args, executablePath, env, headless: 'shell' })
})

afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

interface Opened {
  readonly page: Page
  /** Everything the browser complained about, and every request beside the page itself. */
  readonly complaints: readonly string[]
}

async function open(
  from: ReportInput,
  name: string,
  options: { dark?: boolean; script?: boolean } = {},
): Promise<Opened> {
  const html = artifactFiles(from).files.find(file => file.path === 'report.html')?.content ?? ''
  const path = join(folder, `${name}.html`)
  await writeFile(path, html)
  const complaints: string[] = []
  const page = await browser.newPage()
  await page.setViewport({ width: 1200, height: 900 })
  await page.setJavaScriptEnabled(options.script ?? false)
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: options.dark === true ? 'dark' : 'light' },
  ])
  page.on('console', message => complaints.push(`console: ${message.text()}`))
  page.on('pageerror', error => complaints.push(`error: ${String(error)}`))
  page.on('dialog', dialog => {
    complaints.push(`dialog: ${dialog.message()}`)
    dialog.dismiss().catch(() => undefined)
  })
  page.on('request', request => {
    if (request.url() !== pathToFileURL(path).href) complaints.push(`request: ${request.url()}`)
  })
  await page.goto(pathToFileURL(path).href)
  return { page, complaints }
}

async function texts(page: Page, selector: string): Promise<readonly string[]> {
  return await page.$$eval(selector, elements => elements.map(element => element.textContent ?? ''))
}

type Colour = readonly [number, number, number]

/** Each text's colour and the first opaque colour behind it, as the browser computed them. */
async function colours(page: Page): Promise<readonly (readonly [Colour, Colour])[]> {
  const found: unknown = await page.evaluate(`(() => {
    const numbers = colour => colour.match(/[0-9.]+/g).map(Number)
    const ground = element => {
      const colour = numbers(getComputedStyle(element).backgroundColor)
      return colour[3] === 0 && element.parentElement ? ground(element.parentElement) : colour.slice(0, 3)
    }
    return [...document.querySelectorAll('h1, h2, h4, p, .chip, .source, pre, code, summary, .label, footer')]
      .map(element => [numbers(getComputedStyle(element).color).slice(0, 3), ground(element)])
  })()`)
  const colour = z.tuple([z.number(), z.number(), z.number()])
  return z.array(z.tuple([colour, colour])).parse(found)
}

/** The contrast of two colours, 1 to 21, as WCAG 2 defines it; 4.5 is the least for text. */
function contrast(one: Colour, other: Colour): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map(value => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

describe('report.html in a browser, opened from disk', () => {
  test('shows the root cause as its heading and title, asks for nothing and complains of nothing', async () => {
    const { page, complaints } = await open(input, 'plain')
    const title = 'checkout listens on 127.0.0.1:8080 only, so its readiness probe on the pod IP is refused'
    expect(await texts(page, 'h1')).toEqual([title])
    expect(await page.title()).toBe(title)
    expect(complaints).toEqual([])
  })

  test('opens a command’s output without scripts', async () => {
    const { page } = await open(input, 'details')
    const shown = () => page.evaluate(`document.querySelector('details .inside').checkVisibility()`)
    expect(await shown()).toBe(false)
    await page.click('details summary')
    expect(await shown()).toBe(true)
    expect((await texts(page, 'details .inside pre'))[1]).toBe('127.0.0.1:8080  LISTEN  7/httpd\n')
  })

  test('keeps hostile text inert, with scripts allowed', async () => {
    const evil =
      '</pre></title></style><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><a href="javascript:alert(1)" onclick=alert(1)>x</a>" autofocus onfocus=alert(1) x="'
    const hostile: ReportInput = {
      ...input,
      findings: [
        finding({
          title: evil,
          next: [evil],
          evidence: [{ source: evil, pod: evil, time: evil, text: evil }],
        }),
      ],
      looks: [look(first, [command(evil, { run: evil, output: utf8(evil), failure: evil })])],
      notCollected: [{ what: evil, why: evil, fix: evil }],
    }
    const { page, complaints } = await open(hostile, 'hostile', { script: true })
    expect(
      await page.$$('script, img, svg, iframe, a[href^="javascript"], [onclick], [onerror], [autofocus]'),
    ).toEqual([])
    expect(await texts(page, 'h1')).toEqual([evil])
    expect((await texts(page, 'pre')).filter(text => text === evil).length).toBeGreaterThan(2)
    expect(complaints).toEqual([])
  })

  test('follows the reader’s light or dark, with readable text in both', async () => {
    for (const dark of [false, true]) {
      const { page } = await open(input, 'scheme', { dark })
      const ratios = (await colours(page)).map(([text, ground]) => contrast(text, ground))
      expect(ratios.length).toBeGreaterThan(20)
      expect(Math.min(...ratios)).toBeGreaterThanOrEqual(4.5)
    }
  })

  test('fits a phone: nothing is wider than the screen', async () => {
    const wide = 'x'.repeat(400)
    const { page } = await open(
      { ...input, findings: [finding({ title: `a ${wide}`, next: [wide] })] },
      'narrow',
    )
    await page.setViewport({ width: 360, height: 700 })
    expect(await page.$eval('html', root => root.scrollWidth)).toBeLessThanOrEqual(360)
  })
})
