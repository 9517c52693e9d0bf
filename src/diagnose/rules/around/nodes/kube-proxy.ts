// node/proxy: a node whose kube-proxy does not run, so that Services can't be reached from it.
import { type CandidateOf, evidence, grade } from '../../../candidate.ts'
import type { Facts } from '../../../facts.ts'
import { fromStatus, lastEvent, type PodView } from '../../../view.ts'
import { logEvidence } from '../../running/from-logs.ts'

type Found = CandidateOf<'node'>

/** One finding for each node whose kube-proxy is in trouble, in the pod's own words. */
export function withoutProxy(facts: Facts): readonly Found[] {
  return facts.views.filter(isProxy).flatMap(view =>
    view.podKeys.flatMap(key => {
      const name = facts.podByKey(key)?.spec.nodeName ?? ''
      return name === '' ? [] : [onNode(name, key, view)]
    }),
  )
}

/** As kubeadm and the clouds label it: a DaemonSet's pod, or a static one. */
function isProxy({ pod, namespace, suspect }: PodView): boolean {
  const labels = pod.metadata.labels ?? {}
  const named = labels['k8s-app'] === 'kube-proxy' || labels['component'] === 'kube-proxy'
  return namespace === 'kube-system' && named && suspect.ready !== '1/1'
}

function onNode(name: string, key: string, view: PodView): Found {
  const container = view.containers.find(one => one.kind === 'app')
  const event = lastEvent(view.events, /^(?:BackOff|Failed|Unhealthy|FailedMount|FailedCreatePodSandBox)$/)
  const pieces = [
    fromStatus(view, `pod ${key} on it: ${view.suspect.status}, ready ${view.suspect.ready}`),
    ...(container === undefined ? [] : logEvidence(view, container)),
    ...(event === undefined
      ? []
      : [evidence('event', `${event.reason ?? ''}: ${event.message ?? ''}`, view.pod.metadata.name)]),
  ]
  return {
    category: 'node',
    cause: 'proxy',
    confidence: grade(pieces),
    subject: { kind: 'Node', namespace: '', name },
    pods: [key],
    title: `Node ${name} has no working kube-proxy, so Services cannot be reached from it`,
    evidence: pieces,
    ruledOut: [],
    next: [
      `See why pod ${key} does not run: kubectl -n ${view.namespace} describe pod ${key.split('/')[1] ?? ''}, and its log.`,
    ],
    detail: 'proxy',
  }
}
