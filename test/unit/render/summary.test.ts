import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../../src/model/report.ts'
import { reportMarkdown } from '../../../src/render/markdown/page.ts'
import { jobSummary, summaryBytes } from '../../../src/render/markdown/summary.ts'
import { buildReport } from '../../../src/render/report.ts'
import { terminalFindings } from '../../../src/render/terminal.ts'
import { rootCauseLine } from '../../../src/render/words.ts'
import { nodes, parsed } from './markdown-tree.ts'
import { finding, input } from './sample.ts'

const report = buildReport(input)
const artifact = { name: 'debug-e2e', url: 'https://github.com/o/r/actions/runs/1/artifacts/2' }

function reportOf(changes: Partial<Report>): Report {
  return { ...report, findings: [], pods: [], notCollected: [], ...changes }
}

describe('the summary', () => {
  const page = jobSummary(report, { artifact })

  test('begins with the root cause and its object', () => {
    const [first, , second] = page.split('\n')
    expect(first).toBe(
      '### checkout listens on 127.0.0.1:8080 only, so its readiness probe on the pod IP is refused',
    )
    expect(second).toContain(
      '**Deployment shop/checkout, container app** · `listen-address/loopback-only` · proved',
    )
  })

  test('tells what follows, what was seen and where, and what to do', () => {
    expect(page).toContain(
      '- The rollout of checkout made no progress for 600 s (`rollout-stalled/progress-deadline`)',
    )
    expect(page).toContain('- command listeners: `127.0.0.1:8080 LISTEN 7/httpd`')
    expect(page).toContain('- event at 10:00:00 UTC: `Readiness probe failed')
    expect(page).toContain('  ```text\n  starting checkout\n  listening on 127.0.0.1:8080\n  ```')
    expect(page).toContain('- Bind to 0.0.0.0:8080')
  })

  test('lists other findings, the pods, what is missing with its fix, and the artifact', () => {
    expect(page).toContain('| The image of cart does not exist')
    expect(page).toContain('<br>→ Push registry.local/cart:nope')
    expect(page).not.toContain('| The rollout of checkout')
    expect(page).toContain('| inside the running container: 3 commands, 2 not successful |')
    expect(page).toContain(
      '- **Secrets that pods use**: secrets is forbidden in namespace shop. Allow get on secrets',
    )
    expect(page).toContain('[debug-e2e](https://github.com/o/r/actions/runs/1/artifacts/2)')
  })

  test('names the pod of a piece of evidence only where there are several', () => {
    const several = buildReport({ ...input, findings: [finding({ pods: ['checkout-a', 'checkout-b'] })] })
    expect(jobSummary(several)).toContain('- command listeners in `checkout-6d5f8c9b7-x2x4z`:')
  })

  test('shows four pieces of evidence and folds the others and long blocks', () => {
    const evidence = Array.from({ length: 7 }, (_, index) => ({
      source: 'log:app',
      pod: null,
      time: null,
      text: index === 0 ? 'line\n'.repeat(30) : `piece ${index}`,
    }))
    const text = jobSummary(buildReport({ ...input, findings: [finding({ evidence })] }))
    const [shown = '', folded = ''] = text.split('<details><summary>3 more, which agree</summary>')
    expect(shown).toContain('`piece 3`')
    expect(shown).not.toContain('`piece 4`')
    expect(folded).toContain('`piece 6`')
    expect(shown).toMatch(/- log of app\n\n {2}<details><summary>31 lines<\/summary>/)
  })

  test('says how each pod was looked into, and which ways were not tried and why', () => {
    const [one] = input.looks
    if (one === undefined) throw new Error('The sample has no look.')
    const notTried = ['waiting for its next start: container app lives 0.2 s']
    const looked = { ...one, transcript: { ...one.transcript, notTried } }
    const [, folded = ''] = jobSummary(buildReport({ ...input, looks: [looked] })).split(
      '<details><summary>How they were looked into</summary>',
    )
    expect(folded).toContain('Not tried: waiting for its next start: container app lives 0.2 s.')
    expect(folded).toContain('`listeners` 0, `probe replay` 1, `slow` (killed after 10.0 s)')
    expect(folded).toContain('By hand: `kubectl debug -n shop checkout-6d5f8c9b7-x2x4z -it')
  })

  test('leads to the page where it opens in the browser', () => {
    const url = 'https://github.com/o/r/actions/runs/1/artifacts/3'
    const text = jobSummary(report, { artifact, page: { name: 'debug-e2e.html', url } })
    expect(text.split('\n')[2]).toContain(
      `proved · pod \`checkout-6d5f8c9b7-x2x4z\` · **[open the report](${url})**`,
    )
    expect(text).toContain(`**[Open the report](${url})** in the browser`)
    expect(text).toContain('[debug-e2e](https://github.com/o/r/actions/runs/1/artifacts/2)')
  })

  test('without an artifact names the folder', () => {
    expect(jobSummary(report, { directory: '/tmp/debug-report' })).toContain(
      'in the folder /tmp/debug-report on',
    )
  })

  test('of a healthy cluster is one kind line', () => {
    expect(jobSummary(reportOf({ outcome: 'nothing-failing' }))).toBe(
      '### No failing pod was found: what failed is probably not in the cluster.\n',
    )
  })

  test('without access says how to give it', () => {
    const missing = {
      what: 'the cluster',
      why: 'The kubeconfig names no current context',
      fix: 'Set the input `context`.',
    }
    const text = jobSummary(reportOf({ outcome: 'no-access', notCollected: [missing] }))
    expect(text.split('\n')[0]).toBe('### The kubeconfig names no current context. Set the input `context`.')
  })

  test('cut short by time says so', () => {
    expect(jobSummary({ ...report, outcome: 'partial' })).toContain(
      'The time was up before everything was asked',
    )
  })
})

describe('a long report', () => {
  const many = Array.from({ length: 150 }, (_, index) => ({
    ...finding({ id: `f${index + 2}`, title: `fault ${index} ${'x'.repeat(500)}` }),
    evidence: Array.from({ length: 15 }, () => ({
      source: 'log:app',
      pod: null,
      time: null,
      text: 'line\n'.repeat(1_000),
    })),
  }))
  const pod = report.pods[0]
  const long = buildReport({ ...input, findings: [...input.findings.slice(0, 1), ...many] })
  const pods = Array.from({ length: 300 }, () => pod).filter(one => one !== undefined)

  test.each([summaryBytes, 60_000, 10_000, 3_000])('fits in %i bytes and keeps the top finding', maxBytes => {
    const page = jobSummary({ ...long, pods }, { artifact, maxBytes })
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(maxBytes)
    expect(page.split('\n')[0]).toContain('checkout listens on 127.0.0.1:8080 only')
    expect(page).toContain('127.0.0.1:8080')
    expect(page).toMatch(/Left out here for length: .*finding/)
    expect(page).toContain('[debug-e2e](')
  })

  test('is shown in full in report.md', () => {
    expect(reportMarkdown(long).match(/^## f\d+: fault/gm)).toHaveLength(150)
  })

  test('says nothing of leaving out where nothing is', () => {
    expect(jobSummary(report)).not.toContain('Left out')
  })
})

describe('hostile text', () => {
  const evil =
    '</details><script>@octocat fixes #1 [x](https://evil.example) ``` | <!-- m --> https://evil.example\n# h\n```\n::error::x'
  const hostile = buildReport({
    ...input,
    findings: [
      finding({
        title: evil,
        subject: { kind: evil, namespace: evil, name: evil, container: evil },
        pods: [evil],
        evidence: [{ source: evil, pod: evil, time: evil, text: evil }],
        ruledOut: [evil],
        next: [evil],
      }),
      finding({ id: 'f2', title: evil, subject: { kind: evil, namespace: evil, name: evil } }),
    ],
    notCollected: [{ what: evil, why: evil, fix: evil }],
  })
  const pod = hostile.pods[0]
  if (pod !== undefined) {
    hostile.pods.push({
      ...pod,
      name: evil,
      status: evil,
      ready: evil,
      owner: evil,
      inspection: { ...pod.inspection, failure: evil },
    })
  }

  test.each([
    ['summary', jobSummary(hostile, { artifact: { name: evil, url: evil } })],
    ['report.md', reportMarkdown(hostile)],
  ])('stays text in %s', (_, page) => {
    const tree = parsed(page)
    const found = nodes(tree).flatMap(({ type, value = '' }) => {
      if (['link', 'image', 'footnoteReference'].includes(type)) return [type]
      return type === 'html' ? [value] : []
    })
    const ours =
      /^<\/?code>$|^<br>$|^<details><summary>(?:Ruled out|How they were looked into)<\/summary>$|^<\/details>$/
    expect(found.filter(one => !ours.test(one))).toEqual([])
    expect(nodes(tree).filter(child => child.type === 'heading').length).toBe(
      (page.match(/^#{1,4} /gm) ?? []).length,
    )
    expect(page).not.toContain('<!--')
  })

  test('steers no terminal', () => {
    const steering = buildReport({
      ...input,
      findings: [finding({ title: 'a\u001b[2J\u001b]0;x\u0007b\u202e\rc' })],
    })
    expect(terminalFindings(steering)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  })
})

describe('the root cause in a line', () => {
  test('names the object and the kind of fault', () => {
    expect(rootCauseLine(report)).toBe(
      'checkout listens on 127.0.0.1:8080 only, so its readiness probe on the pod IP is refused (Deployment shop/checkout, container app; listen-address/loopback-only)',
    )
  })

  test('is one line of 300 characters at most, whatever the title', () => {
    for (const title of ['x'.repeat(5_000), 'a\nb\r\nc', '😀'.repeat(400)]) {
      const one = {
        ...finding({ title }),
        subject: { kind: 'Pod', namespace: 'n'.repeat(63), name: 'p'.repeat(253) },
      }
      const text = rootCauseLine(buildReport({ ...input, findings: [one] }))
      expect([...text].length).toBeLessThanOrEqual(300)
      expect(text).not.toMatch(/[\r\n]/)
      expect(text).toContain('(Pod nnn')
    }
  })

  test('prefers a cause to its effects, whatever their order', () => {
    const [cause, effect] = report.findings
    const turned = { ...report, findings: [effect, cause].filter(one => one !== undefined) }
    expect(rootCauseLine(turned)).toContain('127.0.0.1:8080 only')
  })
})

describe('the terminal', () => {
  test('keeps to its width', () => {
    for (const width of [40, 60, 80, 132]) {
      const lines = terminalFindings(report, { width }).split('\n')
      expect(Math.max(...lines.map(line => [...line].length))).toBeLessThanOrEqual(width)
    }
  })

  test('counts wide characters as two', () => {
    const wide = buildReport({
      ...input,
      findings: [finding({ title: '漢'.repeat(60), evidence: [], next: [] })],
      notCollected: [],
    })
    const first = terminalFindings(wide, { width: 40 }).split('\n')[0] ?? ''
    expect([...first].filter(char => char === '漢').length).toBeLessThanOrEqual(18)
  })

  test('is plain unless colour is asked for', () => {
    expect(terminalFindings(report)).not.toContain('\u001b')
    expect(terminalFindings(report, { color: true })).toContain('\u001b[31m1. checkout listens')
  })

  test('shows effects under their cause and each root once', () => {
    const text = terminalFindings(report)
    expect(text.match(/^\d\. /gm)).toEqual(['1. ', '2. '])
    expect(text).toContain('   └ The rollout of checkout made no progress')
  })
})
