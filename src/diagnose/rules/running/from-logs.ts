// What a log names as the cause, in findings of their own category: of these here a full disk.
import type { Evidence } from '../../../model/finding.ts'
import { type CandidateOf, evidence, grade } from '../../candidate.ts'
import { type Disk, diskOf } from '../../inside/disk.ts'
import type { Meaning } from '../../logs/classify.ts'
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
import { crashEvidence } from './crash-evidence.ts'
import { isForMemory } from './out-of-memory.ts'

/** The evidence for what a log says of a container that fails: how it fails, and the line. */
export function logEvidence(view: PodView, container: ContainerView): readonly Evidence[] {
  const { status, verdict } = container
  if (container.ended !== undefined) return crashEvidence(view, container)
  const state =
    status?.state?.running === undefined ? 'not running' : `running, ready=${status.ready === true}`
  return [
    ...(status?.state === undefined ? [] : [fromStatus(view, `container ${container.name}: ${state}`)]),
    ...(verdict === null ? [] : [evidence(verdict.source, verdict.line, view.pod.metadata.name)]),
  ]
}

/** The container's trouble by its log, if it is in trouble at all and the log names something of that kind. */
export function meaningIn<K extends Meaning['kind']>(
  container: ContainerView,
  kind: K,
): Extract<Meaning, { kind: K }> | null {
  const verdict = isTroubled(container) && isPresent(container) ? container.verdict : null
  const meaning = verdict?.meaning ?? null
  return meaning !== null && isKind(meaning, kind) ? meaning : null
}

/** True for a container that ended badly, or runs and is not as it should be. */
export function isTroubled(container: ContainerView): boolean {
  return container.ended !== undefined ? container.ended.exitCode !== 0 : !isFine(container)
}

/** Lines after which an app that lives on has got over what it complained of. */
const forgottenAfter = 40

/** True for a complaint that the app has not got over since. */
export function isPresent(container: ContainerView): boolean {
  return container.ended !== undefined || (container.verdict?.linesAfter ?? 0) <= forgottenAfter
}

function isKind<K extends Meaning['kind']>(
  meaning: Meaning,
  kind: K,
): meaning is Extract<Meaning, { kind: K }> {
  return meaning.kind === kind
}

/** Running and ready, or a plain init container that is done. */
function isFine(container: ContainerView): boolean {
  const state = container.status?.state
  if (container.kind === 'init') return state?.terminated?.exitCode === 0 || state?.waiting !== undefined
  return container.well || state?.running === undefined
}

/** A log's word is proof where the program died of it: not where it lives on, nor where the kubelet stopped it. */
export function diedOfIt(container: ContainerView): boolean {
  const stopped = container.events.some(
    one => one.reason === 'Killing' && /failed (?:liveness|startup) probe/.test(one.message ?? ''),
  )
  return container.ended !== undefined && container.verdict?.form !== 'last' && !stopped
}

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
