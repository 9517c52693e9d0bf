// What the findings about a pod's life mean: what is around the pod: Services, workloads, nodes, deletion.
import type { Catalogue } from '../catalogue.ts'

export const around: Pick<
  Catalogue,
  'no-endpoints' | 'completed-early' | 'job-failed' | 'rollout-stalled' | 'node' | 'terminating'
> = {
  'no-endpoints': {
    'selector-mismatch': {
      means: 'The Service selects labels that no pod has.',
      decides: "The Service's EndpointSlices hold no ready address; the nearest pods' labels.",
      todo: 'Make selector and labels equal.',
    },
    'pods-not-ready': {
      means: "The Service's pods are there and none is ready: the effect of what ails them.",
      decides: "The Service's EndpointSlices hold no ready address; its pods are not ready.",
      todo: 'Mend the pods.',
    },
    protocol: {
      means: 'The Service offers another protocol than its caller, or its pods, speak.',
      decides:
        "The port's protocol against that of a failed call in a log, or of the port that its pods declare.",
      todo: "Correct the port's protocol.",
    },
    manual: {
      means: 'The Service has no selector, and nobody has written its endpoints.',
      decides: "The Service's EndpointSlices hold no ready address, and a pod in trouble calls it.",
      todo: 'Give it a selector, or write an EndpointSlice.',
    },
  },
  'completed-early': {
    'exit-zero': {
      means: 'A server ended with success instead of running on.',
      decides: 'Exit code 0 under restartPolicy Always, again and again.',
      todo: 'Keep it in the foreground, or make it a Job.',
    },
  },
  'job-failed': {
    'backoff-limit': {
      means: "The Job's pods failed more often than it allows: usually the effect of why they failed.",
      decides: "The Job's Failed condition.",
      todo: 'See why its pods failed.',
    },
    deadline: {
      means: 'The Job was not done within its deadline.',
      decides: "The Job's Failed condition.",
      todo: 'See what took so long, or raise activeDeadlineSeconds.',
    },
    'failure-policy': {
      means: "The Job's pod failure policy ended it.",
      decides: "The Job's Failed condition.",
      todo: 'See why its pod failed.',
    },
  },
  'rollout-stalled': {
    'progress-deadline': {
      means: 'A rollout did not get on within its deadline: usually the effect of what ails its pods.',
      decides: "The Deployment's Progressing condition.",
      todo: 'See its newest pods.',
    },
    other: {
      means: 'A rollout makes no progress, for a reason not listed here.',
      decides:
        "The Deployment's Progressing condition; of a StatefulSet or DaemonSet that it lacks pods for long and none of them is in trouble.",
      todo: 'See its pods and events.',
    },
  },
  node: {
    'not-ready': {
      means: 'The node is not ready.',
      decides: "The node's conditions and its events.",
      todo: 'See kubelet and container runtime on that node.',
    },
    pressure: {
      means: 'The node runs out of memory, disk or process ids.',
      decides: "The node's conditions and its events.",
      todo: 'Free what is short, or use a larger node.',
    },
    runtime: {
      means: "The node's container runtime does not work.",
      decides: "The node's conditions and its events.",
      todo: 'Restart the container runtime; see its log.',
    },
    kubelet: {
      means: "The node's kubelet has stopped reporting.",
      decides: "The node's conditions and its events.",
      todo: 'See whether the machine and its kubelet run.',
    },
    proxy: {
      means: "The node's kube-proxy does not work, so Services cannot be reached from it.",
      decides: "The state of kube-proxy's pod on it, its events and its log.",
      todo: 'See why that pod does not run.',
    },
    lost: {
      means: 'Pods are bound to a node that no longer exists.',
      decides: "The pods' nodeName against the list of nodes.",
      todo: 'Delete the pods, so that they are made anew.',
    },
  },
  terminating: {
    finalizer: {
      means: 'Nothing removes the finalizer of a deleted pod.',
      decides: "The pod's deletionTimestamp is past, and it is still there; all its containers have ended.",
      todo: 'See the controller that owns the finalizer.',
    },
    grace: {
      means: "The pod's containers still run after their grace period.",
      decides: "The pod's deletionTimestamp is past, and it is still there; containers run.",
      todo: 'See the kubelet of its node.',
    },
    other: {
      means: 'The pod should be gone, for a reason not listed here.',
      decides: "The pod's deletionTimestamp is past, and it is still there.",
      todo: 'See its events and its node.',
    },
  },
}
