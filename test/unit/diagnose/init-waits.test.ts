// Init containers that wait for something and never end: for what, by their command and by what they repeat.
import { describe, expect, test } from 'vitest'
import { ago, pod, service, slice, waiting } from '../support/build.ts'
import { findings, ids } from '../support/findings.ts'

/** A pod whose init container has been running for some time; its log is that of the container `app`. */
function waitingFor(command: string, since = 300) {
  return pod({
    name: 'shop',
    ready: false,
    phase: 'Pending',
    container: { name: 'web' },
    spec: { initContainers: [{ name: 'app', image: 'busybox:1', command: ['sh', '-c', command] }] },
    status: {
      conditions: [
        { type: 'PodScheduled', status: 'True', lastTransitionTime: ago(since) },
        { type: 'Initialized', status: 'False', lastTransitionTime: ago(since) },
        { type: 'Ready', status: 'False', lastTransitionTime: ago(since) },
      ],
      initContainerStatuses: [
        {
          name: 'app',
          ready: false,
          started: true,
          restartCount: 0,
          state: { running: { startedAt: ago(since) } },
        },
      ],
      containerStatuses: [{ name: 'web', ready: false, restartCount: 0, state: waiting('PodInitializing') }],
    },
  })
}

const loop = 'until nc -z -w1 ledger 7000; do sleep 1; done'
const ledger = service('ledger', { app: 'ledger' }, 7000)

describe('an init container that goes on waiting', () => {
  test('for a name that no Service has', () => {
    const other = {
      services: [service('web', {}, 80)],
      endpointSlices: [slice('web', [['10.244.0.3', true]])],
    }
    const [found, ...more] = findings({ pods: [waitingFor(loop)], ...other }, { shop: { log: '' } })
    expect(more).toEqual([])
    expect(`${found?.category}/${found?.cause}`).toBe('dependency/name-not-found')
    expect(found?.title).toContain('ledger:7000')
    expect(found?.confidence).not.toBe('high')
  })

  test('for a Service with nobody behind it', () => {
    const found = findings(
      { pods: [waitingFor(loop)], services: [ledger], endpointSlices: [slice('ledger', [])] },
      { shop: { log: '.\n.\n.\n.\n' } },
    )
    expect(ids(found)).toContain('dependency/no-endpoints')
  })

  test('for a Service that is in order, as far as the cluster knows', () => {
    const found = findings(
      {
        pods: [waitingFor(loop)],
        services: [ledger],
        endpointSlices: [slice('ledger', [['10.244.0.9', true]])],
      },
      { shop: { log: '.\n.\n.\n.\n' } },
    )
    expect(ids(found)).toEqual(['dependency/other'])
    expect(found[0]?.title).toContain('has been waiting for ledger:7000 for 300 s')
  })

  test.each([
    ['pg_isready', 'until pg_isready -h ledger-db -p 5432; do sleep 2; done', 'ledger-db:5432'],
    ['nslookup', 'until nslookup ledger-db; do echo waiting; sleep 2; done', 'ledger-db'],
    ['wait-for-it', './wait-for-it.sh ledger-db:5432 -t 0', 'ledger-db:5432'],
  ])('the command names it: %s', (_, command, named) => {
    const found = findings({ pods: [waitingFor(command)] }, { shop: { log: '' } })
    expect(found[0]?.title).toContain(named)
  })

  test('what it repeats is quoted where nothing is named', () => {
    const log = 'Waiting for job migrate, 1 s\nWaiting for job migrate, 2 s\nWaiting for job migrate, 3 s\n'
    const found = findings({ pods: [waitingFor('/k8s-wait-for')] }, { shop: { log } })
    expect(found[0]?.title).toContain('Waiting for job migrate')
  })
})

describe('no finding', () => {
  test('for one that gets on', () => {
    const log = Array.from({ length: 30 }, (_, step) => `step ${String.fromCharCode(97 + step)} done`).join(
      '\n',
    )
    expect(findings({ pods: [waitingFor('/migrate')] }, { shop: { log } })).toEqual([])
  })

  test('for one that has only just begun to wait', () => {
    expect(findings({ pods: [waitingFor(loop, 40)] }, { shop: { log: '' } })).toEqual([])
  })
})
