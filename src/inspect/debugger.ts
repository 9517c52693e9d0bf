// The ephemeral container itself, and how a person would ask for the same.
import type { PlannedCommand } from '../model/inspection.ts'
import type { Container, Pod, SecurityContext } from '../model/pod.ts'
import type { Settings } from '../model/settings.ts'
import { shellQuoted } from './default-commands.ts'
import { debuggerScript } from './script.ts'

export interface DebuggerDraft {
  readonly pod: Pod
  /** Name of the container to enter. */
  readonly target: string
  /** Its id as the status gives it: `containerd://<hex>`. */
  readonly targetId: string
  readonly image: string
  readonly nonce: string
  readonly commands: readonly PlannedCommand[]
  /** How many of each command's newest bytes to keep. */
  readonly capBytes: number
  /** After how many seconds the debugger ends itself, come what may. */
  readonly seconds: number
  readonly securityContext: SecurityContext
}

/** The name of the debugger: says whose it is, and is free because the nonce is new for each run. */
export function debuggerName(nonce: string): string {
  return `debugger-${nonce}`
}

/** The ephemeral container, ready to be sent. It mounts nothing and inherits nothing but the pod's network. */
export function debuggerContainer(draft: DebuggerDraft): Container {
  const { pod, commands } = draft
  const id = draft.targetId.replace(/^[^:]*:\/\//, '')
  const fixed = [draft.nonce, String(draft.capBytes), String(draft.seconds), id]
  const list = commands.flatMap(command => [String(Math.ceil(command.timeoutMs / 1000)), command.run])
  return {
    name: debuggerName(draft.nonce),
    image: draft.image,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', debuggerScript, 'debugger', ...fixed, ...list].map(unexpanded),
    env: [
      { name: 'TARGET_CONTAINER', value: draft.target },
      { name: 'POD_NAME', value: pod.metadata.name },
      { name: 'POD_NAMESPACE', value: pod.metadata.namespace ?? 'default' },
      { name: 'POD_IP', value: pod.status?.podIP ?? '' },
    ],
    targetContainerName: draft.target,
    securityContext: draft.securityContext,
    terminationMessagePolicy: 'File',
  }
}

/** Time for every command to use up its own deadline, and some for the work between them. Seconds. */
export function debuggerSeconds(commands: readonly PlannedCommand[]): number {
  const total = commands.reduce((sum, command) => sum + command.timeoutMs, 0)
  return Math.ceil(total / 1000) + 15
}

/** Kubernetes expands `$(NAME)` in commands and in values of variables and reads `$$` as one dollar: doubling keeps every dollar as it was. */
export function unexpanded(text: string): string {
  return text.replaceAll('$', '$$$$')
}

/** The `kubectl debug` line by which a person gets into the same place. */
export function equivalentCommand(
  pod: Pod,
  target: string,
  settings: Pick<Settings, 'image' | 'profile'>,
): string {
  const profile = settings.profile === 'auto' ? 'general' : settings.profile
  const words = [
    'kubectl debug -it',
    `-n ${shellWord(pod.metadata.namespace ?? 'default')}`,
    shellWord(pod.metadata.name),
    `--image=${shellWord(settings.image)}`,
    `--target=${shellWord(target)}`,
    `--profile=${profile}`,
    '-- sh',
  ]
  return words.join(' ')
}

const shellWord = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : shellQuoted(text))
