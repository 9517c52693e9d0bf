// A real Chromium for tests and pictures, and pages in it that complain of whatever a page of ours must not do.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import chromium, { inflate } from '@sparticuz/chromium'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'

export async function startBrowser(): Promise<Browser> {
  const executablePath = await chromium.executablePath()
  // A small machine has not all the libraries that the browser needs; its package brings them.
  const libraries = await inflate(
    fileURLToPath(new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))),
  )
  const env = { ...process.env, LD_LIBRARY_PATH: join(libraries, 'lib') }
  return await puppeteer.launch({ args: chromium.args, executablePath, env, headless: 'shell' })
}

export interface Opened {
  readonly page: Page
  /** The page's own address. */
  readonly address: string
  /** Everything the browser complained about, and every request beside the page itself. */
  readonly complaints: readonly string[]
}

export interface Viewing {
  readonly dark?: boolean
  readonly script?: boolean
  readonly width?: number
  readonly height?: number
  /** What follows the `#` of the address. */
  readonly fragment?: string
}

/** Opens a page from disk, as somebody does who has unpacked the artifact. `file` is where it is kept. */
export async function openPage(
  browser: Browser,
  file: string,
  html: string,
  viewing: Viewing = {},
): Promise<Opened> {
  await writeFile(file, html)
  const { href } = pathToFileURL(file)
  const complaints: string[] = []
  const page = await browser.newPage()
  await page.setViewport({ width: viewing.width ?? 1200, height: viewing.height ?? 900 })
  await page.setJavaScriptEnabled(viewing.script ?? false)
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: viewing.dark === true ? 'dark' : 'light' },
  ])
  page.on('console', message => complaints.push(`console: ${message.text()}`))
  page.on('pageerror', error => complaints.push(`error: ${String(error)}`))
  page.on('dialog', dialog => {
    complaints.push(`dialog: ${dialog.message()}`)
    dialog.dismiss().catch(() => undefined)
  })
  page.on('request', request => {
    if (request.url().split('#')[0] !== href) complaints.push(`request: ${request.url()}`)
  })
  const address = viewing.fragment === undefined ? href : `${href}#${viewing.fragment}`
  await page.goto(address)
  return { page, address: href, complaints }
}
