// A cluster in which everything has a hostile name: the runner, GitHub and a browser see text, and our own commands only.
import fc from 'fast-check'
import { afterAll, expect, test, vi } from 'vitest'
import { createRedactor } from '../../../src/redact/redactor.ts'
import type { Planted } from '../../support/canaries/planted.ts'
import { type Sinks, sinksOf } from '../../support/canaries/sinks.ts'
import { hostileText } from '../../support/hostile.ts'
import { readByRunner, readFileCommand } from '../github/runner.ts'
import { nodes, parsed } from '../render/markdown-tree.ts'
import { ended, event, look, node, pod, service, snapshot, waiting, workload } from '../support/build.ts'

afterAll(() => vi.unstubAllEnvs())

/** As many names as the cluster below has. More than an API server allows: a saved dump may hold anything. */
const names = fc.array(hostileText, { minLength: 30, maxLength: 30 })

function clusterOf(texts: readonly string[]): Planted {
  let index = 0
  const next = (): string => texts[index++ % texts.length] ?? ''
  const conditions = [{ type: 'Ready', status: 'False', reason: next(), message: next() }]
  const crashing = pod({
    name: next(),
    namespace: next(),
    labels: { app: next(), [next()]: next() },
    metadata: { annotations: { [next()]: next() } },
    spec: { nodeName: next() },
    container: {
      name: next(),
      image: next(),
      command: [next(), next()],
      args: [next()],
      env: [{ name: next(), value: next() }],
    },
    owner: ['ReplicaSet', next()],
    ready: false,
    restarts: 3,
    state: waiting('CrashLoopBackOff', next()),
    lastState: { terminated: { ...ended(7).terminated, reason: next(), message: next() } },
    status: { conditions },
  })
  const stuck = pod({
    name: 'stuck',
    namespace: 'shop',
    phase: 'Pending',
    ready: false,
    state: waiting(next(), next()),
    status: { conditions },
  })
  const all = snapshot({
    pods: [crashing, stuck],
    events: [event(crashing, next(), next()), event(stuck, 'Failed', next())],
    services: [service('shop', { app: 'x' })],
    workloads: [workload('Deployment', next())],
    nodes: [node(next())],
    notCollected: [{ what: next(), why: next(), fix: next() }],
  })
  const commands = { [next() || 'x']: next(), [`${next()}2`]: next() }
  return {
    snapshot: all,
    looks: [
      look(crashing, all, { commands, log: `error: ${next()}\n${next()}`, previousLog: `panic: ${next()}` }),
    ],
    secrets: [],
    names: [],
  }
}

const redactor = createRedactor({ secrets: [], key: new Uint8Array([1]) })
const text = (sinks: Sinks, name: string): string => sinks.get(name)?.toString('utf8') ?? ''

const ours = [{ title: 'Root cause' }, { title: 'Another cause' }]

function checkLog(log: string): void {
  const commands = readByRunner(log).filter(line => typeof line !== 'string')
  for (const command of commands) expect(['error', 'warning', 'group', 'endgroup']).toContain(command.name)
  expect(commands.filter(({ name }) => name === 'error').length).toBeLessThanOrEqual(1)
  for (const { properties } of commands) expect([{}, ...ours]).toContainEqual(properties)
  expect(log).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/)
}

function checkOutputs(outputs: string): void {
  const values = readFileCommand(outputs)
  expect(Object.keys(values).toSorted()).toEqual([
    ...['artifact-id', 'artifact-url', 'comment-url', 'findings', 'findings-count', 'outcome'],
    ...['report-directory', 'report-json', 'root-cause'],
  ])
  expect(values['outcome']).toBe('diagnosed')
  expect(values['root-cause']).not.toMatch(/[\r\n\0\u001b]/)
  expect(() => JSON.parse(values['findings'] ?? '')).not.toThrow()
}

function checkMarkdown(markdown: string): void {
  const all = nodes(parsed(markdown))
  for (const one of all.filter(({ type }) => type === 'html')) {
    expect(one.value ?? '').toMatch(/^(?:<\/?(?:details|code|br)>|<summary>[A-Za-z0-9 ,:]+<\/summary>)+$/)
  }
  expect(all.filter(({ type }) => type === 'image' || type === 'imageReference' || type === 'link')).toEqual(
    [],
  )
  expect(
    all
      .filter(({ type }) => type === 'text')
      .map(({ value }) => value)
      .join('\n'),
  ).not.toMatch(/@everyone|octo\/repo#1/)
  expect(markdown).not.toContain('<!--')
}

/** Its marks and links, which lead to runs and reports only, are ours. */
function checkComment(comment: string): void {
  const [marks = '', visible = ''] = comment.split(/\n\n([\s\S]*)/)
  expect(marks.split('\n').map(line => line.replace(/[A-Za-z0-9+/=]{30,}/, '…'))).toEqual([
    '<!-- ephemeral-debug-action comment 0000000000000000 -->',
    '<!-- v1 … -->',
  ])
  const links =
    /\[(?:run 7|report)\]\(https:\/\/github\.com\/org\/shop\/actions\/runs\/7(?:\/artifacts\/72)?\)/g
  const ending = '<sub>CI, commented by ephemeral-debug-action</sub>'
  checkMarkdown(visible.replaceAll(links, '').replace(ending, ''))
}

function checkPage(page: string): void {
  expect(page).not.toMatch(/<(?:script|img|iframe|object|base|form|input)\b/i)
  for (const [tag] of page.matchAll(/<[a-z][^>]*>/gi)) {
    expect(tag.replaceAll(/="[^"]*"/g, '=""')).not.toMatch(/\son[a-z]+\s*=|[^"=\w]"/i)
    for (const [, target = ''] of tag.matchAll(/\b(?:href|src)="([^"]*)"/g)) expect(target).toMatch(/^#/)
  }
  // The chart is ours.
  for (const [tag] of page.matchAll(/<svg[^>]*>/gi)) expect(tag).toMatch(/^<svg(?: [a-z]+="[a-z0-9.%]+")+>$/)
  expect(page.match(/<style/g)?.length).toBe(1)
}

test('nothing of it is more than text, wherever it comes out', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(names, async texts => {
      const sinks = await sinksOf(clusterOf(texts), redactor, vi.stubEnv)
      checkLog(text(sinks, 'log'))
      checkOutputs(text(sinks, 'outputs'))
      checkMarkdown(text(sinks, 'summary'))
      checkMarkdown(text(sinks, 'report.md'))
      checkComment(text(sinks, 'comment'))
      checkPage(text(sinks, 'report.html'))
      expect(() => JSON.parse(text(sinks, 'report.json'))).not.toThrow()
      for (const name of sinks.keys())
        if (/[./]/.test(name)) expect(name).toMatch(/^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/)
    }),
    { numRuns: 60 },
  )
})
