// kubectl's own dump has no Jobs, StatefulSets and claims: what their events say still counts, as the guess that it is.
import { describe, expect, test } from 'vitest'
import { recorded } from '../support/recorded.ts'
import { findingIds, list, offline } from './support.ts'

/** The kinds that `kubectl cluster-info dump` writes. */
function kubectlFiles(name: string) {
  const { snapshot } = recorded(name)
  const workloads = (kind: string) =>
    list(
      kind,
      snapshot.workloads.filter(one => one.kind === kind),
    )
  return {
    'nodes.json': list('Node', snapshot.nodes),
    'diag/pods.json': list('Pod', snapshot.pods),
    'diag/events.json': list('Event', snapshot.events),
    'diag/services.json': list('Service', snapshot.services),
    'diag/deployments.json': workloads('Deployment'),
    'diag/replicasets.json': workloads('ReplicaSet'),
  }
}

describe('a fault of an object that the dump does not hold', () => {
  test.each([
    ['job-deadline', 'job-failed/deadline'],
    ['job-service-account', 'pod-not-created/service-account-missing'],
    ['limit-range', 'pod-not-created/limit-range'],
    ['storage-class-missing', 'volume/storage-class'],
  ])('%s', (name, id) => {
    const { report } = offline(kubectlFiles(name))
    expect(findingIds(report)[0]).toBe(id)
  })
})

test('events alone are a guess', () => {
  const { report } = offline(kubectlFiles('job-deadline'))
  expect(report.findings[0]).toMatchObject({ confidence: 'low', subject: { kind: 'Job' } })
})

test('a ReplicaSet that is not there is told under its Deployment’s name', () => {
  const { snapshot } = recorded('quota-exceeded')
  const { report } = offline({
    'events.json': list('Event', snapshot.events),
    'pods.json': list('Pod', snapshot.pods),
  })
  expect(report.findings[0]).toMatchObject({
    category: 'pod-not-created',
    cause: 'quota-exceeded',
    subject: { kind: 'Deployment' },
  })
})

test('where the dump holds objects of that kind, one that is missing is gone', () => {
  const { snapshot } = recorded('job-deadline')
  const files = { ...kubectlFiles('job-deadline'), 'jobs.json': list('Job', []) }
  expect(offline(files).report.findings).toEqual([])
  expect(snapshot.workloads.some(({ kind }) => kind === 'Job')).toBe(true)
})
