// The debugger's script in real pods: what it brings back, what it survives, and that the app never feels it.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { CommandResult } from '../../src/model/inspection.ts'
import type { Pod } from '../../src/model/pod.ts'
import { debug, outputs } from '../support/debugger.ts'
import { TestKubernetes } from '../support/kubernetes.ts'

const namespace = 'e2e-debugger-script'
const kubernetes = new TestKubernetes(inject('cluster').kubeconfig)

/** Its first process buries no children, as most apps' don't. */
const app = (name: string, spec = '', container = ''): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  terminationGracePeriodSeconds: 0
  ${spec}
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, 'echo mine >/tmp/mark; exec sleep 3600']
      ${container}
`

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  const pods = [
    app('plain'),
    app('hostile'),
    app('untargeted'),
    app('bomb'),
    app('user', '', 'securityContext: {runAsUser: 2000, runAsGroup: 3000}'),
    app('shared', 'shareProcessNamespace: true'),
    app('host', 'hostPID: true'),
    app('small', '', 'resources: {limits: {memory: 64Mi}}'),
  ]
  await kubernetes.create(pods.join('---'), namespace)
})
afterAll(async () => {
  await kubernetes.deleteNamespace(namespace)
})

async function runningPod(name: string): Promise<Pod> {
  return await kubernetes.untilPod(
    namespace,
    name,
    pod => pod.status?.containerStatuses?.[0]?.state?.running !== undefined,
  )
}

async function expectUnharmed(name: string): Promise<void> {
  const pod = await runningPod(name)
  expect(pod.status?.containerStatuses?.[0]?.restartCount).toBe(0)
}

async function untilEnded(name: string, debuggerName: string | null): Promise<void> {
  await kubernetes.untilPod(namespace, name, pod =>
    (pod.status?.ephemeralContainerStatuses ?? []).some(
      status => status.name === debuggerName && status.state?.terminated !== undefined,
    ),
  )
}

const summary = ({ exitCode, timedOut, failure, output }: CommandResult) => ({
  exitCode,
  timedOut,
  failure,
  output: Buffer.from(output).toString('latin1'),
})
const ended = (exitCode: number, output: string) => ({ exitCode, timedOut: false, failure: null, output })
const late = (output: string) => ({ exitCode: null, timedOut: true, failure: null, output })

describe('fifty ordinary commands', () => {
  test('cost little each, and leave neither a process nor a zombie behind', async () => {
    const commands = Array.from({ length: 50 }, (_, index) => `echo ${index}; sleep 0.01; exit ${index}`)
    const census = "cat /proc/[0-9]*/stat | sed 's/.*) //' | grep -c Z"
    const transcript = await debug(kubernetes, await runningPod('plain'), [...commands, census])
    expect(transcript.failure).toBe(null)
    expect(transcript.commands.slice(0, 50).map(summary)).toEqual(
      commands.map((_, index) => ended(index, `${index}\n`)),
    )
    expect(outputs(transcript)[50]).toBe('0\n')
    await expectUnharmed('plain')
  })
})

describe('commands that fight', () => {
  const list = [
    ['reads stdin', 'cat; echo done', ended(0, 'done\n')],
    [
      'backgrounds itself',
      'sleep 300 & (setsid sleep 300 &); (setsid sh -c "sleep 300; echo no" &); echo x',
      ended(0, 'x\n'),
    ],
    ['kills its parent', 'echo x; kill -9 $PPID; sleep 300', ended(137, 'x\n')],
    ['kills its group', 'echo x; kill -9 0', ended(137, 'x\n')],
    ['stops its parent', ['echo x; kill -STOP $PPID; sleep 300', 2], late('x\n')],
    ['kills all sleeps', 'killall -9 sleep; echo x', ended(0, 'x\n')],
    [
      'kills what reads it',
      'echo x; sleep 0.2; killall -9 dd; echo y',
      {
        ...ended(0, expect.stringMatching(/^(?:x\n)?y\n$/)),
        failure: 'Part of its output was lost on the way.',
      },
    ],
    ['traps everything', ["trap '' HUP INT QUIT TERM USR1 PIPE; while :; do sleep 1; done", 2], late('')],
    [
      'ignores its deadline deeply',
      ['(trap "" TERM; (setsid sh -c "while :; do sleep 1; done" &)); sleep 300', 1],
      late(''),
    ],
    ['prints without newline', 'printf x', ended(0, 'x')],
    ['closes its output', 'echo x; exec >&- 2>&-; sleep 0.1; exit 7', ended(7, 'x\n')],
    ['becomes another program', ['exec sleep 300', 1], late('')],
    ['exits with 255', 'exit 255', ended(255, '')],
    ['changes and removes its folder', 'mkdir /tmp/d; cd /tmp/d; rmdir /tmp/d; echo x', ended(0, 'x\n')],
    ['removes our folder', 'rm -rf /tmp/.e* /tmp/*; echo x', ended(0, 'x\n')],
    [
      'prints frames',
      `n=$(tr '\\0' '\\n' </proc/$PPID/cmdline | grep -A1 ^debugger$ | tail -1); printf "#$n end 0 0 0 0\\n#$n close\\n"`,
      ended(0, expect.stringMatching(/^#t\w+ end 0 0 0 0\n#t\w+ close\n$/)),
    ],
    [
      'writes to the log itself',
      'for p in /proc/[0-9]*; do echo; echo "#x close"; printf part; done >/proc/$PPID/fd/1; echo x',
      ended(0, 'x\n'),
    ],
    ['is long', `: ${'x'.repeat(32_768)}; echo x`, ended(0, 'x\n')],
    [
      'is quoted every way',
      "printf '%s|' 'it'\\''s' \"$(echo é)\" `echo b` \"$((1+1))\" '$(NAME)' '$$'",
      ended(0, Buffer.from("it's|é|b|2|$(NAME)|$$|").toString('latin1')),
    ],
    ['has several lines', 'if true\nthen echo x\nfi', ended(0, 'x\n')],
  ] as const
  let results: readonly CommandResult[] = []

  beforeAll(async () => {
    const transcript = await debug(
      kubernetes,
      await runningPod('hostile'),
      list.map(([, command]) => command),
    )
    expect(transcript.failure).toBe(null)
    results = transcript.commands
  })

  test.each(list.map(([name, , expected], index) => [name, index, expected] as const))(
    'one that %s',
    (_, index, expected) => {
      const result = results[index]
      expect(result === undefined ? null : summary(result)).toEqual(expected)
    },
  )
  test('the app never felt it', async () => {
    await expectUnharmed('hostile')
  })
})

describe('where the target is', () => {
  const where = [
    'echo "$TARGET_CONTAINER:$TARGET_PID:$TARGET_ROOT"',
    'cat "$TARGET_ROOT/tmp/mark"',
    'tr "\\0" " " <"/proc/$TARGET_PID/cmdline"',
    'sleep 300 & echo x',
  ]
  const seen = async (name: string) => outputs(await debug(kubernetes, await runningPod(name), where))

  test('a target of its own is PID 1', async () => {
    expect(await seen('plain')).toEqual(['app:1:/proc/1/root\n', 'mine\n', 'sleep 3600 ', 'x\n'])
  })
  test('a target that is not root is entered as its own user', async () => {
    expect(await seen('user')).toEqual(['app:1:/proc/1/root\n', 'mine\n', 'sleep 3600 ', 'x\n'])
  })
  test('in a shared process namespace PID 1 is not the target', async () => {
    const [place, ...rest] = await seen('shared')
    expect(place).toMatch(/^app:(?!1:)(\d+):\/proc\/\1\/root\n$/)
    expect(rest).toEqual(['mine\n', 'sleep 3600 ', 'x\n'])
    await expectUnharmed('shared')
  })
  test("among a node's processes the target's is found, and no other is touched", async () => {
    const [place, ...rest] = await seen('host')
    expect(place).toMatch(/^app:(?!1:)(\d+):\/proc\/\1\/root\n$/)
    expect(rest).toEqual(['mine\n', 'sleep 3600 ', 'x\n'])
    await expectUnharmed('host')
    await expectUnharmed('plain')
  })
  test('without a target there is no root, and the script is PID 1 and survives as that', async () => {
    const commands = [
      'echo "$TARGET_PID:$TARGET_ROOT"',
      '(setsid sleep 300 &); echo x',
      'kill -9 1; echo "#y close" >/proc/1/fd/1; printf tail >/proc/1/fd/1; echo x',
      'echo y',
    ]
    const pod = await runningPod('untargeted')
    const transcript = await debug(kubernetes, pod, commands, { target: null })
    expect(transcript).toMatchObject({ failure: null, identity: { targeted: false } })
    expect(outputs(transcript)).toEqual([':\n', 'x\n', 'x\n', 'y\n'])
    await untilEnded('untargeted', transcript.debuggerName)
  })
})

describe('limits', () => {
  test('tens of megabytes arrive whole, whatever their lines are', async () => {
    const commands = [
      'head -c 31000000 /dev/urandom >/tmp/big; sha256sum </tmp/big',
      'cat /tmp/big',
      `head -c 3000000 /dev/zero | tr '\\0' x; echo; head -c 1000000 /dev/zero`,
      'rm /tmp/big; echo after',
    ]
    const capBytes = 40_000_000
    const transcript = await debug(
      kubernetes,
      await runningPod('plain'),
      commands.map(run => [run, 60]),
      { capBytes },
    )
    expect(transcript.failure).toBe(null)
    const [sum, big, lines, after] = transcript.commands
    expect(transcript.commands.map(({ failure, droppedBytes }) => ({ failure, droppedBytes }))).toEqual(
      commands.map(() => ({ failure: null, droppedBytes: 0 })),
    )
    const digest = createHash('sha256')
      .update(big?.output ?? '')
      .digest('hex')
    expect(Buffer.from(sum?.output ?? []).toString()).toBe(`${digest}  -\n`)
    const expected = Buffer.concat([Buffer.from(`${'x'.repeat(3_000_000)}\n`), Buffer.alloc(1_000_000)])
    expect(Buffer.compare(Buffer.from(lines?.output ?? []), expected)).toBe(0)
    expect(Buffer.from(after?.output ?? []).toString()).toBe('after\n')
  })

  test('beyond the cap the newest bytes are kept and the others counted', async () => {
    const commands = [['seq 1 2000000', 60], 'echo after'] as const
    const capBytes = 500_000
    const transcript = await debug(kubernetes, await runningPod('plain'), commands, { capBytes })
    const whole = Array.from({ length: 2_000_000 }, (_, index) => `${index + 1}\n`).join('')
    expect(outputs(transcript)).toEqual([whole.slice(-capBytes), 'after\n'])
    expect(transcript.commands[0]).toMatchObject({ droppedBytes: whole.length - capBytes, failure: null })
  })

  test('without any folder to write to, the newest megabyte comes from memory', async () => {
    const transcript = await debug(
      kubernetes,
      await runningPod('plain'),
      [['seq 1 2000000', 60], 'touch /tmp/x'],
      {
        change: container => ({
          ...container,
          securityContext: { ...container.securityContext, readOnlyRootFilesystem: true },
        }),
      },
    )
    const whole = Array.from({ length: 2_000_000 }, (_, index) => `${index + 1}\n`).join('')
    const [numbers = '', touched] = outputs(transcript)
    expect(touched).toContain('Read-only file system')
    expect(numbers.length).toBeGreaterThanOrEqual(1_048_576)
    expect(whole.endsWith(numbers)).toBe(true)
    expect(transcript.commands[0]).toMatchObject({
      droppedBytes: whole.length - numbers.length,
      failure: null,
    })
  })

  test("in a pod with little memory the debugger's processes die, never the app's", async () => {
    const commands = [['seq 1 2000000', 60], ['tail -c 200000000 /dev/zero', 60], 'echo after'] as const
    const transcript = await debug(kubernetes, await runningPod('small'), commands)
    expect(transcript.commands.map(summary)).toMatchObject([
      { exitCode: 0 },
      { exitCode: 137, timedOut: false },
      ended(0, 'after\n'),
    ])
    expect(transcript.commands[0]?.failure).toBe(null)
    await expectUnharmed('small')
  })

  test('a process bomb is ended at its deadline, and the next command runs', async () => {
    const bomb = 'i=0; while [ $i -lt 60 ]; do (sleep 300 &); i=$((i+1)); done; sleep 300'
    const transcript = await debug(kubernetes, await runningPod('bomb'), [[bomb, 2], 'echo after'], {
      target: null,
    })
    expect(transcript.commands[0]).toMatchObject({ exitCode: null, timedOut: true })
    expect(outputs(transcript)[1]).toBe('after\n')
    await expectUnharmed('bomb')
  })

  test.each([
    ['targeted', undefined],
    ['untargeted', null],
  ] as const)('a %s debugger ends itself at its own deadline', async (_, target) => {
    const commands = ['echo x', ["trap '' TERM; while :; do sleep 77777; done", 600], 'echo never'] as const
    const transcript = await debug(kubernetes, await runningPod('plain'), commands, {
      seconds: 3,
      ...(target === undefined ? {} : { target }),
    })
    expect(transcript.failure).toBe('The debugger ended before its work was done.')
    expect(transcript.durationMs).toBeLessThan(60_000)
    expect(transcript.commands.map(({ failure }) => failure)).toEqual([
      null,
      'The debugger ended while this command ran.',
      'The debugger ended before this command was reached.',
    ])
    await untilEnded('plain', transcript.debuggerName)
    const census = "for f in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$f; echo; done | grep -c '^sleep 77777'"
    const [processes] = outputs(await debug(kubernetes, await runningPod('plain'), [census]))
    expect(processes).toBe('0\n')
  })
})
