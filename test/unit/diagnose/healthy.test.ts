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
    'a probe still in its initial delay': {
      pods: [
        pod({
          age: 40,
          ready: false,
          container: { readinessProbe: { httpGet: { path: '/', port: 8080 }, initialDelaySeconds: 60 } },
        }),
      ],
    },
    'a startup probe that still has time': {
      pods: [
        pod({
          age: 100,
          ready: false,
          container: { startupProbe: { tcpSocket: { port: 8080 }, failureThreshold: 30, periodSeconds: 10 } },
          status: {
            containerStatuses: [
              { name: 'app', ready: false, started: false, state: { running: { startedAt: ago(95) } } },
            ],
          },
        }),
      ],
    },
    'a pod that was just made': {
      pods: [
        pod({ age: 3, phase: 'Pending', ready: false, state: { waiting: { reason: 'ContainerCreating' } } }),
      ],
      events: [
        event(pod({ age: 3 }), 'FailedMount', 'object "shop"/"kube-root-ca.crt" not registered', null),
      ],
    },
    'restarts of long ago': {
      pods: [pod({ age: 90_000, restarts: 12, lastState: ended(137, 80_000, 'OOMKilled') })],
    },
    'init containers that are done': {
      pods: [
        pod({
          spec: { initContainers: [{ name: 'migrate', image: 'acme/app:1' }] },
          status: {
            initContainerStatuses: [{ name: 'migrate', ready: true, restartCount: 0, state: ended(0, 500) }],
          },
        }),
      ],
    },
    'a pod that ends within its grace period': {
      pods: [
        pod({
          ready: false,
          metadata: { deletionTimestamp: ago(-20), deletionGracePeriodSeconds: 30 },
          state: { running: { startedAt: ago(600) } },
        }),
      ],
      events: [event(pod(), 'Killing', 'Stopping container app')],
    },
    'an autoscaler at work': {
      pods: [
        pod({ ...web, name: 'web-1' }),
        pod({ ...web, name: 'web-2', age: 4, ready: false, container: http }),
      ],
      workloads: [
        workload('Deployment', 'web', {
          spec: { replicas: 2 },
          status: { replicas: 2, availableReplicas: 1 },
        }),
        workload('ReplicaSet', 'web-x', { spec: { replicas: 2 }, status: { replicas: 2 } }),
      ],
      events: [
        event(
          pod({ name: 'web' }),
          'FailedGetResourceMetric',
          'failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned',
          null,
        ),
      ],
    },
    'a Service for an app that is not installed, which nobody calls': {
      pods: [pod(web)],
      services: [service('metrics', { app: 'prometheus' })],
      endpointSlices: [slice('metrics', [])],
    },
    'a Job that is running': {
      pods: [pod({ owner: ['Job', 'seed'], spec: { restartPolicy: 'Never' } })],
      workloads: [workload('Job', 'seed', { spec: { parallelism: 1 }, status: { active: 1 } })],
    },
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
