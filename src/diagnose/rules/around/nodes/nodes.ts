// node: the machine is at fault.
import type { Cause } from '../../../../model/finding.ts'
import { conditionOf } from '../../../../model/meta.ts'
import type { Node } from '../../../../model/objects.ts'
import { type Pod, podKey } from '../../../../model/pod.ts'
import { secondsSince } from '../../../../select/moment.ts'
import { type CandidateOf, evidence, grade, lastCalls } from '../../../candidate.ts'
import { eventsOfNode, type Facts } from '../../../facts.ts'
import type { Rule } from '../../../rule.ts'
import { networkAgentsOn } from '../../placing/agents.ts'
import { withoutProxy } from './kube-proxy.ts'

type Found = CandidateOf<'node'>

export const node: Rule<'node'> = {
  cluster: facts => [
    ...facts.snapshot.nodes.flatMap(one => ailing(one, facts)),
    ...gone(facts),
    ...silent(facts),
    ...withoutProxy(facts),
  ],
}

function ailing(one: Node, facts: Facts): readonly Found[] {
  const conditions = one.status?.conditions
  const ready = conditionOf(conditions, 'Ready')
  if (ready !== undefined && ready.status !== 'True')
    return isJoining(one, facts) ? [] : [notReady(one, facts)]
  const pressure = conditions?.find(
    condition => /Pressure$/.test(condition.type) && condition.status === 'True',
  )
  if (pressure === undefined) return []
  const what = pressure.type.replace('Pressure', '').replace('PID', 'process ids').toLowerCase()
  return [
    found(
      one,
      facts,
      'pressure',
      `Node ${one.metadata.name} is running out of ${what}`,
      `${pressure.type}=True, ${pressure.reason ?? ''}: ${pressure.message ?? ''}`,
      pressure.lastTransitionTime,
      `Free ${what} on node ${one.metadata.name}, or use a larger one.`,
    ),
  ]
}

/** A new node pulls what its network needs before it is ready. Seconds. */
const joiningTakes = 180

/** Not ready yet, where others are, and nobody waits for it. */
function isJoining(one: Node, { snapshot, window, suspected }: Facts): boolean {
  const age = secondsSince(one.metadata.creationTimestamp, window.now)
  if (age === null || age > joiningTakes) return false
  const { name } = one.metadata
  const waiting = snapshot.pods.some(pod => suspected(pod) && (pod.spec.nodeName ?? name) === name)
  const others = snapshot.nodes.some(
    other => conditionOf(other.status?.conditions, 'Ready')?.status === 'True',
  )
  return others && !waiting
}

function notReady(one: Node, facts: Facts): Found {
  const ready = conditionOf(one.status?.conditions, 'Ready')
  const said = ready?.message ?? ''
  const name = one.metadata.name
  const cause = causeOf(ready?.reason ?? '', said)
  const titles: Readonly<Record<Cause<'node'>, string>> = {
    kubelet: `Node ${name} no longer answers: its kubelet has stopped reporting`,
    runtime: `Node ${name} is not ready: its container runtime does not work`,
    'not-ready': `Node ${name} is not ready: ${lastCalls(said.replace(/NetworkReady=false reason:\w{1,60} message:/, ''), 140)}`,
    pressure: `Node ${name} is under pressure`,
    proxy: `Node ${name} has no working kube-proxy`,
    lost: `Node ${name} is lost`,
  }
  const itself = found(
    one,
    facts,
    cause,
    titles[cause],
    `Ready=${ready?.status ?? '?'}, ${ready?.reason ?? ''}: ${said}`,
    ready?.lastTransitionTime,
    `Look at kubelet and the container runtime on node ${name}: journalctl -u kubelet.`,
  )
  // Without its network's agent a node is not ready, and the agent is what to mend.
  return /NetworkReady=false|NetworkPluginNotReady|cni/i.test(said)
    ? { ...itself, explainedBy: networkAgentsOn(name, facts) }
    : itself
}

function causeOf(reason: string, said: string): Cause<'node'> {
  if (reason === 'NodeStatusUnknown' || /stopped posting node status/.test(said)) return 'kubelet'
  if (
    /container runtime is down|PLEG is not healthy|runtime not ready|container runtime status check/.test(
      said,
    ) &&
    !/NetworkReady=false/.test(said)
  ) {
    return 'runtime'
  }
  return 'not-ready'
}

function found(
  one: Node,
  facts: Facts,
  cause: Cause<'node'>,
  title: string,
  text: string,
  time: string | undefined,
  next: string,
): Found {
  const { name } = one.metadata
  const event = eventsOfNode(one, facts).findLast(
    each => each.type === 'Warning' || /NotReady|Pressure/.test(each.reason ?? ''),
  )
  const pods = facts.snapshot.pods.filter(pod => pod.spec.nodeName === name && facts.suspected(pod))
  const pieces = [
    evidence('node', text, null, time),
    ...(event === undefined
      ? []
      : [evidence('event', `${event.reason ?? ''}: ${event.message ?? ''}`, null, event.lastTimestamp)]),
    ...pods
      .slice(0, 1)
      .map(pod => evidence('status', `pod ${pod.metadata.name} on it is in trouble`, pod.metadata.name)),
  ]
  return {
    category: 'node',
    cause,
    confidence: grade(pieces),
    subject: { kind: 'Node', namespace: '', name },
    pods: pods.map(podKey),
    title,
    evidence: pieces,
    ruledOut: [],
    next: [next],
    detail: cause,
  }
}

/** Pods that the control plane has given up, or that no kubelet has begun to start, where nothing is known of their node itself. */
function silent(facts: Facts): readonly Found[] {
  const pods = facts.snapshot.pods.filter(pod => {
    const name = pod.spec.nodeName ?? ''
    return name !== '' && facts.node(name) === undefined && facts.suspected(pod) && isSilent(pod)
  })
  if (facts.snapshot.nodes.length > 0) return []
  return [...Map.groupBy(pods, pod => pod.spec.nodeName ?? '')].map(([name, members]) => {
    const pieces = members
      .slice(0, 3)
      .map(pod =>
        evidence(
          'status',
          `${pod.metadata.name}: ${pod.status?.phase ?? '?'} ${pod.status?.reason ?? ''}, ${pod.status?.message ?? 'no word of its containers'}`,
          pod.metadata.name,
        ),
      )
    return {
      category: 'node',
      cause: 'kubelet',
      confidence: members.some(isGivenUp) ? grade(pieces) : 'low',
      subject: { kind: 'Node', namespace: '', name },
      pods: members.map(podKey),
      title: `Node ${name} does not answer: its kubelet says nothing of ${members.length === 1 ? 'a pod' : `${members.length} pods`} on it`,
      evidence: pieces,
      ruledOut: [],
      next: [`See whether node ${name} is there and its kubelet runs: kubectl get node ${name}.`],
      detail: 'silent',
    } satisfies Found
  })
}

function isSilent(pod: Pod): boolean {
  const { containerStatuses = [], initContainerStatuses = [], phase } = pod.status ?? {}
  const unbegun = phase === 'Pending' && containerStatuses.length + initContainerStatuses.length === 0
  return isGivenUp(pod) || (unbegun && pod.metadata.deletionTimestamp === undefined)
}

/** By the node lifecycle controller: it takes a pod's readiness away, though its containers were ready last. */
function isGivenUp(pod: Pod): boolean {
  const { conditions, phase, reason } = pod.status ?? {}
  const taken =
    conditionOf(conditions, 'Ready')?.status === 'False' &&
    conditionOf(conditions, 'ContainersReady')?.status === 'True' &&
    (pod.spec.readinessGates ?? []).length === 0
  return phase === 'Unknown' || reason === 'NodeLost' || taken
}

/** A kubelet that tells of runs of a moment ago is there, whatever the list of nodes lacks. Seconds. */
const momentAgo = 60

function showsLife(pod: Pod, { window }: Facts): boolean {
  const restarted = (pod.status?.containerStatuses ?? []).filter(entry => (entry.restartCount ?? 0) > 1)
  const ends = restarted.flatMap(({ state, lastState }) => [
    state?.running?.startedAt,
    state?.terminated?.finishedAt,
    lastState?.terminated?.finishedAt,
  ])
  return ends.some(time => (secondsSince(time, window.now) ?? Number.POSITIVE_INFINITY) < momentAgo)
}

/** Pods bound to a node that no longer exists. */
function gone(facts: Facts): readonly Found[] {
  if (facts.snapshot.nodes.length === 0) return []
  const lost = facts.snapshot.pods.filter(pod => {
    const name = pod.spec.nodeName ?? ''
    return name !== '' && facts.node(name) === undefined && facts.suspected(pod)
  })
  const byNode = [...Map.groupBy(lost, pod => pod.spec.nodeName ?? '')]
  return byNode
    .filter(([, pods]) => !pods.some(pod => showsLife(pod, facts)))
    .map(([name, pods]) => {
      const pieces = [
        evidence('node', `${name} is not among the cluster's nodes`, null),
        evidence('status', `${pods.length} pods are bound to it`, pods[0]?.metadata.name ?? null),
      ]
      return {
        category: 'node',
        cause: 'lost',
        confidence: grade(pieces),
        subject: { kind: 'Node', namespace: '', name },
        pods: pods.map(podKey),
        title: `Node ${name} is gone, and pods are still bound to it`,
        evidence: pieces,
        ruledOut: [],
        next: ['Delete those pods (kubectl delete pod NAME --force) so that they are made anew elsewhere.'],
        detail: 'lost',
      } satisfies Found
    })
}
