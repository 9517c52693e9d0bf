// How a finding about a pod without a place reads: its title and what to do next.
import type { Cause } from '../../../../model/finding.ts'
import { quote } from '../../../candidate.ts'
import { nameOf, type PodView } from '../../../view.ts'
import { affinityText } from './node-affinity.ts'
import { capacityOf } from './node-capacity.ts'
import type { NodeReason } from './scheduler-message.ts'
import { passing } from './taints.ts'

/** The causes for which no node takes a pod. */
export type Why = Cause<'unschedulable'>

/** The title; `culprit` is what is at fault, `message` the scheduler's sentence. */
export function titleOf(
  view: PodView,
  cause: Why,
  reason: NodeReason | null,
  culprit: string,
  message: string,
): string {
  const who = nameOf(view, null)
  const capacity = capacityOf(view, cause, reason?.what)
  switch (cause) {
    case 'node-selector':
      return `${who} asks for a node labelled ${culprit}, and no node has that label`
    case 'node-affinity':
      return affinityText(view.pod) === ''
        ? `${who}'s node affinity matches no node`
        : `${who}'s node affinity matches no node: it asks for ${quote(affinityText(view.pod), 160)}`
    case 'pod-affinity':
      return culprit === 'topology spread'
        ? `${who} finds no node that its topology spread constraints allow`
        : `${who} finds no node that the pod ${culprit || 'affinity'} rules allow`
    case 'taint':
      return `${who} does not tolerate the taint ${culprit || 'that every node has'}, which keeps it off the nodes`
    case 'cordoned':
      return `${who} finds no node: those that would do are cordoned (marked unschedulable)`
    case 'host-port':
      return `${who} needs ${culprit === '' ? 'a host port' : `host port ${culprit}`}, which is already taken on every node`
    case 'volume-node-conflict':
      return `${who} finds no node that its volume can be attached to`
    case 'cpu':
    case 'memory':
    case 'resource':
      return resourceTitle(who, culprit, capacity)
    default:
      return `${who} finds no node: ${quote(reason?.text ?? message, 160)}`
  }
}

function resourceTitle(who: string, culprit: string, capacity: ReturnType<typeof capacityOf>): string {
  if (/^(?:Too many )?pods$/.test(culprit))
    return `${who} finds no node with room for another pod (the limit of pods per node is reached)`
  if (capacity === null) return `${who} finds no node with enough ${culprit || 'resources'} left`
  const asks = `${who} asks for ${capacity.requested} ${capacity.label}`
  if (capacity.largest === '0')
    return `${who} asks for ${capacity.requested} ${capacity.label}, and no node has any`
  if (capacity.tooLarge) return `${asks}, more than any node has (the largest has ${capacity.largest})`
  return `${asks}, more than any node has left`
}

/** What to do next. */
export function nextOf(view: PodView, cause: Why, culprit: string): readonly string[] {
  const who = `${view.owner.kind} ${view.owner.name}`
  switch (cause) {
    case 'node-selector':
      return [
        `Label a node (kubectl label node NODE ${culprit.split(', ')[0]}), or remove that entry from nodeSelector of ${who}.`,
      ]
    case 'node-affinity':
      return [`Compare nodeAffinity of ${who} with the nodes' labels: kubectl get nodes --show-labels.`]
    case 'pod-affinity':
      return [
        `Relax the rule of ${who} (preferred instead of required; fewer replicas than nodes for anti-affinity), or add nodes.`,
      ]
    case 'taint':
      if (passing.test(culprit))
        return [
          `See why the nodes have that taint: kubectl describe node NODE. It goes by itself when they are well.`,
        ]
      return [
        `Add a toleration for ${culprit || 'the taint'} to ${who}, or take the taint off the node: kubectl taint node NODE ${culprit.split(/[=:,]/)[0] ?? ''}-.`,
      ]
    case 'cordoned':
      return ['Uncordon a node: kubectl uncordon NODE.']
    case 'host-port':
      return [
        `Drop ${`hostPort ${culprit}`.trim()} from ${who} (a Service reaches the pod without it), or see which pod holds it.`,
      ]
    case 'volume-node-conflict':
      return [
        'Look at where the volume lives: kubectl get pv -o yaml (nodeAffinity), and let the pod run there.',
      ]
    case 'cpu':
    case 'memory':
    case 'resource':
      if (capacityOf(view, cause, culprit)?.largest === '0')
        return [
          `Give the cluster a node that has ${culprit} (devices are offered by a device plugin, which must run there), or drop it from the resources of ${who}.`,
        ]
      return [
        `Lower resources.requests of ${who}, or give the cluster a larger node. What is used now: kubectl describe node NODE, "Allocated resources".`,
      ]
    default:
      return ["Read the scheduler's sentence in the evidence."]
  }
}
