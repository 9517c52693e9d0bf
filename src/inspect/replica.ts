// The replica: a throwaway copy of a pod, whose one container runs the app under a wrapper and is asked once the app is dead.
import { z } from 'zod'
import type { PlannedCommand } from '../model/inspection.ts'
import type { Claim } from '../model/objects.ts'
import { type Container, isSidecar, type Pod, statusOf } from '../model/pod.ts'
import type { Settings } from '../model/settings.ts'
import type { ClusterKind } from '../model/snapshot.ts'
import { debuggerSeconds, unexpanded } from './debugger.ts'
import { shellQuoted } from './default-commands.ts'
import { carriedContainer, carriedSpec, TOOLS_VOLUME, toolsContainer, toolsMount } from './replica-carried.ts'
import { ownCommands, TOOLS_PATH, wrapperArguments } from './replica-script.ts'
import { replicaVolumes } from './replica-volumes.ts'

export interface ReplicaDraft {
  readonly pod: Pod
  /** Name of the container that crashes, init containers included. */
  readonly target: string
  /** The debugger's image: its busybox is what the copy brings along. */
  readonly image: string
  readonly nonce: string
  /** The command list, run in the dead app's place. */
  readonly commands: readonly PlannedCommand[]
  /** How many of each command's newest bytes to keep. */
  readonly capBytes: number
  /** How long the app may run in the copy before it counts as not crashing. */
  readonly appTimeoutMs: number
  /** The app's whole command line, for a container that has no `command`; null where nobody saw it. */
  readonly entrypoint: readonly string[] | null
  /** Claims of the pod's namespace, as far as they are known. */
  readonly claims: readonly Claim[]
}

export interface Replica {
  /** The manifest, ready to be created. */
  readonly pod: Pod
  readonly container: string
  /** What it is asked, in order: the app itself, what became of it, then the command list. */
  readonly commands: readonly PlannedCommand[]
  /** What is different from the original, in sentences. */
  readonly left: readonly string[]
}

/** Labels by which a copy is known, and by which leftovers are found. */
export const REPLICA_LABELS = {
  managedBy: 'app.kubernetes.io/managed-by',
  manager: 'ephemeral-debug-action',
  of: 'ephemeral-debug.dev/replica-of',
} as const

/** Whether copies may be made at all: `auto` dares it only where the whole cluster is thrown away. */
export function throwaway(kind: ClusterKind, replica: Settings['replica']): boolean {
  return replica === 'always' || (replica === 'auto' && kind !== 'unknown')
}

/** The copy, or in words why there can be none. */
export function replicaPod(draft: ReplicaDraft): Replica | { readonly impossible: string } {
  const { pod, target } = draft
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  const original = all.find(container => container.name === target)
  const impossible = whyImpossible(pod, original, draft)
  if (original === undefined || impossible !== null)
    return { impossible: impossible ?? `The pod has no container ${target}.` }
  const before = preparing(pod, original)
  const disks = replicaVolumes(pod, [original, ...before], draft.claims)
  const words = wordsOf(original, draft.entrypoint)
  const commands = [...ownCommands(lineOf(words), draft.appTimeoutMs), ...draft.commands]
  const carried = carriedContainer(original, pod, disks)
  return {
    container: target,
    commands,
    left: [...standing(pod), ...leftContainers(pod, original, before), ...disks.left, ...carried.left],
    pod: {
      ...{ apiVersion: 'v1', kind: 'Pod' },
      metadata: replicaMetadata(draft),
      spec: {
        ...carriedSpec(pod),
        activeDeadlineSeconds: START_SECONDS + debuggerSeconds(commands),
        initContainers: [
          toolsContainer(draft.image, original, uidOf(pod, target)),
          ...before.map(container => carriedContainer(container, pod, disks).container),
        ],
        containers: [
          {
            ...carried.container,
            volumeMounts: [...(carried.container.volumeMounts ?? []), toolsMount],
            command: [`${TOOLS_PATH}/busybox`, 'sh', '-c'],
            args: containerArguments(draft, words, commands),
          },
        ],
        volumes: [...disks.volumes, { name: TOOLS_VOLUME, emptyDir: {} }],
      },
    },
  }
}

/** Time for the copy to start: its images are on the node, but preparing containers run first. */
const START_SECONDS = 60

function whyImpossible(pod: Pod, original: Container | undefined, draft: ReplicaDraft): string | null {
  if (original === undefined) return `The pod has no container ${draft.target}.`
  if (pod.spec.nodeName === undefined) return 'The pod is on no node yet, so its image may not be either.'
  if (pod.spec.os?.name === 'windows' || pod.spec.nodeSelector?.['kubernetes.io/os'] === 'windows')
    return 'It is a Windows pod, and the wrapper is a Linux program.'
  if (original.command === undefined && draft.entrypoint === null)
    return `Container ${draft.target} names no \`command\`, and what its image starts is not known to Kubernetes. Set \`command\` in the pod's spec to have it copied.`
  return null
}

interface Word {
  readonly text: string
  /** True where Kubernetes expands `$(NAME)` in it, as it does in the original. */
  readonly expanded: boolean
}

function wordsOf(original: Container, entrypoint: readonly string[] | null): readonly Word[] {
  const given = original.command === undefined ? null : [...original.command, ...(original.args ?? [])]
  return given === null
    ? (entrypoint ?? []).map(text => ({ text, expanded: false }))
    : given.map(text => ({ text, expanded: true }))
}

const lineOf = (words: readonly Word[]): string =>
  words.map(({ text }) => (/^[\w./:=@%+,-]+$/.test(text) ? text : shellQuoted(text))).join(' ')

function containerArguments(
  draft: ReplicaDraft,
  words: readonly Word[],
  commands: readonly PlannedCommand[],
): string[] {
  const { before, after } = wrapperArguments({
    container: draft.target,
    podName: draft.pod.metadata.name,
    namespace: draft.pod.metadata.namespace ?? 'default',
    nonce: draft.nonce,
    capBytes: draft.capBytes,
    seconds: debuggerSeconds(commands),
    wordCount: words.length,
    commands,
  })
  return [
    ...before.map(unexpanded),
    ...words.map(({ text, expanded }) => (expanded ? text : unexpanded(text))),
    ...after.map(unexpanded),
  ]
}

/**
 * Init containers that have filled an emptyDir which the target mounts: without them it would miss its files. Others
 * (migrations, waits) are not run a second time.
 */
function preparing(pod: Pod, original: Container): readonly Container[] {
  const init = pod.spec.initContainers ?? []
  const own = init.findIndex(container => container.name === original.name)
  const earlier = own === -1 ? init : init.slice(0, own)
  const scratch = new Set(
    (pod.spec.volumes ?? []).filter(volume => volume.emptyDir !== undefined).map(({ name }) => name),
  )
  const shared = (original.volumeMounts ?? []).map(({ name }) => name).filter(name => scratch.has(name))
  return earlier.filter(
    container =>
      !isSidecar(container) && (container.volumeMounts ?? []).some(({ name }) => shared.includes(name)),
  )
}

function leftContainers(pod: Pod, original: Container, kept: readonly Container[]): readonly string[] {
  const taken = new Set([original.name, ...kept.map(({ name }) => name)])
  const names = [...(pod.spec.initContainers ?? []), ...pod.spec.containers]
    .map(({ name }) => name)
    .filter(name => !taken.has(name))
  const again = kept.map(({ name }) => name).join(', ')
  return [
    ...(names.length === 0 ? [] : [`Not in the copy: the pod's other containers (${names.join(', ')}).`]),
    ...(kept.length === 0 ? [] : [`Run again, because they fill volumes of ${original.name}: ${again}.`]),
  ]
}

/** What is different in every copy. */
function standing(pod: Pod): readonly string[] {
  return [
    "The copy has none of the pod's labels: no Service, network policy or controller selects it.",
    'In the copy the app is not process 1, and its standard input is empty.',
    ...(pod.spec.hostNetwork === true
      ? ["The copy shares the node's network: a port that the original holds is taken."]
      : []),
  ]
}

function replicaMetadata({ pod, target, nonce }: ReplicaDraft): Pod['metadata'] {
  const { name, namespace, uid, annotations = {} } = pod.metadata
  // Written by older clusters in the place of the security context's own field; it must go with its container.
  const armor = `container.apparmor.security.beta.kubernetes.io/${target}`
  const profile = annotations[armor]
  return {
    name: replicaName(name, nonce),
    ...(namespace === undefined ? {} : { namespace }),
    labels: {
      [REPLICA_LABELS.managedBy]: REPLICA_LABELS.manager,
      [REPLICA_LABELS.of]: name.slice(0, 63).replace(/[^a-zA-Z0-9]+$/, ''),
    },
    ...(profile === undefined ? {} : { annotations: { [armor]: profile } }),
    // Goes with the original at the latest, should nobody be left to delete it. Not as its controller: nobody adopts or counts it.
    ...(uid === undefined ? {} : { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid }] }),
  }
}

/** Tells whose copy it is by the end of the name, where pods of one workload differ. */
export function replicaName(name: string, nonce: string): string {
  return `replica-${nonce}-${name.slice(-40).replace(/^[^a-z0-9]+/, '')}`
}

/** The uid that the target has or asks for; null where only its image knows. */
function uidOf(pod: Pod, target: string): number | null {
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  const own = all.find(container => container.name === target)?.securityContext?.runAsUser
  return statusOf(pod, target)?.user?.linux?.uid ?? own ?? pod.spec.securityContext?.runAsUser ?? null
}

const terminatedAt = z.looseObject({ startedAt: z.string(), finishedAt: z.string() })

/**
 * How long the app may run in its copy: twice what it lived before it crashed and some more, so that a crash that is going to
 * happen again has the time to. Milliseconds.
 */
export function appTimeoutMs(pod: Pod, target: string): number {
  const status = statusOf(pod, target)
  const ended = terminatedAt.safeParse(status?.state?.terminated ?? status?.lastState?.terminated).data
  const lived = ended === undefined ? 0 : Date.parse(ended.finishedAt) - Date.parse(ended.startedAt)
  return Math.min(60_000, Math.max(0, Number.isNaN(lived) ? 0 : lived) * 2 + 8000)
}
