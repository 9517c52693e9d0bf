// What the findings about a pod's life mean: its image, its configuration and its start.
import type { Catalogue } from '../catalogue.ts'

export const starting: Pick<Catalogue, 'image-pull' | 'container-config' | 'container-start'> = {
  'image-pull': {
    'not-found': {
      means: 'The registry has no such image or tag.',
      decides: "The container's waiting message, in the runtime's words.",
      todo: 'Check the name and tag; push or load the image first.',
    },
    unauthorized: {
      means: 'The registry refuses access without a login, or hides that the image does not exist.',
      decides: "The container's waiting message, in the runtime's words.",
      todo: 'Give the pod a pull secret, or correct the name.',
    },
    'pull-secret-missing': {
      means: 'The pull secret that the pod names does not exist.',
      decides:
        "The container's waiting message, in the runtime's words, and the FailedToRetrieveImagePullSecret event.",
      todo: "Create the Secret in the pod's namespace.",
    },
    'registry-dns': {
      means: "The registry's name does not resolve.",
      decides: "The container's waiting message, in the runtime's words.",
      todo: 'Check the name, and the DNS of the nodes.',
    },
    'registry-unreachable': {
      means: 'The registry does not answer, or not as it should (TLS, 5xx).',
      decides: "The container's waiting message, in the runtime's words.",
      todo: 'Check firewall, proxy, certificate, and whether the registry is up.',
    },
    'rate-limited': {
      means: 'The registry has had too many pulls from here.',
      decides: "The container's waiting message, in the runtime's words.",
      todo: 'Log in, use a mirror, or load the image beforehand.',
    },
    'invalid-name': {
      means: 'The image name is not valid.',
      decides: "The container's waiting message, in the runtime's words.",
      todo: 'Write it as [registry/]repository[:tag].',
    },
    'never-pull': {
      means: 'The image is not on the node, and the pull policy is Never.',
      decides: "The container's waiting message, in the runtime's words.",
      todo: 'Load the image first, or set imagePullPolicy: IfNotPresent.',
    },
    platform: {
      means: "The image is not built for the node's platform.",
      decides: "The container's waiting message, in the runtime's words.",
      todo: 'Build it for that platform.',
    },
    other: {
      means: 'The image cannot be pulled, for a reason not listed here.',
      decides: "The container's waiting message, in the runtime's words.",
      todo: 'Read the message in the evidence.',
    },
  },
  'container-config': {
    'config-map-missing': {
      means: 'A ConfigMap that the container refers to does not exist.',
      decides: 'The waiting message of CreateContainerConfigError, and the reference in the spec.',
      todo: 'Create it, or correct the name.',
    },
    'config-map-key-missing': {
      means: 'The ConfigMap has no such key.',
      decides: 'The waiting message of CreateContainerConfigError, and the reference in the spec.',
      todo: 'Add the key, or correct it.',
    },
    'secret-missing': {
      means: 'A Secret that the container refers to does not exist.',
      decides: 'The waiting message of CreateContainerConfigError, and the reference in the spec.',
      todo: 'Create it, or correct the name.',
    },
    'secret-key-missing': {
      means: 'The Secret has no such key.',
      decides: 'The waiting message of CreateContainerConfigError, and the reference in the spec.',
      todo: 'Add the key, or correct it.',
    },
    'run-as-non-root': {
      means: 'The pod forbids root, and the image runs as root (or as a user whose number is unknown).',
      decides: 'The waiting message of CreateContainerConfigError.',
      todo: 'Set runAsUser to a number, or give the image a numeric USER.',
    },
    other: {
      means: 'The container cannot be configured, for a reason not listed here.',
      decides: 'The waiting message of CreateContainerConfigError.',
      todo: 'Read the message in the evidence.',
    },
  },
  'container-start': {
    'command-not-found': {
      means: 'The command does not exist in the image.',
      decides:
        "The runtime's message in the container's state (StartError, RunContainerError, CreateContainerError), or exit code 127 with the shell's line.",
      todo: "Correct command and args; check a script's interpreter too.",
    },
    'not-executable': {
      means: 'The command is not executable.',
      decides:
        "The runtime's message in the container's state (StartError, RunContainerError, CreateContainerError), or exit code 126 with the shell's line.",
      todo: "Run chmod +x in the Dockerfile, or set the volume's defaultMode.",
    },
    'wrong-architecture': {
      means: 'The program is not built for the node, or is a script without `#!`.',
      decides: "The log says `exec format error`; the node's architecture is shown.",
      todo: "Build for the node's architecture, or add the `#!` line.",
    },
    'working-directory': {
      means: 'The working directory cannot be entered.',
      decides:
        "The runtime's message in the container's state (StartError, RunContainerError, CreateContainerError).",
      todo: 'Correct workingDir.',
    },
    'lifecycle-hook': {
      means: 'The postStart hook fails, and Kubernetes kills the container for it.',
      decides: 'The FailedPostStartHook event, the end of the container, and the hook in the spec.',
      todo: "Run the hook's command by hand, and correct it.",
    },
    mount: {
      means: 'A volume cannot be mounted where the container wants it.',
      decides:
        "The runtime's message in the container's state (StartError, RunContainerError, CreateContainerError).",
      todo: 'Compare volumeMounts with what the image and volume hold.',
    },
    other: {
      means: 'The container cannot be started, for a reason not listed here.',
      decides:
        "The runtime's message in the container's state (StartError, RunContainerError, CreateContainerError).",
      todo: 'Read the message in the evidence.',
    },
  },
}
