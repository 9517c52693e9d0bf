// out-of-memory: killed by the kernel for memory: for the container's limit, a child of it, or the node's own need.
import type { Evidence } from '../../../model/finding.ts'
import { type Event, eventTime } from '../../../model/objects.ts'
import type { Terminated } from '../../../model/pod.ts'
import { moment } from '../../../select/moment.ts'
import { type CandidateOf, evidence, grade } from '../../candidate.ts'
import { eventsOfNode } from '../../facts.ts'
import { type Memory, memoryOf } from '../../inside/memory.ts'
import type { Rule } from '../../rule.ts'
import {
  type ContainerView,
  fromEvent,
  fromSpec,
  fromStatus,
  lastEvent,
  nameOf,
  outputOf,
  ownNode,
  type PodView,
  subjectOf,
} from '../../view.ts'
import { restartEvents } from './crash-evidence.ts'

export const outOfMemory: Rule<'out-of-memory'> = {
  pod: view => [
    ...evicted(view),
    ...view.containers.flatMap(container => killed(view, container) ?? childKilled(view, container)),
  ],
}

type Found = readonly CandidateOf<'out-of-memory'>[]

function killed(view: PodView, container: ContainerView): Found | null {
  const { ended } = container
  if (ended?.reason !== 'OOMKilled') return atItsStart(view, container) ?? byNode(view, container)
  const limit = limitOf(container)
  const memory = memoryInside(view, container)
  const pieces = [
    fromStatus(view, `OOMKilled, exit code ${ended.exitCode}${timesOf(container)}`, ended.finishedAt),
    ...restartEvents(view, container),
    ...(memory === null ? [] : [evidence('command:memory', describe(memory), view.pod.metadata.name)]),
    ...nodeEvents(view),
    fromSpec(view, limit === null ? 'no memory limit' : `memory limit: ${limit}`),
  ]
  const who = nameOf(view, container)
  const common = {
    confidence: grade(pieces),
    subject: subjectOf(view, container.name),
    pods: view.podKeys,
    evidence: pieces,
    recovered: container.well,
  } as const
  if (limit === null) {
    return [
      {
        category: 'out-of-memory',
        cause: 'node',
        ...common,
        title: `${who} was killed because the node ran out of memory (it has no memory limit of its own)`,
        ruledOut: ['no limit of the container: it has none'],
        next: [
          `Give ${container.name} a memory request and limit, and the node more memory or fewer pods; see what uses it: kubectl top pods -A --sort-by=memory.`,
        ],
        detail: 'node',
      },
    ]
  }
  return [
    {
      category: 'out-of-memory',
      cause: 'container-limit',
      ...common,
      title: `${who} was killed for using more than its memory limit of ${limit}`,
      ruledOut: ['no crash of its own: the kernel ended it'],
      next: [
        `Raise resources.limits.memory of container ${container.name} above ${limit}, or make it use less: it was killed ${lifetime(ended)}.`,
        "For Java, Node.js and Go, set the runtime's own limit below it (-XX:MaxRAMPercentage, --max-old-space-size, GOMEMLIMIT).",
      ],
      detail: `limit ${limit}`,
    },
  ]
}

/** Between the kernel's kill and the node's word of it. Milliseconds. */
const tellingTakes = 60_000

/** Killed, and its node says that it was out of memory just then; the runtime knows only of a container's own limit. */
function byNode(view: PodView, container: ContainerView): Found | null {
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

/** A limit so low that not even the runtime's own first process fits: the runtime says so, and nothing was started. */
function atItsStart(view: PodView, container: ContainerView): Found | null {
  const said = tooSmall(container)
  const limit = limitOf(container)
  if (said === undefined || limit === null) return null
  const event = lastEvent(container.events, /^(?:Failed|BackOff)$/)
  const pieces = [
    fromStatus(view, said),
    ...(event === undefined ? [] : [fromEvent(view, event)]),
    fromSpec(view, `memory limit: ${limit}`),
  ]
  return [
    {
      category: 'out-of-memory',
      cause: 'container-limit',
      confidence: grade(pieces),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: `${nameOf(view, container)} cannot even be started within its memory limit of ${limit}`,
      evidence: pieces,
      ruledOut: ['the program itself was not started yet'],
      next: [
        `Raise resources.limits.memory of container ${container.name}: ${limit} is not enough to start anything.`,
      ],
      detail: `limit ${limit}`,
    },
  ]
}

/** The runtime's words that its own first process did not fit; undefined where there are none. */
export function tooSmall({ ended, status }: ContainerView): string | undefined {
  return [ended?.message, status?.state?.waiting?.message].find(text =>
    /OOM-killed|memory limit too low/i.test(text ?? ''),
  )
}

function limitOf(container: ContainerView): string | null {
  const limit = container.spec.resources?.limits?.['memory']
  return limit === undefined ? null : String(limit)
}

function timesOf(container: ContainerView): string {
  const restarts = container.status?.restartCount ?? 0
  return restarts === 0 ? '' : `, restarts: ${restarts}`
}

function lifetime(ended: Terminated): string {
  const from = Date.parse(ended.startedAt ?? '')
  const to = Date.parse(ended.finishedAt ?? '')
  if (Number.isNaN(from) || Number.isNaN(to)) return 'while running'
  return to - from < 2000 ? 'right after its start' : `${Math.round((to - from) / 1000)} s after its start`
}

function nodeEvents(view: PodView): readonly Evidence[] {
  const event = nodeWords(view).at(-1)
  return event === undefined ? [] : [fromEvent(view, event)]
}

/** What its node says of having run out of memory. */
function nodeWords(view: PodView): readonly Event[] {
  const node = view.facts.node(view.pod.spec.nodeName ?? '')
  const events = node === undefined ? [] : eventsOfNode(node, view.facts)
  return events.filter(one => /^(?:SystemOOM|OOMKilling)$/.test(one.reason ?? ''))
}

/** What the cgroup says, where the look was inside this very container. */
function memoryInside(view: PodView, container: ContainerView): Memory | null {
  const way = view.look?.transcript.wayIn
  if (way?.way !== 'target' && way?.way !== 'restart') return null
  return way.container === container.name ? memoryOf(outputOf(view, 'memory')) : null
}

function describe(memory: Memory): string {
  const parts = [
    ['limit', memory.limit],
    ['current', memory.current],
    ['peak', memory.peak],
    ['oom_kill', memory.kills],
  ] as const
  return parts
    .filter(([, value]) => value !== null)
    .map(([label, value]) => `${label} ${value}`)
    .join(', ')
}

/** The main process lives, a child of it was killed: only the cgroup counts that; the API shows nothing. */
function childKilled(view: PodView, container: ContainerView): Found {
  const memory = memoryInside(view, container)
  const kills = memory?.kills ?? 0
  const status = container.status
  if (memory === null || kills === 0) return []
  const limit = limitOf(container) ?? 'its limit'
  const said = container.verdict
  const logged =
    said !== null && /\bkilled\b|SIGKILL|signal 9|exit(?:ed)? (?:status|code)? ?137/i.test(said.line)
  const pieces = [
    evidence('command:memory', describe(memory), view.pod.metadata.name),
    ...(logged ? [evidence(said.source, said.line, view.pod.metadata.name)] : []),
    fromStatus(view, `container ${container.name} is running, restarts: ${status?.restartCount ?? 0}`),
    fromSpec(view, `memory limit: ${limit}`),
  ]
  return [
    {
      category: 'out-of-memory',
      cause: 'child-process',
      confidence: grade(pieces),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: `A child process of ${nameOf(view, container)} was killed for the memory limit of ${limit}; the container itself lives on`,
      evidence: pieces,
      ruledOut: ['the container itself was not killed: Kubernetes shows no restart for it'],
      next: [
        `Raise resources.limits.memory of container ${container.name} above ${limit}, or run fewer or smaller workers in it.`,
      ],
      detail: `child ${limit}`,
    },
  ]
}

/** True for the message of an eviction by which the kubelet saved the node's memory. */
export function isForMemory(message: string): boolean {
  return /low on resource: memory|MemoryPressure/.test(message)
}

/** The kubelet evicts pods before the node's memory is all gone. */
function evicted(view: PodView): Found {
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
