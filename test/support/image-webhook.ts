// An admission webhook, a real one in a pod of the cluster, that refuses ephemeral containers of unknown images.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestKubernetes } from './kubernetes.ts'

const run = promisify(execFile)

/** What the webhook answers whenever it is asked: it is asked about unknown images only. */
export const REFUSAL = 'this webhook denies all requests'

const configurationPath = (name: string): string =>
  `/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/${name}`

/**
 * Puts the webhook into a namespace of its own and waits until it answers. From then on ephemeral containers in the namespace
 * `guarded` may only have images whose name begins with `allowed`.
 */
export async function installImageWebhook(
  kubernetes: TestKubernetes,
  name: string,
  { guarded, allowed }: { readonly guarded: string; readonly allowed: string },
): Promise<void> {
  const { certificate, key } = await certificateFor(`webhook.${name}.svc`)
  await kubernetes.createNamespace(name)
  await kubernetes.create(server(certificate, key), name)
  await kubernetes.untilPod(name, 'webhook', pod =>
    (pod.status?.conditions ?? []).some(one => one.type === 'Ready' && one.status === 'True'),
  )
  await kubernetes.create(configuration(name, certificate, guarded, allowed))
}

export async function removeImageWebhook(kubernetes: TestKubernetes, name: string): Promise<void> {
  await kubernetes.remove(configurationPath(name))
  await kubernetes.deleteNamespace(name)
}

async function certificateFor(host: string): Promise<{ certificate: string; key: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'webhook-'))
  const at = (file: string): string => join(folder, file)
  try {
    await run('openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-noenc',
        '-days',
        '2',
      ],
      ...['-keyout', at('key'), '-out', at('crt'), '-subj', `/CN=${host}`],
      ...['-addext', `subjectAltName=DNS:${host}`],
    ])
    return { certificate: await readFile(at('crt'), 'base64'), key: await readFile(at('key'), 'base64') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const server = (certificate: string, key: string): string => `
apiVersion: v1
kind: Secret
metadata: {name: webhook}
type: kubernetes.io/tls
data: {tls.crt: ${certificate}, tls.key: ${key}}
---
apiVersion: v1
kind: Service
metadata: {name: webhook}
spec: {selector: {app: webhook}, ports: [{port: 443, targetPort: 8443}]}
---
apiVersion: v1
kind: Pod
metadata: {name: webhook, labels: {app: webhook}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
    - name: webhook
      image: registry.k8s.io/e2e-test-images/agnhost:2.63
      args: [webhook, --port=8443, --tls-cert-file=/tls/tls.crt, --tls-private-key-file=/tls/tls.key]
      readinessProbe: {httpGet: {path: /readyz, port: 8443, scheme: HTTPS}, periodSeconds: 1}
      volumeMounts: [{name: tls, mountPath: /tls, readOnly: true}]
  volumes: [{name: tls, secret: {secretName: webhook}}]
`

/** It must have no side effects, or the API server would refuse every dry run in its name. */
function configuration(name: string, certificate: string, guarded: string, allowed: string): string {
  const unknown = `!object.spec.ephemeralContainers.all(c, c.image.startsWith('${allowed}'))`
  return `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: ${name}}
webhooks:
  - name: images.policy.example
    admissionReviewVersions: [v1]
    sideEffects: None
    failurePolicy: Fail
    timeoutSeconds: 5
    clientConfig: {caBundle: ${certificate}, service: {namespace: ${name}, name: webhook, path: /always-deny}}
    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${guarded}}}
    matchConditions: [{name: unknown-image, expression: ${JSON.stringify(unknown)}}]
    rules: [{apiGroups: [""], apiVersions: [v1], operations: [UPDATE], resources: [pods/ephemeralcontainers]}]
`
}
