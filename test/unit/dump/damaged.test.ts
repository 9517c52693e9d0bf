// Dumps with holes and nonsense in them: whatever is left of one is read, diagnosed and rendered.
import { expect, test } from 'vitest'
import { type Recording, recorded, recordedFaults } from '../support/recorded.ts'
import { offline } from './support.ts'

/** The same numbers in every run. */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x80000000
  }
}

const nonsense: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  '',
  '((((',
  '2026-13-45T99:99:99Z',
  '__proto__',
  'x'.repeat(3000),
  true,
  [],
  {},
  [null],
  [{}],
  { name: null },
]

/** A copy in which some members are gone and others are something else. */
function damaged(value: unknown, random: () => number, share: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(() => random() > share)
  const entries = kept.map(([key, member]) => {
    const hit = random() < share
    return [
      key,
      hit ? nonsense[Math.floor(random() * nonsense.length)] : damaged(member, random, share),
    ] as const
  })
  return Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries)
}

function objectsOf({ snapshot }: Recording): readonly object[] {
  const { pods, events, services, endpointSlices, claims, nodes, workloads } = snapshot
  const of = (kind: string, objects: readonly object[]) => objects.map(object => ({ ...object, kind }))
  return [
    ...of('Pod', pods),
    ...of('Event', events),
    ...of('Service', services),
    ...of('EndpointSlice', endpointSlices),
    ...of('PersistentVolumeClaim', claims),
    ...of('Node', nodes),
    ...workloads,
  ]
}

test.each(recordedFaults())('$name', ({ name }) => {
  const random = numbersFrom(name.length * 7919 + name.charCodeAt(0))
  const items = objectsOf(recorded(name))
  for (const share of [0.005, 0.02, 0.1]) {
    const { report, html } = offline({ 'all.json': { kind: 'List', items: damaged(items, random, share) } })
    expect(html()).toContain('</html>')
    for (const { title } of report.findings) expect(title).not.toMatch(/undefined|\[object |\n/)
  }
})
