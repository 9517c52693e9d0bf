// Accounts that may do less: always a report, always the exact rule that is missing, and docs/permissions.md holds them all.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Report } from '../../src/model/report.ts'
import { Accounts, permissionsOf, type Rights, type Rule, ruleSchema } from '../support/accounts.ts'
import { runAction } from '../support/action.ts'
import { hasRunAWhile, TestKubernetes } from '../support/kubernetes.ts'

const namespace = 'e2e-permissions'
const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)
const accounts = new Accounts(kubernetes, kubeconfig, namespace)

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'permissions.md'), 'utf8')
const roleSchema = z.looseObject({ rules: z.array(ruleSchema) })

/** The YAML below a marker of the page. */
function block(marker: string): unknown {
  const [, yaml] = page.split(`<!-- ${marker} -->\n`)[1]?.match(/^```yaml\n([\s\S]*?)```/) ?? []
  return parse(yaml ?? '')
}
const outside = roleSchema.parse(block('role')).rules
const inside = z.array(ruleSchema).parse(block('inside'))
const nodes = roleSchema.parse(block('cluster-role')).rules
const all: Rights = { role: [...outside, ...inside], clusterRole: nodes }

const manifest = `
apiVersion: v1
kind: Secret
metadata: {name: database}
stringData: {password: tarragon-and-thyme-9}
---
apiVersion: v1
kind: Pod
metadata: {name: stuck}
spec:
  terminationGracePeriodSeconds: 0
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "echo connecting with $PASSWORD; exec sleep 3600"]
      env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: database, key: password}}}]
      readinessProbe: {exec: {command: ["false"]}, periodSeconds: 1, failureThreshold: 1}
`

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await accounts.removeClusterRoles()
  await kubernetes.createNamespace(namespace)
  await kubernetes.create(manifest, namespace)
  await kubernetes.untilPod(namespace, 'stuck', hasRunAWhile)
})
afterAll(async () => {
  await accounts.removeClusterRoles()
  await kubernetes.deleteNamespace(namespace)
})

async function actAs(account: string, inputs: Readonly<Record<string, string>> = { namespaces: namespace }) {
  const { job, report, files } = await runAction({
    inputs: { ...inputs, kubeconfig: account },
    if: 'failure()',
    statusBefore: 'failure',
  })
  await job.cleanUp()
  expect(job.main.exitCode).toBe(0)
  expect(job.main.stdout).not.toContain('has a bug')
  const texts = [...files].map(([path, content]) => [path, content.toString('utf8')] as const)
  return { report: report(), texts, summary: job.summary }
}

/** Everything in a report that tells a person what to add. */
function advice(report: Report): readonly string[] {
  return [
    ...report.notCollected.map(({ fix }) => fix),
    ...report.pods.map(({ inspection }) => inspection.failure ?? ''),
  ]
}

/** The rules that a report asks for, for the Role and for the ClusterRole. */
function rulesAskedFor(report: Report): Required<Rights> {
  const found = advice(report).flatMap(text => {
    const [, yaml] = /`(- \{apiGroups: [^`]*)`/.exec(text) ?? []
    return yaml === undefined ? [] : [{ text, rules: z.array(ruleSchema).parse(parse(yaml)) }]
  })
  const isCluster = (text: string): boolean => text.includes('the ClusterRole')
  return {
    role: found.filter(({ text }) => !isCluster(text)).flatMap(({ rules }) => rules),
    clusterRole: found.filter(({ text }) => isCluster(text)).flatMap(({ rules }) => rules),
  }
}

function without(rules: readonly Rule[], resource: string): readonly Rule[] {
  return rules
    .map(rule => ({ ...rule, resources: rule.resources.filter(one => one !== resource) }))
    .filter(rule => rule.resources.length > 0)
}

describe('an account with the rules of docs/permissions.md', () => {
  test('gets a report that lacks nothing', async () => {
    const { report, texts } = await actAs(await accounts.create('complete', all))
    expect(report.notCollected).toEqual([])
    expect(report.outcome).toBe('diagnosed')
    expect(report.pods[0]?.inspection).toMatchObject({ way: 'target', targeted: true, failure: null })
    expect(texts.find(([path]) => /stuck.*log/.test(path))?.[1]).toContain(
      'REDACTED:secret database/password',
    )
  })

  test('without the one about ephemeral containers gets all that can be seen from outside', async () => {
    const { report, texts } = await actAs(await accounts.create('outside', { ...all, role: outside }))
    expect(rulesAskedFor(report)).toEqual({ role: inside, clusterRole: [] })
    expect(report.pods[0]?.inspection.commands).toEqual([])
    expect(texts.find(([path]) => /stuck.*log/.test(path))?.[1]).toContain('connecting with')
    expect(report.findings).not.toEqual([])
  })

  test.each(['pods/log', 'secrets', 'events', 'services', 'namespaces'])(
    'but for %s is told that very rule',
    async resource => {
      const name = `without-${resource.replace('/', '-')}`
      const { report } = await actAs(
        await accounts.create(name, { ...all, role: without(all.role, resource) }),
      )
      const removed = all.role.filter(rule => rule.resources.includes(resource))
      const asked = rulesAskedFor(report)
      expect(asked.clusterRole).toEqual([])
      expect(asked.role).toEqual(
        removed.map(({ apiGroups, verbs }) => ({ apiGroups, resources: [resource], verbs })),
      )
      expect(report.notCollected[0]?.why).toContain('forbidden')
      expect(advice(report).join()).toContain(`the Role in the namespace ${namespace}`)
      expect(report.outcome).toBe('diagnosed')
    },
  )

  test('in one namespace only, without naming it, looks there', async () => {
    const { report } = await actAs(await accounts.create('unnamed', all), {})
    expect(report.pods.map(({ name }) => name)).toEqual(['stuck'])
    expect(report.notCollected).toHaveLength(1)
    expect(report.notCollected[0]).toMatchObject({
      what: `pods outside the namespace ${namespace}`,
      fix: expect.stringMatching(/Set the input `namespaces`.*the ClusterRole/),
    })
  })
})

describe('an account that may do nothing', () => {
  test('comes to exactly the rules of docs/permissions.md by adding what each report asks for', async () => {
    let rights: Required<Rights> = { role: [], clusterRole: [] }
    for (let round = 1; round <= 5; round++) {
      const { report, summary } = await actAs(await accounts.create(`round-${round}`, rights))
      expect(report.outcome).toBe(round === 1 ? 'no-access' : 'diagnosed')
      const asked = rulesAskedFor(report)
      if (asked.role.length + asked.clusterRole.length === 0) {
        expect(report.notCollected).toEqual([])
        break
      }
      expect(summary).toContain('apiGroups')
      rights = {
        role: [...rights.role, ...asked.role],
        clusterRole: [...rights.clusterRole, ...asked.clusterRole],
      }
    }
    expect(permissionsOf(rights.role)).toEqual(permissionsOf(all.role))
    expect(permissionsOf(rights.clusterRole)).toEqual(permissionsOf(nodes))
  })
})
