// Diagnosing what is left after redaction: the same fault is named, by the same evidence, and its fingerprint holds over runs.
import { describe, expect, test } from 'vitest'
import { conclude } from '../../../src/conclude.ts'
import { diagnose } from '../../../src/diagnose/diagnose.ts'
import { namesIn } from '../../../src/redact/from-cluster.ts'
import { createRedactor } from '../../../src/redact/redactor.ts'
import { ended, look, pod, snapshot, waiting } from '../support/build.ts'
import { recorded, recordedFaults } from '../support/recorded.ts'

const secrets = [
  { label: 'secret db/password', value: 'correct-horse-9', keyName: 'password' },
  { label: 'secret db/username', value: 'app', keyName: 'username' },
]

function redactorWith(key: number, ordinaryWords: readonly string[]) {
  return createRedactor({ secrets, key: new Uint8Array([key]), ordinaryWords })
}

describe('a fault recorded on a real cluster is named after redaction as before', () => {
  for (const { name, id, title } of recordedFaults()) {
    test(name, () => {
      const seen = recorded(name)
      const { findings } = conclude(seen, [], redactorWith(1, namesIn(seen.snapshot)))
      const [first] = findings
      expect(`${first?.category}/${first?.cause}`).toBe(id)
      expect(first?.title).toBe(title)
      expect(findings.map(one => one.evidence.length)).toEqual(diagnose(seen).map(one => one.evidence.length))
    })
  }
})

/** A crash whose last words are so long that a quotation cuts them within the password. */
function crash(before: number) {
  const crashed = pod({
    ready: false,
    restarts: 3,
    state: waiting('CrashLoopBackOff'),
    lastState: ended(1),
  })
  const all = snapshot({ pods: [crashed] })
  const log = `FATAL: ${'x'.repeat(before)} correct-horse-9 was refused\n`
  const one = look(crashed, all, { log, previousLog: log })
  return { snapshot: all, suspects: [one.suspect], looks: [one] }
}

test('no quotation is cut within a secret', () => {
  const redactor = redactorWith(1, [])
  for (let before = 0; before < 700; before++) {
    const { findings } = conclude(crash(before), [], redactor)
    expect(JSON.stringify(findings)).not.toMatch(/correct/)
  }
})

test('a fingerprint does not change with the tags of a run', () => {
  const [first, second] = [1, 2].map(key => conclude(crash(3), [], redactorWith(key, [])).findings[0])
  expect(first?.title).not.toBe(second?.title)
  expect(first?.fingerprint).toBe(second?.fingerprint)
})

describe('where a Secret could not be read', () => {
  const crashed = pod({
    spec: { containers: [{ name: 'app', image: 'a', envFrom: [{ secretRef: { name: 'db' } }] }] },
    ready: false,
  })
  const all = snapshot({ pods: [crashed] })
  const commands = { read: 'unknown-value', ls: 'tls.key', own: 'limits' }
  const one = look(crashed, all, { commands })
  const runs = { read: 'cat /etc/app/config', ls: 'ls -l /etc/app', own: 'cat /proc/1/limits' }
  const looked = {
    ...one,
    transcript: {
      ...one.transcript,
      commands: one.transcript.commands.map(command => ({
        ...command,
        run: Object.entries(runs).find(([name]) => name === command.name)?.[1] ?? '',
        origin: command.name === 'own' ? ('default' as const) : ('user' as const),
      })),
    },
  }
  const outputs = (unknown: readonly string[]) =>
    conclude(
      { snapshot: all, suspects: [one.suspect], looks: [looked] },
      unknown,
      redactorWith(1, []),
    ).looks[0]?.transcript.commands.map(({ output, failure }) => [new TextDecoder().decode(output), failure])

  test('what the user’s commands print of files is left out, and said', () => {
    expect(outputs(['shop/db'])).toEqual([
      [
        '',
        expect.stringMatching(/^What it printed is left out: it reads files, and shop\/app uses a Secret/),
      ],
      ['tls.key', null],
      ['limits', null],
    ])
  })

  test('of other pods it stays', () => {
    expect(outputs(['shop/other'])?.[0]).toEqual(['unknown-value', null])
  })
})

test('the first line of a log is left out where its beginning was dropped', () => {
  const seen = crash(3)
  const [first] = seen.looks
  const bytes = new TextEncoder().encode('horse-9 refused\nnext\n')
  const looks = seen.looks.map(one => ({
    ...one,
    logs: [{ container: 'app', previous: false, bytes, droppedBytes: 100 }],
  }))
  const {
    looks: [clean],
  } = conclude({ ...seen, looks }, [], redactorWith(1, []))
  expect(first?.logs).toHaveLength(2)
  expect(new TextDecoder().decode(clean?.logs[0]?.bytes)).toBe('next\n')
  expect(clean?.logs[0]?.droppedBytes).toBe(116)
})
