import { describe, expect, test } from 'vitest'
import { diagnose } from '../../../src/diagnose/diagnose.ts'
import { selectSuspects } from '../../../src/select/select.ts'
import { recorded, recordedFaults } from '../support/recorded.ts'

const faults = recordedFaults()

describe('a fault recorded on a real cluster is named', () => {
  for (const { name, id, confidence, title } of faults) {
    test(name, () => {
      const [first] = diagnose(recorded(name))
      expect(first).toBeDefined()
      expect(`${first?.category}/${first?.cause}`).toBe(id)
      expect(first?.title).toBe(title)
      expect(first?.confidence).toBe(confidence)
      expect(first?.causedBy).toBeNull()
    })
  }
})

test('a healthy Deployment, its Service and its finished Job give no finding', () => {
  expect(diagnose(recorded('healthy'))).toEqual([])
})

/** Told by two kinds of objects, none of which is an event: the nodes' own labels and sizes, a Service and its endpoints. */
const withoutEvents = ['selector-mismatch', 'scaled-to-zero', 'cpu', 'memory', 'node-selector']

describe('without events, logs and a look inside nothing is said with high confidence', () => {
  for (const { name, id, confidence } of faults) {
    if (confidence !== 'high' || withoutEvents.includes(name)) continue
    test(name, () => {
      const full = recorded(name)
      const bare = diagnose({ ...full, snapshot: { ...full.snapshot, events: [] }, looks: [] })
      const same = bare.find(finding => `${finding.category}/${finding.cause}` === id)
      expect(same?.confidence).not.toBe('high')
    })
  }
})

describe('events alone never decide', () => {
  for (const { name, id } of faults) {
    test(name, () => {
      const full = recorded(name)
      const pods = full.snapshot.pods.map(pod => ({
        ...pod,
        status: { phase: pod.status?.phase ?? 'Pending' },
      }))
      const blind = { ...full.snapshot, pods, workloads: [], services: [], endpointSlices: [], claims: [] }
      const suspects = full.suspects.map(suspect => ({
        ...suspect,
        pod: { ...suspect.pod, status: { phase: 'Pending' } },
      }))
      const findings = diagnose({ snapshot: blind, suspects, looks: [] })
      const same = findings.filter(finding => `${finding.category}/${finding.cause}` === id)
      expect(same.map(finding => finding.confidence).filter(confidence => confidence === 'high')).toEqual([])
    })
  }
})

describe('an effect is tied to its cause and comes after it', () => {
  const effects = [
    ['dependency-image', 'dependency/no-endpoints', 'image-pull/not-found'],
    ['dependency-image', 'no-endpoints/pods-not-ready', 'image-pull/not-found'],
    ['listen-loopback', 'no-endpoints/pods-not-ready', 'listen-address/loopback-only'],
    ['rollout-stalled', 'rollout-stalled/progress-deadline', 'readiness/path'],
    ['job-backoff', 'job-failed/backoff-limit', 'app-crash/exit-code'],
    ['scaled-to-zero', 'dependency/no-endpoints', 'pod-not-created/scaled-to-zero'],
  ] as const
  test.each(effects)('%s: %s is caused by %s', (name, effect, cause) => {
    const findings = diagnose(recorded(name))
    const ids = findings.map(finding => `${finding.category}/${finding.cause}`)
    const found = findings[ids.indexOf(effect)]
    const root = findings[ids.indexOf(cause)]
    expect(root?.id).toBeDefined()
    expect(found?.causedBy).toBe(root?.id)
    expect(ids.indexOf(effect)).toBeGreaterThan(ids.indexOf(cause))
  })
})

test('the evidence quotes what was seen, with its source', () => {
  const [finding] = diagnose(recorded('listen-loopback'))
  const by = new Map(finding?.evidence.map(piece => [piece.source, piece.text]))
  expect(by.get('command:listeners')).toBe('127.0.0.1:8080 LISTEN httpd')
  expect(by.get('command:probe-readiness-pod-ip')).toMatch(/Connection refused/)
  expect(by.get('command:probe-readiness-loopback')).toMatch(/^HTTP\/1.1 200 OK/)
  expect(by.get('event')).toMatch(/^Unhealthy: Readiness probe failed: /)
})

test('two runs of one fault have one fingerprint, two faults have two', () => {
  const prints = faults.map(({ name }) => diagnose(recorded(name))[0]?.fingerprint)
  expect(new Set(prints).size).toBe(prints.length)
  for (const print of prints) expect(print).toMatch(/^[0-9a-f]{16}$/)
  const first = recorded('exit-code')
  const text = JSON.stringify(first.snapshot).replaceAll(/-[0-9a-f]{8,10}-[a-z0-9]{5}/g, '-7c9d8f6b54-x2x2x')
  const second: typeof first.snapshot = JSON.parse(text)
  const [again] = diagnose({ snapshot: second, suspects: selectSuspects(second), looks: [] })
  const [original] = diagnose({ ...first, looks: [] })
  expect(again?.pods).not.toEqual(original?.pods)
  expect(again?.fingerprint).toBe(original?.fingerprint)
})
