// When the cluster can't be asked: one clear sentence, a warning, a report that says so, and a job that is no redder.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { runAction } from '../support/action.ts'
import { TestKubernetes } from '../support/kubernetes.ts'

const namespace = 'e2e-access'
const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)
const folder = mkdtempSync(join(tmpdir(), 'access-'))

const kubeconfigSchema = z.looseObject({
  clusters: z.tuple([z.looseObject({ cluster: z.looseObject({ server: z.string() }) })]).rest(z.unknown()),
  users: z.tuple([z.looseObject({ user: z.looseObject({}) })]).rest(z.unknown()),
})

/** The cluster's own kubeconfig with another server or user. */
function changed(
  name: string,
  change: { server?: string; user?: Readonly<Record<string, unknown>> },
): string {
  const config = kubeconfigSchema.parse(parse(readFileSync(kubeconfig, 'utf8')))
  if (change.server !== undefined) config.clusters[0].cluster.server = change.server
  if (change.user !== undefined) config.users[0].user = change.user
  const path = join(folder, name)
  writeFileSync(path, stringify(config))
  return path
}

const plugin = { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'IfAvailable' }

async function act(inputs: Readonly<Record<string, string>>) {
  const { job, report } = await runAction({
    inputs: { timeout: '20s', ...inputs },
    if: 'failure()',
    statusBefore: 'failure',
  })
  const [warning] = job.main.annotations
  return { main: job.main, outputs: job.outputs, summary: job.summary, warning, report: report() }
}

/** What every such run has in common. */
function expectHarmless(result: Awaited<ReturnType<typeof act>>, sentence: RegExp): void {
  expect(result.main.exitCode).toBe(0)
  expect(result.warning?.level).toBe('warning')
  expect(result.warning?.message).toMatch(sentence)
  expect(result.warning?.message).not.toMatch(/\n/)
  expect(result.main.annotations).toHaveLength(1)
  expect(result.main.stdout + result.main.stderr).not.toMatch(/\n\s+at .*\(?.*:\d+:\d+\)?/)
  expect(result.outputs['outcome']).toBe('no-access')
  expect(result.report).toMatchObject({ outcome: 'no-access', findings: [] })
  expect(result.report.notCollected[0]?.why).toMatch(sentence)
  expect(result.report.notCollected[0]?.fix).not.toBe('')
  expect(result.summary).toMatch(sentence)
}

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>(resolve => server.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('The test could not find a free port.')
  return address.port
}

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
})
afterAll(async () => {
  await kubernetes.deleteNamespace(namespace)
})

describe('one clear sentence for', () => {
  test('no kubeconfig at all', async () => {
    expectHarmless(await act({}), /No kubeconfig was found/)
  })

  test('a kubeconfig that is not there', async () => {
    expectHarmless(
      await act({ kubeconfig: '/nowhere/config' }),
      /The kubeconfig \/nowhere\/config does not exist\./,
    )
  })

  test('an empty kubeconfig', async () => {
    const path = join(folder, 'empty')
    writeFileSync(path, '')
    expectHarmless(await act({ kubeconfig: path }), /The kubeconfig .*empty is empty\./)
  })

  test('a kubeconfig that is no YAML', async () => {
    const path = join(folder, 'garbage')
    writeFileSync(path, 'clusters: [:\n\t}')
    expectHarmless(await act({ kubeconfig: path }), /is not a valid kubeconfig\./)
  })

  test('an unknown context', async () => {
    expectHarmless(await act({ kubeconfig, context: 'staging' }), /The kubeconfig has no context "staging"\./)
  })

  test('a cluster that is gone', async () => {
    const path = changed('gone', { server: `https://127.0.0.1:${await closedPort()}` })
    expectHarmless(await act({ kubeconfig: path }), /could not be asked\. The connection was refused\./)
  })

  test('a cluster whose name nobody knows', async () => {
    const path = changed('unnamed', { server: 'https://cluster.invalid:6443' })
    expectHarmless(await act({ kubeconfig: path }), /could not be asked\. Its name/)
  })

  test('a cluster that takes the connection and says nothing', async () => {
    const server = createServer(() => undefined)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('The test could not listen.')
    const path = changed('silent', { server: `https://127.0.0.1:${address.port}` })
    expectHarmless(
      await act({ kubeconfig: path }),
      /could not be asked\. (The connection timed out|The cluster did not answer in time)\./,
    )
    server.close()
  })

  test('an expired token', async () => {
    const path = changed('expired', { user: { token: 'not-a-token-any-more' } })
    const result = await act({ kubeconfig: path })
    expectHarmless(result, /does not accept the kubeconfig's credentials; they may have expired\./)
    expect(JSON.stringify(result)).not.toContain('not-a-token-any-more')
  })

  test('a credential plugin that is not installed', async () => {
    const path = changed('no-plugin', { user: { exec: { ...plugin, command: 'cloud-without-a-cli' } } })
    expectHarmless(
      await act({ kubeconfig: path }),
      /the command "cloud-without-a-cli" that it names can't be run\./,
    )
  })

  test('a credential plugin that fails', async () => {
    const args = ['-c', 'echo "You must log in first." >&2; echo usage: lots >&2; exit 1']
    const path = changed('failing-plugin', { user: { exec: { ...plugin, command: 'sh', args } } })
    const result = await act({ kubeconfig: path })
    expectHarmless(result, /credentials could not be fetched: You must log in first\./)
    expect(JSON.stringify(result.report)).not.toContain('usage: lots')
  })

  test('a credential plugin that waits for a person', async () => {
    const path = changed('patient-plugin', { user: { exec: { ...plugin, command: 'sleep', args: ['60'] } } })
    expectHarmless(await act({ kubeconfig: path, timeout: '10s' }), /could not be asked\./)
  })

  test('an unknown namespace', async () => {
    expectHarmless(
      await act({ kubeconfig, namespaces: 'shop-of-horrors' }),
      /The namespace "shop-of-horrors" does not exist\./,
    )
  })
})

test('of several kubeconfig files with the same names the first counts, as with kubectl', async () => {
  const other = changed('other', { server: 'https://cluster.invalid:6443' })
  const { job } = await runAction({
    inputs: { namespaces: namespace, when: 'now' },
    env: { KUBECONFIG: `/nowhere/config:${kubeconfig}:${other}` },
  })
  expect(job.outputs['outcome']).toBe('nothing-failing')
})

test('a cluster where nothing fails gets a short, kind summary', async () => {
  const { job, report } = await runAction({ inputs: { kubeconfig, namespaces: namespace, when: 'now' } })
  expect(job.main.exitCode).toBe(0)
  expect(report()).toMatchObject({ outcome: 'nothing-failing', findings: [], pods: [] })
  expect(job.main.annotations).toEqual([])
  expect(job.summary.trim().split('\n').length).toBeLessThan(12)
})
