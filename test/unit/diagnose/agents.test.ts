import { describe, expect, test } from 'vitest'
import { claimSchema, eventSchema } from '../../../src/model/objects.ts'
import { ago, ended, event, node, pod, waiting } from '../support/build.ts'
import { findings, ids } from '../support/findings.ts'

const agent = (owner: string, image: string, more: object = {}) =>
  pod({
    name: `${owner}-x`,
    namespace: 'kube-system',
    owner: ['DaemonSet', owner],
    ready: false,
    restarts: 5,
    state: waiting('CrashLoopBackOff'),
    lastState: ended(1),
    container: { image },
    spec: { hostNetwork: true, ...more },
  })

describe('a sandbox without a network', () => {
  const waits = pod({ phase: 'Pending', ready: false, state: waiting('ContainerCreating') })
  const failed = event(
    waits,
    'FailedCreatePodSandBox',
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "0a1b2c3d": plugin type="cilium-cni" failed (add): unable to connect to Cilium agent: context deadline exceeded',
    null,
  )
  const first = (...agents: readonly ReturnType<typeof pod>[]) =>
    findings({ pods: [waits, ...agents], events: [failed] }).map(
      one => `${one.category} ${one.subject.name} ${one.causedBy}`,
    )

  test('is the effect of the agent of its own plugin, on its own node', () => {
    expect(first(agent('cilium', 'quay.io/cilium/cilium:v1'))).toEqual([
      'app-crash cilium null',
      'sandbox app f1',
    ])
  })
  test.each([
    ['another agent', agent('fluent-bit', 'fluent/fluent-bit:3')],
    ['one on another node', agent('cilium', 'quay.io/cilium/cilium:v1', { nodeName: 'node-2' })],
  ])('has nothing to do with %s', (_what, other) => {
    expect(first(other)).toContain('sandbox app null')
  })
  test('its title is not filled with ids', () => {
    const [found] = findings({ pods: [waits], events: [failed] })
    expect(found?.title).not.toContain('0a1b2c3d')
    expect(found?.title).toContain('unable to connect to Cilium agent')
  })
})

describe('a claim that waits for its provisioner', () => {
  const scheduled = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message: '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
  }
  const waits = pod({
    phase: 'Pending',
    spec: { nodeName: undefined, volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] },
    status: { containerStatuses: undefined, conditions: [scheduled] },
  })
  const claim = claimSchema.parse({
    metadata: { name: 'data', namespace: 'shop' },
    status: { phase: 'Pending' },
  })
  const told = eventSchema.parse({
    metadata: { name: 'data.1' },
    involvedObject: { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' },
    reason: 'ExternalProvisioning',
    message:
      "Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually",
    lastTimestamp: ago(5),
  })
  const inOrder = (other: ReturnType<typeof pod>) =>
    findings({ pods: [waits, other], claims: [claim], events: [told] }).map(
      one => `${one.category} ${one.subject.name} ${one.causedBy}`,
    )

  test('is the effect of that driver', () => {
    const driver = agent('ebs-csi-controller', 'ecr/aws-ebs-csi-driver:v1', {
      hostNetwork: false,
    })
    expect(inOrder(driver)).toEqual(['app-crash ebs-csi-controller null', 'volume app f1'])
  })
  test('has nothing to do with another driver', () => {
    expect(inOrder(agent('csi-nfs-controller', 'sig-storage/nfsplugin:v4'))).toContain('volume app null')
  })
})

describe('a container that was killed', () => {
  const killed = pod({ ready: false, restarts: 2, lastState: ended(137, 20) })
  const oom = (seconds: number) =>
    eventSchema.parse({
      metadata: { name: 'node-1.1' },
      involvedObject: { kind: 'Node', name: 'node-1', uid: 'node-1', namespace: '' },
      type: 'Warning',
      reason: 'SystemOOM',
      message: 'System OOM encountered, victim process: java, pid: 42',
      lastTimestamp: ago(seconds),
    })
  test('just when its node ran out of memory, was killed for that', () => {
    const [found] = findings({ pods: [killed], events: [oom(21)] })
    expect(found).toMatchObject({ category: 'out-of-memory', cause: 'node', confidence: 'medium' })
  })
  test('at another time, was not', () => {
    expect(ids(findings({ pods: [killed], events: [oom(400)] }))).toEqual(['app-crash/signal'])
  })
  const said = 'runc create failed: container init was OOM-killed (memory limit too low?): unknown'
  test.each([
    { state: waiting('RunContainerError', said) },
    { state: waiting('CrashLoopBackOff'), lastState: ended(128, 20, 'StartError', said) },
  ])('before it began, needs a higher limit', state => {
    const app = pod({
      phase: 'Pending',
      ready: false,
      container: { resources: { limits: { memory: '4Mi' } } },
      ...state,
    })
    const [found] = findings({ pods: [app] })
    expect(found).toMatchObject({ category: 'out-of-memory', cause: 'container-limit' })
    expect(found?.title).toContain('4Mi')
  })
})

describe('a node that is not ready for want of a network', () => {
  const cni = 'NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized'
  const unready = (message: string) =>
    node('node-1', {
      status: { conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message }] },
    })
  const inOrder = (message: string, one: ReturnType<typeof pod>) =>
    findings({ nodes: [unready(message), node('node-2')], pods: [one] }).map(
      ({ category, causedBy }) => `${category} ${causedBy}`,
    )

  test.each([
    ['by its name', agent('calico-node', 'docker.io/calico/node:v3')],
    [
      'by the directory that it writes to',
      agent('net', 'acme/net:1', { volumes: [{ name: 'c', hostPath: { path: '/etc/cni/net.d' } }] }),
    ],
  ])('is the effect of the agent that should give it one, known %s', (_how, one) => {
    expect(inOrder(cni, one)).toEqual(['app-crash null', 'node f1'])
  })
  test.each([
    ['of another node', cni, agent('calico-node', 'calico/node:v3', { nodeName: 'node-2' })],
    ['of no network', cni, agent('fluent-bit', 'fluent/fluent-bit:3')],
    ['of a node with another trouble', 'PLEG is not healthy', agent('calico-node', 'calico/node:v3')],
  ])('is not the effect of an agent %s', (_what, message, one) => {
    expect(inOrder(message, one)).toContain('node null')
  })
})

describe('a node that the list of nodes lacks', () => {
  const restarting = (seconds: number) =>
    pod({
      spec: { nodeName: 'node-9' },
      ready: false,
      restarts: 4,
      state: waiting('CrashLoopBackOff'),
      lastState: ended(1, seconds),
    })
  test('is gone where nothing is heard of it any more', () => {
    expect(ids(findings({ pods: [restarting(300)] }))).toContain('node/lost')
  })
  test('is there where its kubelet told of a run a moment ago', () => {
    expect(ids(findings({ pods: [restarting(10)] }))).toEqual(['app-crash/exit-code'])
  })
})
