// terminating: a pod or a namespace that should be gone and is not.
import { conditionOf } from '../../../model/meta.ts'
import type { Namespace } from '../../../model/objects.ts'
import { secondsSince } from '../../../select/moment.ts'
import { type CandidateOf, evidence, grade, quote } from '../../candidate.ts'
import type { Facts } from '../../facts.ts'
import type { Rule } from '../../rule.ts'
import { fromEvent, fromStatus, lastEvent, nameOf, ownNode, type PodView, subjectOf } from '../../view.ts'

export const terminating: Rule<'terminating'> = {
  pod: candidate,
  cluster: facts => facts.snapshot.namespaces.flatMap(one => emptied(one, facts)),
}

/** Seconds in which a namespace is emptied, where nothing holds it up. */
const emptyingTakes = 30

/** Nothing can be made in a namespace that is being deleted, and its own conditions say what holds that up. */
function emptied({ metadata, status }: Namespace, facts: Facts): readonly CandidateOf<'terminating'>[] {
  const { name, deletionTimestamp } = metadata
  const late = secondsSince(deletionTimestamp, facts.window.now)
  if (late === null || late <= emptyingTakes) return []
  const holding = ['NamespaceFinalizersRemaining', 'NamespaceDeletionDiscoveryFailure']
    .map(type => conditionOf(status?.conditions, type))
    .find(one => one?.status === 'True')
  if (holding === undefined) return []
  const cause = holding.type === 'NamespaceFinalizersRemaining' ? 'finalizer' : 'other'
  const said = quote(holding.message ?? holding.reason ?? '', 200)
  const pieces = [
    evidence('namespace', `${name}: ${holding.type}=True: ${said}`, null, holding.lastTransitionTime),
  ]
  return [
    {
      category: 'terminating',
      cause,
      confidence: grade(pieces),
      subject: { kind: 'Namespace', namespace: name, name },
      pods: [],
      title: `Namespace ${name} is being deleted and does not go away, so nothing can be created in it: ${said}`,
      evidence: pieces,
      ruledOut: [],
      next: [
        cause === 'finalizer'
          ? `See which objects are left (kubectl api-resources --verbs=list --namespaced -o name, then kubectl -n ${name} get), and whether the controller that owns the finalizer runs; remove it in the tests' clean-up before its controller.`
          : 'See which APIService is not available: kubectl get apiservices.',
      ],
      detail: said,
    },
  ]
}

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
