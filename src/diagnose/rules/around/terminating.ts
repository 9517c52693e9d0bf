// terminating: a pod that should be gone and is not.
import { secondsSince } from '../../../select/moment.ts'
import { type CandidateOf, grade } from '../../candidate.ts'
import type { Rule } from '../../rule.ts'
import { fromEvent, fromStatus, lastEvent, nameOf, ownNode, type PodView, subjectOf } from '../../view.ts'

export const terminating: Rule<'terminating'> = { pod: candidate }

function candidate(view: PodView): readonly CandidateOf<'terminating'>[] {
  const { deletionTimestamp, finalizers = [] } = view.pod.metadata
  const late = secondsSince(deletionTimestamp, view.facts.window.now)
  // The API server sets deletionTimestamp to the end of the grace period.
  if (late === null || late <= 15) return []
  const running = view.containers.filter(container => container.status?.state?.running !== undefined)
  const event = lastEvent(
    view.events,
    /^(?:FailedKillPod|FailedPreStopHook|ExceededGracePeriod|NodeNotReady|Killing)$/,
  )
  const names = finalizers.join(', ')
  const pieces = [
    fromStatus(
      view,
      `deletionTimestamp ${deletionTimestamp ?? ''}, finalizers: ${names || 'none'}, containers running: ${running.length}`,
      deletionTimestamp,
    ),
    ...(event === undefined ? [] : [fromEvent(view, event)]),
  ]
  const who = `Pod ${view.pod.metadata.name}`
  const byFinalizer = finalizers.length > 0 && running.length === 0
  const cause = byFinalizer ? 'finalizer' : running.length > 0 ? 'grace' : 'other'
  const titles = {
    finalizer: `${who} cannot be deleted: nothing has removed its finalizer ${names}`,
    grace: `${who} should have stopped, and ${running.map(one => one.name).join(', ')} still runs after the grace period`,
    other: `${who} should be gone and is still there`,
  }
  return [
    {
      category: 'terminating',
      cause,
      confidence: grade(pieces, cause !== 'other'),
      subject: subjectOf(view, null),
      pods: view.podKeys,
      title: titles[cause],
      evidence: pieces,
      ruledOut: cause === 'finalizer' ? ['all its containers have ended'] : [],
      next: [
        byFinalizer
          ? `See whether the controller that owns ${names} runs; as a last resort: kubectl -n ${view.namespace} patch pod ${view.pod.metadata.name} --type=merge -p '{"metadata":{"finalizers":null}}'.`
          : `See the kubelet of node ${view.pod.spec.nodeName ?? ''}, or use kubectl delete --force. ${nameOf(view, null)} may need to react to SIGTERM.`,
      ],
      detail: `${cause} ${names}`,
      explainedBy: ownNode(view),
    },
  ]
}
