// image-pull: the image cannot be had, and why, by the words of kubelet, containerd, CRI-O and Docker.
import type { Cause, Evidence } from '../../../model/finding.ts'
import type { Event } from '../../../model/objects.ts'
import { type CandidateOf, grade, innermost, quoteEnds } from '../../candidate.ts'
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
import { type ImageName, imageNameOf } from './image-name.ts'

type PullCause = Cause<'image-pull'>

const waitingReasons =
  /^(?:ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|ImageInspectError|RegistryUnavailable|SignatureValidationFailed)$/

/** In this order: a registry whose name does not resolve also "failed to authorize", and so on. */
const causesByMessage: readonly (readonly [PullCause, RegExp])[] = [
  [
    'invalid-name',
    /InvalidImageName|couldn't parse image name|invalid reference format|Failed to apply default image tag|^\S* ?short-name "|short name mode is enforcing/,
  ],
  // The kubelet asks the runtime through a socket of the node's: that is no registry.
  ['other', /\bdial unix |\bunix:\/\//],
  ['never-pull', /is not present with pull policy of Never/],
  [
    'registry-dns',
    /no such host|Temporary failure in name resolution|server misbehaving|dial tcp: lookup .{1,200}(?:i\/o timeout|connection refused)|Name or service not known/,
  ],
  ['rate-limited', /toomanyrequests|429 Too Many Requests|rate limit|pull QPS exceeded/i],
  [
    'platform',
    /no match for platform|no matching manifest for|does not match the specified platform|no image found in (?:manifest list|image index) for|image operating system .{1,40} cannot be used/,
  ],
  [
    'registry-unreachable',
    /connection refused|i\/o timeout|TLS handshake timeout|no route to host|network is unreachable|context deadline exceeded|x509:|HTTP response to HTTPS client|\btls: |connection reset|: EOF|unexpected EOF|Proxy Authentication Required|unexpected status.{0,200}: 5\d\d|\b50[0-4] (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Timeout)|Client\.Timeout|^RegistryUnavailable\b/,
  ],
  [
    'unauthorized',
    /401 \(?Unauthorized|403 \(?Forbidden|authorization failed|failed to authorize|pull access denied|no basic auth credentials|authentication required|unauthorized:|denied:|access (?:to the resource )?is denied|insufficient_scope/i,
  ],
  [
    'not-found',
    /not found|manifest unknown|name unknown|MANIFEST_UNKNOWN|NAME_UNKNOWN|404 Not Found|repository does not exist|no such image/i,
  ],
]

export const imagePull: Rule<'image-pull'> = {
  pod: view => view.containers.flatMap(container => candidate(view, container)),
}

function candidate(view: PodView, container: ContainerView): readonly CandidateOf<'image-pull'>[] {
  const { reason = '', message = '' } = container.status?.state?.waiting ?? {}
  if (!waitingReasons.test(reason)) return []
  const image = imageNameOf(container.spec.image ?? '')
  const event = tellingEvent(container)
  const secret = lastEvent(view.events, /^FailedToRetrieveImagePullSecret$/)
  const said = causeIn(`${reason} ${message}`)
  const cause = refined(said ?? causeIn(event?.message ?? ''), secret !== undefined) ?? 'other'
  const pieces: Evidence[] = [
    fromStatus(view, `${reason}: ${message}`),
    ...(event === undefined ? [] : [fromEvent(view, event)]),
    ...(cause === 'pull-secret-missing' && secret !== undefined ? [fromEvent(view, secret)] : []),
    fromSpec(view, `image: ${image.text}`),
  ]
  return [
    {
      category: 'image-pull',
      cause,
      // A cause that only an event names is corroborated by the status, but not proved by it.
      confidence: grade(pieces, cause !== 'other' && said !== null),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title:
        titleOf(cause, nameOf(view, container), image, view) +
        detailOf(cause, (said === null ? event?.message : undefined) ?? message, image),
      evidence: pieces,
      ruledOut: cause === 'not-found' ? [`registry ${image.registry} answered, so it is reachable`] : [],
      next: nextOf(cause, image, view),
      detail: image.text,
    },
  ]
}

/** The newest event that says why; `Error: ImagePullBackOff`, which comes after it, says nothing. */
function tellingEvent(container: ContainerView): Event | undefined {
  const about = container.events.filter(
    one =>
      /^(?:Failed|InspectFailed|ErrImageNeverPull|BackOff)$/.test(one.reason ?? '') &&
      /image/i.test(one.message ?? ''),
  )
  return (
    about.findLast(one => causeIn(one.message ?? '') !== null) ??
    about.findLast(one => /^Failed to pull image/.test(one.message ?? '')) ??
    about.at(-1)
  )
}

/** The cause that a pull error names, or null. */
export function causeIn(message: string): PullCause | null {
  return causesByMessage.find(([, pattern]) => pattern.test(message))?.[0] ?? null
}

/** A registry that hides what one may not see says "not found" or "denied" to a missing login alike. */
function refined(cause: PullCause | null, secretMissing: boolean): PullCause | null {
  return secretMissing && (cause === 'unauthorized' || cause === 'not-found') ? 'pull-secret-missing' : cause
}

function titleOf(cause: PullCause, who: string, image: ImageName, view: PodView): string {
  const of = `${who}'s image ${image.text}`
  switch (cause) {
    case 'not-found':
      return `${of} does not exist in the registry`
    case 'unauthorized':
      return `${of} may not be pulled: ${image.registry} refuses access without a login, or the repository does not exist`
    case 'pull-secret-missing':
      return `${of} may not be pulled: its pull secret ${pullSecrets(view)} does not exist in namespace ${view.namespace}`
    case 'registry-dns':
      return `${of} cannot be pulled: the registry's name ${image.registry} does not resolve`
    case 'registry-unreachable':
      return `${of} cannot be pulled: the registry ${image.registry} cannot be reached from the node`
    case 'rate-limited':
      return `${of} cannot be pulled: ${image.registry} has rate-limited this cluster`
    case 'invalid-name':
      return `${who}'s image name "${image.text}" is not valid`
    case 'never-pull':
      return `${of} is not on the node, and imagePullPolicy Never forbids pulling it`
    case 'platform':
      return `${of} is not built for this node's platform${platformOf(view)}`
    default:
      return `${of} cannot be pulled`
  }
}

/** What the title of that cause leaves open, in the runtime's words. */
function detailOf(cause: PullCause, message: string, image: ImageName): string {
  if (cause === 'other') return inItsWords(message, image)
  const reason =
    cause === 'registry-unreachable'
      ? /https?:\/\/[^\s"]{1,500}"?: (\S.{0,500})$/s.exec(message)?.[1]
      : undefined
  return reason === undefined ? '' : ` (${quoteEnds(reason, 120)})`
}

function inItsWords(message: string, image: ImageName): string {
  const said = innermost(message).replace(
    /^(?:(?:Back-off pulling|Failed to (?:pull(?: and unpack)?|inspect|resolve)) (?:image|reference) "[^"]{1,500}":? ?(?:ErrImagePull: )?)+/i,
    '',
  )
  return said === '' || said === image.text ? '' : `: ${quoteEnds(said, 200)}`
}

function pullSecrets(view: PodView): string {
  const names = (view.pod.spec.imagePullSecrets ?? [])
    .map(secret => secret.name ?? '')
    .filter(name => name !== '')
  if (names.length > 0) return names.join(', ')
  const said = lastEvent(view.events, /^FailedToRetrieveImagePullSecret$/)?.message ?? ''
  return /secrets \(([^)]{1,253})\)/.exec(said)?.[1] ?? ''
}

function platformOf(view: PodView): string {
  const info = view.facts.node(view.pod.spec.nodeName ?? '')?.status?.nodeInfo
  return info?.architecture === undefined ? '' : ` (${info.operatingSystem ?? 'linux'}/${info.architecture})`
}

function nextOf(cause: PullCause, image: ImageName, view: PodView): readonly string[] {
  const kind = view.facts.snapshot.cluster.kind
  const load =
    kind === 'kind'
      ? `load it with \`kind load docker-image ${image.text}\``
      : "load it into the cluster's nodes"
  switch (cause) {
    case 'not-found':
      return [
        `Check the name and the tag "${image.tag}" of ${image.text} for a typo, and that the step which pushes it ran before this one.`,
        `If the image is built in this job, ${load} before its pods are made.`,
      ]
    case 'unauthorized':
      return [
        `If ${image.text} is private, give the pod an imagePullSecrets entry with a login for ${image.registry}; if it should be public, check the repository's name.`,
      ]
    case 'pull-secret-missing':
      return [
        `Create it: kubectl -n ${view.namespace} create secret docker-registry ${pullSecrets(view) || 'NAME'} --docker-server=${image.registry} …`,
      ]
    case 'registry-dns':
      return [`Check the registry's name "${image.registry}" for a typo, and the DNS of the cluster's nodes.`]
    case 'registry-unreachable':
      return [
        `Check that the nodes reach ${image.registry} (firewall, proxy, TLS certificate), and that the registry is up.`,
      ]
    case 'rate-limited':
      return [
        `Log in to ${image.registry} (imagePullSecrets), use a mirror, or pull the image elsewhere and ${load} beforehand.`,
      ]
    case 'invalid-name':
      return [
        'Write the image as [registry/]repository[:tag]: lower case, no blanks, no variable left unexpanded.',
      ]
    case 'never-pull':
      return [`If the image is built in this job, ${load} first; else set imagePullPolicy: IfNotPresent.`]
    case 'platform':
      return [
        `Build ${image.text} for the node's platform${platformOf(view)} (docker buildx build --platform …), or run it on a node of its own platform.`,
      ]
    default:
      return [
        'Read the full message in the evidence; the same pull can be tried on the node with: crictl pull IMAGE.',
      ]
  }
}
