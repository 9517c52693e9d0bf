// Pods and their containers, as the API server gives them.
import { z } from 'zod'
import { conditionOf, conditionSchema, intOrStringSchema, labelsSchema, metadataSchema } from './meta.ts'

const httpGetSchema = z.looseObject({
  path: z.string().optional(),
  port: intOrStringSchema,
  host: z.string().optional(),
  scheme: z.string().optional(),
  httpHeaders: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).optional(),
})

export const probeSchema = z.looseObject({
  httpGet: httpGetSchema.optional(),
  tcpSocket: z.looseObject({ port: intOrStringSchema, host: z.string().optional() }).optional(),
  grpc: z.looseObject({ port: z.number(), service: z.string().optional() }).optional(),
  exec: z.looseObject({ command: z.array(z.string()).optional() }).optional(),
  initialDelaySeconds: z.number().optional(),
  periodSeconds: z.number().optional(),
  timeoutSeconds: z.number().optional(),
  failureThreshold: z.number().optional(),
  successThreshold: z.number().optional(),
})
export type Probe = z.infer<typeof probeSchema>

export const securityContextSchema = z.looseObject({
  runAsUser: z.number().optional(),
  runAsGroup: z.number().optional(),
  runAsNonRoot: z.boolean().optional(),
  privileged: z.boolean().optional(),
  readOnlyRootFilesystem: z.boolean().optional(),
  allowPrivilegeEscalation: z.boolean().optional(),
  capabilities: z
    .looseObject({ add: z.array(z.string()).optional(), drop: z.array(z.string()).optional() })
    .optional(),
  seccompProfile: z.looseObject({ type: z.string() }).optional(),
})
export type SecurityContext = z.infer<typeof securityContextSchema>

const keyRefSchema = z.looseObject({
  name: z.string().optional(),
  key: z.string(),
  optional: z.boolean().optional(),
})
const nameRefSchema = z.looseObject({ name: z.string().optional(), optional: z.boolean().optional() })

const envVarSchema = z.looseObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .looseObject({ configMapKeyRef: keyRefSchema.optional(), secretKeyRef: keyRefSchema.optional() })
    .optional(),
})

export const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string().optional(),
  imagePullPolicy: z.string().optional(),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  workingDir: z.string().optional(),
  restartPolicy: z.string().optional(),
  env: z.array(envVarSchema).optional(),
  envFrom: z
    .array(
      z.looseObject({
        prefix: z.string().optional(),
        configMapRef: nameRefSchema.optional(),
        secretRef: nameRefSchema.optional(),
      }),
    )
    .optional(),
  ports: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        containerPort: z.number(),
        hostPort: z.number().optional(),
        protocol: z.string().optional(),
      }),
    )
    .optional(),
  resources: z
    .looseObject({
      limits: z.record(z.string(), intOrStringSchema).optional(),
      requests: z.record(z.string(), intOrStringSchema).optional(),
    })
    .optional(),
  volumeMounts: z
    .array(
      z.looseObject({
        name: z.string(),
        mountPath: z.string(),
        readOnly: z.boolean().optional(),
        subPath: z.string().optional(),
      }),
    )
    .optional(),
  livenessProbe: probeSchema.optional(),
  readinessProbe: probeSchema.optional(),
  startupProbe: probeSchema.optional(),
  lifecycle: z.looseObject({}).optional(),
  securityContext: securityContextSchema.optional(),
  targetContainerName: z.string().optional(),
})
export type Container = z.infer<typeof containerSchema>

const terminatedSchema = z.looseObject({
  exitCode: z.number(),
  signal: z.number().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  containerID: z.string().optional(),
})
export type Terminated = z.infer<typeof terminatedSchema>

const containerStateSchema = z.looseObject({
  waiting: z.looseObject({ reason: z.string().optional(), message: z.string().optional() }).optional(),
  running: z.looseObject({ startedAt: z.string().optional() }).optional(),
  terminated: terminatedSchema.optional(),
})

export const containerStatusSchema = z.looseObject({
  name: z.string(),
  state: containerStateSchema.optional(),
  lastState: containerStateSchema.optional(),
  ready: z.boolean().optional(),
  started: z.boolean().optional(),
  restartCount: z.number().optional(),
  image: z.string().optional(),
  imageID: z.string().optional(),
  containerID: z.string().optional(),
  user: z
    .looseObject({
      linux: z
        .looseObject({
          uid: z.number(),
          gid: z.number(),
          supplementalGroups: z.array(z.number()).optional(),
        })
        .optional(),
    })
    .optional(),
})
export type ContainerStatus = z.infer<typeof containerStatusSchema>

export const volumeSchema = z.looseObject({
  name: z.string(),
  configMap: nameRefSchema.optional(),
  secret: z.looseObject({ secretName: z.string().optional(), optional: z.boolean().optional() }).optional(),
  persistentVolumeClaim: z.looseObject({ claimName: z.string() }).optional(),
  emptyDir: z.looseObject({}).optional(),
  hostPath: z.looseObject({ path: z.string() }).optional(),
  projected: z
    .looseObject({
      sources: z
        .array(z.looseObject({ secret: nameRefSchema.optional(), configMap: nameRefSchema.optional() }))
        .optional(),
    })
    .optional(),
})
export type Volume = z.infer<typeof volumeSchema>

export const podSchema = z.looseObject({
  metadata: metadataSchema,
  spec: z.looseObject({
    containers: z.array(containerSchema),
    initContainers: z.array(containerSchema).optional(),
    ephemeralContainers: z.array(containerSchema).optional(),
    volumes: z.array(volumeSchema).optional(),
    nodeName: z.string().optional(),
    nodeSelector: labelsSchema.optional(),
    os: z.looseObject({ name: z.string().optional() }).optional(),
    restartPolicy: z.string().optional(),
    serviceAccountName: z.string().optional(),
    hostPID: z.boolean().optional(),
    hostNetwork: z.boolean().optional(),
    hostAliases: z
      .array(z.looseObject({ ip: z.string().optional(), hostnames: z.array(z.string()).optional() }))
      .optional(),
    dnsPolicy: z.string().optional(),
    dnsConfig: z.looseObject({ nameservers: z.array(z.string()).optional() }).optional(),
    activeDeadlineSeconds: z.number().optional(),
    shareProcessNamespace: z.boolean().optional(),
    readinessGates: z.array(z.looseObject({ conditionType: z.string() })).optional(),
    schedulingGates: z.array(z.looseObject({ name: z.string() })).optional(),
    schedulerName: z.string().optional(),
    imagePullSecrets: z.array(z.looseObject({ name: z.string().optional() })).optional(),
    securityContext: securityContextSchema.optional(),
    terminationGracePeriodSeconds: z.number().optional(),
    tolerations: z.array(z.looseObject({})).optional(),
    affinity: z.looseObject({}).optional(),
    runtimeClassName: z.string().optional(),
  }),
  status: z
    .looseObject({
      phase: z.string().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
      podIP: z.string().optional(),
      hostIP: z.string().optional(),
      startTime: z.string().optional(),
      conditions: z.array(conditionSchema).optional(),
      containerStatuses: z.array(containerStatusSchema).optional(),
      initContainerStatuses: z.array(containerStatusSchema).optional(),
      ephemeralContainerStatuses: z.array(containerStatusSchema).optional(),
    })
    .optional(),
})
export type Pod = z.infer<typeof podSchema>

/** `namespace/name`: how a pod is named wherever a single string must do. */
export function podKey(pod: Pod): string {
  return `${pod.metadata.namespace ?? 'default'}/${pod.metadata.name}`
}

/** The status of a container of any kind (app, init, ephemeral) by its name, which is unique in a pod. */
export function statusOf(pod: Pod, container: string): ContainerStatus | undefined {
  const status = pod.status
  const all = [status?.containerStatuses, status?.initContainerStatuses, status?.ephemeralContainerStatuses]
  return all.flatMap(list => list ?? []).find(entry => entry.name === container)
}

/** True for a native sidecar: an init container that restarts always and runs beside the app's containers. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always'
}

/** True where the pod is Ready by its own condition. */
export function isReady(pod: Pod): boolean {
  return conditionOf(pod.status?.conditions, 'Ready')?.status === 'True'
}
