// disk: nothing more can be written: by what the log says, by what was seen from inside, or by the word of the kubelet that evicted the pod.
import { type CandidateOf, evidence, grade } from '../../candidate.ts'
import { type Disk, diskOf } from '../../inside/disk.ts'
import type { Rule } from '../../rule.ts'
import {
  type ContainerView,
  entered,
  fromStatus,
  nameOf,
  outputOf,
  ownNode,
  type PodView,
  subjectOf,
} from '../../view.ts'
import { diedOfIt, logEvidence, meaningIn } from './from-logs.ts'
import { isForMemory } from './node-memory.ts'

export const disk: Rule<'disk'> = {
  pod: view => [...view.containers.flatMap(container => full(view, container)), ...evicted(view)],
}

function full(view: PodView, container: ContainerView): readonly CandidateOf<'disk'>[] {
  const meaning = meaningIn(container, 'disk')
  const inside = diskInside(view, container)
  const spent = spentOf(inside)
  if (meaning === null && spent === null) return []
  const used = inside === null ? [] : [evidence('command:disk', describeDisk(inside), view.pod.metadata.name)]
  const pieces = [...logEvidence(view, container), ...used]
  const path = meaning?.path ?? (spent === null ? null : (inside?.mount ?? null))
  const who = nameOf(view, container)
  const noInodes = spent === 'inodes'
  const what = path === null ? '' : ` ${path}`
  return [
    {
      category: 'disk',
      cause: noInodes ? 'no-inodes' : 'no-space',
      confidence: grade(pieces, meaning !== null && (diedOfIt(container) || used.length > 0)),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: noInodes
        ? `${who} cannot create files${path === null ? '' : ` in ${path}`}: its filesystem has no inodes left`
        : `${who} cannot write${what}: no space left on the device`,
      evidence: pieces,
      ruledOut: [],
      next: [
        "See what fills it (du -x on the mount), and enlarge the volume, the emptyDir's sizeLimit or the node's disk, or write less.",
      ],
      detail: `full${what}`,
      recovered: container.well && container.ended !== undefined,
    },
  ]
}

/** What the fullest filesystem has none left of, or null. */
function spentOf(inside: Disk | null): 'bytes' | 'inodes' | null {
  if ((inside?.bytesUsed ?? 0) >= 100) return 'bytes'
  return (inside?.inodesUsed ?? 0) >= 100 ? 'inodes' : null
}

function diskInside(view: PodView, container: ContainerView): Disk | null {
  return entered(view, container) ? diskOf(outputOf(view, 'disk')) : null
}

function describeDisk(inside: Disk): string {
  return `${inside.mount ?? inside.filesystem}: ${inside.bytesUsed ?? '?'}% of space, ${inside.inodesUsed ?? '?'}% of inodes in use`
}

/** Evicted for anything but memory, which is told by out-of-memory. */
function evicted(view: PodView): readonly CandidateOf<'disk'>[] {
  const { status } = view.pod
  const message = status?.message ?? ''
  if (status?.reason !== 'Evicted' || isForMemory(message) || /\bpids?\b|PIDPressure/i.test(message))
    return []
  const event = view.events.findLast(one => one.reason === 'Evicted')
  const pieces = [
    fromStatus(view, `Evicted: ${message}`),
    ...(event === undefined
      ? []
      : [evidence('event', `Evicted: ${event.message ?? ''}`, view.pod.metadata.name, event.lastTimestamp)]),
  ]
  const limit = /\blimit (?:of containers )?"?(\d[\d.]{0,20}[kKMGTPE]?i?)(?=["\s.]|$)/.exec(message)?.[1]
  const name = /EmptyDir volume "([^"]{1,253})"/.exec(message)?.[1]
  const volume = name === undefined ? '' : ` to its emptyDir volume ${name}`
  return [
    {
      category: 'disk',
      cause: 'evicted',
      confidence: grade(pieces),
      subject: subjectOf(view, null),
      pods: view.podKeys,
      title:
        limit === undefined
          ? `${nameOf(view, null)} was evicted because its node was running out of disk space`
          : `${nameOf(view, null)} was evicted because it wrote more than its limit of ${limit}${volume}`,
      evidence: pieces,
      ruledOut: ['no crash of its own: the kubelet ended it'],
      next: [
        limit === undefined
          ? 'Free space on the node (images, logs), or give it a larger disk.'
          : "Raise the ephemeral-storage limit or the emptyDir's sizeLimit, or write less.",
      ],
      detail: `evicted ${limit ?? ''}`,
      explainedBy: limit === undefined ? ownNode(view) : [],
    },
  ]
}
