// Many pods: one look stands for all that show the same fault, and max-pods is kept.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { runAction } from '../support/action.ts'
import { hasRunAWhile, TestKubernetes } from '../support/kubernetes.ts'

const namespace = 'e2e-many'
const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)

const deployment = (name: string, replicas: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: app
          image: busybox:1.37
          command: [sh, -c, "exec httpd -f -p 127.0.0.1:8080 -h /tmp"]
          readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1, failureThreshold: 1}
`

async function act(inputs: Readonly<Record<string, string>> = {}) {
  const run = await runAction({
    inputs: { kubeconfig, namespaces: namespace, ...inputs },
    if: 'failure()',
    statusBefore: 'failure',
  })
  await run.job.cleanUp()
  return run.report()
}

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  await kubernetes.create(
    [deployment('many', 10), deployment('second', 1), deployment('third', 1)].join('---'),
    namespace,
  )
  await kubernetes.until('twelve pods that run and are not ready', async () => {
    const pods = await kubernetes.pods(namespace)
    return pods.length === 12 && pods.every(hasRunAWhile) ? pods : null
  })
})
afterAll(async () => {
  await kubernetes.deleteNamespace(namespace)
})

describe('ten pods of one Deployment with the same fault', () => {
  test('one is entered, ten are listed, and it is one finding', async () => {
    const report = await act()
    const ten = report.pods.filter(pod => pod.owner === 'Deployment/many')
    expect(ten).toHaveLength(10)
    expect(ten.filter(pod => pod.inspection.way === 'target')).toHaveLength(1)
    for (const pod of ten.filter(({ inspection }) => inspection.way === 'none'))
      expect(pod.inspection.reason).toContain('same fault as e2e-many/many-')
    const findings = report.findings.filter(finding => finding.subject.name === 'many')
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ category: 'listen-address', cause: 'loopback-only' })
    expect(findings[0]?.pods).toHaveLength(10)
  })

  test('max-pods is kept, and the pods left out say so', async () => {
    const report = await act({ 'max-pods': '2' })
    const entered = report.pods.filter(pod => pod.inspection.way === 'target')
    expect(entered).toHaveLength(2)
    const left = report.pods.filter(pod => pod.inspection.reason.includes('max-pods'))
    expect(left).toHaveLength(1)
    expect(report.pods).toHaveLength(12)
  })
})

test('target-container given as a pod’s name is told so, with the containers to choose from', async () => {
  const [pod] = await kubernetes.pods(namespace)
  const name = pod?.metadata.name ?? ''
  const report = await act({ 'target-container': name })
  expect(report.notCollected[0]).toMatchObject({
    why: expect.stringContaining(`"${name}" is the name of a pod, not of a container.`),
    fix: expect.stringMatching(/: app\.$/),
  })
})
