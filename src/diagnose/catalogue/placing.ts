// What the findings about a pod's life mean: from its owner to a node with its volumes and network.
import type { Catalogue } from '../catalogue.ts'

export const placing: Pick<Catalogue, 'pod-not-created' | 'unschedulable' | 'volume' | 'sandbox'> = {
  'pod-not-created': {
    'quota-exceeded': {
      means: "The namespace's ResourceQuota has no room for the pod.",
      decides:
        "The refusal in the owner's ReplicaFailure condition or its FailedCreate event says `exceeded quota`.",
      todo: 'Lower the requests, free others, or raise the quota.',
    },
    'pod-security': {
      means: 'The pod breaks the PodSecurity level that its namespace enforces.',
      decides:
        "The refusal in the owner's ReplicaFailure condition or its FailedCreate event says `violates PodSecurity`.",
      todo: 'Give the pod the securityContext that the message asks for, or the namespace another level.',
    },
    'webhook-denied': {
      means: 'An admission webhook or policy refuses the pod.',
      decides:
        "The refusal in the owner's ReplicaFailure condition or its FailedCreate event names the webhook or policy that denied the request.",
      todo: "Change the pod as the webhook's message asks.",
    },
    'webhook-unreachable': {
      means: 'An admission webhook that must be asked cannot be reached.',
      decides:
        "The refusal in the owner's ReplicaFailure condition or its FailedCreate event says `failed calling webhook`.",
      todo: "Mend the pods behind the webhook's Service, or remove the webhook configuration.",
    },
    'service-account-missing': {
      means: 'The service account that the pod runs as does not exist.',
      decides:
        "The refusal in the owner's ReplicaFailure condition or its FailedCreate event names the account.",
      todo: 'Create the service account, or correct serviceAccountName.',
    },
    'limit-range': {
      means: "The pod's resources break the namespace's LimitRange.",
      decides:
        "The refusal in the owner's ReplicaFailure condition or its FailedCreate event names the limit.",
      todo: 'Bring the requests and limits within the LimitRange.',
    },
    'scaled-to-zero': {
      means: 'A workload that somebody calls is scaled to zero.',
      decides: 'Spec.replicas is 0, and the log of a failing pod names the Service in front of it.',
      todo: 'Scale it up.',
    },
    other: {
      means: 'The API server refuses the pod for a reason not listed here.',
      decides: "The refusal in the owner's ReplicaFailure condition or its FailedCreate event, in full.",
      todo: 'Read the message in the evidence.',
    },
  },
  unschedulable: {
    'node-selector': {
      means: 'No node has the labels that nodeSelector asks for.',
      decides: "The PodScheduled condition, in the scheduler's words, and the nodes' own labels.",
      todo: 'Label a node, or correct nodeSelector.',
    },
    'node-affinity': {
      means: "No node satisfies the pod's node affinity.",
      decides: "The PodScheduled condition, in the scheduler's words.",
      todo: "Compare nodeAffinity with the nodes' labels.",
    },
    'pod-affinity': {
      means: 'The rules about which pods may be neighbours leave no node.',
      decides: "The PodScheduled condition, in the scheduler's words.",
      todo: 'Relax the rule (preferred instead of required), use fewer replicas, or add nodes.',
    },
    taint: {
      means: 'Every node that would do has a taint that the pod does not tolerate.',
      decides: "The PodScheduled condition, in the scheduler's words, and the nodes' taints.",
      todo: 'Add a toleration, or take the taint off.',
    },
    cpu: {
      means: 'No node has so many CPUs left (or at all).',
      decides: "The PodScheduled condition, in the scheduler's words, and what the nodes have.",
      todo: 'Lower the request, or use a larger node.',
    },
    memory: {
      means: 'No node has so much memory left (or at all).',
      decides: "The PodScheduled condition, in the scheduler's words, and what the nodes have.",
      todo: 'Lower the request, or use a larger node.',
    },
    resource: {
      means: 'No node has enough of another resource: a GPU, storage, room for one more pod.',
      decides: "The PodScheduled condition, in the scheduler's words, and what the nodes have.",
      todo: 'Install what provides the resource, lower the request, or add nodes.',
    },
    'host-port': {
      means: 'The host port is taken on every node.',
      decides: "The PodScheduled condition, in the scheduler's words, and hostPort in the spec.",
      todo: 'Drop hostPort: a Service reaches the pod without it.',
    },
    cordoned: {
      means: 'The nodes are cordoned.',
      decides: "The PodScheduled condition, in the scheduler's words, and spec.unschedulable of the nodes.",
      todo: 'Uncordon a node.',
    },
    'volume-node-conflict': {
      means: "The pod's volume can be used on none of the nodes left.",
      decides: "The PodScheduled condition, in the scheduler's words.",
      todo: 'Let the pod run where the volume is.',
    },
    gated: {
      means: 'A scheduling gate holds the pod back.',
      decides: "The PodScheduled condition's reason SchedulingGated, and the gates in the spec.",
      todo: 'Find the controller that should remove the gate.',
    },
    'no-scheduler': {
      means: 'No scheduler takes care of the pod.',
      decides:
        'The pod has neither a node nor a PodScheduled condition; the spec names a scheduler of its own.',
      todo: 'Correct schedulerName, or see whether that scheduler runs.',
    },
    other: {
      means: 'The scheduler gives a reason not listed here.',
      decides: "The PodScheduled condition, in the scheduler's words.",
      todo: "Read the scheduler's sentence in the evidence.",
    },
  },
  volume: {
    'claim-missing': {
      means: 'The claim that the pod mounts does not exist.',
      decides: 'The scheduler says that it is not found.',
      todo: 'Create the PersistentVolumeClaim, or correct claimName.',
    },
    'storage-class': {
      means: "The claim's storage class does not exist, or it names none and there is no default.",
      decides: "The claim's own events name the class.",
      todo: 'Use a class that `kubectl get storageclass` lists.',
    },
    capacity: {
      means: 'The claim asks for more than the volume it names has.',
      decides: "The claim's own events (VolumeMismatch).",
      todo: 'Ask for less, or provide a larger volume.',
    },
    'access-mode': {
      means: 'The claim asks for an access mode that its volume does not offer.',
      decides: "The claim's own events (VolumeMismatch).",
      todo: 'Make the access modes agree.',
    },
    'claim-selector': {
      means: "The claim's selector or class does not match the volume it names.",
      decides: "The claim's own events (VolumeMismatch).",
      todo: 'Make claim and volume agree.',
    },
    'volume-taken': {
      means: 'The volume belongs to another claim, or is still attached to another node.',
      decides:
        "The claim's own events, or the kubelet's FailedMount or FailedAttachVolume event for a container that waits.",
      todo: 'Let the other user end first, or use another volume.',
    },
    'provisioning-failed': {
      means: 'The storage provisioner could not make the volume.',
      decides: "The claim's own events (ProvisioningFailed) with the provisioner's words.",
      todo: "See the provisioner's log.",
    },
    'config-missing': {
      means: 'A ConfigMap, a Secret or a key in it that a volume is made of does not exist.',
      decides: "The kubelet's FailedMount or FailedAttachVolume event for a container that waits names it.",
      todo: 'Create it, or correct the name.',
    },
    'mount-failed': {
      means: 'The volume cannot be mounted.',
      decides: "The kubelet's FailedMount or FailedAttachVolume event for a container that waits.",
      todo: 'Correct the volume, or what it points at.',
    },
    'attach-failed': {
      means: 'The volume cannot be attached to the node.',
      decides: "The kubelet's FailedMount or FailedAttachVolume event for a container that waits.",
      todo: "See the CSI driver's controller and its log.",
    },
    permission: {
      means: 'The volume may not be mounted.',
      decides:
        "The kubelet's FailedMount or FailedAttachVolume event for a container that waits says that access is denied.",
      todo: 'Check the rights on the export or device and the credentials.',
    },
    other: {
      means: 'The pod waits for a volume, for a reason not listed here.',
      decides: "The scheduler's sentence or the kubelet's event.",
      todo: 'Read the message in the evidence.',
    },
  },
  sandbox: {
    network: {
      means: 'The pod gets no network: the CNI plugin fails.',
      decides: 'The FailedCreatePodSandBox event, while every container is still being created.',
      todo: "See the CNI plugin's pods on that node.",
    },
    runtime: {
      means: "The container runtime cannot make the pod's sandbox.",
      decides: 'The FailedCreatePodSandBox event, while every container is still being created.',
      todo: 'See the logs of the container runtime and the kubelet.',
    },
    'runtime-class': {
      means: 'The node does not have the runtime that runtimeClassName asks for.',
      decides: 'The FailedCreatePodSandBox event, while every container is still being created.',
      todo: 'Drop runtimeClassName, or install that runtime.',
    },
    other: {
      means: "The pod's sandbox cannot be made, for a reason not listed here.",
      decides: 'The FailedCreatePodSandBox event, while every container is still being created.',
      todo: 'Read the message in the evidence.',
    },
  },
}
