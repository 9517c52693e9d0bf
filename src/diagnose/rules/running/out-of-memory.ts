// out-of-memory: killed by the kernel for memory: for the container's limit, a child of it, or the node's own need.
import type { Terminated } from '../../../model/pod.ts'
import { type CandidateOf, evidence, grade } from '../../candidate.ts'
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
  type PodView,
  subjectOf,
} from '../../view.ts'
import { restartEvents, timesOf } from './crash-evidence.ts'
import { limitOf, tooSmall } from './memory-limit.ts'
import { byNode, evicted, nodeEvents } from './node-memory.ts'

export const outOfMemory: Rule<'out-of-memory'> = {
  pod: view => [
    ...evicted(view),
    ...view.containers.flatMap(container => killed(view, container) ?? childKilled(view, container)),
  ],
}

type Found = readonly CandidateOf<'out-of-memory'>[]

export function killed(view: PodView, container: ContainerView): Found | null {
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

function lifetime(ended: Terminated): string {
  const from = Date.parse(ended.startedAt ?? '')
  const to = Date.parse(ended.finishedAt ?? '')
  if (Number.isNaN(from) || Number.isNaN(to)) return 'while running'
  return to - from < 2000 ? 'right after its start' : `${Math.round((to - from) / 1000)} s after its start`
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
