// The replica: a throwaway copy of a pod, whose one container runs the app under a wrapper and is asked once the app is dead.
import { z } from 'zod'
import type { PlannedCommand } from '../model/inspection.ts'
import { type Container, isSidecar, type Pod, statusOf } from '../model/pod.ts'
import type { Settings } from '../model/settings.ts'
import type { ClusterKind } from '../model/snapshot.ts'
import { debuggerSeconds, unexpanded } from './debugger.ts'
import { carriedContainer, carriedSpec, TOOLS_VOLUME, toolsContainer, toolsMount } from './replica-carried.ts'
import { type ReplicaDraft, replicaMetadata, uidOf } from './replica-draft.ts'
import { ownCommands, TOOLS_PATH, wrapperArguments } from './replica-script.ts'
import { replicaVolumes } from './replica-volumes.ts'
import { shellQuoted } from './shell.ts'

export interface Replica {
  /** The manifest, ready to be created. */
  readonly pod: Pod
  readonly container: string
  /** What it is asked, in order: the app itself, what became of it, then the command list. */
  readonly commands: readonly PlannedCommand[]
  /** What is different from the original, in sentences. */
  readonly left: readonly string[]
}

/** Whether copies may be made at all: `auto` dares it only where the whole cluster is thrown away. */
export function throwaway(kind: ClusterKind, replica: Settings['replica']): boolean {
  return replica === 'always' || (replica === 'auto' && kind !== 'unknown')
}

/** True where the spec leaves it to the image what is started: then `draft.entrypoint` must say it. */
export function needsEntrypoint({ pod, target, entrypoint }: ReplicaDraft): boolean {
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  const original = all.find(container => container.name === target)
  return entrypoint === null && original !== undefined && original.command === undefined
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
      metadata: replicaMetadata(draft, 'replica'),
      spec: {
        ...carriedSpec(pod),
        activeDeadlineSeconds: startSeconds(draft) + debuggerSeconds(commands, draft.timeoutMs),
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
const startSeconds = ({ timeoutMs }: ReplicaDraft): number =>
  Math.min(START_SECONDS, Math.ceil(timeoutMs / 1000))

function whyImpossible(pod: Pod, original: Container | undefined, draft: ReplicaDraft): string | null {
  if (original === undefined) return `The pod has no container ${draft.target}.`
  if (pod.spec.nodeName === undefined) return 'The pod is on no node yet, so its image may not be either.'
  if (pod.spec.os?.name === 'windows' || pod.spec.nodeSelector?.['kubernetes.io/os'] === 'windows')
    return 'It is a Windows pod, and the wrapper is a Linux program.'
  if (original.command === undefined && draft.entrypoint === null)
    return `Container ${draft.target} names no \`command\`, and what its image starts could not be learnt. Set \`command\` in the pod's spec to have it copied.`
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
    seconds: debuggerSeconds(commands, draft.timeoutMs),
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
