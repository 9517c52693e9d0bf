// container-config: what the container's configuration refers to is not there, or forbids it to start.
import type { Cause, Evidence } from '../../../model/finding.ts'
import type { Container } from '../../../model/pod.ts'
import { type CandidateOf, grade } from '../../candidate.ts'
import type { Rule } from '../../rule.ts'
import {
  type ContainerView,
  fromEvent,
  fromSpec,
  fromStatus,
  lastEvent,
  nameOf,
  type PodView,
  subjectOf,
} from '../../view.ts'
import { isSubPath } from './container-start.ts'

interface Reading {
  readonly cause: Cause<'container-config'>
  /** The ConfigMap or Secret, and the key in it. */
  readonly object: string
  readonly key: string
}

/** What kubelet says, by kind of reference. Its source: pkg/kubelet/kubelet_pods.go and kuberuntime/security_context.go. */
function readingOf(message: string): Reading {
  const key =
    /(?:couldn't find key|non-existent (?:config|secret) key:?) (\S{1,253})(?: in (ConfigMap|Secret) (\S{1,330}))?/i.exec(
      message,
    )
  if (key?.[1] !== undefined) {
    const secret = key[2] === 'Secret' || /secret key/i.test(message)
    const object = key[3]?.split('/').at(-1) ?? ''
    return { cause: secret ? 'secret-key-missing' : 'config-map-key-missing', object, key: key[1] }
  }
  const missing = /(configmaps?|secrets?) "([^"]{1,253})" not found/i.exec(message)
  if (missing?.[2] !== undefined) {
    const secret = /^secret/i.test(missing[1] ?? '')
    return { cause: secret ? 'secret-missing' : 'config-map-missing', object: missing[2], key: '' }
  }
  if (/runAsNonRoot|non-root/.test(message)) return { cause: 'run-as-non-root', object: '', key: '' }
  return { cause: 'other', object: '', key: '' }
}

export const containerConfig: Rule<'container-config'> = {
  pod: view => view.containers.flatMap(container => candidate(view, container)),
}

function candidate(view: PodView, container: ContainerView): readonly CandidateOf<'container-config'>[] {
  const waiting = container.status?.state?.waiting
  if (waiting?.reason !== 'CreateContainerConfigError' || isSubPath(waiting)) return []
  const message = waiting.message ?? ''
  // The kubelet's caches are empty for a moment after it starts; it tries again by itself.
  if (/failed to sync .{1,20} cache|services have not yet been read/.test(message)) return []
  const reading = readingOf(message)
  const reference = referenceIn(container.spec, reading)
  const event = lastEvent(container.events, /^Failed$/, /^Error: /)
  const pieces: Evidence[] = [fromStatus(view, `CreateContainerConfigError: ${message}`)]
  if (event !== undefined) pieces.push(fromEvent(view, event))
  if (reference !== '') pieces.push(fromSpec(view, `container ${container.name}: ${reference}`))
  return [
    {
      category: 'container-config',
      cause: reading.cause,
      confidence: grade(pieces, reading.cause !== 'other'),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: titleOf(reading, nameOf(view, container), view, container, message),
      evidence: pieces,
      ruledOut: ['the image is on the node: this error comes after the pull'],
      next: nextOf(reading, view, container),
      detail: reading.cause === 'other' ? message : `${reading.object} ${reading.key}`,
    },
  ]
}

/** How the container refers to the missing thing: by which variable or as a whole. */
function referenceIn(spec: Container, reading: Reading): string {
  const secret = reading.cause.startsWith('secret')
  const kind = secret ? 'Secret' : 'ConfigMap'
  for (const { name, valueFrom } of spec.env ?? []) {
    const ref = secret ? valueFrom?.secretKeyRef : valueFrom?.configMapKeyRef
    const same = ref?.name === reading.object && (reading.key === '' || ref.key === reading.key)
    if (ref !== undefined && same)
      return `environment variable ${name} from key ${ref.key} of ${kind} ${ref.name}`
  }
  const whole = (spec.envFrom ?? []).map(from => (secret ? from.secretRef?.name : from.configMapRef?.name))
  return whole.includes(reading.object) ? `envFrom ${kind} ${reading.object}` : ''
}

function variableOf(spec: Container, reading: Reading): string {
  const name = /^environment variable (\S+) /.exec(referenceIn(spec, reading))?.[1]
  return name === undefined ? '' : ` (for its environment variable ${name})`
}

function titleOf(
  reading: Reading,
  who: string,
  view: PodView,
  container: ContainerView,
  message: string,
): string {
  const object = `"${reading.object}" in namespace ${view.namespace}`
  const variable = variableOf(container.spec, reading)
  switch (reading.cause) {
    case 'config-map-missing':
      return `${who} needs the ConfigMap ${object}, which does not exist${variable}`
    case 'secret-missing':
      return `${who} needs the Secret ${object}, which does not exist${variable}`
    case 'config-map-key-missing':
      return `${who} needs the key "${reading.key}" of ConfigMap ${object}, which has no such key${variable}`
    case 'secret-key-missing':
      return `${who} needs the key "${reading.key}" of Secret ${object}, which has no such key${variable}`
    case 'run-as-non-root':
      return /non-numeric user/.test(message)
        ? `${who} must not run as root, and its image names its user in words, so that Kubernetes can't tell`
        : `${who} must not run as root (runAsNonRoot), but its image runs as root`
    default:
      return `${who} cannot be configured: ${firstWords(message)}`
  }
}

function firstWords(message: string): string {
  return message.length > 120 ? `${message.slice(0, 119)}…` : message
}

function nextOf(reading: Reading, view: PodView, container: ContainerView): readonly string[] {
  const kind = reading.cause.startsWith('secret') ? 'Secret' : 'ConfigMap'
  switch (reading.cause) {
    case 'config-map-missing':
    case 'secret-missing':
      return [
        `Create ${kind} "${reading.object}" in namespace ${view.namespace} before ${view.owner.name}, or correct the name where ${container.name} refers to it. See what there is: kubectl -n ${view.namespace} get ${kind.toLowerCase()}s.`,
      ]
    case 'config-map-key-missing':
    case 'secret-key-missing':
      return [
        `Add the key "${reading.key}" to ${kind} "${reading.object}", or correct the key where ${container.name} refers to it. See its keys: kubectl -n ${view.namespace} describe ${kind.toLowerCase()} ${reading.object}.`,
      ]
    case 'run-as-non-root':
      return [
        `Set securityContext.runAsUser to a numeric non-root id (such as 65532) for ${container.name}, or give the image a numeric USER.`,
      ]
    default:
      return ['Read the full message in the evidence: it names what the container asks for.']
  }
}
