import { describe, expect, test } from 'vitest'
import { ago, event, pod } from '../support/build.ts'
import { list, offline } from './support.ts'

const name = 'web-6b8f9d7c5d-x2v4q'
const of = pod({ name })
const told = (...events: readonly unknown[]) =>
  offline({ 'events.json': list('Event', events) }).report.findings
const scheduling = (message: string) => event(of, 'FailedScheduling', message, null)
const often = (reason: string, message: string) => ({
  ...event(of, reason, message),
  count: 9,
  firstTimestamp: ago(90),
})

describe('a pod of which a dump holds nothing but events', () => {
  test.each([
    ['unschedulable/cpu', scheduling('0/1 nodes are available: 1 Insufficient cpu.')],
    ['volume/claim-missing', scheduling('0/1 nodes are available: persistentvolumeclaim "data" not found.')],
    [
      'volume/mount-failed',
      often('FailedMount', 'MountVolume.SetUp failed for volume "v" : mount failed: exit status 32'),
    ],
    [
      'sandbox/network',
      often('FailedCreatePodSandBox', 'Failed to create pod sandbox: plugin type="calico" failed (add)'),
    ],
    [
      'image-pull/not-found',
      event(
        of,
        'Failed',
        'Failed to pull image "acme/web:9": rpc error: code = NotFound desc = acme/web:9: not found',
      ),
    ],
    [
      'image-pull/never-pull',
      event(of, 'ErrImageNeverPull', 'Container image "acme/web:9" is not present with pull policy of Never'),
    ],
    ['container-config/secret-missing', event(of, 'Failed', 'Error: secret "db" not found')],
    ['app-crash/other', often('BackOff', 'Back-off restarting failed container app in pod web')],
    [
      'unschedulable/resource',
      event(of, 'UnexpectedAdmissionError', 'Allocate failed due to no healthy devices present', null),
    ],
    [
      'image-pull/invalid-name',
      event(
        of,
        'InspectFailed',
        'Failed to apply default image tag "A/B": couldn\'t parse image name "A/B": invalid reference format',
      ),
    ],
    [
      'container-start/command-not-found',
      event(
        of,
        'Failed',
        'Error: failed to create containerd task: exec: "run": executable file not found in $PATH',
      ),
    ],
    ['readiness/path', often('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404')],
    [
      'readiness/port',
      often(
        'Unhealthy',
        'Readiness probe failed: Get "http://10.0.0.1:8080/up": dial tcp 10.0.0.1:8080: connect: connection refused',
      ),
    ],
    [
      'port-mismatch/probe-port',
      often('Unhealthy', 'Readiness probe errored: strconv.Atoi: parsing "web": invalid syntax'),
    ],
  ])('is named, and never for sure: %s', (id, last) => {
    const [found, ...others] = told(last)
    expect(`${found?.category}/${found?.cause}`).toBe(id)
    expect(found?.confidence).toBe('low')
    expect(found?.subject).toMatchObject({ kind: 'Deployment', name: 'web' })
    expect(found?.evidence.map(piece => piece.source)).not.toContain('status')
    expect(others).toEqual([])
  })

  const failed = event(of, 'Failed', 'Failed to pull image "acme/web:9": not found', 'app', 60)
  test.each([
    ['that got on', [failed, { ...event(of, 'Started', 'Container started'), type: 'Normal' }]],
    [
      'that is not spoken of any more',
      [event(of, 'Failed', failed.message ?? '', 'app', 3000), event(pod({ name: 'other' }), 'Pulled', 'ok')],
    ],
    [
      'whose mount failed once',
      [event(of, 'FailedMount', 'MountVolume.SetUp failed for volume "v" : timed out', null)],
    ],
    [
      'that only starts',
      [
        {
          ...event(of, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
          count: 2,
        },
      ],
    ],
  ])('is left alone: one %s', (_what, events) => {
    expect(told(...events)).toEqual([])
  })

  test('does not come into being where the dump lists its pods', () => {
    const { report } = offline({ 'events.json': list('Event', [failed]), 'pods.json': list('Pod', []) })
    expect(report.findings).toEqual([])
  })
})

test('a word that another event explains explains nothing', () => {
  const never = event(
    of,
    'ErrImageNeverPull',
    'Container image "a:1" is not present with pull policy of Never',
  )
  const [found] = told(never, event(of, 'Failed', 'Error: ErrImageNeverPull', 'app', 4))
  expect(`${found?.category}/${found?.cause}`).toBe('image-pull/never-pull')
})

test('one that was started since its last back-off runs', () => {
  const again = often('BackOff', 'Back-off restarting failed container app in pod web')
  expect(told(again, { ...event(of, 'Started', 'Container started', 'app', 2), type: 'Normal' })).toEqual([])
})
