// The action in a real workflow, run by nektos/act: a runner that we did not write.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { runAct, startArtifactService } from '../runner/index.ts'
import { actionFolder, readReport } from '../support/action.ts'
import { hasRunAWhile, TestKubernetes } from '../support/kubernetes.ts'

const namespace = 'e2e-act'
const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)

const broken = `
apiVersion: v1
kind: Pod
metadata: {name: shy, labels: {app: shy}}
spec:
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "exec httpd -f -p 127.0.0.1:8080 -h /tmp"]
      readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1, failureThreshold: 1}
`

const ours = `      - uses: ./
        with: {kubeconfig: '${kubeconfig}', namespaces: ${namespace}}`

const workflow = (steps: string): string => `
name: ci
on: push
jobs:
  e2e:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
${steps}
`

async function act(steps: string) {
  const artifacts = await startArtifactService()
  try {
    const result = await runAct({ workflow: workflow(steps), action: actionFolder, artifacts })
    const [artifact] = artifacts.list()
    return { ...result, report: artifact === undefined ? null : readReport(artifacts.entries(artifact.name)) }
  } finally {
    await artifacts.close()
  }
}

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  await kubernetes.create(broken, namespace)
  await kubernetes.untilPod(namespace, 'shy', hasRunAWhile)
})
afterAll(async () => {
  await kubernetes.deleteNamespace(namespace)
})

describe('under act', () => {
  test('armed before a failing step, it reports after the job has failed', async () => {
    const result = await act(`${ours}\n      - run: exit 1`)
    expect(result.jobResult).toBe('failure')
    expect(result.report?.findings[0]).toMatchObject({ category: 'listen-address', cause: 'loopback-only' })
    expect(result.summary.split('\n')[0]).toContain('shy')
  })

  test('after it under `if: failure()`, it reports at once', async () => {
    const result = await act(`      - run: exit 1\n${ours.replace('with:', 'if: failure()\n        with:')}`)
    expect(result.jobResult).toBe('failure')
    expect(result.report?.findings[0]).toMatchObject({ category: 'listen-address', cause: 'loopback-only' })
    expect(result.summary.split('\n')[0]).toContain('shy')
  })

  test('in a passing job it does nothing', async () => {
    const result = await act(`${ours}\n      - run: "true"`)
    expect(result.jobResult).toBe('success')
    expect(result.report).toBeNull()
    expect(result.summary.trim()).toBe('')
    expect(result.lines.some(line => line.includes('Armed'))).toBe(true)
  })
})
