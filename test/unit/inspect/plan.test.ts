// Plans: who is entered, with which container, and what is asked there.
import { describe, expect, test } from 'vitest'
import { type PlanSettings, planInspections } from '../../../src/inspect/plan.ts'
import type { Finding } from '../../../src/model/finding.ts'
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
}
const running = {
  containerStatuses: [runningSince('2026-11-22T10:00:00Z', { user: { linux: { uid: 7, gid: 8 } } })],
}
const plan = (changes: Partial<PlanSettings>, names = ['app-1'], suspicions: readonly Finding[] = []) =>
  planInspections(
    names.map(name => suspectFrom(podFrom({ metadata: { name }, status: running }))),
    { settings: { ...settings, ...changes }, suspicions, nonce: 'n1', takenAt: '2026-11-22T10:10:00Z' },
  )
const command = (name: string, changes: Partial<UserCommand> = {}): UserCommand => ({
  name,
  run: `echo ${name}`,
  timeoutMs: null,
  on: [],
  ...changes,
})

describe('plans', () => {
  test('as many pods are entered as max-pods allows, and the others say so', () => {
    const plans = plan({ maxPods: 2 }, ['a', 'b', 'c'])
    expect(plans.map(({ wayIn }) => wayIn.way)).toEqual(['target', 'target', 'none'])
    expect(plans[2]?.wayIn.reason).toContain('max-pods')
  })

  test('a pod that another stands for is not entered, and does not count', () => {
    const suspects = ['a', 'b', 'c'].map(name =>
      suspectFrom(podFrom({ metadata: { name }, status: running })),
    )
    const list = suspects.map((suspect, index) => ({
      ...suspect,
      representedBy: index === 1 ? 'shop/a' : null,
    }))
    const plans = planInspections(list, {
      settings,
      suspicions: [],
      nonce: 'n1',
      takenAt: '2026-11-22T10:10:00Z',
    })
    expect(plans.map(({ wayIn }) => wayIn.way)).toEqual(['target', 'none', 'target'])
    expect(plans[1]?.wayIn.reason).toContain('shop/a')
  })

  test('default commands come first, then the user’s in their order', () => {
    const [only] = plan({ defaultCommands: true, commands: [command('z'), command('a')] })
    const names = only?.commands.map(({ name }) => name) ?? []
    expect(names.slice(-2)).toEqual(['z', 'a'])
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
    expect(plan({ commands }, ['app-1'], [finding])[0]?.commands.map(({ name }) => name)).toEqual(['ready'])
  })

  test('the debugger enters the target with its ids and nothing added', () => {
    const [only] = plan({ commands: [command('x')] })
    expect(only?.debugger).toMatchObject({
      name: 'debugger-n1',
      targetContainerName: 'app',
      securityContext: {
        runAsUser: 7,
        runAsGroup: 8,
        runAsNonRoot: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      },
    })
  })

  test('no dollar of a command is left to Kubernetes to expand', () => {
    const [only] = plan({ commands: [command('x', { run: 'echo $(HOSTNAME) $$ $A' })] })
    expect(only?.debugger?.command?.at(-1)).toBe('echo $$(HOSTNAME) $$$$ $$A')
  })

  test('a fraction of a second is rounded up: not every sleep knows fractions', () => {
    const [only] = plan({ commands: [command('x', { timeoutMs: 1500 })] })
    expect(only?.debugger?.command?.at(-2)).toBe('2')
  })

  test.each([
    ['general', { capabilities: { add: ['SYS_PTRACE'] } }],
    ['baseline', {}],
    ['netadmin', { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } }],
    ['sysadmin', { privileged: true }],
  ] as const)('the profile %s is kubectl’s', (profile, expected) => {
    expect(plan({ profile, commands: [command('x')] })[0]?.debugger?.securityContext).toEqual(expected)
  })

  test('the equivalent kubectl line can be pasted', () => {
    expect(plan({ commands: [command('x')] })[0]?.equivalent).toBe(
      'kubectl debug -it -n shop app-1 --image=busybox:1.37 --target=app --profile=general -- sh',
    )
  })
})
