// The ephemeral container itself, and how a person would ask for the same.
import type { PlannedCommand } from '../model/inspection.ts'
import type { Container, Pod, SecurityContext } from '../model/pod.ts'
import type { Profile } from '../model/settings.ts'
import { debuggerScript } from './script.ts'
import { shellQuoted } from './shell.ts'

export interface DebuggerDraft {
  readonly name: string
  readonly pod: Pod
  /** The container to enter; null for a debugger that enters none and sees the pod's network and volumes only. */
  readonly target: string | null
  /** The container that is meant, entered or not: its volumes are mounted where none is entered. */
  readonly subject: string
  /** Id of the container to enter as its status gives it: `containerd://<hex>`; empty where it is not known yet. */
  readonly targetId: string
  readonly image: string
  readonly nonce: string
  readonly commands: readonly PlannedCommand[]
  /** How many of each command's newest bytes to keep. */
  readonly capBytes: number
  /** After how many seconds the debugger ends itself, come what may. */
  readonly seconds: number
  /** Seconds since 1970 after which it does nothing any more: kubelet may start it long after its run was over. */
  readonly lastStart: number
  readonly securityContext: SecurityContext
}

/** The variable that tells the script `lastStart`; the commands don't see it. */
export const LAST_START = 'EPHEMERAL_DEBUG_LAST_START'

/** The ephemeral container, ready to be sent. With a target it mounts nothing: all is to be seen under `$TARGET_ROOT`. */
export function debuggerContainer(draft: DebuggerDraft): Container {
  const { pod, commands } = draft
  const id = draft.targetId.replace(/^[^:]*:\/\//, '')
  const fixed = [draft.nonce, String(draft.capBytes), String(draft.seconds), id]
  const list = commands.flatMap(command => [String(Math.ceil(command.timeoutMs / 1000)), command.run])
  return {
    name: draft.name,
    image: draft.image,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', debuggerScript, 'debugger', ...fixed, ...list].map(unexpanded),
    env: [
      { name: 'TARGET_CONTAINER', value: draft.subject },
      { name: 'POD_NAME', value: pod.metadata.name },
      { name: 'POD_NAMESPACE', value: pod.metadata.namespace ?? 'default' },
      { name: 'POD_IP', value: pod.status?.podIP ?? '' },
      { name: LAST_START, value: String(draft.lastStart) },
    ],
    ...(draft.target === null
      ? { volumeMounts: sharedMounts(pod, draft.subject) }
      : { targetContainerName: draft.target }),
    securityContext: draft.securityContext,
    terminationMessagePolicy: 'File',
  }
}

/**
 * Time for every command to use up its own deadline, and some for the work between them; but no more than the whole run has, for
 * then nobody listens any more. Seconds.
 */
export function debuggerSeconds(
  commands: readonly PlannedCommand[],
  mostMs = Number.POSITIVE_INFINITY,
): number {
  const total = commands.reduce((sum, command) => sum + command.timeoutMs, 0) + 15_000
  return Math.ceil(Math.min(total, mostMs) / 1000)
}

/** Where the debugger needs its own files, or must not show the app's: its programs, its work folder, the account's token. */
const OWN_PATHS = /^\/(?:(?:bin|sbin|lib|lib64|usr|proc|sys|dev|tmp|etc)(?:\/|$)|$)|\/serviceaccount$/

/** The container's volumes at the same paths, to be read only. A subPath mount is refused in an ephemeral container. */
function sharedMounts(pod: Pod, subject: string): NonNullable<Container['volumeMounts']> {
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  const mounts = all.find(container => container.name === subject)?.volumeMounts ?? []
  return mounts
    .filter(mount => mount.subPath === undefined && mount['subPathExpr'] === undefined)
    .filter(mount => !OWN_PATHS.test(mount.mountPath))
    .map(({ name, mountPath }) => ({ name, mountPath, readOnly: true }))
}

/** Kubernetes expands `$(NAME)` in commands and reads `$$` as one dollar: doubling keeps every dollar as it was. */
export function unexpanded(text: string): string {
  return text.replaceAll('$', '$$$$')
}

export interface EquivalentDraft {
  readonly pod: Pod
  readonly target: string | null
  readonly image: string
  readonly profile: Profile
  readonly securityContext: SecurityContext
}

/**
 * The `kubectl debug` line by which a person gets into the same place. No profile of kubectl's takes the target's ids: they are
 * given as a partial container (`--custom`, kubectl 1.32 or newer).
 */
export function equivalentCommand(draft: EquivalentDraft): string {
  const { pod, target, image, profile, securityContext } = draft
  const words = [
    'kubectl debug -it',
    `-n ${shellWord(pod.metadata.namespace ?? 'default')}`,
    shellWord(pod.metadata.name),
    `--image=${shellWord(image)}`,
    ...(target === null ? [] : [`--target=${shellWord(target)}`]),
    `--profile=${profile === 'auto' ? 'baseline' : profile}`,
  ]
  if (profile !== 'auto' || Object.keys(securityContext).length === 0) return `${words.join(' ')} -- sh`
  const custom = JSON.stringify({ securityContext })
  return `${words.join(' ')} --custom=<(echo ${shellQuoted(custom)}) -- sh`
}

const shellWord = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : shellQuoted(text))
