// What the kubelet and the attach controller say of a volume that they can't mount or attach.

import { innermost, lastCalls } from '../../../candidate.ts'
import type { PodView } from '../../../view.ts'
import type { VolumeCause } from './volume-finding.ts'

/** What the event about a failed mount comes to; `because` completes `web …`. */
export interface MountReading {
  readonly cause: VolumeCause
  readonly because: string
  readonly detail: string
  readonly next: string
}

/** What a failed mount or attachment is about. */
export function mountReading(said: string, view: PodView): MountReading {
  const volumeName =
    /for volume "([^"]{1,253})"/.exec(said)?.[1] ??
    /unmounted volumes=\[([^\]]{1,253})\]/.exec(said)?.[1] ??
    ''
  const object = /(configmap|secret)s? "([^"]{1,253})" not found/i.exec(said)
  if (object?.[2] !== undefined) {
    const kind = /^secret/i.test(object[1] ?? '') ? 'Secret' : 'ConfigMap'
    return {
      cause: 'config-missing',
      because: `needs the ${kind} "${object[2]}" for its volume "${volumeName}", and it does not exist`,
      detail: `${kind} ${object[2]}`,
      next: `Create ${kind} "${object[2]}" first, or correct the name in the pod's volumes.`,
    }
  }
  const key = /references non-existent (config|secret) key: (\S{1,253})/.exec(said)
  if (key?.[2] !== undefined) return missingKey(key[2], key[1] === 'secret', volumeName, view)
  if (
    /Multi-Attach error|already (?:exclusively )?(?:being )?(?:attached|used) (?:to|by)|IN_USE_BY_ANOTHER/.test(
      said,
    )
  ) {
    return {
      cause: 'volume-taken',
      because: `waits for its volume "${volumeName}", which is still attached to another node`,
      detail: volumeName,
      next: 'Let the other pod that uses the volume end first, or use an access mode that allows several nodes.',
    }
  }
  if (
    /permission denied|operation not permitted|access denied|is forbidden:|PermissionDenied|Error 403/i.test(
      said,
    )
  ) {
    return {
      cause: 'permission',
      because: `may not mount its volume "${volumeName}": ${reasonAfter(said)}`,
      detail: volumeName,
      next: 'Check the rights on the exported directory or device, and the credentials that the volume names.',
    }
  }
  if (/Unable to attach or mount volumes/.test(said)) {
    return {
      cause: 'other',
      because: `waits for its volume "${volumeName}", which does not get mounted, and no event says why`,
      detail: volumeName,
      next: `See what the volume "${volumeName}" is, and the events about it: kubectl -n ${view.namespace} describe pod ${view.pod.metadata.name}.`,
    }
  }
  const cause: VolumeCause = /AttachVolume/.test(said)
    ? 'attach-failed'
    : /MountVolume|MapVolume|hostPath|mount failed/.test(said)
      ? 'mount-failed'
      : 'other'
  return {
    cause,
    because: `cannot ${cause === 'attach-failed' ? 'attach' : 'mount'} its volume "${volumeName}": ${reasonAfter(said)}`,
    detail: volumeName,
    next: `Check what the volume "${volumeName}" points at, as the node reaches it; where a CSI driver serves it, also whether that driver's pods run and what they log.`,
  }
}

function missingKey(key: string, secret: boolean, volumeName: string, view: PodView): MountReading {
  const spec = view.pod.spec.volumes?.find(one => one.name === volumeName)
  const object = secret ? spec?.secret?.secretName : spec?.configMap?.name
  const kind = secret ? 'Secret' : 'ConfigMap'
  const which = object === undefined ? `a ${kind}` : `the ${kind} "${object}"`
  return {
    cause: 'config-missing',
    because: `needs the key "${key}" of ${which} for its volume "${volumeName}", and there is no such key`,
    detail: `${kind} ${object ?? ''} key ${key}`,
    next: `Add the key "${key}" to ${which}, or correct items in the volume "${volumeName}".`,
  }
}

/** What the innermost call or the mount command itself says: what stands before it only tells who passed it on. */
function reasonAfter(said: string): string {
  const at = said.indexOf(' : ')
  const body = innermost(at === -1 ? said : said.slice(at + 3)).replaceAll('\n', ' ')
  const output = /\bOutput: (?=\S)(.*)$/.exec(body)?.[1]
  if (output === undefined) return lastCalls(body, 180)
  // The last two arguments of mount are what and where.
  const source = /Mounting arguments: .{0,600}?(\S{1,200}) \S{1,400} Output: /.exec(body)?.[1] ?? ''
  return lastCalls(source === '' || output.includes(source) ? output : `${source}: ${output}`, 180)
}
