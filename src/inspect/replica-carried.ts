// What a replica takes over from its original, field by field; whatever is not named here is left behind.
import { z } from 'zod'
import type { Container, Pod, SecurityContext } from '../model/pod.ts'
import { unexpanded } from './debugger.ts'
import { TOOLS_PATH, toolsScript } from './replica-script.ts'
import type { ReplicaVolumes } from './replica-volumes.ts'

export const TOOLS_VOLUME = 'ephemeral-debug-tools'
export const toolsMount = { name: TOOLS_VOLUME, mountPath: TOOLS_PATH }

/** Brings the tools along. */
export function toolsContainer(image: string, original: Container, uid: number | null): Container {
  return {
    name: TOOLS_VOLUME,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', unexpanded(toolsScript)],
    volumeMounts: [toolsMount],
    securityContext: unprivileged(uid),
    ...resourcesOf(original),
  }
}

/**
 * Without rights, as PodSecurity's `restricted` asks: as the app's own user, or as nobody where that is root or unknown.
 * @param asRoot true to be root where the app is: its pod is allowed to be
 */
export function unprivileged(uid: number | null, asRoot = false): SecurityContext {
  const user = uid === null || (uid === 0 && !asRoot) ? NOBODY : uid
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: user !== 0,
    runAsUser: user,
    runAsGroup: user,
    seccompProfile: { type: 'RuntimeDefault' },
  }
}

const NOBODY = 65_534

/** The pod's fields that decide how its app runs. Those about scheduling, health and ending are not the app's. */
const SPEC_FIELDS = [
  'dnsConfig',
  'dnsPolicy',
  'enableServiceLinks',
  'hostAliases',
  'hostIPC',
  'hostNetwork',
  'hostPID',
  'hostUsers',
  'imagePullSecrets',
  'os',
  'runtimeClassName',
  'securityContext',
  'serviceAccountName',
  'setHostnameAsFQDN',
  'subdomain',
  'tolerations',
]

/**
 * Put on the original's node by name: its image and disks are there, and a copy must not wait for a scheduler that finds the
 * node full with the very pod it copies. The token of the service account comes along as the volume that it is.
 */
export function carriedSpec(pod: Pod): Readonly<Record<string, unknown>> {
  const { spec, metadata } = pod
  const hostname = typeof spec['hostname'] === 'string' ? spec['hostname'] : metadata.name
  const usable = spec.hostNetwork !== true && /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(hostname)
  return {
    ...picked(spec, SPEC_FIELDS),
    ...(usable ? { hostname } : {}),
    nodeName: spec.nodeName,
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 1,
    automountServiceAccountToken: false,
  }
}

const CONTAINER_FIELDS = [
  'args',
  'command',
  'envFrom',
  'image',
  'name',
  'securityContext',
  'terminationMessagePath',
  'terminationMessagePolicy',
  'workingDir',
]

/** A container without ports, probes and lifecycle hooks: what is left is what decides how its process runs. */
export function carriedContainer(
  original: Container,
  pod: Pod,
  disks: ReplicaVolumes,
): { readonly container: Container; readonly left: readonly string[] } {
  const { limits = {}, requests = {} } = original.resources ?? {}
  const devices = [...new Set([...Object.keys(limits), ...Object.keys(requests)])].filter(isDevice)
  const blocks = original['volumeDevices'] === undefined ? [] : ['its raw block volumes']
  const claims = original.resources?.['claims'] === undefined ? [] : ['its resource claims']
  const missing = [...devices, ...blocks, ...claims]
  return {
    container: {
      ...picked(original, CONTAINER_FIELDS),
      name: original.name,
      // The image is on the node; asking the registry again could only fail.
      imagePullPolicy: original.imagePullPolicy === 'Never' ? 'Never' : 'IfNotPresent',
      env: (original.env ?? []).map(variable => resolved(variable, pod)),
      volumeMounts: disks.mountsOf(original),
      ...resourcesOf(original),
    },
    left: [
      ...(Object.keys({ ...limits, ...requests }).length === 0
        ? []
        : ['Its resource limits are kept; it requests nothing, so that it fits on the full node.']),
      ...(missing.length === 0 ? [] : [`Left out, because the original holds them: ${missing.join(', ')}.`]),
    ],
  }
}

/** Devices and huge pages are handed out whole, and the original has them. */
const isDevice = (resource: string): boolean => resource.includes('/') || resource.startsWith('hugepages-')

function resourcesOf(original: Container): Pick<Container, 'resources'> {
  const limits = Object.entries(original.resources?.limits ?? {}).filter(([name]) => !isDevice(name))
  // An absent request would be taken from the limit.
  const requests = ['cpu', 'memory', ...limits.map(([name]) => name)].map(name => [name, '0'])
  return { resources: { limits: Object.fromEntries(limits), requests: Object.fromEntries(requests) } }
}

const fieldReferenceSchema = z.looseObject({ fieldRef: z.looseObject({ fieldPath: z.string() }) })
type Variable = NonNullable<Container['env']>[number]

/** What the app is told of its pod stays what the original was told, where the copy differs in it. */
function resolved(variable: Variable, pod: Pod): Variable {
  const path = fieldReferenceSchema.safeParse(variable.valueFrom).data?.fieldRef.fieldPath
  const value = path === undefined ? undefined : originalValue(path, pod)
  return value === undefined ? variable : { name: variable.name, value: unexpanded(value) }
}

function originalValue(path: string, { metadata }: Pod): string | undefined {
  if (path === 'metadata.name') return metadata.name
  if (path === 'metadata.uid') return metadata.uid
  const [, field, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path) ?? []
  if (key === undefined) return undefined
  return (field === 'labels' ? metadata.labels?.[key] : metadata.annotations?.[key]) ?? ''
}

function picked(
  source: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(field => (source[field] === undefined ? [] : [[field, source[field]]])),
  )
}
