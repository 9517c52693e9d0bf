// Accounts that may do less: always a report, always the exact rule that is missing, and docs/roles/ holds them all.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import type { Report } from '../../src/model/report.ts'
import { Accounts, permissionsOf, type Rights, type Rule, ruleSchema } from '../support/accounts.ts'
import { runAction } from '../support/action.ts'
import { runStory, type StoryRun } from '../support/in-process.ts'
import { hasRunAWhile, TestKubernetes } from '../support/kubernetes.ts'

const namespace = 'e2e-permissions'
const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)
const accounts = new Accounts(kubernetes, kubeconfig, namespace)

const manifest = `
apiVersion: v1
kind: Secret
metadata: {name: database}
stringData: {password: tarragon-and-thyme-9}
---
apiVersion: v1
kind: Pod
metadata: {name: stuck, labels: {app: stuck}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "echo connecting with $PASSWORD; exec sleep 3600"]
      env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: database, key: password}}}]
      readinessProbe: {exec: {command: ["false"]}, periodSeconds: 1, failureThreshold: 1}
---
apiVersion: v1
kind: Pod
metadata: {name: crash, labels: {app: crash}}
spec:
  containers: [{name: app, image: busybox:1.37, command: [sh, -c, "echo no such luck; exit 3"]}]
`

/** The rules of a file of docs/roles/, by the kind of object that holds them. */
function rightsIn(file: string): Required<Rights> {
  const path = join(import.meta.dirname, '..', '..', 'docs', 'roles', file)
  const schema = z.looseObject({ kind: z.enum(['Role', 'ClusterRole']), rules: z.array(ruleSchema) })
  const objects = parseAllDocuments(readFileSync(path, 'utf8')).map(document => schema.parse(document.toJS()))
  const rulesOf = (kind: string): readonly Rule[] =>
    objects.filter(object => object.kind === kind).flatMap(({ rules }) => rules)
  return { role: rulesOf('Role'), clusterRole: rulesOf('ClusterRole') }
}
const all = rightsIn('replica.yaml')

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await accounts.removeClusterRoles()
  await kubernetes.createNamespace(namespace)
  await kubernetes.create(manifest, namespace)
  await kubernetes.untilPod(namespace, 'stuck', hasRunAWhile)
  await kubernetes.untilPod(
    namespace,
    'crash',
    pod => pod.status?.containerStatuses?.[0]?.lastState?.terminated !== undefined,
  )
})
afterAll(async () => {
  await accounts.removeClusterRoles()
  await kubernetes.deleteNamespace(namespace)
})

const inside = { namespaces: namespace, selector: 'app=stuck', replica: 'never' }
const copied = { namespaces: namespace, selector: 'app=crash', replica: 'always' }

/** A run of the action as built. */
async function act(account: string, inputs: Readonly<Record<string, string>>) {
  const { job, report, files } = await runAction({
    inputs: { ...inputs, kubeconfig: account },
    if: 'failure()',
    statusBefore: 'failure',
  })
  await job.cleanUp()
  expect(job.main.exitCode).toBe(0)
  expect(job.main.stdout).not.toContain('has a bug')
  const texts = [...files].map(([path, content]) => [path, content.toString('utf8')] as const)
  return { report: report(), texts, summary: job.summary, log: job.main.stdout, main: job.main }
}

/** The rules that a report asks for, for the Role and for the ClusterRole. */
function rulesAskedFor(report: Report): Required<Rights> {
  const found = report.notCollected.flatMap(({ fix }) => {
    const [, yaml] = /`(- \{apiGroups: [^`]*)`/.exec(fix) ?? []
    return yaml === undefined ? [] : [{ fix, rules: z.array(ruleSchema).parse(parse(yaml)) }]
  })
  const isCluster = (text: string): boolean => text.includes('the ClusterRole')
  return {
    role: found.filter(({ fix }) => !isCluster(fix)).flatMap(({ rules }) => rules),
    clusterRole: found.filter(({ fix }) => isCluster(fix)).flatMap(({ rules }) => rules),
  }
}

/** The rules without one permission, such as `apps deployments list`. */
function without(rules: readonly Rule[], permission: string): readonly Rule[] {
  return permissionsOf(rules)
    .filter(one => one !== permission)
    .map(one => {
      const [group = '', resource = '', verb = ''] = one.split(' ')
      return { apiGroups: [group], resources: [resource], verbs: [verb] }
    })
}

/** The rules of the log's block, as somebody would paste them. */
function rulesInLog(lines: readonly string[]): readonly Rule[] {
  const block = lines.filter(line => /^ {2}- apiGroups: |^ {4}(resources|verbs): /.test(line))
  return block.length === 0 ? [] : z.array(ruleSchema).parse(parse(block.join('\n')))
}

describe('an account with the rules of', () => {
  test('docs/roles/ephemeral.yaml gets a report that lacks nothing', async () => {
    const { report, texts, log } = await act(
      await accounts.create('ephemeral', rightsIn('ephemeral.yaml')),
      inside,
    )
    expect(report.notCollected).toEqual([])
    expect(report.outcome).toBe('diagnosed')
    expect(report.pods[0]?.inspection).toMatchObject({ way: 'target', targeted: true, failure: null })
    expect(texts.find(([path]) => /stuck.*log/.test(path))?.[1]).toContain(
      'REDACTED:secret database/password',
    )
    expect(log).not.toContain('may not do all')
  })

  test('docs/roles/logs-only.yaml gets all that can be seen from outside, and no debugger is tried', async () => {
    const rights = rightsIn('logs-only.yaml')
    const { report, texts, log, main } = await act(await accounts.create('logs-only', rights), inside)
    const asked = rulesAskedFor(report)
    expect(permissionsOf([...rights.role, ...asked.role])).toEqual(
      permissionsOf(rightsIn('ephemeral.yaml').role),
    )
    expect(asked.clusterRole).toEqual([])
    expect(report.pods[0]?.inspection).toMatchObject({ way: 'none', commands: [], container: null })
    expect(report.pods[0]?.inspection.reason).toContain('may not patch pods/ephemeralcontainers')
    expect(texts.find(([path]) => /stuck.*log/.test(path))?.[1]).toContain('connecting with')
    expect(report.findings).not.toEqual([])
    expect(log).toContain('resources: [pods/ephemeralcontainers]')
    expect(main.annotations.filter(({ message }) => message.includes('ephemeralcontainers'))).toEqual([])
  })

  test('docs/roles/replica.yaml gets a copy of a crash-looping pod', async () => {
    const { report } = await runStory({ ...copied, kubeconfig: await accounts.create('replica', all) })
    expect(report.notCollected).toEqual([])
    expect(report.pods[0]?.inspection).toMatchObject({ way: 'replica', failure: null })
  })

  test('docs/roles/replica-cluster.yaml needs no namespace to be named', async () => {
    const account = await accounts.create('everywhere', { ...rightsIn('replica-cluster.yaml') })
    const { report } = await runStory({ selector: 'app=stuck', replica: 'always', kubeconfig: account })
    expect(report.notCollected).toEqual([])
    expect(report.pods.map(({ name }) => name)).toEqual(['stuck'])
    expect(report.pods[0]?.inspection).toMatchObject({ way: 'target', failure: null })
  })

  test('docs/roles/replica.yaml, without naming its namespace, looks there', async () => {
    const { report } = await act(await accounts.create('unnamed', all), { selector: 'app=stuck' })
    expect(report.pods.map(({ name }) => name)).toEqual(['stuck'])
    expect(report.notCollected).toHaveLength(1)
    expect(report.notCollected[0]).toMatchObject({
      what: `pods outside the namespace ${namespace}`,
      fix: expect.stringMatching(/Set the input `namespaces`.*the ClusterRole/),
    })
  })
})

test('what is refused in one of two namespaces costs the other one nothing', async () => {
  const account = await accounts.create('half', all)
  const { report } = await runStory({ ...inside, namespaces: `${namespace}, default`, kubeconfig: account })
  expect(report.outcome).toBe('diagnosed')
  expect(report.pods.map(({ name }) => name)).toEqual(['stuck'])
  expect(report.notCollected.length).toBeGreaterThan(10)
  for (const { fix } of report.notCollected) expect(fix).toContain('the Role in the namespace default')
})

describe('an account that lacks one permission', () => {
  const permissions = [
    ...permissionsOf(all.role).map(permission => ['role', permission] as const),
    ...permissionsOf(all.clusterRole).map(permission => ['clusterRole', permission] as const),
  ]
  const isForCopies = (permission: string): boolean => / pods (create|delete)$/.test(permission)
  const runs = new Map<string, StoryRun>()
  const given = new Map<string, Required<Rights>>()

  beforeAll(async () => {
    const made = await Promise.all(
      permissions.map(async ([part, permission], index) => {
        const rights = { ...all, [part]: without(all[part], permission) }
        given.set(permission, rights)
        return [permission, await accounts.create(`without-${index}`, rights)] as const
      }),
    )
    for (const [permission, account] of made) {
      const inputs = isForCopies(permission) ? copied : { ...inside, replica: 'always' }
      runs.set(permission, await runStory({ ...inputs, kubeconfig: account }))
    }
  })

  test.each(permissions)(
    'of the %s: %s, gets a report that asks for it and for nothing else',
    (part, permission) => {
      const { report, lines } = runs.get(permission) ?? expect.fail('There was no such run.')
      const asked = rulesAskedFor(report)
      expect(permissionsOf(asked[part])).toEqual([permission])
      expect(asked[part === 'role' ? 'clusterRole' : 'role']).toEqual([])
      // What it asks for once added, the account has what the complete one has.
      const rights = given.get(permission)
      expect(permissionsOf([...(rights?.[part] ?? []), ...asked[part]])).toEqual(permissionsOf(all[part]))
      expect(permissionsOf(rulesInLog(lines))).toEqual([permission])
      expect(report.notCollected).toHaveLength(1)
      const place = part === 'role' ? `the Role in the namespace ${namespace}` : 'the ClusterRole'
      expect(report.notCollected[0]?.fix).toContain(place)
      expect(report.outcome).toBe(permission === ' pods list' ? 'no-access' : 'diagnosed')
    },
  )

  test('which a debugger needs, adds none to the pod', () => {
    for (const permission of [' pods get', ' pods/log get', ' pods/ephemeralcontainers patch']) {
      const [pod] = runs.get(permission)?.report.pods ?? []
      expect(pod?.inspection).toMatchObject({ way: 'none', container: null, tried: [] })
      expect(pod?.inspection.reason).toContain('the account may not')
    }
  })
})

describe('an account that may do nothing', () => {
  test('comes to exactly the rules of docs/roles/ephemeral.yaml by adding what its reports ask for', async () => {
    const wanted = rightsIn('ephemeral.yaml')
    const { report, summary } = await act(await accounts.create('nothing', { role: [] }), inside)
    expect(report.outcome).toBe('no-access')
    expect(summary).toContain('apiGroups')
    const rights = rulesAskedFor(report)
    expect(permissionsOf(rights.role)).toEqual(permissionsOf(wanted.role))
    expect(permissionsOf(rights.clusterRole)).toEqual(permissionsOf(wanted.clusterRole))
    const again = await runStory({ ...inside, kubeconfig: await accounts.create('something', rights) })
    expect(again.report).toMatchObject({ outcome: 'diagnosed', notCollected: [] })
  })
})
