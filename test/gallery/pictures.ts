// The gallery's pictures: the pages of docs/gallery in real Chromium, as small PNG files. `npm run docs:pictures`.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'puppeteer-core'
import { openPage, startBrowser } from '../support/browser.ts'
import { type Picture, pictures } from './exhibits.ts'

const gallery = join(import.meta.dirname, '..', '..', 'docs', 'gallery')
/** They are in the repository for good. Bytes. */
const LARGEST = 150_000

async function take(browser: Browser, picture: Picture, temporary: string): Promise<void> {
  const html = readFileSync(join(gallery, picture.exhibit, 'report.html'), 'utf8')
  const { page, complaints } = await openPage(browser, join(temporary, 'page.html'), html, picture)
  if (complaints.length > 0) throw new Error(complaints.join('\n'))
  if (picture.opens !== undefined) await page.click(picture.opens)
  const path = join(gallery, picture.file)
  await page.screenshot({ path })
  const { size } = statSync(path)
  if (size > LARGEST) throw new Error(`${picture.file} has ${size} bytes; ${LARGEST} are allowed.`)
  await page.close()
}

const temporary = mkdtempSync(join(tmpdir(), 'pictures-'))
const browser = await startBrowser()
try {
  for (const picture of pictures) await take(browser, picture, temporary)
} finally {
  await browser.close()
  rmSync(temporary, { recursive: true })
}
