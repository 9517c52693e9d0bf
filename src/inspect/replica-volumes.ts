// The volumes of a replica: which it shares with the original, which it only reads, and which it gets anew.
import type { Claim } from '../model/objects.ts'
import type { Container, Pod, Volume } from '../model/pod.ts'

export interface ReplicaVolumes {
  readonly volumes: readonly Volume[]
  /** The mounts of one container of the original, as they are in the replica. */
  readonly mountsOf: (container: Container) => NonNullable<Container['volumeMounts']>
  /** What is different, in sentences. */
  readonly left: readonly string[]
}

/** `as-it-is`: made for each pod, or read-only by nature. `read-only`: others write there. `empty`: can't be had twice. */
type Sharing = 'as-it-is' | 'read-only' | 'empty' | 'left-out'

const PER_POD: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'image',
  'projected',
  'secret',
])

/**
 * Only what the given containers mount is taken along. Two pods that write to one disk could ruin what is on it, so disks that outlive
 * a pod (claims, host paths, network file systems) are mounted read-only.
 */
export function replicaVolumes(
  pod: Pod,
  containers: readonly Container[],
  claims: readonly Claim[],
): ReplicaVolumes {
  const mounted = new Set(containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name)))
  const wanted = (pod.spec.volumes ?? []).filter(volume => mounted.has(volume.name))
  const sharing = new Map(wanted.map(volume => [volume.name, sharingOf(volume, pod, claims)]))
  const named = (which: Sharing) =>
    wanted.filter(({ name }) => sharing.get(name) === which).map(({ name }) => name)
  return {
    volumes: wanted
      .filter(({ name }) => sharing.get(name) !== 'left-out')
      .map(volume => (sharing.get(volume.name) === 'empty' ? { name: volume.name, emptyDir: {} } : volume)),
    mountsOf: container => mountsOf(container, sharing),
    left: [
      ...sentence(
        named('read-only'),
        'is mounted read-only, because the original may write to the same disk',
        'are mounted read-only, because the original may write to the same disks',
      ),
      ...sentence(
        named('empty'),
        'is a new, empty one, because each pod has its own',
        'are new, empty ones, because each pod has its own',
      ),
      ...sentence(
        named('left-out'),
        'is left out, because only one pod at a time may use it',
        'are left out, because only one pod at a time may use them',
      ),
    ],
  }
}

function sharingOf(volume: Volume, pod: Pod, claims: readonly Claim[]): Sharing {
  if (volume['ephemeral'] !== undefined) return 'empty'
  const claimName = volume.persistentVolumeClaim?.claimName
  if (claimName !== undefined) {
    const claim = claims.find(
      ({ metadata }) => metadata.name === claimName && metadata.namespace === pod.metadata.namespace,
    )
    return claim?.spec?.accessModes?.includes('ReadWriteOncePod') ? 'left-out' : 'read-only'
  }
  return Object.keys(volume).some(key => PER_POD.has(key)) ? 'as-it-is' : 'read-only'
}

function mountsOf(
  container: Container,
  sharing: ReadonlyMap<string, Sharing>,
): NonNullable<Container['volumeMounts']> {
  return (container.volumeMounts ?? [])
    .filter(({ name }) => sharing.get(name) !== 'left-out')
    .map(mount => {
      if (sharing.get(mount.name) !== 'read-only') return mount
      // Bidirectional propagation is for privileged containers that mount things for others; a reader needs none.
      const { mountPropagation: _, ...rest } = mount
      return { ...rest, readOnly: true }
    })
}

function sentence(names: readonly string[], one: string, many: string): readonly string[] {
  if (names.length === 0) return []
  return [names.length === 1 ? `The volume ${names[0]} ${one}.` : `The volumes ${names.join(', ')} ${many}.`]
}
