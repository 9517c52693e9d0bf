// unschedulable before any node was weighed: a gate holds the pod back, or no scheduler takes care of it.
import type { CandidateOf } from '../../../candidate.ts'
import { fromSpec, fromStatus, nameOf, type PodView, subjectOf } from '../../../view.ts'

/** A pod with a scheduling gate. */
export function gated(view: PodView, message: string): CandidateOf<'unschedulable'> {
  const gates = (view.pod.spec.schedulingGates ?? []).map(gate => gate.name).join(', ')
  return {
    category: 'unschedulable',
    cause: 'gated',
    confidence: 'medium',
    subject: subjectOf(view, null),
    pods: view.podKeys,
    title: `${nameOf(view, null)} is held back by the scheduling gate ${gates}, which nothing has removed`,
    evidence: [fromStatus(view, `SchedulingGated: ${message}`), fromSpec(view, `schedulingGates: ${gates}`)],
    ruledOut: ['the scheduler has not looked for a node yet'],
    next: [`Find what should remove the gate ${gates} (a controller or an operator) and whether it runs.`],
    detail: gates,
  }
}

/** A pod that no scheduler has said anything of. */
export function untouched(view: PodView): CandidateOf<'unschedulable'> {
  const name = view.pod.spec.schedulerName ?? 'default-scheduler'
  const own = name !== 'default-scheduler'
  return {
    category: 'unschedulable',
    cause: 'no-scheduler',
    confidence: own ? 'medium' : 'low',
    subject: subjectOf(view, null),
    pods: view.podKeys,
    title: own
      ? `${nameOf(view, null)} waits for the scheduler "${name}", which has not taken care of it`
      : `${nameOf(view, null)} has not been looked at by any scheduler`,
    evidence: [
      fromStatus(view, 'Pending, without a PodScheduled condition'),
      fromSpec(view, `schedulerName: ${name}`),
    ],
    ruledOut: [],
    next: [
      own
        ? `Correct schedulerName "${name}", or see whether that scheduler runs.`
        : 'See whether kube-scheduler runs: kubectl -n kube-system get pods.',
    ],
    detail: name,
  }
}
