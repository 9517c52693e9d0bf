// Titles and next steps for somebody in a hurry: short, without what others only passed on, and about what can be done.
import { describe, expect, test } from 'vitest'
import { lastCalls } from '../../../src/diagnose/candidate.ts'
import { endpointIn } from '../../../src/diagnose/logs/network.ts'
import { ago, event, node, pod, unplaced, waiting, workload } from '../support/build.ts'
import { crashing, findings, http } from '../support/findings.ts'

describe('of an error that was passed on the end is told', () => {
  const call = 'failed to pull and unpack the image: '
  test.each([
    ['whole where it is short', 'open /x: no such file: unknown', 'open /x: no such file'],
    ['from where a call begins', `${call.repeat(9)}no such host`, `${call.repeat(4)}no such host`],
    ['from within', `${call}rpc error: code = Unknown desc = no such host`, 'no such host'],
    [
      'both ends where it is one long call',
      `${'x'.repeat(200)} end`,
      `${'x'.repeat(61)} … ${'x'.repeat(92)} end`,
    ],
  ])('%s', (_, said, told) => {
    expect(lastCalls(said)).toBe(told)
    expect(lastCalls(said).length).toBeLessThanOrEqual(160)
  })
})

const creating = pod({
  phase: 'Pending',
  ready: false,
  age: 400,
  state: waiting('ContainerCreating'),
  status: {
    conditions: [{ type: 'PodReadyToStartContainers', status: 'False', lastTransitionTime: ago(390) }],
  },
})

test('a sandbox without a network tells what is missing, not who says so', () => {
  const said =
    'Failed to create pod sandbox: rpc error: code = Unknown desc = [failed to set up sandbox container "9f31c0ffee00" network for pod "api": networkPlugin cni failed to set up pod "api_shop" network: open /run/flannel/subnet.env: no such file or directory, failed to clean up sandbox container "9f31c0ffee00" network for pod "api": networkPlugin cni failed to teardown pod "api_shop" network: open /run/flannel/subnet.env: no such file or directory]'
  const [found] = findings({
    pods: [creating],
    events: [event(creating, 'FailedCreatePodSandBox', said, null)],
  })
  expect(found?.title).toMatch(/network: open \/run\/flannel\/subnet\.env: no such file or directory$/)
})

test('a volume is called by its name even where only the list of them is told', () => {
  const said =
    'Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data kube-api-access-x]: timed out waiting for the condition'
  const [found] = findings({ pods: [creating], events: [event(creating, 'FailedMount', said, null)] })
  expect(found).toMatchObject({
    title: 'app waits for its volume "data", which does not get mounted, and no event says why',
    next: [expect.stringContaining('describe pod app')],
  })
})

describe('a taint', () => {
  const kept = (taint: string) =>
    findings({ pods: [unplaced(`0/1 nodes are available: 1 node(s) had untolerated taint {${taint}}.`)] })[0]
  test('is written as kubectl takes it, and may be tolerated', () => {
    const found = kept('dedicated: batch')
    expect(found?.title).toBe('app does not tolerate the taint dedicated=batch, which keeps it off the nodes')
    expect(found?.next[0]).toContain('Add a toleration for dedicated=batch')
  })
  test('that comes with a node’s state goes with it', () => {
    const found = kept('node.kubernetes.io/not-ready: ')
    expect(found?.title).toBe(
      'app does not tolerate the taint node.kubernetes.io/not-ready, which keeps it off the nodes',
    )
    expect(found?.next[0]).toMatch(/^See why the nodes have that taint/)
  })
})

test('a device that no node offers is not had by a larger node', () => {
  const resources = { requests: { 'nvidia.com/gpu': '1' } }
  const lacking = unplaced('0/1 nodes are available: 1 Insufficient nvidia.com/gpu.', {
    containers: [{ name: 'app', image: 'acme/app:1', resources }],
  })
  const [found] = findings({ pods: [lacking], nodes: [node()] })
  expect(found?.next[0]).toMatch(/^Give the cluster a node that has nvidia.com\/gpu/)
})

test.each([
  [
    'pods "web-x" is forbidden: pod rejected: RuntimeClass "kata" not found',
    'No pod of web can be created: pod rejected: RuntimeClass "kata" not found',
  ],
  [
    'Internal error occurred: failed calling webhook "v.acme.io": failed to call webhook: Post "https://v.acme.svc:443/m?timeout=10s": service "v" not found',
    'No pod of web can be created: the admission webhook v.acme.io cannot be called: service "v" not found',
  ],
  [
    'pods "web-x" is forbidden: exceeded quota: compute',
    'No pod of web can be created: the quota compute of namespace shop is used up',
  ],
  [
    'pods "web-x" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per Pod is 1Gi, but limit is 2Gi]',
    "No pod of web can be created: its resources break the namespace's LimitRange: maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per Pod is 1Gi, but limit is 2Gi",
  ],
  [
    'admission webhook "v.acme.io" denied the request: [limits] app has none [repos] allowed are ["acme.io"]',
    'No pod of web can be created: the admission webhook or policy v.acme.io refuses it: [limits] app has none [repos] allowed are ["acme.io"]',
  ],
])('%s', (message, title) => {
  const refused = workload('ReplicaSet', 'web', {
    spec: { replicas: 1 },
    status: { replicas: 0, conditions: [{ type: 'ReplicaFailure', status: 'True', message }] },
  })
  expect(findings({ workloads: [refused] })[0]?.title).toBe(title)
})

test.each([
  [
    'Readiness probe errored: rpc error: code = Unknown desc = failed to exec in container: failed to start exec "aa": OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown',
    { exec: { command: ['curl', 'x'] } },
    /exec: "curl": executable file not found in \$PATH$/,
  ],
  [
    'Readiness probe failed: Key                Value\n---                -----\nSealed             true',
    { exec: { command: ['vault', 'status'] } },
    /fails: Key Value --- ----- Sealed true$/,
  ],
  [
    'Readiness probe failed: psql: error: connection to server on socket "/run/.s.PGSQL.5432" failed: No such file or directory\n\tIs the server running?',
    { exec: { command: ['psql'] } },
    /fails: psql: error: connection to server on socket "\/run\/\.s\.PGSQL\.5432" failed: No such file or directory$/,
  ],
  [
    'Readiness probe failed: Get "http://10.244.0.5:8080/": dial tcp 10.244.0.5:8080: connect: no route to host',
    http.readinessProbe,
    /fails: dial tcp 10\.244\.0\.5:8080: connect: no route to host$/,
  ],
  [
    'Readiness probe failed: service unhealthy (responded with "NOT_SERVING")',
    { grpc: { port: 9000 } },
    /is answered with "NOT_SERVING"$/,
  ],
])('%s', (said, readinessProbe, title) => {
  const unready = pod({ ready: false, container: { readinessProbe } })
  expect(findings({ pods: [unready], events: [event(unready, 'Unhealthy', said)] })[0]?.title).toMatch(title)
})

test('a tool that writes its name before each line is named once', () => {
  const previousLog = 'npm error Missing script: "start:prod"\nnpm error\nnpm error Did you mean this?\n'
  const [found] = findings({ pods: [crashing('app')] }, { app: { previousLog } })
  expect(found?.title).toContain('"npm error Missing script: "start:prod"')
  expect(found?.title.match(/npm error/g)).toHaveLength(1)
})

test.each([
  ['could not resolve instance version: failed', null],
  ['google: could not find default credentials.', null],
  ['could not resolve redis-master after 3 tries', 'redis-master'],
  ['Cannot resolve db, giving up', 'db'],
  ["nslookup: can't resolve 'db'", 'db'],
])('whether a host is named in: %s', (line, host) => {
  expect(endpointIn(line).host).toBe(host)
})
