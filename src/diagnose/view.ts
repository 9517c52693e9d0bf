// One pod as the rules see it: its containers, events, logs and what was seen from inside.
import type { Evidence, Subject } from '../model/finding.ts'
import { asText, type CommandResult, type PodLook } from '../model/inspection.ts'
import { type Event, eventCount, eventTime } from '../model/objects.ts'
import {
  type Container,
  type ContainerStatus,
  isSidecar,
  type Pod,
  podKey,
  type Terminated,
} from '../model/pod.ts'
import type { ObjectName, Suspect } from '../model/suspect.ts'
import { within } from '../select/moment.ts'
import { evidence } from './candidate.ts'
import type { Facts } from './facts.ts'
import { readVerdict, type Verdict } from './logs/verdict.ts'

export interface ContainerView {
  readonly name: string
  readonly spec: Container
  readonly status: ContainerStatus | undefined
  readonly kind: 'app' | 'init' | 'sidecar'
  /** Events whose fieldPath names this container, oldest first. */
  readonly events: readonly Event[]
  /** How the container ended last, in its present state or the one before, if that was in the window. */
  readonly ended: Terminated | undefined
  /** True where it runs and is as ready as it should be. */
  readonly well: boolean
  /** What the container's logs give as the reason of its trouble; null where they give none. */
  readonly verdict: Verdict | null
}

export interface PodView {
  readonly pod: Pod
  readonly key: string
  readonly namespace: string
  readonly suspect: Suspect
  readonly owner: ObjectName
  /** This pod and those that it represents. */
  readonly podKeys: readonly string[]
  readonly containers: readonly ContainerView[]
  readonly events: readonly Event[]
  readonly look: PodLook | undefined
  readonly facts: Facts
}

/** The view of one pod; `others` are the keys of the pods that it represents. */
export function viewOf(
  suspect: Suspect,
  others: readonly string[],
  look: PodLook | undefined,
  facts: Facts,
): PodView {
  const { pod } = suspect
  const namespace = pod.metadata.namespace ?? 'default'
  const events = facts.eventsOf({ kind: 'Pod', namespace, name: pod.metadata.name, uid: pod.metadata.uid })
  const key = podKey(pod)
  const parts = [
    ...(pod.spec.initContainers ?? []).map(spec => ({ spec, init: true })),
    ...pod.spec.containers.map(spec => ({ spec, init: false })),
  ]
  const containers = parts.map(({ spec, init }) => containerView(spec, init, { pod, events, look, facts }))
  return {
    pod,
    key,
    namespace,
    suspect,
    owner: suspect.owner,
    podKeys: [key, ...others],
    containers,
    events,
    look,
    facts,
  }
}

interface Parts {
  readonly pod: Pod
  readonly events: readonly Event[]
  readonly look: PodLook | undefined
  readonly facts: Facts
}

function containerView(spec: Container, init: boolean, parts: Parts): ContainerView {
  const { pod, events, look, facts } = parts
  const list = init ? pod.status?.initContainerStatuses : pod.status?.containerStatuses
  const status = list?.find(entry => entry.name === spec.name)
  const path = `${init ? 'spec.initContainers' : 'spec.containers'}{${spec.name}}`
  let verdict: Verdict | null | undefined
  return {
    name: spec.name,
    spec,
    status,
    kind: init ? (isSidecar(spec) ? 'sidecar' : 'init') : 'app',
    events: events.filter(event => isAbout(event, path, pod)),
    ended: lastEnd(status, facts),
    well: status?.state?.running !== undefined && status.ready === true,
    get verdict() {
      // Logs may be megabytes: read at most once, and only where a rule asks.
      verdict ??= readVerdict(look?.logs.filter(log => log.container === spec.name) ?? [], status)
      return verdict
    },
  }
}

/** Where a dump has lost the field path, an event of the kubelet's is about the pod's only container. */
function isAbout(event: Event, path: string, pod: Pod): boolean {
  const named = event.involvedObject.fieldPath
  if (named !== undefined && named !== '') return named === path
  const alone = pod.spec.containers.length === 1 && (pod.spec.initContainers?.length ?? 0) === 0
  return alone && /^(?:Unhealthy|Killing|BackOff|Started)$/.test(event.reason ?? '')
}

function lastEnd(status: ContainerStatus | undefined, facts: Facts): Terminated | undefined {
  const now = status?.state?.terminated
  if (now !== undefined) return now
  const before = status?.lastState?.terminated
  if (before === undefined) return undefined
  // A crash of long ago in a container that has been well since is history, not a fault.
  const crashing = status?.state?.waiting?.reason === 'CrashLoopBackOff'
  return crashing || within(before.finishedAt, facts.window) ? before : undefined
}

/** The subject of a finding about a container of this pod, under the name a person would use. */
export function subjectOf(view: PodView, container: string | null): Subject {
  const { kind, namespace, name } = view.owner
  return container === null ? { kind, namespace, name } : { kind, namespace, name, container }
}

/** How a title calls the pod: its owner's name, with the container where there are several. */
export function nameOf(view: PodView, container: ContainerView | null): string {
  const { name } = view.owner
  if (container === null) return name
  const several = view.containers.filter(one => one.kind === 'app').length > 1
  if (container.kind === 'init') return `${name}'s init container ${container.name}`
  if (container.kind === 'sidecar') return `${name}'s sidecar ${container.name}`
  return several && container.name !== name ? `${name} (container ${container.name})` : name
}

/** The node that the pod was given, if any. */
export function ownNode(view: PodView): readonly ObjectName[] {
  const name = view.pod.spec.nodeName ?? ''
  return name === '' ? [] : [{ kind: 'Node', namespace: '', name }]
}

/** True for a container that the kubelet has not begun to start. */
export function isCreating({ status }: ContainerView): boolean {
  return /^(?:ContainerCreating|PodInitializing)$/.test(status?.state?.waiting?.reason ?? '')
}

/** Evidence from the pod's status. */
export function fromStatus(view: PodView, text: string, time?: string): Evidence {
  return evidence('status', text, view.pod.metadata.name, time)
}

/** Evidence from the pod's spec: what was asked for. */
export function fromSpec(view: PodView, text: string): Evidence {
  return evidence('spec', text, view.pod.metadata.name)
}

/** Evidence from an event, with how often it was seen. */
export function fromEvent(view: PodView, event: Event): Evidence {
  const count = eventCount(event)
  const times = count > 1 ? ` (seen ${count} times)` : ''
  const text = `${event.reason ?? 'Event'}: ${event.message ?? ''}${times}`
  return evidence('event', text, view.pod.metadata.name, eventTime(event))
}

/** The newest event of that reason whose message matches, or undefined. */
export function lastEvent(
  events: readonly Event[],
  reason: RegExp,
  message: RegExp = /(?:)/,
): Event | undefined {
  return events.findLast(event => reason.test(event.reason ?? '') && message.test(event.message ?? ''))
}

/** The result of a command that was run inside, or undefined where it was not. */
export function commandOf(view: PodView, name: string): CommandResult | undefined {
  return view.look?.transcript.commands.find(command => command.name === name)
}

/** What a command printed; empty where it was not run. */
export function outputOf(view: PodView, name: string): string {
  const command = commandOf(view, name)
  return command === undefined ? '' : asText(command.output)
}

/** The container that the look was at: the one entered, or from beside the one that fails; null where nobody looked. */
export function lookedInto(view: PodView): string | null {
  const way = view.look?.transcript.wayIn
  if (way === undefined || way.way === 'none') return null
  if (way.way !== 'pod') return way.container
  return view.suspect.container ?? view.containers.find(one => one.kind === 'app')?.name ?? null
}

/** True where the look was inside this very container while it ran. */
export function entered(view: PodView, container: ContainerView): boolean {
  const way = view.look?.transcript.wayIn
  return way?.way === 'target' && way.container === container.name
}
