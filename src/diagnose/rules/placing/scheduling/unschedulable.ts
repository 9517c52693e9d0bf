// unschedulable: no node can take the pod, and why.
import type { Evidence } from '../../../../model/finding.ts'
import { type Condition, conditionOf } from '../../../../model/meta.ts'
import { eventTime } from '../../../../model/objects.ts'
import { secondsSince } from '../../../../select/moment.ts'
import { type CandidateOf, evidence, grade } from '../../../candidate.ts'
import type { Rule } from '../../../rule.ts'
import { fromEvent, fromSpec, fromStatus, lastEvent, type PodView, subjectOf } from '../../../view.ts'
import { allows, isPinned } from './node-affinity.ts'
import { capacityOf } from './node-capacity.ts'
import { refusedByNode } from './refused-by-node.ts'
import { mainReason, type NodeReason, nodeReasons } from './scheduler-message.ts'
import { isCordon, taintNamed, taintsOf } from './taints.ts'
import { gated, untouched } from './unasked.ts'
import { nextOf, titleOf, type Why } from './unschedulable-words.ts'

export const unschedulable: Rule<'unschedulable'> = {
  pod: view => [...candidate(view).map(one => whileNodeComes(one, view)), ...refusedByNode(view)],
}

/** An autoscaler makes a node in about as long. Seconds. */
const nodeTakes = 180

/** A pod for which an autoscaler has just ordered a node waits rightly, as far as anybody can tell yet. */
function whileNodeComes(found: CandidateOf<'unschedulable'>, view: PodView): CandidateOf<'unschedulable'> {
  const event = lastEvent(view.events, /^(?:TriggeredScaleUp|Nominated)$/)
  const since = event === undefined ? null : secondsSince(eventTime(event), view.facts.window.now)
  if (event === undefined || since === null || since > nodeTakes) return found
  return {
    ...found,
    confidence: 'low',
    title: `${found.title}; an autoscaler has ordered a new node for it ${Math.round(since)} s before`,
    evidence: [...found.evidence, fromEvent(view, event)],
  }
}

function candidate(view: PodView): readonly CandidateOf<'unschedulable'>[] {
  const { pod } = view
  if ((pod.spec.nodeName ?? '') !== '' || pod.metadata.deletionTimestamp !== undefined) return []
  if (pod.status?.phase !== undefined && pod.status.phase !== 'Pending') return []
  const condition = conditionOf(pod.status?.conditions, 'PodScheduled')
  if (condition?.reason === 'SchedulingGated') return [gated(view, condition.message ?? '')]
  const event = lastEvent(view.events, /^FailedScheduling$/)
  // Not every scheduler writes the condition: some only tell by their events why they place a pod nowhere.
  if (condition?.status !== 'False' && event === undefined) return [untouched(view)]
  const message = condition?.message ?? event?.message ?? ''
  const reason = chosen(message, view)
  // Claims have a category of their own.
  if (reason?.cause === 'volume') return []
  const cause = reason === null ? 'other' : refine(reason.cause, view)
  const pieces: Evidence[] = [
    waiting(view, condition),
    ...(event === undefined ? [] : [fromEvent(view, event)]),
    ...nodeEvidence(view, cause),
    fromSpec(view, wanted(view, cause, reason)),
  ]
  const culprit = culpritOf(view, cause, reason)
  return [
    {
      category: 'unschedulable',
      cause,
      confidence: condition?.status === 'False' ? grade(pieces, reason !== null) : 'low',
      subject: subjectOf(view, null),
      pods: view.podKeys,
      title: titleOf(view, cause, reason, culprit, message),
      evidence: pieces.filter(piece => piece.text !== ''),
      ruledOut: ['the pod has not been started anywhere, so neither its image nor its program is to blame'],
      next: nextOf(view, cause, culprit),
      detail: `${cause} ${culprit}`,
      explainedBy: nodesNamed(view, cause),
    },
  ]
}

function waiting(view: PodView, condition: Condition | undefined): Evidence {
  if (condition === undefined) return fromStatus(view, 'Pending, without a node')
  const { status, reason = '', message = '', lastTransitionTime } = condition
  return fromStatus(view, `PodScheduled=${status}, ${reason}: ${message}`, lastTransitionTime)
}

/** Of several reasons the one to mend. What is more than any node has can't be had by waiting. */
function chosen(message: string, view: PodView): NodeReason | null {
  const allowsSome = isPinned(view.pod) || view.facts.snapshot.nodes.some(node => allows(view.pod, node))
  return mainReason(
    nodeReasons(message),
    allowsSome,
    reason => capacityOf(view, reason.cause, reason.what)?.tooLarge === true,
  )
}

/** The scheduler says "affinity/selector" for both: the spec and the nodes' labels tell which. */
function refine(cause: Why, view: PodView): Why {
  if (cause === 'taint') return isCordon(taintsOf(view)) ? 'cordoned' : 'taint'
  if (cause !== 'node-affinity') return cause
  const selector = Object.entries(view.pod.spec.nodeSelector ?? {})
  if (selector.length === 0) return 'node-affinity'
  const affine = view.pod.spec.affinity?.['nodeAffinity'] !== undefined
  if (!affine) return 'node-selector'
  const matches = view.facts.snapshot.nodes.some(node =>
    selector.every(([key, value]) => node.metadata.labels?.[key] === value),
  )
  return matches ? 'node-affinity' : 'node-selector'
}

function selectorOf(view: PodView): string {
  return Object.entries(view.pod.spec.nodeSelector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
}

function hostPorts(view: PodView): string {
  const ports = view.pod.spec.containers.flatMap(container => container.ports ?? [])
  return ports.flatMap(port => (port.hostPort === undefined ? [] : [String(port.hostPort)])).join(', ')
}

/** The thing at fault, in words short enough for a title. */
function culpritOf(view: PodView, cause: Why, reason: NodeReason | null): string {
  if (cause === 'node-selector') return selectorOf(view)
  if (cause === 'host-port') return hostPorts(view)
  if (cause === 'taint') return taintNamed(reason?.what ?? '') || taintsOf(view).join(', ')
  return reason?.what ?? ''
}

function nodeEvidence(view: PodView, cause: Why): readonly Evidence[] {
  const { nodes } = view.facts.snapshot
  const few = nodes.slice(0, 5)
  if (cause === 'node-selector') {
    const keys = Object.keys(view.pod.spec.nodeSelector ?? {})
    return few.map(node => {
      const labels = keys.map(key => `${key}=${node.metadata.labels?.[key] ?? '(not set)'}`).join(', ')
      return evidence('node', `${node.metadata.name}: ${labels}`, null)
    })
  }
  if (cause === 'taint') {
    const tainted = few.filter(node => (node.spec?.taints?.length ?? 0) > 0)
    return tainted.map(node => {
      const taints = (node.spec?.taints ?? []).map(
        taint => `${taint.key}=${taint.value ?? ''}:${taint.effect ?? ''}`,
      )
      return evidence('node', `${node.metadata.name}: taints ${taints.join(', ')}`, null)
    })
  }
  if (cause === 'cordoned') {
    const cordoned = few.filter(node => node.spec?.unschedulable === true)
    return cordoned.map(node => evidence('node', `${node.metadata.name}: unschedulable (cordoned)`, null))
  }
  const capacity = capacityOf(view, cause)
  return capacity === null || capacity.largest === null
    ? []
    : [evidence('node', `largest allocatable ${capacity.resource}: ${capacity.largest}`, null)]
}

function wanted(view: PodView, cause: Why, reason: NodeReason | null): string {
  if (cause === 'node-selector') return `nodeSelector: ${selectorOf(view)}`
  const capacity = capacityOf(view, cause, reason?.what)
  return capacity === null ? '' : `requested ${capacity.resource}: ${capacity.requested}`
}

/** Taints that the node controller sets are effects of the node's own trouble. */
function nodesNamed(view: PodView, cause: Why) {
  if (cause !== 'taint') return []
  return view.facts.snapshot.nodes
    .filter(node => (node.spec?.taints ?? []).some(taint => taint.key.startsWith('node.kubernetes.io/')))
    .map(node => ({ kind: 'Node', namespace: '', name: node.metadata.name }))
}
