// The Kubernetes objects around a pod: owners, Services, claims, nodes, events.
import { z } from 'zod'
import {
  conditionSchema,
  intOrStringSchema,
  labelSelectorSchema,
  labelsSchema,
  metadataSchema,
} from './meta.ts'
import { podSchema } from './pod.ts'

const objectReferenceSchema = z.looseObject({
  kind: z.string().optional(),
  namespace: z.string().optional(),
  name: z.string().optional(),
  uid: z.string().optional(),
  fieldPath: z.string().optional(),
})

export const eventSchema = z.looseObject({
  metadata: metadataSchema,
  involvedObject: objectReferenceSchema,
  type: z.string().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  count: z.number().optional(),
  firstTimestamp: z.string().optional(),
  lastTimestamp: z.string().optional(),
  eventTime: z.string().optional(),
  series: z.looseObject({ count: z.number().optional(), lastObservedTime: z.string().optional() }).optional(),
  reportingComponent: z.string().optional(),
})
export type Event = z.infer<typeof eventSchema>

/** How often an event was seen: series, then count. Once where neither is set. */
export function eventCount({ series, count }: Event): number {
  return series?.count ?? count ?? 1
}

/** When an event was last seen: series, then lastTimestamp, then eventTime, then its creation. Empty where none is set. */
export function eventTime(event: Event): string {
  return (
    event.series?.lastObservedTime ??
    event.lastTimestamp ??
    event.eventTime ??
    event.metadata.creationTimestamp ??
    ''
  )
}

/** A controller of pods: Deployment, ReplicaSet, StatefulSet, DaemonSet, Job or CronJob; one shape serves them all. */
export const workloadSchema = z.looseObject({
  kind: z.string(),
  metadata: metadataSchema,
  spec: z
    .looseObject({
      replicas: z.number().optional(),
      selector: labelSelectorSchema.optional(),
      suspend: z.boolean().optional(),
      paused: z.boolean().optional(),
      completions: z.number().optional(),
      parallelism: z.number().optional(),
      backoffLimit: z.number().optional(),
      activeDeadlineSeconds: z.number().optional(),
      progressDeadlineSeconds: z.number().optional(),
      serviceName: z.string().optional(),
      template: z
        .looseObject({ metadata: z.unknown().optional(), spec: podSchema.shape.spec.optional() })
        .optional(),
    })
    .optional(),
  status: z
    .looseObject({
      observedGeneration: z.number().optional(),
      replicas: z.number().optional(),
      readyReplicas: z.number().optional(),
      availableReplicas: z.number().optional(),
      updatedReplicas: z.number().optional(),
      unavailableReplicas: z.number().optional(),
      desiredNumberScheduled: z.number().optional(),
      currentNumberScheduled: z.number().optional(),
      numberReady: z.number().optional(),
      numberUnavailable: z.number().optional(),
      active: z.union([z.number(), z.array(z.unknown())]).optional(),
      succeeded: z.number().optional(),
      failed: z.number().optional(),
      conditions: z.array(conditionSchema).optional(),
    })
    .optional(),
})
export type Workload = z.infer<typeof workloadSchema>

export const serviceSchema = z.looseObject({
  metadata: metadataSchema,
  spec: z
    .looseObject({
      type: z.string().optional(),
      clusterIP: z.string().optional(),
      externalName: z.string().optional(),
      selector: labelsSchema.optional(),
      publishNotReadyAddresses: z.boolean().optional(),
      ports: z
        .array(
          z.looseObject({
            name: z.string().optional(),
            port: z.number(),
            targetPort: intOrStringSchema.optional(),
            protocol: z.string().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
})
export type Service = z.infer<typeof serviceSchema>

export const endpointSliceSchema = z.looseObject({
  metadata: metadataSchema,
  addressType: z.string().optional(),
  endpoints: z
    .array(
      z.looseObject({
        addresses: z.array(z.string()).optional(),
        conditions: z
          .looseObject({
            ready: z.boolean().optional(),
            serving: z.boolean().optional(),
            terminating: z.boolean().optional(),
          })
          .optional(),
        targetRef: objectReferenceSchema.optional(),
      }),
    )
    .optional(),
  ports: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        port: z.number().optional(),
        protocol: z.string().optional(),
      }),
    )
    .optional(),
})
export type EndpointSlice = z.infer<typeof endpointSliceSchema>

export const claimSchema = z.looseObject({
  metadata: metadataSchema,
  spec: z
    .looseObject({
      storageClassName: z.string().optional(),
      volumeName: z.string().optional(),
      accessModes: z.array(z.string()).optional(),
      resources: z.looseObject({ requests: z.record(z.string(), intOrStringSchema).optional() }).optional(),
      selector: labelSelectorSchema.optional(),
    })
    .optional(),
  status: z
    .looseObject({ phase: z.string().optional(), conditions: z.array(conditionSchema).optional() })
    .optional(),
})
export type Claim = z.infer<typeof claimSchema>

export const persistentVolumeSchema = z.looseObject({
  metadata: metadataSchema,
  spec: z
    .looseObject({
      storageClassName: z.string().optional(),
      accessModes: z.array(z.string()).optional(),
      capacity: z.record(z.string(), intOrStringSchema).optional(),
      claimRef: z.looseObject({ namespace: z.string().optional(), name: z.string().optional() }).optional(),
    })
    .optional(),
  status: z.looseObject({ phase: z.string().optional() }).optional(),
})
export type PersistentVolume = z.infer<typeof persistentVolumeSchema>

export const nodeSchema = z.looseObject({
  metadata: metadataSchema,
  spec: z
    .looseObject({
      unschedulable: z.boolean().optional(),
      providerID: z.string().optional(),
      taints: z
        .array(
          z.looseObject({ key: z.string(), value: z.string().optional(), effect: z.string().optional() }),
        )
        .optional(),
    })
    .optional(),
  status: z
    .looseObject({
      conditions: z.array(conditionSchema).optional(),
      allocatable: z.record(z.string(), intOrStringSchema).optional(),
      capacity: z.record(z.string(), intOrStringSchema).optional(),
      nodeInfo: z
        .looseObject({
          kubeletVersion: z.string().optional(),
          architecture: z.string().optional(),
          operatingSystem: z.string().optional(),
          containerRuntimeVersion: z.string().optional(),
          osImage: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
})
export type Node = z.infer<typeof nodeSchema>

export const quotaSchema = z.looseObject({
  metadata: metadataSchema,
  status: z
    .looseObject({
      hard: z.record(z.string(), intOrStringSchema).optional(),
      used: z.record(z.string(), intOrStringSchema).optional(),
    })
    .optional(),
})
export type Quota = z.infer<typeof quotaSchema>

export const namespaceSchema = z.looseObject({
  metadata: metadataSchema,
  status: z
    .looseObject({ phase: z.string().optional(), conditions: z.array(conditionSchema).optional() })
    .optional(),
})
export type Namespace = z.infer<typeof namespaceSchema>
