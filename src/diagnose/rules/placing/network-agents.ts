// Who makes a node's pod network: the agents of the CNI plugin that a failed sandbox names.
import { type Pod, podKey } from '../../../model/pod.ts'
import type { ObjectName } from '../../../model/suspect.ts'
import { controllerOf } from '../../../select/owner.ts'
import type { PodView } from '../../view.ts'

/** Words in the names of agents that say nothing of whose they are. */
const commonWords =
  /^(?:kube|node|agent|daemon|set|plugin|installer?|cni|net|network|system|linux|amd64|arm64)$/

/** The agents in trouble on that node whose name, or whose image's, is in the message: a plugin asks its agent for each pod. */
export function networkAgents(view: PodView, message: string): readonly ObjectName[] {
  const node = view.pod.spec.nodeName ?? ''
  const said = message.toLowerCase()
  const agents = view.facts.snapshot.pods.filter(
    pod =>
      pod.spec.nodeName === node &&
      pod.spec.hostNetwork === true &&
      controllerOf(pod.metadata.ownerReferences)?.kind === 'DaemonSet' &&
      podKey(pod) !== view.key &&
      view.facts.suspected(pod) &&
      namesOf(pod).some(name => said.includes(name)),
  )
  return agents.map(pod => ({
    kind: 'Pod',
    namespace: pod.metadata.namespace ?? 'default',
    name: pod.metadata.name,
  }))
}

/** The telling words of its owner's name and of its images: `cilium`, `calico`, `aws`. */
function namesOf(pod: Pod): readonly string[] {
  const images = pod.spec.containers.map(container => (container.image ?? '').split(/[@:]/, 1)[0] ?? '')
  const names = [
    controllerOf(pod.metadata.ownerReferences)?.name ?? '',
    ...images.map(one => one.split('/').at(-1) ?? ''),
  ]
  const words = names.flatMap(name => name.toLowerCase().split(/[^a-z0-9]+/))
  return [...new Set(words)].filter(word => word.length >= 3 && !commonWords.test(word))
}
