// Fitting in: namespaces and policies that refuse much of what a debugger may ask for.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { type ActionRun, runAction } from '../support/action.ts'
import { installImageWebhook, REFUSAL, removeImageWebhook } from '../support/image-webhook.ts'
import { hasRunAWhile, TestKubernetes } from '../support/kubernetes.ts'

const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)

const levels = ['restricted', 'baseline', 'privileged'] as const
const policies = ['nonroot', 'nobody'] as const
const namespaces = [...levels, ...policies, 'images'].map(name => `e2e-policy-${name}`)
/** Where the webhook itself lives. */
const webhook = 'e2e-policy-webhook'

/** An app without a shell that is never ready, as `restricted` wants it. */
const distroless = `
apiVersion: v1
kind: Pod
metadata: {name: app}
spec:
  securityContext: {runAsUser: 10001, runAsGroup: 10001}
  containers:
    - name: app
      image: registry.k8s.io/e2e-test-images/agnhost:2.63
      args: [netexec, --http-port=8080]
      env: [{name: COLOUR, value: teal}]
      securityContext: {runAsNonRoot: true, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}
      readinessProbe: {httpGet: {path: /, port: 8081}, periodSeconds: 1, failureThreshold: 1}
`
const rootful = `
apiVersion: v1
kind: Pod
metadata: {name: app}
spec:
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "echo started as root; exec sleep 3600"]
      readinessProbe: {tcpSocket: {port: 8081}, periodSeconds: 1, failureThreshold: 1}
`

/** A policy on ephemeral containers in one namespace: what their cluster's Kyverno or Gatekeeper would say. */
function policy(name: (typeof policies)[number], expression: string, message: string): string {
  return `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: e2e-policy-${name}}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [UPDATE], resources: [pods/ephemeralcontainers]}]
  validations: [{expression: ${JSON.stringify(expression)}, message: ${JSON.stringify(message)}}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: e2e-policy-${name}}
spec:
  policyName: e2e-policy-${name}
  validationActions: [Deny]
  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: e2e-policy-${name}}}}
`
}

async function removePolicies(): Promise<void> {
  const kinds = ['validatingadmissionpolicybindings', 'validatingadmissionpolicies']
  for (const kind of kinds)
    for (const name of policies)
      await kubernetes.remove(`/apis/admissionregistration.k8s.io/v1/${kind}/e2e-policy-${name}`)
}

async function act(namespace: string, inputs: Readonly<Record<string, string>> = {}): Promise<ActionRun> {
  const commands =
    "# environ\ntr '\\0' '\\n' </proc/$TARGET_PID/environ | cut -d= -f1\n# files\nls $TARGET_ROOT/"
  return await runAction({
    inputs: { kubeconfig, namespaces: namespace, commands, ...inputs },
    if: 'failure()',
    statusBefore: 'failure',
  })
}

function onlyPod(run: ActionRun): Report['pods'][number] {
  const [pod] = run.report().pods
  if (pod === undefined) throw new Error('The report has no pod.')
  return pod
}
function output(run: ActionRun, name: string): string {
  const command = onlyPod(run).inspection.commands.find(candidate => candidate.name === name)
  return run.files.get(command?.output ?? '')?.toString('utf8') ?? ''
}

beforeAll(async () => {
  await removePolicies()
  await removeImageWebhook(kubernetes, webhook)
  await Promise.all(namespaces.map(name => kubernetes.deleteNamespace(name)))
  for (const level of levels)
    await kubernetes.createNamespace(`e2e-policy-${level}`, { 'pod-security.kubernetes.io/enforce': level })
  for (const name of [...policies, 'images']) await kubernetes.createNamespace(`e2e-policy-${name}`)
  const nonroot =
    'object.spec.ephemeralContainers.all(c, has(c.securityContext) && has(c.securityContext.runAsNonRoot) && c.securityContext.runAsNonRoot)'
  await kubernetes.create(policy('nonroot', nonroot, 'nobody may be root here'))
  await kubernetes.create(policy('nobody', 'false', 'no debugging here'))
  for (const name of namespaces)
    await kubernetes.create(name.endsWith('nonroot') || name.endsWith('nobody') ? rootful : distroless, name)
  const guarded = 'e2e-policy-images'
  await installImageWebhook(kubernetes, webhook, { guarded, allowed: 'docker.io/library/' })
  await Promise.all(namespaces.map(name => kubernetes.untilPod(name, 'app', hasRunAWhile)))
})
afterAll(async () => {
  await removePolicies()
  await removeImageWebhook(kubernetes, webhook)
  await Promise.all(namespaces.map(name => kubernetes.deleteNamespace(name)))
})

describe('a namespace that enforces PodSecurity', () => {
  test.each(levels)('%s: the target without a shell is seen whole', async level => {
    const run = await act(`e2e-policy-${level}`)
    expect(onlyPod(run).inspection).toMatchObject({ way: 'target', targeted: true, failure: null })
    expect(onlyPod(run).inspection.tried[0]?.saw).toBe(
      'inside the container as 10001:10001, files readable, environ readable',
    )
    expect(output(run, 'environ')).toContain('COLOUR')
    expect(output(run, 'files')).toContain('agnhost')
    expect(output(run, 'processes')).toContain('netexec')
    expect(output(run, 'listeners')).toContain('1F90')
    await run.job.cleanUp()
  })

  test('a profile that it refuses is quoted, and nothing is added', async () => {
    const run = await act('e2e-policy-baseline', { profile: 'sysadmin' })
    const { inspection } = onlyPod(run)
    expect(inspection).toMatchObject({ way: 'none', container: null })
    expect(inspection.reason).toContain('violates PodSecurity "baseline')
    expect(inspection.reason).toContain('privileged')
    await run.job.cleanUp()
  })
})

describe('a policy of the cluster’s own', () => {
  test('against root: a debugger that is nobody is tried next, and sees what nobody may', async () => {
    const run = await act('e2e-policy-nonroot')
    const { inspection } = onlyPod(run)
    expect(inspection).toMatchObject({ way: 'target', targeted: true, failure: null })
    expect(inspection.tried[0]?.saw).toContain('inside the container as 65532:65532, files not readable')
    expect(inspection.tried.some(({ failure }) => failure?.includes('nobody may be root here'))).toBe(true)
    expect(output(run, 'processes')).toContain('sleep 3600')
    await run.job.cleanUp()
  })

  test('a webhook against unknown images: quoted, and nothing is added', async () => {
    const run = await act('e2e-policy-images', { image: 'busybox:1.37' })
    const { inspection } = onlyPod(run)
    expect(inspection).toMatchObject({ way: 'none', container: null })
    expect(inspection.reason).toContain(
      `admission webhook "images.policy.example" denied the request: ${REFUSAL}`,
    )
    const [pod] = await kubernetes.pods('e2e-policy-images')
    expect(pod?.spec.ephemeralContainers ?? []).toEqual([])
    await run.job.cleanUp()
  })

  test('a webhook against unknown images: one that it knows is let in', async () => {
    const run = await act('e2e-policy-images', { image: 'docker.io/library/busybox:1.37' })
    expect(onlyPod(run).inspection).toMatchObject({ way: 'target', targeted: true, failure: null })
    expect(output(run, 'environ')).toContain('COLOUR')
    await run.job.cleanUp()
  })

  test('against everything: logs, events and the reason, and no debugger left behind', async () => {
    const run = await act('e2e-policy-nobody')
    const { inspection } = onlyPod(run)
    expect(inspection).toMatchObject({ way: 'none', container: null, commands: [] })
    expect(inspection.reason).toContain('no debugging here')
    expect(run.job.main.exitCode).toBe(0)
    const paths = [...run.files.keys()]
    expect(paths.some(path => path.endsWith('/logs/app.log'))).toBe(true)
    expect(paths.some(path => path.endsWith('/events.json'))).toBe(true)
    const [pod] = await kubernetes.pods('e2e-policy-nobody')
    expect(pod?.spec.ephemeralContainers ?? []).toEqual([])
    await run.job.cleanUp()
  })
})
