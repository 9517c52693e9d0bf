// The scheduler's sentence: `0/N nodes are available: k reason, k reason. preemption: …`.
import type { Cause } from '../../../../model/finding.ts'

/** One of the reasons in a sentence of the scheduler. */
export interface NodeReason {
  readonly cause: Cause<'unschedulable'> | 'volume'
  /** How many nodes it holds for. */
  readonly nodes: number
  readonly text: string
  /** The resource, taint or other thing that it names; empty where it names none. */
  readonly what: string
}

/**
 * The reasons by the words of the scheduler's plugins (pkg/scheduler/framework/plugins/*, Kubernetes 1.20 to 1.36), each
 * with the group that names the thing.
 */
const reasons: readonly (readonly [NodeReason['cause'], RegExp])[] = [
  ['cpu', /Insufficient (cpu)\b/],
  ['memory', /Insufficient (memory)\b/],
  [
    'resource',
    /Insufficient ([\w./-]{1,120})|(Too many pods)|cannot allocate all (claims)|(?:resource ?claim|ResourceClaim)s? ?"?([\w.-]{0,120})/,
  ],
  ['cordoned', /were unschedulable|taint(?:\(s\))? \{(node\.kubernetes\.io\/unschedulable)/],
  [
    'taint',
    /untolerated taint(?:\(s\))?(?: \{([^}]{1,200})\})?|had taints? (?:\{([^}]{1,200})\},? )?that the pod didn't tolerate/,
  ],
  [
    'pod-affinity',
    /pod (anti-affinity|affinity) rules|existing pods (anti-affinity)|(topology spread) constraints|pod affinity\/(anti-affinity)/,
  ],
  [
    'volume-node-conflict',
    /volume node affinity conflict|PersistentVolume's node affinity|no available volume zone|exceed max volume count|no available disk|did not have enough free storage/,
  ],
  [
    'volume',
    /unbound immediate PersistentVolumeClaims|bound to non-existent |didn't find available persistent volumes|persistentvolumeclaim "([^"]{1,253})"|binding volumes: |ReadWriteOncePod access mode/,
  ],
  ['host-port', /didn't have free ports/],
  ['node-affinity', /(?:node affinity|node selector|NodeAffinity|requested node name|affinity\/selector)/],
]

/** The reasons in the scheduler's sentence, in its order; empty where the sentence is of another kind. */
export function nodeReasons(message: string): readonly NodeReason[] {
  const body = /^(\d{1,6})\/(\d{1,6}) nodes are available: (.*)$/s.exec(message)
  const all = Number(body?.[2] ?? 0)
  const text = (body?.[3] ?? message).split(/\.? preemption: /, 1)[0] ?? ''
  return text
    .split(/, (?=\d+ )|\. /)
    .map(part => part.trim().replace(/\.$/, ''))
    .flatMap(part => reasonIn(part, all))
}

function reasonIn(part: string, all: number): readonly NodeReason[] {
  const counted = /^(\d{1,6}) (.*)$/s.exec(part)
  const text = counted?.[2] ?? part
  const nodes = counted?.[1] === undefined ? all : Number(counted[1])
  const found = reasons.find(([, pattern]) => pattern.test(text))
  if (found === undefined) return []
  const what =
    found[1]
      .exec(text)
      ?.slice(1)
      .find(group => group !== undefined) ?? ''
  return [{ cause: found[0], nodes, text, what: what.trim() }]
}

/** Control planes are tainted on purpose: their refusal is rarely why a pod finds no place. */
function isControlPlane(reason: NodeReason): boolean {
  return reason.cause === 'taint' && /node-role\.kubernetes\.io\/(?:control-plane|master)/.test(reason.what)
}

/** What the scheduler weighs only of nodes that the pod's own selector and affinity allow. */
const weighedLater: ReadonlySet<NodeReason['cause']> = new Set([
  'cpu',
  'memory',
  'resource',
  'host-port',
  'pod-affinity',
  'volume-node-conflict',
])

/**
 * The reason to mend: the one that keeps most nodes away. A control plane's taint counts only where nothing else is said, and so does
 * that the pod is not meant for a node, where a node that it is meant for is kept from it by something else.
 * @param more which of several that keep equally many away is the surest
 */
export function mainReason(
  found: readonly NodeReason[],
  allowsSome = false,
  more: (reason: NodeReason) => boolean = () => false,
): NodeReason | null {
  const volume = found.find(reason => reason.cause === 'volume')
  if (volume !== undefined) return volume
  const workers = found.filter(reason => !isControlPlane(reason))
  const meant = workers.filter(reason => reason.cause !== 'node-affinity')
  const met = meant.some(reason => weighedLater.has(reason.cause)) || (allowsSome && meant.length > 0)
  const chosen = met ? meant : workers
  const counted = (chosen.length > 0 ? chosen : found).toSorted(
    (a, b) => Number(more(b)) - Number(more(a)) || b.nodes - a.nodes,
  )
  return counted[0] ?? null
}
