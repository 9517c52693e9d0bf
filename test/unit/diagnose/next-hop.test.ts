// Whom the failing pods point at.
import { describe, expect, test } from 'vitest'
import { nextHop } from '../../../src/diagnose/next-hop.ts'
import type { PodLook } from '../../../src/model/inspection.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { selectSuspects } from '../../../src/select/select.ts'
import { ended, type LookDraft, look, pod, service, slice, snapshot, waiting } from '../support/build.ts'
import { http, listeners } from '../support/findings.ts'

const inside = { way: 'target', container: 'app', reason: 'it runs' } as const
const outside = { way: 'none', reason: 'not yet' } as const
const looksOf = (all: Snapshot, drafts: Readonly<Record<string, LookDraft>>): PodLook[] =>
  all.pods.flatMap(one => {
    const draft = drafts[one.metadata.name]
    return draft === undefined ? [] : [look(one, all, { way: outside, ...draft })]
  })
function hop(
  parts: Partial<Snapshot>,
  looks: Record<string, LookDraft>,
  watched: Record<string, LookDraft> = {},
) {
  const all = snapshot(parts)
  const base = { snapshot: all, suspects: selectSuspects(all), looks: looksOf(all, looks) }
  return nextHop(base, looksOf(all, watched)).map(one => one.pod.metadata.name)
}

const web = (container: object = {}) =>
  pod({ name: 'web', ready: false, restarts: 3, state: ended(1), container })
const behind = (name: string) => [
  pod({ name: `${name}-1`, labels: { app: name }, age: 900 }),
  pod({ name: `${name}-2`, labels: { app: name }, age: 300 }),
]
const services = [service('db', { app: 'db' }, 5432), service('cache', { app: 'cache' }, 6379)]
const endpointSlices = [slice('db', [['10.244.0.9', true]]), slice('cache', [['10.244.0.10', true]])]
const around = { services, endpointSlices }
const refusal = 'FATAL dial tcp db:5432: connect: connection refused\n'

describe('the next pods to look into', () => {
  test('what an app is told to use that has opened no port', () => {
    const refused = "nc: can't connect to remote host (10.244.0.5): Connection refused\n"
    const env = [{ name: 'DB_URL', value: 'postgres://db:5432/shop' }]
    const mute = pod({ name: 'web', ready: false, container: { ...http, env } })
    const seen = (...open: string[]) =>
      hop(
        { pods: [mute, ...behind('db')], ...around },
        {
          web: {
            way: inside,
            commands: { 'probe-readiness-pod-ip': refused, listeners: listeners(...open) },
          },
        },
      )
    expect(seen()).toEqual(['db-2'])
    // One that listens on another port is at fault itself.
    expect(seen('00000000:1F91')).toEqual([])
  })

  test('on the way there, only those that a log complains of', () => {
    const pods = [
      web({ env: [{ name: 'API', value: 'http://cache:6379' }] }),
      ...behind('db'),
      ...behind('cache'),
    ]
    const via = { web: { log: 'FATAL dial tcp cache:6379: i/o timeout\n' } }
    expect(hop({ pods, ...around }, via)).toEqual(['cache-2'])
    expect(hop({ pods, ...around }, { ...via, 'cache-2': { log: refusal } })).toEqual(['db-2'])
    expect(hop({ pods, ...around }, { ...via, 'cache-2': { log: 'ready\n' } })).toEqual([])
  })

  test('one ready pod behind the Service that a log names, the newest', () => {
    const pods = [web(), ...behind('db'), ...behind('cache')]
    expect(hop({ pods, ...around }, { web: { log: refusal } })).toEqual(['db-2'])
  })

  test('what the environment names, where nothing explains the trouble; the log’s word first', () => {
    const env = [
      { name: 'CACHE', value: 'cache:6379' },
      { name: 'DB', value: 'db:5432' },
    ]
    const pods = [web({ env }), ...behind('db'), ...behind('cache')]
    expect(hop({ pods, ...around }, { web: {} })).toEqual(['cache-2', 'db-2'])
    expect(hop({ pods, ...around }, { web: { log: refusal } })).toEqual(['db-2', 'cache-2'])
  })

  test('nobody, where the pod’s own fault is known', () => {
    const env = [{ name: 'DB', value: 'db:5432' }]
    const pulling = pod({
      name: 'web',
      ready: false,
      state: waiting('ErrImagePull', 'x'),
      container: { env },
    })
    expect(hop({ pods: [pulling, ...behind('db')], ...around }, { web: {} })).toEqual([])
  })

  test('nobody who is not ready (a suspect already), or was looked into', () => {
    const failing = pod({ name: 'db-1', labels: { app: 'db' }, ready: false, restarts: 2, state: ended(1) })
    expect(hop({ pods: [web(), failing], ...around }, { web: { log: refusal } })).toEqual([])
    const [seen, ...others] = behind('db').toReversed()
    if (seen === undefined) throw new Error('There are two.')
    const looks = { web: { log: refusal }, [seen.metadata.name]: {} }
    expect(hop({ pods: [web(), seen, ...others], ...around }, looks)).toEqual([])
  })

  test('not one that still starts, although it is newer', () => {
    const starting = pod({ name: 'db-3', labels: { app: 'db' }, age: 2, ready: false })
    expect(hop({ pods: [web(), ...behind('db'), starting], ...around }, { web: { log: refusal } })).toEqual([
      'db-2',
    ])
  })

  test('a pod whose Service may send its traffic to the wrong port', () => {
    const declared = behind('db').map(one => ({
      ...one,
      spec: { ...one.spec, containers: [{ name: 'app', ports: [{ containerPort: 1 }] }] },
    }))
    expect(hop({ pods: declared, ...around }, {})).toEqual(['db-2'])
  })

  test('where all is well: a client whose log complains, and whom it complains of', () => {
    const shop = pod({ name: 'shop' })
    const pods = [shop, ...behind('db'), ...behind('cache')]
    expect(hop({ pods, ...around }, {}, { shop: { log: refusal }, 'db-1': { log: 'fine\n' } })).toEqual([
      'shop',
      'db-2',
    ])
    const over = refusal + 'served a request\n'.repeat(50)
    expect(hop({ pods, ...around }, {}, { shop: { log: over } })).toEqual([])
  })

  test('where all is well, and the complaint does not say of whom: what the line beside it names, in either order', () => {
    const shop = pod({ name: 'shop' })
    const pods = [shop, ...behind('db'), ...behind('cache')]
    const both = ['wget: download timed out', 'ERROR dial tcp db:5432: i/o timeout']
    for (const lines of [both, both.toReversed()]) {
      const log = `${lines.join('\n')}\n`
      expect(hop({ pods, ...around }, {}, { shop: { log } })).toEqual(['shop', 'db-2'])
    }
  })

  test('where all is well, and nothing says of whom: all that the complaining app is told to use', () => {
    const env = [{ name: 'CACHE_URL', value: 'redis://cache:6379' }]
    const shop = pod({ name: 'shop', container: { env } })
    const pods = [shop, ...behind('db'), ...behind('cache')]
    const log = 'wget: download timed out\n'
    expect(hop({ pods, ...around }, {}, { shop: { log } })).toEqual(['shop', 'cache-2'])
  })
})
