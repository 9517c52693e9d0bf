import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { ago, ended, event, node, pod, service, slice, workload } from '../support/build.ts'

import { findings, http } from '../support/findings.ts'

describe('a healthy cluster gives no finding', () => {
  const web = { name: 'web', labels: { app: 'web' } }
  const healthy: Readonly<Record<string, Partial<Snapshot>>> = {
    'a rolling update in progress': {
      pods: [
        pod({ ...web, name: 'web-old' }),
        pod({ ...web, name: 'web-new', age: 5, ready: false, container: http }),
      ],
      services: [service('web', { app: 'web' })],
      endpointSlices: [
        slice('web', [
          ['10.244.0.5', true],
          ['10.244.0.6', false],
        ]),
      ],
      workloads: [
        workload('Deployment', 'web', {
          spec: { replicas: 2 },
          status: {
            replicas: 3,
            updatedReplicas: 1,
            availableReplicas: 1,
            conditions: [{ type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated' }],
          },
        }),
      ],
    },
    'a Service whose only pod is still starting': {
      pods: [pod({ ...web, age: 5, ready: false, container: http })],
      services: [service('web', { app: 'web' })],
      endpointSlices: [slice('web', [['10.244.0.5', false]])],
    },
    'readiness events of a start long over': {
      pods: [pod(web)],
      events: [
        event(
          pod(web),
          'Unhealthy',
          'Readiness probe failed: Get "http://10.244.0.5:8080/": connection refused',
        ),
      ],
    },
    'a Deployment scaled to zero, and its Service': {
      workloads: [
        workload('Deployment', 'web', {
          spec: { replicas: 0, template: { metadata: { labels: { app: 'web' } } } },
        }),
      ],
      services: [service('web', { app: 'web' })],
      endpointSlices: [slice('web', [])],
      pods: [pod({ name: 'other' })],
    },
    'a cordoned node': { nodes: [node('node-1', { spec: { unschedulable: true } })], pods: [pod()] },
    'a finished Job': {
      pods: [pod({ phase: 'Succeeded', ready: false, state: ended(0), owner: ['Job', 'seed'] })],
      workloads: [
        workload('Job', 'seed', {
          status: { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] },
        }),
      ],
    },
    'a Job that failed before this job began': {
      jobStartedAt: ago(60),
      workloads: [
        workload('Job', 'old', {
          status: {
            failed: 1,
            conditions: [
              {
                type: 'Failed',
                status: 'True',
                reason: 'BackoffLimitExceeded',
                lastTransitionTime: ago(900),
              },
            ],
          },
        }),
      ],
    },
    'a Service of an operator, without a selector': { services: [service('leader', {})], pods: [pod()] },
    'events of pods that no longer exist': {
      pods: [pod()],
      events: [event(pod({ name: 'gone' }), 'FailedMount', 'MountVolume.SetUp failed')],
    },
    'FailedMount events of a pod that runs': {
      pods: [pod()],
      events: [
        event(
          pod(),
          'FailedMount',
          'MountVolume.SetUp failed for volume "x" : configmap "y" not found',
          null,
        ),
      ],
    },
  }
  for (const [name, parts] of Object.entries(healthy)) {
    test(name, () => {
      expect(findings(parts)).toEqual([])
    })
  }
})
