// Service accounts with exactly the rights that a test gives them, as kubeconfig files.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { stringify } from 'yaml'
import { z } from 'zod'
import { kubeconfigFor } from './api-proxy.ts'
import type { TestKubernetes } from './kubernetes.ts'

export const ruleSchema = z.strictObject({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  verbs: z.array(z.string()),
})
export type Rule = z.infer<typeof ruleSchema>

/** What an account may do: in its namespace, and in the cluster. */
export interface Rights {
  readonly role: readonly Rule[]
  readonly clusterRole?: readonly Rule[]
}

const tokenSchema = z.looseObject({ status: z.looseObject({ token: z.string() }) })
const reviewSchema = z.looseObject({ status: z.looseObject({ allowed: z.boolean() }) })

/** Each resource and verb of the rules once, such as ` pods/log get` or `apps deployments list`, sorted. */
export function permissionsOf(rules: readonly Rule[]): readonly string[] {
  const all = rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap(group =>
      resources.flatMap(resource => verbs.map(verb => `${group} ${resource} ${verb}`)),
    ),
  )
  return [...new Set(all)].toSorted()
}

export class Accounts {
  readonly #kubernetes: TestKubernetes
  readonly #admin = new KubeConfig()
  readonly #namespace: string
  readonly #folder = mkdtempSync(join(tmpdir(), 'accounts-'))

  constructor(kubernetes: TestKubernetes, kubeconfig: string, namespace: string) {
    this.#kubernetes = kubernetes
    this.#admin.loadFromFile(kubeconfig)
    this.#namespace = namespace
  }

  /** Makes the account and waits until the cluster grants it what it was given. @returns its kubeconfig's path */
  async create(name: string, rights: Rights): Promise<string> {
    await this.#kubernetes.create(this.#manifest(name, rights), this.#namespace)
    await this.#granted(name, rights.role, this.#namespace)
    await this.#granted(name, rights.clusterRole ?? [], undefined)
    const path = `/api/v1/namespaces/${this.#namespace}/serviceaccounts/${name}/token`
    const { token } = tokenSchema.parse(await this.#post(path, { spec: {} })).status
    const cluster = this.#admin.getCurrentCluster()
    const file = join(this.#folder, name)
    const authority = { 'certificate-authority-data': cluster?.caData }
    writeFileSync(file, kubeconfigFor(cluster?.server ?? '', { token }, authority, this.#namespace))
    return file
  }

  #manifest(name: string, { role, clusterRole = [] }: Rights): string {
    const apiGroup = 'rbac.authorization.k8s.io'
    const apiVersion = `${apiGroup}/v1`
    const subjects = [{ kind: 'ServiceAccount', name, namespace: this.#namespace }]
    const clusterName = `${this.#namespace}-${name}`
    const objects = [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } },
      { apiVersion, kind: 'Role', metadata: { name }, rules: role },
      {
        apiVersion,
        kind: 'RoleBinding',
        metadata: { name },
        subjects,
        roleRef: { apiGroup, kind: 'Role', name },
      },
      { apiVersion, kind: 'ClusterRole', metadata: { name: clusterName }, rules: clusterRole },
      {
        apiVersion,
        kind: 'ClusterRoleBinding',
        metadata: { name: clusterName },
        subjects,
        roleRef: { apiGroup, kind: 'ClusterRole', name: clusterName },
      },
    ]
    return objects.map(object => stringify(object)).join('---\n')
  }

  async #granted(name: string, rules: readonly Rule[], namespace: string | undefined): Promise<void> {
    await Promise.all(
      permissionsOf(rules).map(permission =>
        this.#kubernetes.until(`${name} to be allowed ${permission}`, async () => {
          const [group = '', full = '', verb = ''] = permission.split(' ')
          const [resource = '', subresource] = full.split('/')
          const spec = {
            user: `system:serviceaccount:${this.#namespace}:${name}`,
            resourceAttributes: { namespace, group, resource, subresource, verb },
          }
          const answer = await this.#post('/apis/authorization.k8s.io/v1/subjectaccessreviews', { spec })
          return reviewSchema.parse(answer).status.allowed || null
        }),
      ),
    )
  }

  async #post(path: string, body: object): Promise<unknown> {
    return await this.#kubernetes.api.json({
      method: 'POST',
      path,
      body,
      signal: AbortSignal.timeout(20_000),
    })
  }

  /** Cluster roles belong to no namespace and don't go with it. */
  async removeClusterRoles(): Promise<void> {
    for (const plural of ['clusterroles', 'clusterrolebindings']) {
      const path = `/apis/rbac.authorization.k8s.io/v1/${plural}`
      const names: string[] = []
      await this.#kubernetes.api.list({ path, signal: AbortSignal.timeout(20_000) }, item => {
        names.push(namedSchema.parse(item).metadata.name)
      })
      for (const name of names.filter(one => one.startsWith(`${this.#namespace}-`))) {
        await this.#kubernetes.api.json({
          method: 'DELETE',
          path: `${path}/${name}`,
          signal: AbortSignal.timeout(20_000),
        })
      }
    }
  }
}

const namedSchema = z.looseObject({ metadata: z.looseObject({ name: z.string() }) })
