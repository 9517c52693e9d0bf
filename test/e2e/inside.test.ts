// Looking from inside on a real cluster: what is asked, what it proves, and whom the failing pods point at.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { type ActionRun, rootCauses, runAction } from '../support/action.ts'
import { hasRunAWhile, TestKubernetes } from '../support/kubernetes.ts'

const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)
const runs: ActionRun[] = []

/** Creates the manifest's pods, waits until each has run for a while, and runs the action as after a failed test. */
async function looked(namespace: string, file: string, commands = ''): Promise<ActionRun> {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  await kubernetes.create(readFileSync(join(import.meta.dirname, file), 'utf8'), namespace)
  await kubernetes.until('every pod to run for a while', async () => {
    const pods = await kubernetes.pods(namespace)
    return pods.every(hasRunAWhile) || null
  })
  const run = await runAction({
    inputs: { kubeconfig, namespaces: namespace, 'max-pods': '20', commands },
    if: 'failure()',
    statusBefore: 'failure',
  })
  runs.push(run)
  return run
}

afterAll(async () => {
  await Promise.all(runs.map(run => run.job.cleanUp()))
  await Promise.all(['ins-inside', 'ins-well'].map(name => kubernetes.deleteNamespace(name)))
})

type Finding = Report['findings'][number]
function findingOf(report: Report, name: string, category: string): Finding {
  const found = report.findings.find(one => one.subject.name === name && one.category === category)
  if (found === undefined) {
    const seen = [
      ...report.findings.map(one => one.title),
      ...report.pods.map(pod => `${pod.name}: ${pod.reason}`),
    ]
    throw new Error(`There is no ${category} of ${name}, but: ${seen.join(' | ')}`)
  }
  return found
}
const sources = (finding: Finding): readonly string[] => finding.evidence.map(one => one.source)

describe('pods that fail', () => {
  let run: ActionRun
  beforeAll(async () => {
    run = await looked('ins-inside', 'inside.yaml', 'grep -l "(nc)" /proc/[0-9]*/stat || echo none')
  })

  test('each for what only a look from inside proves', () => {
    expect(rootCauses(run.report())).toEqual({
      'orders-db': 'port-mismatch/service-target-port',
      billing: 'dependency/name-not-found',
      reports: 'file-access/permission',
      pricing: 'hung/busy',
      search: 'readiness/path',
      gateway: 'readiness/protocol',
    })
    expect(run.report().findings.map(one => one.confidence)).toEqual(Array(7).fill('high'))
  })

  test('a ready pod behind the Service that a silent app waits for is looked into, and is to blame', () => {
    const report = run.report()
    const culprit = findingOf(report, 'orders-db', 'port-mismatch')
    expect(culprit.title).toBe(
      'Service orders-db sends traffic to port 5433 of orders-db, which listens on 5432 instead',
    )
    const effect = findingOf(report, 'orders', 'dependency')
    expect(effect).toMatchObject({ cause: 'connection-refused', causedBy: culprit.id })
    expect(effect.evidence[0]).toMatchObject({ source: 'command:dependencies' })
    const looked = report.pods.find(pod => pod.name === 'orders-db')
    expect(looked).toMatchObject({ ready: '1/1', inspection: { way: 'target', targeted: true } })
    expect(looked?.reason).toContain('Service orders-db')
  })

  test('a name that its log complains of is asked for as the pod would, beside the one that is meant', () => {
    const finding = findingOf(run.report(), 'billing', 'dependency')
    const seen = finding.evidence.find(one => one.source === 'command:dependencies')?.text
    expect(seen).toContain('order-db:5432 (log:app): no such name in DNS')
    expect(seen).toMatch(/orders-db: orders-db\.ins-inside\.svc\.cluster\.local\. is 10\./)
  })

  test('a file that may not be read, with who owns what on the way to it', () => {
    const finding = findingOf(run.report(), 'reports', 'file-access')
    expect(finding.title).toContain('/data/private is drwx------ and belongs to 0:0')
    expect(sources(finding)).toContain('command:paths')
  })

  test('gRPC and TLS are spoken as kubelet speaks them', () => {
    const replayed = (name: string) =>
      findingOf(run.report(), name, 'readiness').evidence.find(
        one => one.source === 'command:probe-readiness-pod-ip',
      )?.text
    expect(replayed('search')).toBe('NOT_FOUND (gRPC status 5)')
    expect(replayed('gateway')).toContain('not TLS: HTTP/1.1 400 Bad Request')
  })

  test('nothing that a probe’s replay started is left in the target', () => {
    // These two start a netcat of their own again and again.
    const left = run
      .report()
      .pods.filter(pod => !['orders', 'pricing'].includes(pod.name))
      .flatMap(pod => pod.inspection.commands.filter(one => /^grep/.test(one.run)))
      .map(one => run.files.get(one.output)?.toString())
    expect(new Set(left)).toEqual(new Set(['none\n']))
  })
})

describe('pods that are all well, after a test that failed', () => {
  let run: ActionRun
  beforeAll(async () => {
    run = await looked('ins-well', 'inside-well.yaml')
  })

  test('a client whose log complains leads to the ready pod that does not answer', () => {
    const report = run.report()
    const culprit = findingOf(report, 'stock', 'hung')
    expect(culprit).toMatchObject({ cause: 'stopped', causedBy: null })
    expect(findingOf(report, 'shop', 'dependency')).toMatchObject({ causedBy: culprit.id })
    expect(report.findings[0]?.id).toBe(culprit.id)
  })

  test('a pod that nobody complains of is left alone', () => {
    expect(run.report().pods.map(pod => pod.name)).not.toContain('bystander')
  })
})
