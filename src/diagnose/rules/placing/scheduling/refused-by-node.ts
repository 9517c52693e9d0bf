// A pod that was given a node, and that the node's kubelet did not take.
import type { Cause } from '../../../../model/finding.ts'
import { type CandidateOf, evidence, grade, lastCalls } from '../../../candidate.ts'
import { fromStatus, nameOf, type PodView, subjectOf } from '../../../view.ts'

/** A pod that ran, and that its node ended: for a more important one, or because it was shut down. */
const takenAway = /^(?:Preempting|Terminated|Shutdown)$/

/** The reasons of pkg/kubelet/lifecycle and pkg/kubelet/cm for a pod that fails before anything of it is started. */
const reasons: readonly (readonly [Cause<'unschedulable'>, RegExp])[] = [
  ['cpu', /^OutOfcpu$/],
  ['memory', /^OutOfmemory$/],
  ['resource', /^(?:OutOf.+|UnexpectedAdmissionError|TopologyAffinityError)$/],
  ['node-affinity', /^(?:Node)?(?:Affinity|SelectorMismatching)$/],
  ['host-port', /^(?:NodePorts|PodFitsHostPorts)$/],
  ['taint', /^TaintToleration$/],
  ['other', /^(?:NodeShutdown|SysctlForbidden|AppArmor|PodOS\w{1,40}|InvalidNodeInfo)$/],
  ['other', takenAway],
]

/** What the kubelet of the pod's node says; empty where it took the pod. */
export function refusedByNode(view: PodView): readonly CandidateOf<'unschedulable'>[] {
  const { phase, reason = '', message = '' } = view.pod.status ?? {}
  const cause = reasons.find(([, pattern]) => pattern.test(reason))?.[0]
  if (phase !== 'Failed' || cause === undefined) return []
  const event = view.events.findLast(one => one.reason === reason)
  const nodeName = view.pod.spec.nodeName ?? ''
  const pieces = [
    fromStatus(view, `Failed, ${reason}: ${message}`),
    ...(event === undefined
      ? []
      : [
          evidence('event', `${reason}: ${event.message ?? ''}`, view.pod.metadata.name, event.lastTimestamp),
        ]),
  ]
  return [
    {
      category: 'unschedulable',
      cause,
      confidence: grade(pieces),
      subject: subjectOf(view, null),
      pods: view.podKeys,
      title: `${nameOf(view, null)} was ${takenAway.test(reason) ? `ended by its node ${nodeName}` : `given node ${nodeName}, which did not take it`}: ${lastCalls(message === '' ? reason : message.replace(/^Pod was rejected: /, ''), 140)}`,
      evidence: pieces,
      ruledOut: takenAway.test(reason)
        ? ['no crash of its own: the kubelet ended it']
        : ['nothing of it was started, so neither image nor program is to blame'],
      next: [
        `See what node ${nodeName} has and who uses it (kubectl describe node ${nodeName}); pods made for a node by hand or by a DaemonSet are not weighed by the scheduler.`,
      ],
      detail: `refused ${reason}`,
    },
  ]
}
