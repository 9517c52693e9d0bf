// volume: the pod waits for a volume: its claim is not bound, or it can't be attached or mounted.
import type { Cause, Evidence } from '../../../model/finding.ts'
import { conditionOf } from '../../../model/meta.ts'
import { type Claim, type Event, eventTime } from '../../../model/objects.ts'
import type { ObjectName } from '../../../model/suspect.ts'
import { type CandidateOf, evidence, grade, innermost, quoteEnds } from '../../candidate.ts'
import type { Rule } from '../../rule.ts'
import { fromEvent, fromSpec, fromStatus, lastEvent, nameOf, type PodView, subjectOf } from '../../view.ts'
import { storageAgents, storageAgentsOn } from './agents.ts'
import { mountReading } from './mount-message.ts'
import { nodeReasons } from './scheduler-message.ts'
import { unexplained } from './unexplained.ts'

type VolumeCause = Cause<'volume'>

export const volume: Rule<'volume'> = {
  pod: view => {
    const byClaim = claims(view)
    return byClaim.length > 0 ? byClaim : mounts(view)
  },
}

function claimNames(view: PodView): readonly string[] {
  return (view.pod.spec.volumes ?? []).flatMap(one => one.persistentVolumeClaim?.claimName ?? [])
}

/** Claims that are missing or pending, where the scheduler or the kubelet waits for them. */
function claims(view: PodView): readonly CandidateOf<'volume'>[] {
  const condition = conditionOf(view.pod.status?.conditions, 'PodScheduled')
  const waiting =
    condition?.status === 'False' && nodeReasons(condition.message ?? '').some(one => one.cause === 'volume')
  if (!waiting) return []
  const scheduling = lastEvent(view.events, /^FailedScheduling$/)
  const base = [
    fromStatus(view, `PodScheduled=False: ${condition.message ?? ''}`, condition.lastTransitionTime),
    ...(scheduling === undefined ? [] : [fromEvent(view, scheduling)]),
  ]
  if (/ReadWriteOncePod access mode/.test(condition.message ?? '')) return [takenByOnePod(view, base)]
  const known = (name: string): number => Number(view.facts.claim(view.namespace, name) !== undefined)
  // A dump may know of some claims alone, by their events: those are the ones that something is said of.
  for (const name of claimNames(view).toSorted((a, b) => known(b) - known(a))) {
    const claim = view.facts.claim(view.namespace, name)
    if (claim?.status?.phase === 'Bound') continue
    return [
      claim === undefined
        ? missingClaim(view, name, condition.message ?? '', base)
        : pendingClaim(view, claim, base),
    ]
  }
  return [
    finding(
      view,
      'other',
      `waits for a volume${schedulersWords(condition.message ?? '')}`,
      base,
      false,
      'volume',
      ["Read the scheduler's sentence in the evidence."],
    ),
  ]
}

/** What the scheduler says of a claim, unless it is just that it is not bound. */
function schedulersWords(message: string): string {
  const reason = nodeReasons(message).find(one => one.cause === 'volume')?.text ?? ''
  return reason === '' || /unbound immediate/.test(reason) ? '' : `: ${quoteEnds(reason, 160)}`
}

function takenByOnePod(view: PodView, base: readonly Evidence[]): CandidateOf<'volume'> {
  const name = claimNames(view).join(', ')
  const because = `waits for its volume claim "${name}", which one pod alone may use (ReadWriteOncePod) and another one does`
  return finding(view, 'volume-taken', because, base, true, name, [
    'Let the other pod that uses the claim end first, or use the access mode ReadWriteOnce.',
  ])
}

function missingClaim(
  view: PodView,
  name: string,
  message: string,
  base: readonly Evidence[],
): CandidateOf<'volume'> {
  // Without the right to read claims every claim looks missing: the scheduler's own word decides.
  const said = message.includes(`"${name}" not found`)
  const pieces = [...base, fromSpec(view, `persistentVolumeClaim: ${name}`)]
  return finding(
    view,
    said ? 'claim-missing' : 'other',
    said
      ? `needs the volume claim "${name}", which does not exist in namespace ${view.namespace}`
      : `waits for its volume claim "${name}"${schedulersWords(message)}`,
    pieces,
    said,
    name,
    [`Create PersistentVolumeClaim "${name}" in namespace ${view.namespace}, or correct claimName.`],
  )
}

function pendingClaim(view: PodView, claim: Claim, base: readonly Evidence[]): CandidateOf<'volume'> {
  const { name } = claim.metadata
  const events = view.facts.eventsOf({
    kind: 'PersistentVolumeClaim',
    namespace: view.namespace,
    name,
    uid: claim.metadata.uid,
  })
  const event =
    lastEvent(events, /^(?:ProvisioningFailed|FailedBinding|VolumeMismatch|ClaimLost)$/) ?? events.at(-1)
  const said = event?.message ?? ''
  const storageClass = claim.spec?.storageClassName
  const { cause, because } = claimReading(said, event, storageClass)
  const pieces = [
    ...base,
    // Of a claim that only events tell of, nothing else is known.
    ...(claim.spec === undefined && claim.status === undefined
      ? []
      : [
          evidence(
            'persistentvolumeclaim',
            `${name}: phase ${claim.status?.phase ?? '?'}, storage class ${storageClass ?? '(none)'}`,
            null,
          ),
        ]),
    ...(event === undefined
      ? []
      : [evidence('event', `${event.reason ?? ''}: ${said}`, null, eventTime(event))]),
  ]
  return finding(
    view,
    cause,
    `waits for its volume claim "${name}", which ${because}`,
    pieces,
    cause !== 'other',
    `${name} ${cause}`,
    [
      `See why it is pending: kubectl -n ${view.namespace} describe pvc ${name}; the storage classes there are: kubectl get storageclass.`,
    ],
    storageAgents(view, said),
  )
}

function claimReading(
  said: string,
  event: Event | undefined,
  storageClass: string | undefined,
): { readonly cause: VolumeCause; readonly because: string } {
  const named = storageClass ?? /StorageClass "([^"]{1,253})"/.exec(said)?.[1]
  const missingClass = /storageclass(?:\.storage\.k8s\.io)? "([^"]{1,253})" not found/.exec(said)?.[1]
  if (missingClass !== undefined)
    return {
      cause: 'storage-class',
      because: `asks for the storage class "${missingClass}", which does not exist`,
    }
  if (/no storage class is set/.test(said))
    return {
      cause: 'storage-class',
      because: 'names no storage class, and the cluster has no default one and no fitting volume',
    }
  if (event?.reason === 'VolumeMismatch') {
    if (/access ?mode/i.test(said))
      return { cause: 'access-mode', because: 'asks for an access mode that its volume does not offer' }
    if (/too small|capacity|size/i.test(said))
      return { cause: 'capacity', because: 'asks for more space than its volume has' }
    return { cause: 'claim-selector', because: 'does not match its volume' }
  }
  const taken = /volume "?([\w.-]{0,253})"? already bound to a different claim/.exec(said)?.[1]
  if (taken !== undefined)
    return { cause: 'volume-taken', because: `asks for the volume "${taken}", which another claim holds` }
  if (event?.reason === 'ExternalProvisioning')
    return {
      cause: 'provisioning-failed',
      because: `no provisioner has taken care of: ${quoteEnds(said, 200)}`,
    }
  if (event?.reason === 'ProvisioningFailed')
    return {
      cause: 'provisioning-failed',
      because: `cannot be provisioned${named === undefined ? '' : ` (storage class ${named})`}: ${quoteEnds(innermost(said), 220)}`,
    }
  if (event?.reason === 'ClaimLost')
    return { cause: 'other', because: 'has lost its volume: that no longer exists' }
  return {
    cause: 'other',
    because: `is not bound${storageClass === undefined ? '' : ` (storage class ${storageClass})`}`,
  }
}

/** The pod has a node, and the kubelet can't give it its volumes. */
function mounts(view: PodView): readonly CandidateOf<'volume'>[] {
  if (!isBeingCreated(view)) return []
  const event =
    lastEvent(
      view.events,
      /^(?:FailedMount|FailedAttachVolume|FailedMapVolume)$/,
      /(?:MountVolume|AttachVolume|MapVolume|Multi-Attach|references non-existent)/,
    ) ?? lastEvent(view.events, /^(?:FailedMount|FailedAttachVolume|FailedMapVolume)$/)
  if (event === undefined) return unsaid(view)
  const said = event.message ?? ''
  // Present on every node for an instant after a namespace is made.
  if (/object "[^"]{1,200}" not registered/.test(said)) return []
  const sandbox = conditionOf(view.pod.status?.conditions, 'PodReadyToStartContainers')
  const state = sandbox === undefined ? '' : `, PodReadyToStartContainers=${sandbox.status}`
  const waiting = view.containers.find(container => container.status?.state?.waiting !== undefined)
  const pieces = [
    fromStatus(
      view,
      `container ${waiting?.name ?? '?'}: ${waiting?.status?.state?.waiting?.reason ?? 'waiting'}${state}`,
      sandbox?.lastTransitionTime,
    ),
    fromEvent(view, event),
  ]
  const reading = mountReading(said, view)
  return [
    finding(
      view,
      reading.cause,
      reading.because,
      pieces,
      reading.cause !== 'other',
      reading.detail,
      [reading.next],
      storageAgents(view, said),
    ),
  ]
}

/** Volumes come first in a pod's life: a pod that needs some and gets nowhere most likely waits for them. */
function unsaid(view: PodView): readonly CandidateOf<'volume'>[] {
  const stuck = unexplained(view)
  if (stuck?.step !== 'volume') return []
  const list = stuck.volumes.join(', ')
  const pieces = [fromStatus(view, 'ContainerCreating for long, and no event says why'), fromSpec(view, list)]
  return [
    finding(
      view,
      'other',
      `has not been started on its node: it seems to wait for its volumes (${list})`,
      pieces,
      false,
      list,
      [`See its events: kubectl -n ${view.namespace} describe pod ${view.pod.metadata.name}.`],
      claimNames(view).length === 0 ? [] : storageAgentsOn(view.pod.spec.nodeName ?? '', view.facts),
    ),
  ]
}

function isBeingCreated(view: PodView): boolean {
  if ((view.pod.spec.nodeName ?? '') === '') return false
  const states = view.containers.map(container => container.status?.state)
  const waits = states.some(state =>
    /^(?:ContainerCreating|PodInitializing)$/.test(state?.waiting?.reason ?? ''),
  )
  return waits && states.every(state => state?.running === undefined && state?.terminated === undefined)
}

function finding(
  view: PodView,
  cause: VolumeCause,
  because: string,
  pieces: readonly Evidence[],
  proved: boolean,
  detail: string,
  next: readonly string[],
  explainedBy: readonly ObjectName[] = [],
): CandidateOf<'volume'> {
  return {
    category: 'volume',
    cause,
    confidence: grade(pieces, proved),
    subject: subjectOf(view, null),
    pods: view.podKeys,
    title: `${nameOf(view, null)} ${because}`,
    evidence: pieces,
    ruledOut: ['no container has been started, so neither image nor program is to blame'],
    next,
    detail,
    explainedBy,
  }
}
