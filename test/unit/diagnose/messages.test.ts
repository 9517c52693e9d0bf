import { describe, expect, test } from 'vitest'
import { normalised } from '../../../src/diagnose/fingerprint.ts'
import { quantity } from '../../../src/diagnose/rules/placing/scheduling/node-capacity.ts'
import { mainReason, nodeReasons } from '../../../src/diagnose/rules/placing/scheduling/scheduler-message.ts'
import { imageNameOf } from '../../../src/diagnose/rules/starting/image-name.ts'
import { causeIn } from '../../../src/diagnose/rules/starting/image-pull.ts'

describe('the cause of a failed pull, by the words of its maker', () => {
  const messages: readonly (readonly [string, string])[] = [
    ['failed to resolve reference "docker.io/acme/x:1": docker.io/acme/x:1: not found', 'not-found'],
    ['manifest for acme/x:1 not found: manifest unknown: manifest unknown', 'not-found'],
    ['reading manifest 1 in quay.io/acme/x: name unknown: repository not found', 'not-found'],
    [
      'failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token: 403 Forbidden',
      'unauthorized',
    ],
    [
      "pull access denied for acme/x, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      'unauthorized',
    ],
    [
      'failed to resolve reference "x.azurecr.io/a:1": unexpected status from HEAD request: 401 Unauthorized',
      'unauthorized',
    ],
    ['no basic auth credentials', 'unauthorized'],
    [
      'failed to do request: Head "https://reg.test/v2/x/manifests/1": dial tcp: lookup reg.test on 10.0.0.2:53: no such host',
      'registry-dns',
    ],
    [
      'failed to authorize: failed to fetch anonymous token: Get "https://auth.docker.io/token": dial tcp: lookup auth.docker.io on 10.0.0.2:53: i/o timeout',
      'registry-dns',
    ],
    [
      'Head "https://localhost:5000/v2/x/manifests/1": dial tcp [::1]:5000: connect: connection refused',
      'registry-unreachable',
    ],
    ['Head "https://10.0.0.9/v2/x/manifests/1": dial tcp 10.0.0.9:443: i/o timeout', 'registry-unreachable'],
    ['http: server gave HTTP response to HTTPS client', 'registry-unreachable'],
    [
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'registry-unreachable',
    ],
    [
      'unexpected status from HEAD request to https://r.test/v2/x/manifests/1: 503 Service Unavailable',
      'registry-unreachable',
    ],
    [
      '429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit',
      'rate-limited',
    ],
    ['no match for platform in manifest: not found', 'platform'],
    ['no matching manifest for linux/arm64/v8 in the manifest list entries', 'platform'],
    [
      'InvalidImageName Failed to apply default image tag "A:1": couldn\'t parse image name "A:1": invalid reference format: repository name must be lowercase',
      'invalid-name',
    ],
    ['ErrImageNeverPull Container image "a:1" is not present with pull policy of Never', 'never-pull'],
  ]
  test.each(messages)('%s', (message, cause) => {
    expect(causeIn(message)).toBe(cause)
  })

  test('a bare back-off names none', () => {
    expect(causeIn('ImagePullBackOff Back-off pulling image "acme/x:1"')).toBeNull()
  })
})

test("an image reference names its registry by Docker's rule", () => {
  expect(imageNameOf('acme/x')).toMatchObject({ registry: 'docker.io', tag: 'latest' })
  expect(imageNameOf('localhost/x:1')).toMatchObject({ registry: 'localhost', tag: '1' })
  expect(imageNameOf('reg:5000/a/b:v2')).toMatchObject({ registry: 'reg:5000', tag: 'v2' })
  expect(imageNameOf('ghcr.io/a/b@sha256:abc')).toMatchObject({ registry: 'ghcr.io', tag: 'sha256:abc' })
})

describe("the reason to mend in the scheduler's sentence", () => {
  const sentences: readonly (readonly [string, string | undefined, string?])[] = [
    [
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
      'node-affinity',
    ],
    [
      '0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient cpu. preemption: 0/3 nodes are available.',
      'cpu',
      'cpu',
    ],
    [
      '0/4 nodes are available: 1 Insufficient cpu, 3 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }.',
      'cpu',
    ],
    [
      '0/2 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }.',
      'memory',
      'memory',
    ],
    [
      '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful',
      'cpu',
    ],
    ['0/1 nodes are available: 1 Insufficient nvidia.com/gpu.', 'resource', 'nvidia.com/gpu'],
    ['0/1 nodes are available: 1 Too many pods.', 'resource', 'Too many pods'],
    ['0/1 nodes are available: 1 node(s) had untolerated taint {gpu: true}.', 'taint', 'gpu: true'],
    ['0/1 nodes are available: 1 node(s) had untolerated taint(s).', 'taint', ''],
    ['0/1 nodes are available: 1 node(s) were unschedulable.', 'cordoned'],
    ["0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod ports.", 'host-port'],
    [
      "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.",
      'pod-affinity',
      'anti-affinity',
    ],
    [
      "0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints.",
      'pod-affinity',
      'topology spread',
    ],
    ['0/3 nodes are available: 3 node(s) had volume node affinity conflict.', 'volume-node-conflict'],
    ['0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found', 'volume'],
    ['0/1 nodes are available: persistentvolumeclaim "data" not found. not found', 'volume', 'data'],
    ['something new', undefined],
  ]
  for (const [sentence, cause, what] of sentences) {
    test(sentence, () => {
      const reason = mainReason(nodeReasons(sentence))
      expect(reason?.cause).toBe(cause)
      if (what !== undefined) expect(reason?.what).toBe(what)
    })
  }

  test('every reason is counted', () => {
    const found = nodeReasons('0/5 nodes are available: 1 Insufficient cpu, 4 Insufficient memory.')
    expect(found.map(({ cause, nodes }) => [cause, nodes])).toEqual([
      ['cpu', 1],
      ['memory', 4],
    ])
  })
})

test('what differs between two runs of one fault is no part of its fingerprint', () => {
  const runs = [
    'web-5d4f8c7b9d-x2v9k at 10.244.0.5:8080 failed after 12s (0xc000123) 2026-11-22T10:00:00Z 1732270000',
    'web-7c9b6d5f48-qq1zz at 10.244.3.17:8080 failed after 3s (0xc0009f) 2026-11-23T11:00:09.123Z 1732356400',
  ]
  expect(normalised(runs[0] ?? '')).toBe(normalised(runs[1] ?? ''))
  expect(normalised('port 8080')).not.toBe(normalised('port 9090'))
})

test('quantities are compared as numbers', () => {
  expect(quantity('500m')).toBe(0.5)
  expect(quantity('2')).toBe(2)
  expect(quantity('1Gi')).toBe(2 ** 30)
  expect(quantity('1e3')).toBe(1000)
  expect(quantity('nonsense')).toBe(0)
})
