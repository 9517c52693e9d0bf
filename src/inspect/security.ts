// The security contexts for a debugger, from the one that sees most to the one that is refused least.
import type { Namespace } from '../model/objects.ts'
import { type Container, type Pod, type SecurityContext, statusOf } from '../model/pod.ts'
import type { Profile } from '../model/settings.ts'

/** PodSecurity's levels (https://kubernetes.io/docs/concepts/security/pod-security-standards/). */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted'

/** What `restricted` asks of a container. */
const RESTRICTED: SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
}

/** kubectl debug's profiles (kubernetes/staging/src/k8s.io/kubectl/pkg/cmd/debug/profiles.go), as they are there. */
const PROFILES: Readonly<Record<Exclude<Profile, 'auto'>, SecurityContext>> = {
  general: { capabilities: { add: ['SYS_PTRACE'] } },
  baseline: {},
  restricted: RESTRICTED,
  netadmin: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
  sysadmin: { privileged: true },
}

/** An id that no image gives to anybody: for a debugger that may not be root where nobody's ids are known. */
const NOBODY = 65_532

interface Ids {
  readonly uid: number
  /** Null where only the user is known. */
  readonly gid: number | null
}

/** The level that a namespace enforces; `privileged` where it says nothing, as the API server's default is. */
export function podSecurityLevel(namespace: Namespace | undefined): PodSecurityLevel {
  const level = namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce']
  return level === 'restricted' || level === 'baseline' ? level : 'privileged'
}

/**
 * A named profile is kubectl's, and nothing else is tried. `auto` tries the least that sees everything: Linux lets a process look
 * into another one of the same uid and gid whose capabilities are no more than its own, so the target's own ids and capabilities
 * are taken. After that, for clusters whose policy refuses it, what `restricted` demands, and the same with a read-only root.
 * @param target the container to enter, or null for a debugger that enters none
 */
export function securityContexts(
  profile: Profile,
  pod: Pod,
  target: string | null,
  level: PodSecurityLevel,
): readonly SecurityContext[] {
  if (profile !== 'auto') return [PROFILES[profile]]
  const fitted = target === null ? {} : fittedTo(pod, target, level)
  const ids = idsOf(pod, target)
  const { uid, gid } = ids === null || ids.uid === 0 ? { uid: NOBODY, gid: NOBODY } : ids
  const strict = { ...RESTRICTED, runAsUser: uid, ...(gid === null ? {} : { runAsGroup: gid }) }
  const candidates = [fitted, strict, { ...strict, readOnlyRootFilesystem: true }]
  const allowed = candidates.filter(candidate => level !== 'restricted' || candidate.runAsNonRoot === true)
  return distinct(allowed)
}

function fittedTo(pod: Pod, target: string, level: PodSecurityLevel): SecurityContext {
  const ids = idsOf(pod, target)
  if (ids === null) return {}
  const group = ids.gid === null ? {} : { runAsGroup: ids.gid }
  if (ids.uid !== 0) return { ...RESTRICTED, runAsUser: ids.uid, ...group }
  return { runAsUser: 0, runAsNonRoot: false, ...group, ...rootCapabilities(pod, target, level) }
}

/** A root target may hold more capabilities than a root debugger: then as many, or the right to look in spite of them. */
function rootCapabilities(pod: Pod, target: string, level: PodSecurityLevel): SecurityContext {
  const own = securityContextOf(pod, target)
  const added = own?.capabilities?.add ?? []
  if (own?.privileged !== true && added.length === 0) return {}
  return { capabilities: { add: level === 'privileged' ? ['SYS_PTRACE'] : added } }
}

/** The effective ids: as the target's status tells them, else as its spec or its pod's asks for them; null where neither does. */
function idsOf(pod: Pod, target: string | null): Ids | null {
  const effective = target === null ? undefined : statusOf(pod, target)?.user?.linux
  if (effective !== undefined) return { uid: effective.uid, gid: effective.gid }
  const own = target === null ? undefined : securityContextOf(pod, target)
  const uid = own?.runAsUser ?? pod.spec.securityContext?.runAsUser
  const gid = own?.runAsGroup ?? pod.spec.securityContext?.runAsGroup
  return uid === undefined ? null : { uid, gid: gid ?? null }
}

function securityContextOf(pod: Pod, target: string): SecurityContext | undefined {
  const all: readonly Container[] = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  return all.find(container => container.name === target)?.securityContext
}

function distinct(contexts: readonly SecurityContext[]): readonly SecurityContext[] {
  return [...new Map(contexts.map(context => [JSON.stringify(context), context])).values()]
}
