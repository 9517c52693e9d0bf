// out-of-memory where it is the node that has none left, by its own word or by the kubelet that evicts.
import type { Evidence } from '../../../model/finding.ts'
import { type Event, eventTime } from '../../../model/objects.ts'
import { moment } from '../../../select/moment.ts'
import { type CandidateOf, grade } from '../../candidate.ts'
import { eventsOfNode } from '../../facts.ts'
import {
  type ContainerView,
  fromEvent,
  fromSpec,
  fromStatus,
  lastEvent,
  nameOf,
  ownNode,
  type PodView,
  subjectOf,
} from '../../view.ts'
import { timesOf } from './crash-evidence.ts'
import { limitOf } from './memory-limit.ts'

type Found = readonly CandidateOf<'out-of-memory'>[]

/** Between the kernel's kill and the node's word of it. Milliseconds. */
const tellingTakes = 60_000

/** Killed, and its node says that it was out of memory just then; the runtime knows only of a container's own limit. */
export function byNode(view: PodView, container: ContainerView): Found | null {
  const { ended } = container
  if (ended?.exitCode !== 137 || view.pod.metadata.deletionTimestamp !== undefined) return null
  const end = moment(ended.finishedAt) ?? 0
  const event = nodeWords(view).findLast(one => Math.abs((moment(eventTime(one)) ?? 0) - end) < tellingTakes)
  if (event === undefined) return null
  const pieces = [
    fromStatus(view, `exit code 137${timesOf(container)}`, ended.finishedAt),
    fromEvent(view, event),
    fromSpec(view, `memory limit: ${limitOf(container) ?? 'none'}`),
  ]
  const node = view.pod.spec.nodeName ?? ''
  return [
    {
      category: 'out-of-memory',
      cause: 'node',
      confidence: grade(pieces, false),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: `${nameOf(view, container)} was killed just when its node ${node} ran out of memory`,
      evidence: pieces,
      ruledOut: ['not its own limit: the runtime does not say OOMKilled'],
      next: [
        `Give ${container.name} a memory request that matches what it uses, and the node more memory or fewer pods.`,
      ],
      detail: 'node',
      recovered: container.well,
    },
  ]
}

/** The newest event in which its node says that it ran out of memory, if any. */
export function nodeEvents(view: PodView): readonly Evidence[] {
  const event = nodeWords(view).at(-1)
  return event === undefined ? [] : [fromEvent(view, event)]
}

/** What its node says of having run out of memory. */
function nodeWords(view: PodView): readonly Event[] {
  const node = view.facts.node(view.pod.spec.nodeName ?? '')
  const events = node === undefined ? [] : eventsOfNode(node, view.facts)
  return events.filter(one => /^(?:SystemOOM|OOMKilling)$/.test(one.reason ?? ''))
}

/** The kubelet evicts pods before the node's memory is all gone. */
export function evicted(view: PodView): Found {
  const status = view.pod.status
  if (status?.reason !== 'Evicted' || !isForMemory(status.message ?? '')) return []
  const event = lastEvent(view.events, /^Evicted$/)
  const pieces = [
    fromStatus(view, `Evicted: ${status.message ?? ''}`),
    ...(event === undefined ? [] : [fromEvent(view, event)]),
  ]
  return [
    {
      category: 'out-of-memory',
      cause: 'node',
      confidence: grade(pieces),
      subject: subjectOf(view, null),
      pods: view.podKeys,
      title: `${nameOf(view, null)} was evicted because its node${view.pod.spec.nodeName === undefined ? '' : ` ${view.pod.spec.nodeName}`} was low on memory`,
      evidence: pieces,
      ruledOut: ['no crash of its own: the kubelet ended it'],
      next: [
        'Give the pod a memory request that matches what it uses, and the node more memory or fewer pods.',
      ],
      detail: 'evicted',
      explainedBy: ownNode(view),
    },
  ]
}

/** True for the message of an eviction by which the kubelet saved the node's memory. */
export function isForMemory(message: string): boolean {
  return /low on resource: memory|MemoryPressure/.test(message)
}
