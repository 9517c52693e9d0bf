// node: the machine is at fault.
import type { Cause } from '../../../model/finding.ts'
import { conditionOf } from '../../../model/meta.ts'
import type { Node } from '../../../model/objects.ts'
import { podKey } from '../../../model/pod.ts'
import { type CandidateOf, evidence, grade, quote } from '../../candidate.ts'
import type { Facts } from '../../facts.ts'
import type { Rule } from '../../rule.ts'
import { withoutProxy } from './kube-proxy.ts'

type Found = CandidateOf<'node'>

export const node: Rule<'node'> = {
  cluster: facts => [
    ...facts.snapshot.nodes.flatMap(one => ailing(one, facts)),
    ...gone(facts),
    ...withoutProxy(facts),
  ],
}

function ailing(one: Node, facts: Facts): readonly Found[] {
  const conditions = one.status?.conditions
  const ready = conditionOf(conditions, 'Ready')
  if (ready !== undefined && ready.status !== 'True') return [notReady(one, facts)]
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

function notReady(one: Node, facts: Facts): Found {
  const ready = conditionOf(one.status?.conditions, 'Ready')
  const said = ready?.message ?? ''
  const name = one.metadata.name
  const cause = causeOf(ready?.reason ?? '', said)
  const titles: Readonly<Record<Cause<'node'>, string>> = {
    kubelet: `Node ${name} no longer answers: its kubelet has stopped reporting`,
    runtime: `Node ${name} is not ready: its container runtime does not work`,
    'not-ready': `Node ${name} is not ready: ${quote(said, 140)}`,
    pressure: `Node ${name} is under pressure`,
    proxy: `Node ${name} has no working kube-proxy`,
    lost: `Node ${name} is lost`,
  }
  return found(
    one,
    facts,
    cause,
    titles[cause],
    `Ready=${ready?.status ?? '?'}, ${ready?.reason ?? ''}: ${said}`,
    ready?.lastTransitionTime,
    `Look at kubelet and the container runtime on node ${name}: journalctl -u kubelet.`,
  )
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
  const { name, uid } = one.metadata
  // Kubelet's own events name the node by its name as uid.
  const events = [
    ...facts.eventsOf({ kind: 'Node', namespace: '', name, uid: name }),
    ...facts.eventsOf({ kind: 'Node', namespace: '', name, uid }),
  ]
  const event = events.findLast(
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

/** Pods bound to a node that no longer exists. */
function gone(facts: Facts): readonly Found[] {
  if (facts.snapshot.nodes.length === 0) return []
  const lost = facts.snapshot.pods.filter(pod => {
    const name = pod.spec.nodeName ?? ''
    return name !== '' && facts.node(name) === undefined && facts.suspected(pod)
  })
  return [...Map.groupBy(lost, pod => pod.spec.nodeName ?? '')].map(([name, pods]) => {
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
