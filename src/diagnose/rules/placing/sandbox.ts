// sandbox: the pod's own network and namespaces can't be made, so none of its containers can start.
import type { Cause } from '../../../model/finding.ts'
import { conditionOf } from '../../../model/meta.ts'
import { type CandidateOf, grade, lastCalls } from '../../candidate.ts'
import type { Rule } from '../../rule.ts'
import {
  fromEvent,
  fromStatus,
  isCreating,
  lastEvent,
  nameOf,
  ownNode,
  type PodView,
  subjectOf,
} from '../../view.ts'
import { networkAgents, networkAgentsOn } from './agents.ts'
import { unexplained } from './unexplained.ts'

const causes: readonly (readonly [Cause<'sandbox'>, RegExp])[] = [
  ['runtime-class', /RuntimeHandler|runtime handler|RuntimeClass|no runtime for "/i],
  ['network', /network|\bcni\b|plugin type=|IPAM|no IP addresses|failed to allocate for range/i],
  [
    'runtime',
    /runc|containerd|cri-o|crio|shim|OCI runtime|cgroup|context deadline exceeded|failed to (?:create|start|reserve) sandbox|pause/i,
  ],
]

export const sandbox: Rule<'sandbox'> = { pod: candidate }

function candidate(view: PodView): readonly CandidateOf<'sandbox'>[] {
  const ready = conditionOf(view.pod.status?.conditions, 'PodReadyToStartContainers')
  const states = view.containers.map(container => container.status?.state)
  if (ready?.status === 'True' || states.some(state => state?.running !== undefined)) return []
  if (!view.containers.some(isCreating)) return []
  const event = lastEvent(
    view.events,
    /^(?:FailedCreatePodSandBox|FailedCreatePodContainer|NetworkNotReady|FailedPodSandBoxStatus)$/,
  )
  if (event === undefined) return unsaid(view)
  const said = event.message ?? ''
  const cause =
    event.reason === 'NetworkNotReady'
      ? 'network'
      : (causes.find(([, pattern]) => pattern.test(said))?.[0] ?? 'other')
  const pieces = [
    fromStatus(
      view,
      `ContainerCreating, PodReadyToStartContainers=${ready?.status ?? '?'}`,
      ready?.lastTransitionTime,
    ),
    fromEvent(view, event),
  ]
  const reason = lastCalls(
    said
      .replace(/^Failed to create pod sandbox: (?:rpc error: code = \w+ desc = )?/, '')
      .replaceAll(/ (?:sandbox|container|for sandbox) "[0-9a-f]{8,64}"/g, '')
      .replace(/NetworkReady=false reason:\w{1,60} message:/, '')
      // That it could not be cleaned up either is no news.
      .replace(/^\[(.{1,4000}), failed to clean up .{1,4000}\]$/s, '$1'),
  )
  const titles: Readonly<Record<Cause<'sandbox'>, string>> = {
    network: `${nameOf(view, null)} gets no network on its node: ${reason}`,
    runtime: `${nameOf(view, null)} cannot be set up by the container runtime of its node: ${reason}`,
    'runtime-class': `${nameOf(view, null)} asks for the runtime class "${view.pod.spec.runtimeClassName ?? /(?:runtime for|handler) "?([\w.-]{1,100})/.exec(said)?.[1] ?? '?'}", which its node does not have`,
    other: `${nameOf(view, null)} cannot be set up on its node: ${reason}`,
  }
  return [
    {
      category: 'sandbox',
      cause,
      confidence: grade(pieces, cause !== 'other'),
      subject: subjectOf(view, null),
      pods: view.podKeys,
      title: titles[cause],
      evidence: pieces,
      ruledOut: ['no container has been started, so neither image nor program is to blame'],
      next: [
        cause === 'runtime-class'
          ? `Drop runtimeClassName "${view.pod.spec.runtimeClassName ?? ''}", or install that runtime on the nodes.`
          : `See the node ${view.pod.spec.nodeName ?? ''}: its CNI plugin's pods in kube-system, and the logs of kubelet and the container runtime.`,
      ],
      detail: `${cause} ${view.pod.spec.nodeName ?? ''}`,
      explainedBy: [...ownNode(view), ...(cause === 'network' ? networkAgents(view, said) : [])],
    },
  ]
}

/** Without volumes to wait for, the sandbox is all that comes before the containers. */
function unsaid(view: PodView): readonly CandidateOf<'sandbox'>[] {
  if (unexplained(view)?.step !== 'sandbox') return []
  const node = view.pod.spec.nodeName ?? ''
  return [
    {
      category: 'sandbox',
      cause: 'other',
      confidence: 'low',
      subject: subjectOf(view, null),
      pods: view.podKeys,
      title: `${nameOf(view, null)} has not been set up on its node ${node}, and no event says why`,
      evidence: [fromStatus(view, 'ContainerCreating for long, and no event says why')],
      ruledOut: ['no container has been started, so its program is not to blame'],
      next: [
        `See its events: kubectl -n ${view.namespace} describe pod ${view.pod.metadata.name}; then the kubelet of node ${node}.`,
      ],
      detail: `unsaid ${node}`,
      explainedBy: [...ownNode(view), ...networkAgentsOn(node, view.facts)],
    },
  ]
}
