// The artifact of a real run, diagnosed again without the cluster: the same findings.
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type ActionRun, rootCauses, runAction } from '../support/action.ts'
import { diagnosed, folderWith } from '../support/cli.ts'
import { TestKubernetes, troubles } from '../support/kubernetes.ts'

const namespace = 'off-line'
const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)
let run: ActionRun

const deployment = (name: string, container: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers: [{ name: app, image: "busybox:1.37", ${container} }]
---`

/** One that only a look inside explains, one that its log explains, one that needs neither. */
const manifest = `
apiVersion: v1
kind: Secret
metadata: { name: db }
stringData: { password: "correct-horse-battery-staple" }
---${deployment('loopback', 'command: [httpd, -f, -p, "127.0.0.1:8080"], readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1, failureThreshold: 2 }')}
${deployment('crashing', 'command: [sh, -c, "echo password is $DB; echo FATAL QUEUE_URL is not set; exit 3"], env: [{ name: DB, valueFrom: { secretKeyRef: { name: db, key: password } } }]')}
${deployment('unpullable', 'imagePullPolicy: Never, name: other').replace('name: app, image: "busybox:1.37", imagePullPolicy: Never, name: other', 'name: app, image: "acme/none:1", imagePullPolicy: Never')}
apiVersion: v1
kind: Service
metadata: { name: loopback }
spec: { selector: { app: loopback }, ports: [{ port: 80, targetPort: 8080 }] }
`

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  run = await runAction({
    inputs: { kubeconfig, namespaces: namespace },
    between: async (): Promise<'failure'> => {
      await kubernetes.create(manifest, namespace)
      await Promise.all([
        kubernetes.untilPod(namespace, 'loopback', pod => pod.status?.phase === 'Running'),
        kubernetes.untilPod(namespace, 'crashing', pod => troubles(pod).includes('Error')),
        kubernetes.untilPod(namespace, 'unpullable', pod => troubles(pod).includes('ErrImageNeverPull')),
      ])
      return 'failure'
    },
  })
})
afterAll(async () => {
  await kubernetes.deleteNamespace(namespace)
})

test('the artifact gives the same findings, pods and evidence', async () => {
  const first = run.report()
  expect(rootCauses(first)).toMatchObject({
    loopback: 'listen-address/loopback-only',
    crashing: 'app-crash/missing-variable',
  })
  const again = await diagnosed(await folderWith(run.files))
  expect(again.findings).toEqual(first.findings)
  expect(again.outcome).toBe(first.outcome)
  expect(again.cluster).toEqual(first.cluster)
  expect(again.notCollected).toEqual(first.notCollected)
  expect(again.pods).toEqual(first.pods)
})

test('without what was seen inside, what the objects and logs tell is left', async () => {
  const outside = [...run.files].filter(
    ([path]) => !path.endsWith('report.json') && !path.includes('/inspection/'),
  )
  const { findings } = await diagnosed(await folderWith(outside))
  const about = (name: string) =>
    findings.find(({ subject }) => subject.kind === 'Deployment' && subject.name === name)
  expect(about('crashing')).toMatchObject({
    category: 'app-crash',
    cause: 'missing-variable',
    confidence: 'high',
  })
  expect(about('unpullable')).toMatchObject({ category: 'image-pull', cause: 'never-pull' })
  expect(about('loopback')?.category).toBe('readiness')
  expect(JSON.stringify(findings)).not.toContain('correct-horse')
})
