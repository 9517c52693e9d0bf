// volume where a claim is missing, not bound, or taken.
import type { Evidence } from '../../../../model/finding.ts'
import { conditionOf } from '../../../../model/meta.ts'
import { type Claim, type Event, eventTime } from '../../../../model/objects.ts'
import { type CandidateOf, evidence, lastCalls } from '../../../candidate.ts'
import { isOnlyNamed } from '../../../facts.ts'
import { fromEvent, fromSpec, fromStatus, lastEvent, type PodView } from '../../../view.ts'
import { storageAgents } from '../agents.ts'
import { nodeReasons } from '../scheduling/scheduler-message.ts'
import { claimReading } from './claim-message.ts'
import { nearestMisfit } from './unfit-volumes.ts'
import { finding, type VolumeCause } from './volume-finding.ts'

/** Claims that are missing or pending, where the scheduler or the kubelet waits for them. */
export function claims(view: PodView): readonly CandidateOf<'volume'>[] {
  const condition = conditionOf(view.pod.status?.conditions, 'PodScheduled')
  if (condition === undefined) return unprovided(view)
  const waiting =
    condition.status === 'False' && nodeReasons(condition.message ?? '').some(one => one.cause === 'volume')
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

/** The claims that the pod's spec names. */
export function claimNames(view: PodView): readonly string[] {
  return (view.pod.spec.volumes ?? []).flatMap(one => one.persistentVolumeClaim?.claimName ?? [])
}

/** What the volume controller says where it has asked a provisioner, and waits. */
const asked = /^(?:ExternalProvisioning|Provisioning|ProvisioningFailed)$/

/** The scheduler has chosen a node, and says nothing while it waits for the claims to be bound there: their own events tell. */
function unprovided(view: PodView): readonly CandidateOf<'volume'>[] {
  if ((view.pod.spec.nodeName ?? '') !== '') return []
  const claim = claimNames(view)
    .map(name => view.facts.claim(view.namespace, name))
    .find(one => one !== undefined && claimEvents(view, one).some(event => asked.test(event.reason ?? '')))
  if (claim === undefined || claim.status?.phase === 'Bound') return []
  return [pendingClaim(view, claim, [fromStatus(view, 'Pending, without a node')])]
}

function claimEvents(view: PodView, { metadata: { name, uid } }: Claim): readonly Event[] {
  return view.facts.eventsOf({ kind: 'PersistentVolumeClaim', namespace: view.namespace, name, uid })
}

/** What the scheduler says of a claim, unless it is just that it is not bound. */
function schedulersWords(message: string): string {
  const reason = nodeReasons(message).find(one => one.cause === 'volume')?.text ?? ''
  return reason === '' || /unbound immediate/.test(reason) ? '' : `: ${lastCalls(reason)}`
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
  const events = claimEvents(view, claim)
  const event =
    lastEvent(events, /^(?:ProvisioningFailed|FailedBinding|VolumeMismatch|ClaimLost)$/) ?? events.at(-1)
  const said = event?.message ?? ''
  const storageClass = claim.spec?.storageClassName
  // A volume that somebody made for it says most; a provisioner that was asked makes one of its own.
  const provided = asked.test(event?.reason ?? '') && !/not found$/.test(said)
  const misfit = provided ? null : nearestMisfit(claim, view.facts.snapshot.volumes ?? [])
  const { cause, because } = misfit ?? claimReading(said, event, storageClass)
  const pieces = [
    ...base,
    // Of a claim that only events tell of, nothing else is known.
    ...(isOnlyNamed(claim)
      ? []
      : [
          evidence(
            'persistentvolumeclaim',
            `${name}: phase ${claim.status?.phase ?? '?'}, storage class ${storageClass ?? '(none)'}`,
            null,
          ),
        ]),
    ...(misfit === null ? [] : [evidence('persistentvolume', misfit.seen, null)]),
    ...(event === undefined
      ? []
      : [evidence('event', `${event.reason ?? ''}: ${said}`, null, eventTime(event))]),
  ]
  return finding(
    view,
    cause,
    `waits for its volume claim "${name}", which ${because}`,
    pieces,
    isProved(cause, view),
    `${name} ${cause}`,
    [
      event?.reason === 'VolumeMismatch'
        ? `Make the claim ask for what its volume has, or give it another: kubectl -n ${view.namespace} describe pvc ${name}; kubectl get pv.`
        : `See why it is pending: kubectl -n ${view.namespace} describe pvc ${name}; the storage classes there are: kubectl get storageclass.`,
    ],
    storageAgents(view, said),
  )
}

/** A volume that somebody made needs no StorageClass: without a sight of the volumes, one of them may just not fit. */
function isProved(cause: VolumeCause, { facts }: PodView): boolean {
  return cause === 'storage-class' ? facts.snapshot.volumes !== undefined : cause !== 'other'
}
