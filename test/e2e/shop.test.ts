// The whole path on a real cluster: a shop with seven broken parts among healthy ones becomes a report.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openEnvelope } from '../../src/github/comment/envelope.ts'
import { type GitHubWorld, startGitHubWorld } from '../runner/github/world.ts'
import { type ActionRun, findingsOutput, rootCauses, runAction } from '../support/action.ts'
import { isReady, TestKubernetes, troubles } from '../support/kubernetes.ts'

const namespace = 'e2e-shop'
const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)
let run: ActionRun
let github: GitHubWorld

const head = { sha: '6dcb09b5b57875f334f61aebed695e2e4193db5e', ref: 'topic' }
const pullRequest = {
  eventName: 'pull_request',
  ref: 'refs/pull/12/merge',
  payload: {
    pull_request: { number: 12, state: 'open', head: { ...head, repo: { full_name: 'octo-org/shop' } } },
  },
}

/** What the broken parts look like once each has failed for good; a test that ran into them would have failed by then. */
async function shopToFail(): Promise<void> {
  const sees = (prefix: string, ...reasons: readonly string[]) =>
    kubernetes.untilPod(namespace, prefix, pod => reasons.some(reason => troubles(pod).includes(reason)))
  await Promise.all([
    kubernetes.untilPod(namespace, 'web', isReady),
    kubernetes.untilPod(namespace, 'cache', isReady),
    kubernetes.untilPod(namespace, 'checkout', pod => pod.status?.phase === 'Running'),
    kubernetes.untilPod(namespace, 'search', pod => pod.status?.phase === 'Running'),
    sees('catalog', 'ErrImagePull', 'ImagePullBackOff'),
    sees('payments', 'CreateContainerConfigError'),
    sees('recommendations', 'OOMKilled'),
    sees('orders', 'Error'),
    kubernetes.untilPod(namespace, 'reports', pod =>
      (pod.status?.conditions ?? []).some(condition => condition.reason === 'Unschedulable'),
    ),
  ])
}

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  github = await startGitHubWorld()
  github.pulls.push({
    number: 12,
    state: 'open',
    headSha: head.sha,
    headRef: head.ref,
    headRepository: 'octo-org/shop',
  })
  github.jobs.push({
    name: 'e2e',
    status: 'in_progress',
    runnerName: 'GitHub Actions 7',
    startedAt: new Date(Date.now() - 60_000).toISOString(),
    steps: [{ name: 'Run the shop’s tests', conclusion: 'failure', at: new Date().toISOString() }],
  })
  run = await runAction({
    github: github.fake,
    context: pullRequest,
    inputs: { kubeconfig, namespaces: namespace },
    between: async (): Promise<'failure'> => {
      await kubernetes.create(
        readFileSync(join(import.meta.dirname, '..', 'demo', 'shop.yaml'), 'utf8'),
        namespace,
      )
      await shopToFail()
      return 'failure'
    },
  })
})
afterAll(async () => {
  await github.close()
  await kubernetes.deleteNamespace(namespace)
})

/** What travels in a comment out of sight. */
function sectionsOf(body: string): ReturnType<typeof openEnvelope> {
  return openEnvelope(/comment ([0-9a-f]{16})/.exec(body)?.[1] ?? '', body)
}

describe('a failing job with a broken shop', () => {
  test('each broken part is found with its cause, and nothing else is accused', () => {
    expect(rootCauses(run.report())).toEqual({
      checkout: 'listen-address/loopback-only',
      catalog: 'image-pull/registry-dns',
      payments: 'container-config/config-map-key-missing',
      recommendations: 'out-of-memory/container-limit',
      orders: 'app-crash/missing-variable',
      search: 'readiness/path',
      reports: 'unschedulable/node-selector',
    })
  })

  test('what follows from a cause is said to be its effect', () => {
    const { findings } = run.report()
    const cause = findings.find(finding => finding.category === 'listen-address')
    const effect = findings.find(finding => finding.category === 'no-endpoints')
    expect(effect?.subject).toMatchObject({ kind: 'Service', name: 'checkout' })
    expect(effect?.causedBy).toBe(cause?.id)
  })

  test('the page knows when the test failed', () => {
    expect(run.files.get('report.html')?.toString()).toContain('the step failed: Run the shop’s tests')
  })

  test('the loopback listener was seen from inside', () => {
    const finding = run.report().findings.find(candidate => candidate.category === 'listen-address')
    expect(finding?.confidence).toBe('high')
    expect(finding?.evidence).toContainEqual(
      expect.objectContaining({
        source: 'command:listeners',
        text: expect.stringContaining('127.0.0.1:8080'),
      }),
    )
    const pod = run.report().pods.find(candidate => candidate.name.startsWith('checkout'))
    expect(pod?.inspection).toMatchObject({ way: 'target', targeted: true, failure: null })
  })

  test('titles name the culprit', () => {
    const titles = run.report().findings.map(finding => `${finding.subject.name}: ${finding.title}`)
    const about = (name: string): string => titles.find(title => title.startsWith(`${name}:`)) ?? ''
    expect(about('catalog')).toContain('registry.shop.invalid')
    expect(about('payments')).toContain('gateway-url')
    expect(about('recommendations')).toContain('24Mi')
    expect(about('orders')).toContain('ORDERS_QUEUE')
    expect(about('search')).toContain('/ready')
    expect(about('reports')).toMatch(/disk/)
  })

  test('the pods that were not entered say why', () => {
    const outside = run.report().pods.filter(pod => pod.inspection.way === 'none')
    expect(outside.map(pod => pod.name.replace(/-.*/, '')).toSorted()).toEqual(
      expect.arrayContaining(['reports']),
    )
    for (const pod of outside) expect(pod.inspection.reason).not.toBe('')
  })

  test('the summary begins with the root cause, and the step says it too', () => {
    const report = run.report()
    const [first = ''] = run.job.summary.split('\n')
    const top = report.findings[0]
    expect(first).toContain(top?.subject.name)
    expect(run.job.post?.annotations[0]).toMatchObject({ level: 'error', title: 'Root cause' })
    const annotations = run.job.post?.annotations ?? []
    expect(annotations.filter(({ level }) => level === 'error')).toHaveLength(1)
    expect(annotations.filter(({ level }) => level === 'warning').map(({ title }) => title)).toEqual(
      Array.from({ length: 4 }, () => 'Another cause'),
    )
    expect(run.job.post?.exitCode).toBe(0)
    expect(run.job.jobStatus).toBe('failure')
  })

  test('the artifact holds report, objects in the layout of cluster-info dump, logs and outputs', () => {
    const names = [...run.files.keys()]
    expect(names).toEqual(expect.arrayContaining(['README.txt', 'report.json', 'report.md']))
    expect(names).toContain(`cluster/${namespace}/pods.json`)
    expect(names).toContain(`cluster/${namespace}/events.json`)
    const checkout = run.report().pods.find(pod => pod.name.startsWith('checkout'))
    for (const command of checkout?.inspection.commands ?? []) expect(names).toContain(command.output)
  })

  test('the database password that a pod printed is nowhere', () => {
    const secret = 'correct-horse-battery-staple'
    const base64 = Buffer.from(secret).toString('base64')
    const places = [...run.files].map(([path, content]) => [path, content.toString('latin1')] as const)
    const [comment] = github.comments
    const told = [comment?.body ?? '', JSON.stringify(sectionsOf(comment?.body ?? ''))].join('\n')
    const sinks = [
      ...places,
      ['comment', told],
      ['log', run.job.post?.stdout ?? ''],
      ['summary', run.job.summary],
    ] as const
    for (const [place, text] of sinks) {
      expect(text.includes(secret), `the password in ${place}`).toBe(false)
      expect(text.includes(base64), `the password in base64 in ${place}`).toBe(false)
    }
    const orders = places.filter(([path]) => path.includes('orders') && path.includes('log'))
    expect(orders.some(([, text]) => text.includes('[REDACTED:secret orders-db/password'))).toBe(true)
  })

  test('the pull request has one comment, which begins with the root cause and names the others', () => {
    const [comment] = github.comments
    const { findings } = run.report()
    expect(github.complaints).toEqual([])
    expect(github.comments).toHaveLength(1)
    expect(comment?.body.split('\n')[3]).toMatch(new RegExp(`^### .*${findings[0]?.subject.name}`))
    for (const { category, cause } of findings) expect(comment?.body).toContain(`\`${category}/${cause}\``)
    expect(sectionsOf(comment?.body ?? '')).toMatchObject([{ label: 'e2e', verdict: { kind: 'found' } }])
  })

  test('what the runner sees are our own commands only', () => {
    const names = new Set(run.job.post?.commands.map(command => command.name))
    expect([...names].toSorted()).toEqual(['add-mask', 'debug', 'endgroup', 'error', 'group', 'warning'])
  })
})

describe('the same step at the end of the job', () => {
  test('acts at once under `if: failure()` and sets its outputs', async () => {
    const { job, files } = await runAction({
      inputs: { kubeconfig, namespaces: namespace, selector: 'app=checkout' },
      if: 'failure()',
      statusBefore: 'failure',
    })
    expect(job.main.exitCode).toBe(0)
    expect(job.outputs).toMatchObject({ outcome: 'diagnosed', 'findings-count': '2' })
    expect(job.outputs['root-cause']).toContain('127.0.0.1:8080')
    const findings = findingsOutput.parse(JSON.parse(job.outputs['findings'] ?? ''))
    expect(findings.map(({ causedBy }) => causedBy)).toEqual([null, findings[0]?.id])
    expect(Number(job.outputs['artifact-id'])).toBeGreaterThan(0)
    expect(job.outputs['artifact-url']).toContain(`/artifacts/${job.outputs['artifact-id']}`)
    expect(readFileSync(job.outputs['report-json'] ?? '', 'utf8')).toBe(
      files.get('report.json')?.toString('utf8'),
    )
    expect(job.post?.commands ?? []).toEqual([])
    await job.cleanUp()
  })
})
