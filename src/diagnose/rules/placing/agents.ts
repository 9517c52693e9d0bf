// Who gives a pod its network and its volumes: the agents of the plugin or driver that a failure names, where they are in trouble themselves.
import { isReady, type Pod, podKey } from '../../../model/pod.ts'
import { type ObjectName, objectName } from '../../../model/suspect.ts'
import { controllerOf } from '../../../select/owner.ts'
import type { Facts } from '../../facts.ts'
import type { PodView } from '../../view.ts'

/** Words in the names of agents and drivers that say nothing of whose they are. */
const commonWords =
  /^(?:kube|node|nodes|agent|daemon|ds|set|plugins?|installer?|cni|csi|net|network|system|linux|amd64|arm64|controllers?|drivers?|provisioner|storage|volume|external|com|org|io|k8s|the)$/

/** The network's agents on the pod's own node: a plugin asks its agent for each pod. */
export function networkAgents(view: PodView, message: string): readonly ObjectName[] {
  const node = view.pod.spec.nodeName ?? ''
  return inTrouble(view, message, pod => {
    const everyNode = controllerOf(pod.metadata.ownerReferences)?.kind === 'DaemonSet'
    return pod.spec.nodeName === node && pod.spec.hostNetwork === true && everyNode
  })
}

const ofNetwork =
  /(?:^|[-/ ])(?:cni|calico|canal|cilium|flannel|weave|antrea|ovn|ovs|kindnet|multus|aws-node|azure-cns|kube-(?:router|ovn))/

/** The network's agents that do not get on on a node: nobody else writes the configuration that its runtime waits for. */
export function networkAgentsOn(node: string, facts: Facts): readonly ObjectName[] {
  const agents = facts.agents.filter(
    pod =>
      pod.spec.nodeName === node &&
      pod.spec.hostNetwork === true &&
      (ofNetwork.test(namesOf(pod).join(' ')) || mountsConfiguration(pod)),
  )
  return agents.map(named)
}

/** The directory is the same for all plugins. */
function mountsConfiguration(pod: Pod): boolean {
  return (pod.spec.volumes ?? []).some(volume =>
    /\/etc\/cni\b/.test(JSON.stringify(volume['hostPath'] ?? '')),
  )
}

/** True for a pod that may be the agent of a network or of a storage driver. */
export function servesOthers(pod: Pod): boolean {
  return pod.spec.hostNetwork === true || isOfStorage(pod)
}

function isOfStorage(pod: Pod): boolean {
  return /csi|provisioner|storage/.test(namesOf(pod).join(' '))
}

/** How controllers and kubelets name the driver that they wait for. */
const driverNamed =
  /external provisioner ['"]([\w./-]{1,100})|driver name ([\w./-]{1,100}) not found|external-attacher of ([\w./-]{1,100})|plugins\/([\w.-]{1,100})\/csi\.sock/

/** The pods of the storage driver that the message names, wherever they run. */
export function storageAgents(view: PodView, message: string): readonly ObjectName[] {
  const driver = driverNamed
    .exec(message)
    ?.slice(1)
    .find(group => group !== undefined)
  if (driver === undefined) return []
  return inTrouble(view, driver, isOfStorage)
}

/** How the DNS of a cluster is labelled: by kubeadm and those who follow it, by CoreDNS' chart, by OpenShift. */
const resolverLabels =
  /^(?:k8s-app=kube-dns|app\.kubernetes\.io\/name=coredns|dns\.operator\.openshift\.io\/daemonset-dns=.*)$/

/** The pods and the Service of the cluster's DNS, where no such pod is ready. */
export function deadResolversOf({ snapshot, service }: Facts): readonly ObjectName[] {
  const pods = snapshot.pods.filter(pod =>
    Object.entries(pod.metadata.labels ?? {}).some(label => resolverLabels.test(label.join('='))),
  )
  if (pods.some(isReady)) return []
  const itself = { kind: 'Service', namespace: 'kube-system', name: 'kube-dns' }
  return [...pods.map(named), ...(service(itself.namespace, itself.name) === undefined ? [] : [itself])]
}

/** The agents of storage drivers that are in trouble on a node. */
export function storageAgentsOn(node: string, facts: Facts): readonly ObjectName[] {
  return facts.agents.filter(pod => pod.spec.nodeName === node && isOfStorage(pod)).map(named)
}

function inTrouble(view: PodView, message: string, fits: (pod: Pod) => boolean): readonly ObjectName[] {
  const said = new Set(wordsOf(message))
  const agents = view.facts.agents.filter(
    pod =>
      podKey(pod) !== view.key &&
      fits(pod) &&
      namesOf(pod)
        .flatMap(wordsOf)
        .some(word => said.has(word)),
  )
  return agents.map(named)
}

function named(pod: Pod): ObjectName {
  return objectName('Pod', pod)
}

/** Its owner's name, and those of its images without their registry and tag. */
function namesOf(pod: Pod): readonly string[] {
  const images = pod.spec.containers.map(container => (container.image ?? '').split(/[@:]/, 1)[0] ?? '')
  const owner = controllerOf(pod.metadata.ownerReferences)?.name ?? pod.metadata.name
  return [owner, ...images.map(one => one.split('/').at(-1) ?? '')]
}

/** The telling words of a text: `cilium`, `calico`, `ebs`. */
function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().split(/[^a-z0-9]+/)
  return [...new Set(words)].filter(word => word.length >= 3 && !commonWords.test(word))
}
