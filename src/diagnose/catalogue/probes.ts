// What the findings about a pod's life mean: the probes and the addresses and ports they ask.
import type { Catalogue } from '../catalogue.ts'

export const probes: Pick<Catalogue, 'probe-killed' | 'readiness' | 'listen-address' | 'port-mismatch'> = {
  'probe-killed': {
    port: {
      means: 'A liveness or startup probe asks a port on which nothing listens.',
      decides:
        "The kubelet's Killing and Unhealthy events, the way the container ended, and the probe asked again from inside; the listeners seen from inside.",
      todo: "Correct the probe's port.",
    },
    path: {
      means: 'A liveness or startup probe asks for a path that the app does not have.',
      decides:
        "The kubelet's Killing and Unhealthy events, the way the container ended, and the probe asked again from inside.",
      todo: 'Correct the path, or serve it.',
    },
    protocol: {
      means: 'Probe and app speak different protocols.',
      decides:
        "The kubelet's Killing and Unhealthy events, the way the container ended, and the probe asked again from inside.",
      todo: 'Correct scheme, kind or port of the probe.',
    },
    timing: {
      means: 'The app is right but later than the probe allows.',
      decides:
        "The kubelet's Killing and Unhealthy events, the way the container ended, and the probe asked again from inside: it succeeds now.",
      todo: 'Add a startupProbe, or allow more time.',
    },
    unresponsive: {
      means: 'The app takes the connection and does not answer in time.',
      decides:
        "The kubelet's Killing and Unhealthy events, the way the container ended, and the probe asked again from inside.",
      todo: 'Find out why it hangs; if it is only slow, raise timeoutSeconds.',
    },
    command: {
      means: 'The command of the probe fails.',
      decides:
        "The kubelet's Killing and Unhealthy events, the way the container ended, and the probe asked again from inside.",
      todo: 'Run it in the container by hand.',
    },
    other: {
      means: 'Kubernetes stops the container for its probe, for a reason not listed here.',
      decides:
        "The kubelet's Killing and Unhealthy events, the way the container ended, and the probe asked again from inside.",
      todo: 'Ask what the probe asks from inside the pod.',
    },
  },
  readiness: {
    port: {
      means: 'The readiness probe asks a port on which nothing answers.',
      decides:
        "Ready is false for longer than the probe's own budget; the kubelet's Unhealthy event; the probe asked again from inside; the listeners seen from inside.",
      todo: 'Correct the port of the probe or of the app.',
    },
    path: {
      means: 'The readiness probe asks for a path that the app does not have.',
      decides:
        "Ready is false for longer than the probe's own budget; the kubelet's Unhealthy event; the probe asked again from inside: 404 or 405.",
      todo: 'Correct the path, or serve it.',
    },
    protocol: {
      means: 'Probe and app speak different protocols.',
      decides:
        "Ready is false for longer than the probe's own budget; the kubelet's Unhealthy event; the probe asked again from inside.",
      todo: 'Correct scheme, kind or port of the probe.',
    },
    timing: {
      means: 'The app does not answer in time, or answers now and was late.',
      decides:
        "Ready is false for longer than the probe's own budget; the kubelet's Unhealthy event; the probe asked again from inside.",
      todo: 'Give it more time, or find out what slows it down.',
    },
    'http-status': {
      means: 'The app itself answers that it is not ready.',
      decides:
        "Ready is false for longer than the probe's own budget; the kubelet's Unhealthy event; the probe asked again from inside: the status and its body.",
      todo: 'Find out in its log what it waits for.',
    },
    command: {
      means: 'The command of the readiness probe fails.',
      decides:
        "Ready is false for longer than the probe's own budget; the kubelet's Unhealthy event; the probe asked again from inside.",
      todo: 'Run it in the container by hand.',
    },
    gate: {
      means: 'Nothing has set a readiness gate of the pod.',
      decides: "ContainersReady is true, Ready is not, and the gate's condition is missing.",
      todo: 'Find the controller that should set it.',
    },
    other: {
      means: 'The pod is not ready, for a reason not listed here.',
      decides:
        "Ready is false for longer than the probe's own budget; the kubelet's Unhealthy event; the probe asked again from inside.",
      todo: 'Ask what the probe asks from inside the pod.',
    },
  },
  'listen-address': {
    'loopback-only': {
      means: 'The app listens on 127.0.0.1, where only itself can reach it.',
      decides:
        "The kernel's table of listeners, seen from inside; a refusal on the pod's address and an answer on loopback.",
      todo: 'Listen on 0.0.0.0.',
    },
    'other-address': {
      means: "The app listens on an address that is not the pod's.",
      decides:
        "The kernel's table of listeners, seen from inside; a refusal on the pod's address and an answer on loopback.",
      todo: 'Listen on 0.0.0.0.',
    },
  },
  'port-mismatch': {
    'service-target-port': {
      means: 'The Service sends traffic to a port that its pods, or some of them, do not have.',
      decides:
        "The Service's targetPort against the pods' ports and, from inside, the listeners; who calls it is refused.",
      todo: 'Correct targetPort, or narrow the selector.',
    },
    'probe-port': {
      means: "A probe asks a port by a name that the container does not define, or another container's port.",
      decides: "The spec, the kubelet's event and, from inside, who answers.",
      todo: "Name the port, or write the number of the container's own.",
    },
    'port-in-use': {
      means: 'The port is taken by another process of the same pod (or node, with hostNetwork).',
      decides: "The app's log, and how it ended.",
      todo: 'Give one of them another port.',
    },
  },
}
