// How long the largest page takes to be made, and to be seen in a real browser.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPage, startBrowser } from '../support/browser.ts'
import { largePage } from '../support/large-report.ts'

export interface Times {
  readonly name: string
  readonly limitMs: number
  /** Milliseconds, one for each run. */
  readonly times: number[]
}

/** More than 20 MB: rendered with all other files of its artifact, and opened until its first screen is painted. */
export async function pageTimes(runs: number): Promise<readonly Times[]> {
  const made: number[] = []
  const opened: number[] = []
  const folder = await mkdtemp(join(tmpdir(), 'bench-page-'))
  const browser = await startBrowser()
  try {
    for (let run = 0; run < runs; run++) {
      const began = performance.now()
      const html = largePage(16)
      made.push(performance.now() - began)
      if (html.length < 20_000_000) throw new Error(`The page has only ${html.length} bytes.`)
      const file = join(folder, 'large.html')
      // Once to have it written, so that only the opening is measured.
      const { page, address } = await openPage(browser, file, html)
      await page.goto('about:blank')
      const asked = performance.now()
      await page.goto(address)
      await page.screenshot()
      opened.push(performance.now() - asked)
      await page.close()
    }
  } finally {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  }
  return [
    { name: 'a page of 21 MB made, with its artifact', limitMs: 2_000, times: made },
    { name: 'a page of 21 MB opened and painted', limitMs: 2_000, times: opened },
  ]
}
