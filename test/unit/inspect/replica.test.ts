// The manifest of a copy: what it keeps, what it must never take along, and what is said of the difference.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appTimeoutMs, type Replica, replicaPod, throwaway } from '../../../src/inspect/replica.ts'
import type { ReplicaDraft } from '../../../src/inspect/replica-draft.ts'
import { entrypointOf, entrypointPod } from '../../../src/inspect/replica-entrypoint.ts'
import type { PlannedCommand } from '../../../src/model/inspection.ts'
import { claimSchema } from '../../../src/model/objects.ts'
import type { Pod } from '../../../src/model/pod.ts'
import { podFrom } from '../support/pods.ts'

const app = { name: 'app', image: 'app:1', command: ['/app'] }

function draft(pod: Pod, changes: Partial<ReplicaDraft> = {}): ReplicaDraft {
  return {
    ...{ pod, target: 'app', image: 'busybox:1.37', nonce: 'n1', commands: [], capBytes: 1000 },
    ...{ timeoutMs: 180_000, appTimeoutMs: 8000, entrypoint: null, claims: [], ...changes },
  }
}

function copyOf(pod: Pod, changes: Partial<ReplicaDraft> = {}): Replica {
  const copy = replicaPod(draft(pod, changes))
  if ('impossible' in copy) throw new Error(copy.impossible)
  return copy
}

const withSpec = (spec: Readonly<Record<string, unknown>>, metadata = {}) =>
  copyOf(podFrom({ spec: { containers: [app], ...spec }, metadata }))

describe('a copy', () => {
  const labels = { app: 'shop', 'app.kubernetes.io/name': 'shop', 'pod-template-hash': 'abc' }
  const original = {
    metadata: {
      labels,
      annotations: { 'example.com/inject': 'yes' },
      uid: 'u1',
      finalizers: ['example.com/x'],
    },
    spec: {
      containers: [
        {
          ...app,
          ports: [{ containerPort: 80, hostPort: 80 }],
          readinessProbe: { tcpSocket: { port: 80 } },
          livenessProbe: { tcpSocket: { port: 80 } },
          startupProbe: { tcpSocket: { port: 80 } },
          lifecycle: { postStart: { exec: { command: ['x'] } } },
          envFrom: [{ secretRef: { name: 's' } }],
          workingDir: '/srv',
          imagePullPolicy: 'Always',
          securityContext: { runAsUser: 7, capabilities: { drop: ['ALL'] } },
        },
        { name: 'beside', image: 'beside:1' },
      ],
      ephemeralContainers: [{ name: 'debugger-1' }],
      schedulingGates: [{ name: 'wait' }],
      readinessGates: [{ conditionType: 'x' }],
      affinity: { podAntiAffinity: {} },
      nodeSelector: { disk: 'ssd' },
      priorityClassName: 'high',
      serviceAccountName: 'shop',
      securityContext: { fsGroup: 5 },
      tolerations: [{ key: 'x' }],
      imagePullSecrets: [{ name: 'pull' }],
      restartPolicy: 'Always',
    },
  }
  const copy = copyOf(podFrom(original))

  test('carries nothing that a Service, a controller or an injector could know it by', () => {
    expect(copy.pod.metadata).toEqual({
      name: 'replica-n1-app-1',
      namespace: 'shop',
      labels: {
        'app.kubernetes.io/managed-by': 'ephemeral-debug-action',
        'ephemeral-debug.dev/replica-of': 'app-1',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'app-1', uid: 'u1' }],
    })
  })

  test('has no probes, hooks, ports, gates or other containers, and ends by itself', () => {
    const text = JSON.stringify(copy.pod)
    for (const word of [
      ...[
        'Probe',
        'lifecycle',
        'ports',
        'Gates',
        'ffinity',
        'nodeSelector',
        'priority',
        'debugger-1',
        'beside',
      ],
    ])
      expect(text).not.toContain(word)
    expect(copy.pod.spec).toMatchObject({ restartPolicy: 'Never', terminationGracePeriodSeconds: 1 })
    expect(copy.pod.spec['activeDeadlineSeconds']).toBeLessThan(200)
    expect(copy.left.join(' ')).toContain('other containers (beside)')
  })

  test('keeps the node, the account, the ids and the environment', () => {
    expect(copy.pod.spec).toMatchObject({
      ...{ nodeName: 'node-1', serviceAccountName: 'shop', hostname: 'app-1' },
      ...{
        securityContext: { fsGroup: 5 },
        tolerations: [{ key: 'x' }],
        imagePullSecrets: [{ name: 'pull' }],
      },
    })
    expect(copy.pod.spec.containers[0]).toMatchObject({
      ...{ name: 'app', image: 'app:1', imagePullPolicy: 'IfNotPresent', workingDir: '/srv' },
      envFrom: [{ secretRef: { name: 's' } }],
      securityContext: { runAsUser: 7, capabilities: { drop: ['ALL'] } },
    })
  })

  test('brings its tools without any right, as the user of the app', () => {
    expect(copy.pod.spec.initContainers?.[0]?.securityContext).toMatchObject({
      ...{
        runAsUser: 7,
        runAsNonRoot: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
    })
  })

  test('keeps limits but requests nothing, and leaves devices to the original', () => {
    const resources = { limits: { memory: '64Mi', 'example.com/gpu': '1' }, requests: { cpu: '2' } }
    const { pod, left } = withSpec({ containers: [{ ...app, resources }] })
    expect(pod.spec.containers[0]?.resources).toEqual({
      limits: { memory: '64Mi' },
      requests: { cpu: '0', memory: '0' },
    })
    expect(left.join(' ')).toContain('example.com/gpu')
  })

  test('is told what the original is told of itself', () => {
    const ref = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } })
    const env = [
      ref('SELF', 'metadata.name'),
      ref('TIER', "metadata.labels['tier']"),
      ref('NOTE', "metadata.annotations['note']"),
      ref('IP', 'status.podIP'),
    ]
    const metadata = { labels: { tier: 'web' }, annotations: { note: '$(SELF)' } }
    expect(withSpec({ containers: [{ ...app, env }] }, metadata).pod.spec.containers[0]?.env).toEqual([
      { name: 'SELF', value: 'app-1' },
      { name: 'TIER', value: 'web' },
      { name: 'NOTE', value: '$$(SELF)' },
      ref('IP', 'status.podIP'),
    ])
  })
})

describe('volumes', () => {
  const claim = (name: string, accessModes: readonly string[]) =>
    claimSchema.parse({ metadata: { name, namespace: 'shop' }, spec: { accessModes } })
  const names = ['config', 'scratch', 'disk', 'single', 'generic', 'host']
  const volumes = [
    { name: 'config', configMap: { name: 'c' } },
    { name: 'scratch', emptyDir: {} },
    { name: 'disk', persistentVolumeClaim: { claimName: 'disk' } },
    { name: 'single', persistentVolumeClaim: { claimName: 'single' } },
    { name: 'generic', ephemeral: { volumeClaimTemplate: {} } },
    { name: 'host', hostPath: { path: '/var/x' } },
    { name: 'unused', secret: { secretName: 's' } },
  ]
  const volumeMounts = names.map(name => ({ name, mountPath: `/${name}` }))
  const init = (name: string, volume: string) => ({
    ...{ name, image: 'i', volumeMounts: [{ name: volume, mountPath: '/v' }] },
  })
  const initContainers = [init('prepare', 'scratch'), init('migrate', 'disk')]
  const claims = [claim('disk', ['ReadWriteOnce']), claim('single', ['ReadWriteOncePod'])]
  const pod = podFrom({ spec: { containers: [{ ...app, volumeMounts }], volumes, initContainers } })
  const copy = copyOf(pod, { claims })

  test('disks that others write to are only read, those of one pod are left out, and both are said', () => {
    expect(copy.pod.spec.containers[0]?.volumeMounts).toEqual([
      { name: 'config', mountPath: '/config' },
      { name: 'scratch', mountPath: '/scratch' },
      { name: 'disk', mountPath: '/disk', readOnly: true },
      { name: 'generic', mountPath: '/generic' },
      { name: 'host', mountPath: '/host', readOnly: true },
      { name: 'ephemeral-debug-tools', mountPath: '/.ephemeral-debug' },
    ])
    const kept = copy.pod.spec.volumes ?? []
    expect(kept.map(({ name }) => name)).toEqual([
      ...['config', 'scratch', 'disk', 'generic', 'host', 'ephemeral-debug-tools'],
    ])
    expect(kept.find(({ name }) => name === 'generic')).toEqual({ name: 'generic', emptyDir: {} })
    const words = copy.left.join('\n')
    expect(words).toMatch(/volumes disk, host are mounted read-only/)
    expect(words).toMatch(/volume single is left out/)
    expect(words).toMatch(/volume generic is a new, empty one/)
  })

  test('init containers run again only where they fill the scratch space of the app', () => {
    expect(copy.pod.spec.initContainers?.map(({ name }) => name)).toEqual([
      'ephemeral-debug-tools',
      'prepare',
    ])
    expect(copy.left.join(' ')).toContain('other containers (migrate)')
  })

  test('a crashing init container becomes the one container, with only those before it', () => {
    const own = { ...init('setup', 'scratch'), command: ['/setup'] }
    const spec = {
      containers: [app],
      volumes,
      initContainers: [initContainers[0], own, init('late', 'scratch')],
    }
    const { pod: setup } = copyOf(podFrom({ spec }), { target: 'setup' })
    expect(setup.spec.containers.map(({ name }) => name)).toEqual(['setup'])
    expect(setup.spec.initContainers?.map(({ name }) => name)).toEqual(['ephemeral-debug-tools', 'prepare'])
  })
})

describe('dollars', () => {
  /** As Kubernetes expands arguments (kubernetes/third_party/forked/golang/expansion): $(KNOWN), $$ and all else as it is. */
  const expanded = (text: string): string =>
    text.replaceAll(/\$(\$|\((\w+)\))/g, (whole, next: string, name?: string) =>
      next === '$' ? '$' : name === 'KNOWN' ? 'value' : whole,
    )
  const shellish = fc.string({ unit: fc.constantFrom('$', '(', ')', 'KNOWN', 'x', '{', '}', "'", ' ') })

  test('of commands arrive as they were; those of the app are expanded as in the original', () => {
    fc.assert(
      fc.property(shellish, shellish, (word, run) => {
        const command: PlannedCommand = { name: 'c', run, timeoutMs: 1000, origin: 'user' }
        const pod = podFrom({ spec: { containers: [{ ...app, command: ['/app'], args: [word] }] } })
        const { pod: copy } = copyOf(pod, { commands: [command] })
        const args = (copy.spec.containers[0]?.args ?? []).map(expanded)
        expect(args).toContain(expanded(word))
        expect(args.at(-1)?.endsWith(`; ${run}`)).toBe(true)
      }),
    )
  })

  test('of a command line that was seen are not expanded a second time', () => {
    const pod = podFrom({ spec: { containers: [{ name: 'app', image: 'app:1' }] } })
    const { pod: copy, commands } = copyOf(pod, { entrypoint: ['/app', '$(KNOWN)'] })
    expect(copy.spec.containers[0]?.args?.map(expanded)).toContain('$(KNOWN)')
    expect(commands[0]).toMatchObject({ name: 'app', run: "/app '$(KNOWN)'", timeoutMs: 8000 })
  })
})

describe('no copy, with the reason', () => {
  const cases = [
    ['without a command that anybody knows', { containers: [{ name: 'app' }] }, 'names no `command`'],
    ['on no node', { containers: [app], nodeName: undefined }, 'on no node'],
    ['for Windows', { containers: [app], os: { name: 'windows' } }, 'Windows'],
    ['without the container', { containers: [{ name: 'other' }] }, 'no container app'],
  ] as const
  test.each(cases)('%s', (_, spec, words) => {
    const copy = replicaPod(draft(podFrom({ spec })))
    expect('impossible' in copy && copy.impossible).toContain(words)
  })
})

describe('what an image starts', () => {
  const pod = podFrom({
    metadata: { labels: { app: 'shop' } },
    spec: { containers: [{ name: 'app', image: 'app:1', args: ['$(KNOWN)'] }], hostPID: true },
  })

  test('is watched in a pod whose container is as it was, without a wrapper', () => {
    const { spec, metadata } = entrypointPod(draft(pod))
    expect(metadata.labels).not.toHaveProperty('app')
    expect(spec).toMatchObject({ shareProcessNamespace: true, containers: [{}, { args: ['$(KNOWN)'] }] })
    expect(spec.containers[1]).not.toHaveProperty('command')
    expect(spec.hostPID).toBeUndefined()
  })

  test('is read from its log, word by word', () => {
    const hex = Buffer.from('/app\0--name=a b\0\0').toString('hex').replaceAll(/../g, ' $&')
    expect(entrypointOf(`noise\n#n1 words${hex}\n#n1 close\n`, 'n1')).toEqual(['/app', '--name=a b', ''])
    expect(entrypointOf('#n1 close\n', 'n1')).toBeNull()
  })
})

test.each([
  ['auto', 'kind', true],
  ['auto', 'k3d', true],
  ['auto', 'unknown', false],
  ['always', 'unknown', true],
  ['never', 'kind', false],
] as const)('replica: %s on a cluster of kind %s: %s', (replica, kind, expected) => {
  expect(throwaway(kind, replica)).toBe(expected)
})

test('an app has twice the time it lived, within bounds', () => {
  const lived = (seconds: number) => {
    const finishedAt = new Date(Date.parse('2026-11-22T10:00:00Z') + seconds * 1000).toISOString()
    const lastState = { terminated: { exitCode: 1, startedAt: '2026-11-22T10:00:00Z', finishedAt } }
    return appTimeoutMs(podFrom({ status: { containerStatuses: [{ name: 'app', lastState }] } }), 'app')
  }
  expect([lived(0), lived(5), lived(500)]).toEqual([8000, 18_000, 60_000])
  expect(appTimeoutMs(podFrom({}), 'app')).toBe(8000)
})
