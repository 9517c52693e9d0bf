// Plans: who is entered, by which ladder, with which containers, and what is asked there.
import { describe, expect, test } from 'vitest'
import { type Planning, type PlanSettings, planInspections } from '../../../src/inspect/plan.ts'
import type { Finding } from '../../../src/model/finding.ts'
import { namespaceSchema } from '../../../src/model/objects.ts'
import type { UserCommand } from '../../../src/model/settings.ts'
import { podFrom, runningSince, suspectFrom } from '../support/pods.ts'

const settings: PlanSettings = {
  commands: [],
  commandTimeoutMs: 10_000,
  defaultCommands: false,
  image: 'busybox:1.37',
  maxLogBytes: 1000,
  maxPods: 2,
  profile: 'auto',
  targetContainer: null,
  timeoutMs: 180_000,
}
const planning: Planning = {
  settings,
  snapshot: { claims: [], namespaces: [], nodes: [], services: [], takenAt: '2026-11-22T10:10:00Z' },
  suspicions: [],
  clues: new Map(),
  nonce: 'n1',
  waitMs: 60_000,
  lastStart: 1_795_000_000,
  replicas: false,
  missing: [],
}
type PodJson = Parameters<typeof podFrom>[0]
const running = {
  containerStatuses: [runningSince('2026-11-22T10:00:00Z', { user: { linux: { uid: 7, gid: 8 } } })],
}
const command = (name: string, changes: Partial<UserCommand> = {}): UserCommand => ({
  name,
  run: `echo ${name}`,
  timeoutMs: null,
  on: [],
  ...changes,
})

function planOf(changes: Partial<PlanSettings>, json: PodJson = {}, more: Partial<Planning> = {}) {
  const suspect = suspectFrom(podFrom({ status: running, ...json }))
  const given = { ...planning, ...more, settings: { ...settings, ...changes } }
  const [plan] = planInspections([suspect], given)
  if (plan === undefined) throw new Error('One suspect has one plan.')
  return plan
}
const firstDebugger = (...args: Parameters<typeof planOf>) => planOf(...args).steps[0]?.debuggers[0]
const contexts = (...args: Parameters<typeof planOf>) =>
  planOf(...args).steps.map(step => [
    step.debuggers[0]?.wayIn.way,
    step.debuggers[0]?.container.securityContext,
  ])

describe('who is entered', () => {
  const suspects = (names: readonly string[]) =>
    names.map(name => suspectFrom(podFrom({ metadata: { name }, status: running })))

  test('as many pods as max-pods allows, and the others say so', () => {
    const plans = planInspections(suspects(['a', 'b', 'c']), planning)
    expect(plans.map(({ wayIn }) => wayIn.way)).toEqual(['target', 'target', 'none'])
    expect(plans[2]?.wayIn.reason).toContain('max-pods')
  })

  test('a pod that another stands for is not entered, and does not count', () => {
    const list = suspects(['a', 'b', 'c']).map((suspect, index) => ({
      ...suspect,
      representedBy: index === 1 ? 'shop/a' : null,
    }))
    const plans = planInspections(list, planning)
    expect(plans.map(({ wayIn }) => wayIn.way)).toEqual(['target', 'none', 'target'])
    expect(plans[1]?.wayIn.reason).toContain('shop/a')
  })
})

describe('what is asked', () => {
  test('default commands come first, then the user’s in their order', () => {
    const names = firstDebugger({
      defaultCommands: true,
      commands: [command('z'), command('a')],
    })?.commands.map(({ name }) => name)
    expect(names?.slice(-2)).toEqual(['z', 'a'])
    expect(names).toContain('listeners')
  })

  test('a command limited to a category runs only where that is suspected', () => {
    const finding: Finding = {
      id: 'f1',
      category: 'readiness',
      cause: 'path',
      confidence: 'low',
      subject: { kind: 'Deployment', namespace: 'shop', name: 'app' },
      pods: ['app-1'],
      title: '',
      evidence: [],
      ruledOut: [],
      next: [],
      causedBy: null,
      fingerprint: '',
    }
    const commands = [command('ready', { on: ['readiness'] }), command('disk', { on: ['disk'] })]
    const asked = firstDebugger({ commands }, {}, { suspicions: [finding] })?.commands
    expect(asked?.map(({ name }) => name)).toEqual(['ready'])
  })

  test('no dollar of a command is left to Kubernetes to expand', () => {
    const container = firstDebugger({
      commands: [command('x', { run: 'echo $(HOSTNAME) $$ $A' })],
    })?.container
    expect(container?.command?.at(-1)).toBe('echo $$(HOSTNAME) $$$$ $$A')
  })

  test('a fraction of a second is rounded up: not every sleep knows fractions', () => {
    const container = firstDebugger({ commands: [command('x', { timeoutMs: 1500 })] })?.container
    expect(container?.command?.at(-2)).toBe('2')
  })
})

describe('the ladder', () => {
  const restricted = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  }

  test('begins inside the target with its own ids and nothing added, and ends beside it', () => {
    const own = { ...restricted, runAsUser: 7, runAsGroup: 8 }
    const nobody = { ...restricted, runAsUser: 65_532, runAsGroup: 65_532 }
    expect(contexts({})).toEqual([
      ['target', own],
      ['target', { ...own, readOnlyRootFilesystem: true }],
      ['pod', {}],
      ['pod', nobody],
      ['pod', { ...nobody, readOnlyRootFilesystem: true }],
    ])
  })

  test('takes root for a root target, and its capabilities where it has more than others', () => {
    const root = {
      containerStatuses: [runningSince('2026-11-22T10:00:00Z', { user: { linux: { uid: 0, gid: 0 } } })],
    }
    const spec = (securityContext: object) => ({ containers: [{ name: 'app', securityContext }] })
    const plain = { runAsUser: 0, runAsGroup: 0, runAsNonRoot: false }
    expect(contexts({}, { status: root })[0]).toEqual(['target', plain])
    const added = contexts({}, { status: root, spec: spec({ capabilities: { add: ['NET_ADMIN'] } }) })
    expect(added[0]).toEqual(['target', { ...plain, capabilities: { add: ['SYS_PTRACE'] } }])
  })

  test('in a restricted namespace offers nothing that would be refused', () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
    const namespaces = [namespaceSchema.parse({ metadata: { name: 'shop', labels } })]
    const all = contexts({}, {}, { snapshot: { ...planning.snapshot, namespaces } })
    for (const [, context] of all) expect(context).toMatchObject(restricted)
    expect(all.map(([way]) => way)).toEqual(['target', 'target', 'pod', 'pod'])
  })

  test.each([
    ['general', { capabilities: { add: ['SYS_PTRACE'] } }],
    ['baseline', {}],
    ['restricted', restricted],
    ['netadmin', { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } }],
    ['sysadmin', { privileged: true }],
  ] as const)('with the profile %s is kubectl’s, and nothing else is tried', (profile, expected) => {
    expect(contexts({ profile })).toEqual([
      ['target', expected],
      ['pod', expected],
    ])
  })

  test('never uses a name twice in a pod', () => {
    const names = planOf({}).steps.flatMap(step => step.debuggers.map(({ container }) => container.name))
    expect(new Set(names).size).toBe(names.length)
  })

  test('beside a target that cannot be entered, its volumes are mounted to be read, but no token and no subPath', () => {
    const volumeMounts = [
      { name: 'data', mountPath: '/data' },
      { name: 'conf', mountPath: '/etc/app/app.conf', subPath: 'app.conf' },
      { name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
      { name: 'scratch', mountPath: '/tmp' },
    ]
    const status = {
      phase: 'Pending',
      containerStatuses: [{ name: 'app', state: { waiting: { reason: 'ErrImagePull' } } }],
    }
    const container = firstDebugger(
      {},
      { spec: { containers: [{ name: 'app', volumeMounts }] }, status },
    )?.container
    expect(container?.volumeMounts).toEqual([{ name: 'data', mountPath: '/data', readOnly: true }])
    expect(container?.targetContainerName).toBeUndefined()
  })
})

describe('the equivalent kubectl line', () => {
  test('can be pasted, with the ids that no profile has', () => {
    const spec = planOf({}).steps[0]?.debuggers[0]
    expect(spec?.equivalent).toMatch(
      /^kubectl debug -it -n shop app-1 --image=busybox:1\.37 --target=app --profile=baseline --custom=<\(echo '\{.*"runAsUser":7.*\}'\) -- sh$/,
    )
  })

  test('is plain where a profile was chosen', () => {
    expect(firstDebugger({ profile: 'general' })?.equivalent).toBe(
      'kubectl debug -it -n shop app-1 --image=busybox:1.37 --target=app --profile=general -- sh',
    )
  })
})
