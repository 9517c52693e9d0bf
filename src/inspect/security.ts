// The security context of a debugger: as little as lets it see the target.
import { type Container, isSidecar, type Pod, type SecurityContext, statusOf } from '../model/pod.ts'
import type { Profile } from '../model/settings.ts'

/** What PodSecurity's `restricted` level asks of a container. */
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

interface Ids {
  readonly uid: number
  readonly gid: number | null
}

/**
 * A named profile is kubectl's. `auto` runs as the very ids of the target: Linux lets a process look into another of the
 * same uid and gid without any capability, so a non-root target needs nothing added and the result satisfies `restricted`.
 */
export function securityContextFor(profile: Profile, pod: Pod, target: string): SecurityContext {
  if (profile !== 'auto') return PROFILES[profile]
  const ids = idsOf(pod, target)
  if (ids === null) return {}
  const group = ids.gid === null ? {} : { runAsGroup: ids.gid }
  return ids.uid === 0
    ? { runAsUser: 0, runAsNonRoot: false, ...group }
    : { ...RESTRICTED, runAsUser: ids.uid, ...group }
}

/** The target's effective ids: as its status tells them, else as its spec asks for them; null where neither does. */
function idsOf(pod: Pod, target: string): Ids | null {
  const effective = statusOf(pod, target)?.user?.linux
  if (effective !== undefined) return { uid: effective.uid, gid: effective.gid }
  const all: readonly Container[] = [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []).filter(isSidecar),
  ]
  const own = all.find(container => container.name === target)?.securityContext
  const uid = own?.runAsUser ?? pod.spec.securityContext?.runAsUser
  const gid = own?.runAsGroup ?? pod.spec.securityContext?.runAsGroup
  return uid === undefined ? null : { uid, gid: gid ?? null }
}
