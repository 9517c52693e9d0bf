// report.html in a real browser: it opens from disk, asks for nothing, runs nothing, and keeps hostile text inert.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { artifactFiles } from '../../src/render/artifact/files.ts'
import type { ReportInput } from '../../src/render/input.ts'
import { serve } from '../runner/http-server.ts'
import { type Opened, openPage, startBrowser, type Viewing } from '../support/browser.ts'
import { command, finding, first, input, look, snapshot, utf8 } from '../unit/render/sample.ts'

let browser: Browser
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-page-'))
  browser = await startBrowser()
})

afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

function pageOf(from: ReportInput): string {
  const html = artifactFiles(from).files.find(file => file.path === 'report.html')?.content
  return typeof html === 'string' ? html : ''
}

async function open(from: ReportInput, name: string, viewing: Viewing = {}): Promise<Opened> {
  return await openPage(browser, join(folder, `${name}.html`), pageOf(from), viewing)
}

async function texts(page: Page, selector: string): Promise<readonly string[]> {
  return await page.$$eval(selector, elements => elements.map(element => element.textContent ?? ''))
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
    const shown = () => page.evaluate(`document.querySelector('.folds details .inside').checkVisibility()`)
    expect(await shown()).toBe(false)
    await page.click('.folds details summary')
    expect(await shown()).toBe(true)
    expect((await texts(page, '.folds details .inside pre'))[1]).toBe('127.0.0.1:8080  LISTEN  7/httpd\n')
  })

  test('keeps hostile text inert, with scripts allowed', async () => {
    const evil =
      '</pre></title></style><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><a href="javascript:alert(1)" onclick=alert(1)>x</a>" autofocus onfocus=alert(1) x="'
    const evilPod = {
      ...first.pod,
      metadata: { ...first.pod.metadata, labels: { evil }, creationTimestamp: '2026-11-22T09:59:00Z' },
      spec: { containers: [{ name: evil, image: evil }] },
      status: {
        containerStatuses: [{ name: evil, state: { waiting: { reason: evil } }, lastState: {} }],
      },
    }
    const evilEvent = {
      metadata: { name: 'e', namespace: 'shop' },
      involvedObject: { kind: 'Pod', namespace: 'shop', name: first.pod.metadata.name },
      type: 'Warning',
      reason: evil,
      message: evil,
      lastTimestamp: '2026-11-22T09:59:30Z',
    }
    const evilLook = look({ ...first, pod: evilPod, status: evil, reason: evil }, [
      command(evil, { run: evil, output: utf8(evil), failure: evil }),
    ])
    const hostile: ReportInput = {
      ...input,
      findings: [
        finding({
          title: evil,
          next: [evil],
          evidence: [{ source: evil, pod: evil, time: evil, text: evil }],
        }),
      ],
      snapshot: { ...snapshot, pods: [evilPod], events: [evilEvent] },
      looks: [
        {
          ...evilLook,
          transcript: { ...evilLook.transcript, equivalent: evil, notTried: [evil], debuggerName: evil },
          logs: [{ container: evil, previous: false, bytes: utf8(evil), droppedBytes: 0 }],
        },
      ],
      notCollected: [{ what: evil, why: evil, fix: evil }],
    }
    const { page, complaints } = await open(hostile, 'hostile', { script: true })
    expect(
      await page.$$(
        'script, img, iframe, [onload], a[href^="javascript"], [onclick], [onerror], [autofocus]',
      ),
    ).toEqual([])
    expect(await texts(page, 'h1')).toEqual([evil])
    expect((await texts(page, 'pre')).filter(text => text.trim() === evil).length).toBeGreaterThan(2)
    expect(complaints).toEqual([])
  })

  test('forbids scripts: one that is put into it does not run, not even where the reader allows scripts', async () => {
    const html = pageOf(input).replace('<main>', '<script>document.title = "ran"</script><main>')
    const { page, complaints } = await openPage(browser, join(folder, 'script.html'), html, { script: true })
    expect(await page.$('script')).not.toBeNull()
    expect(await page.title()).not.toBe('ran')
    expect(complaints.join()).toContain('Content Security Policy')
  })

  test.each([
    ['an image', (url: string) => `<img src="${url}">`],
    ['a style sheet', (url: string) => `<link rel="stylesheet" href="${url}">`],
    ['a frame', (url: string) => `<iframe src="${url}"></iframe>`],
    [
      'a font',
      (url: string) => `<style>@font-face{font-family:x;src:url(${url})}body{font-family:x}</style>`,
    ],
  ])('forbids requests: %s that is put into it is not fetched', async (_, markup) => {
    const asked: string[] = []
    const server = await serve(async request => {
      asked.push(request.url.pathname)
      return { status: 404, body: '' }
    })
    const html = pageOf(input).replace('<main>', `${markup(`${server.url}/x`)}<main>`)
    const { complaints } = await openPage(browser, join(folder, 'request.html'), html, { script: true })
    await server.close()
    expect(complaints.join()).toContain('Content Security Policy')
    expect(asked).toEqual([])
  })
})
