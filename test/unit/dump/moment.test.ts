// When a dump was taken, and what follows from that; and that nothing secret in it is told.
import { describe, expect, test } from 'vitest'
import { ago, ended, event, now, pod, waiting } from '../support/build.ts'
import { dumpOf, findingIds, list, offline } from './support.ts'

const crashing = pod({
  name: 'web',
  phase: 'Running',
  ready: false,
  restarts: 3,
  state: waiting('CrashLoopBackOff', 'back-off 40s restarting failed container'),
  lastState: ended(1, 5),
})

describe('the moment of a dump', () => {
  test('is the newest time in its objects, whoever wrote them', () => {
    const lease = { kind: 'Lease', metadata: { name: 'node-1' }, spec: { renewTime: ago(2) } }
    const managed = {
      ...crashing,
      metadata: { ...crashing.metadata, managedFields: [{ time: ago(-900), startedAt: ago(-900) }] },
    }
    const dump = dumpOf({ 'pods.json': list('Pod', [managed]), 'lease.json': lease })
    expect(dump.snapshot.takenAt).toBe(ago(2))
    expect(dump.momentKnown).toBe(false)
  })

  test('is never a time to come', () => {
    const leaving = pod({ name: 'old', age: 50, metadata: { deletionTimestamp: ago(-3600) } })
    expect(dumpOf({ 'pods.json': list('Pod', [leaving]) }).snapshot.takenAt).toBe(ago(50))
  })

  test('is what --at says, and the job began when --since says', () => {
    const dump = dumpOf({ 'pods.json': list('Pod', [crashing]) }, { at: now, since: ago(60) })
    expect(dump.snapshot).toMatchObject({ takenAt: now, jobStartedAt: ago(60) })
    expect(dump.momentKnown).toBe(true)
  })

  describe('that is only guessed accuses no pod', () => {
    const probe = { readinessProbe: { httpGet: { path: '/', port: 8080 } } }
    const starting = pod({
      age: 8,
      ready: false,
      state: { running: { startedAt: ago(6) } },
      container: probe,
    })
    const unhealthy = (count: number) => ({
      ...event(
        starting,
        'Unhealthy',
        'Readiness probe failed: HTTP probe failed with statuscode: 503',
        'app',
        2,
      ),
      count,
    })
    const dump = (pods: readonly unknown[], events: readonly unknown[]) =>
      offline({ 'pods.json': list('Pod', pods), 'events.json': list('Event', events) }).report
    test('that still has time to end', () => {
      const leaving = pod({ metadata: { deletionTimestamp: ago(-25) }, ready: false })
      expect(dump([leaving], [event(leaving, 'Killing', 'Stopping container app')]).findings).toEqual([])
    })
    test('that has ended in time and is about to go', () => {
      const leaving = pod({ metadata: { deletionTimestamp: ago(-5) }, ready: false, state: ended(143, 1) })
      expect(dump([leaving], []).findings).toEqual([])
    })
    test('whose probe has not failed as often as it may', () => {
      expect(dump([starting], [unhealthy(1)]).findings).toEqual([])
      expect(findingIds(dump([starting], [unhealthy(9)]))).toEqual(['readiness/http-status'])
    })
  })

  test('that is guessed is said to be', () => {
    const { report } = offline({ 'pods.json': list('Pod', [crashing]) })
    expect(report.notCollected).toContainEqual(
      expect.objectContaining({ what: 'the moment of the dump', fix: expect.stringContaining('--at') }),
    )
  })
})

test('where nothing else fails, a pod that is not ready is what the dump was saved for', () => {
  const silent = pod({
    name: 'web',
    age: 3,
    ready: false,
    container: { readinessProbe: { httpGet: { port: 8080 } } },
  })
  expect(findingIds(offline({ 'pods.json': list('Pod', [silent]) }).report)).toEqual(['readiness/other'])
  const both = offline({
    'pods.json': list('Pod', [
      silent,
      { ...crashing, metadata: { ...crashing.metadata, name: 'other', uid: 'o' } },
    ]),
  })
  expect(both.report.findings.map(({ subject }) => subject.name)).toEqual(['other'])
  const exact = offline({ 'pods.json': list('Pod', [silent]) }, { at: now })
  expect(exact.report.outcome).toBe('nothing-failing')
})

test('what failed before --since is not told', () => {
  const failed = pod({
    name: 'old',
    phase: 'Failed',
    age: 7200,
    spec: { restartPolicy: 'Never' },
    state: ended(1, 7000),
    ready: false,
  })
  const files = { 'pods.json': list('Pod', [failed]) }
  expect(offline(files, { at: now }).report.findings).toHaveLength(1)
  expect(offline(files, { at: now, since: ago(600) }).report.findings).toEqual([])
})

test('only the namespaces asked for are looked at', () => {
  const elsewhere = pod({
    name: 'web',
    namespace: 'other',
    ready: false,
    state: waiting('ImagePullBackOff', 'not found'),
  })
  const files = { 'pods.json': list('Pod', [crashing, elsewhere]) }
  const subjects = (namespaces: readonly string[]) =>
    offline(files, { at: now, namespaces }).report.findings.map(({ subject }) => subject.namespace)
  expect(subjects([]).toSorted()).toEqual(['other', 'shop'])
  expect(subjects(['other'])).toEqual(['other'])
  expect(() => subjects(['absent'])).toThrow(/namespace absent in DUMP\. It holds other, shop\./)
})

describe('secrets', () => {
  const password = 'correct-horse-battery'
  const secret = {
    kind: 'Secret',
    metadata: { name: 'db', namespace: 'shop' },
    data: { password: Buffer.from(password).toString('base64') },
    stringData: { other: 'plain-staple-value' },
  }
  const files = {
    'secrets.json': list('Secret', [secret]),
    'pods.json': list('Pod', [crashing]),
    'events.json': list('Event', [event(crashing, 'BackOff', `with ${password}`)]),
    'shop/web/app.log': `FATAL: login with ${password} and plain-staple-value and token=abcdefgh12345 failed\n`,
  }

  test('of the dump are in no report and on no page', () => {
    const result = offline(files, { at: now })
    for (const text of [JSON.stringify(result.report), result.html()]) {
      expect(text).toContain('FATAL: login with')
      expect(text).toContain('[REDACTED:secret db/password#')
      for (const value of [
        password,
        'plain-staple-value',
        'abcdefgh12345',
        Buffer.from(password).toString('base64'),
      ]) {
        expect(text.includes(value), value).toBe(false)
      }
    }
  })

  test('that pods refer to and the dump does not hold make every variable suspicious', () => {
    const referring = pod({ name: 'web', container: { envFrom: [{ secretRef: { name: 'db' } }] } })
    expect(dumpOf({ 'pods.json': list('Pod', [referring]) }).secretsUnknown).toBe(true)
    expect(
      dumpOf({ 'pods.json': list('Pod', [referring]), 'secrets.json': list('Secret', [secret]) })
        .secretsUnknown,
    ).toBe(false)
  })
})

test('what a thin dump lacks is said, with how to save it', () => {
  const { report } = offline(
    { 'pods.json': list('Pod', [crashing]), 'events.json': { kind: 'EventList', items: null } },
    { at: now },
  )
  const [kinds, logs] = report.notCollected
  expect(kinds?.what).toBe(
    'services, endpointslices, nodes, deployments, replicasets, jobs, persistentvolumeclaims',
  )
  expect(kinds?.fix).toContain('kubectl get services,')
  expect(logs?.what).toBe('the logs of shop/web')
})
