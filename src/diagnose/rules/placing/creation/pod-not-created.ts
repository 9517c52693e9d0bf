// pod-not-created: a workload wants pods that the API server refuses to create, or wants none.
import type { Evidence } from '../../../../model/finding.ts'
import { conditionOf } from '../../../../model/meta.ts'
import { type Event, eventTime, type Workload } from '../../../../model/objects.ts'
import type { ObjectName } from '../../../../model/suspect.ts'
import { secondsSince, within } from '../../../../select/moment.ts'
import { type CandidateOf, evidence, grade } from '../../../candidate.ts'
import { type Facts, isOnlyNamed } from '../../../facts.ts'
import type { Rule } from '../../../rule.ts'
import { scaledToZero, suspended } from './held-back.ts'
import { nextOf, refusalIn, titleOf } from './refusal.ts'
import { isMadeBy, makingTakes, ownerName } from './workload-pods.ts'

export const podNotCreated: Rule<'pod-not-created'> = {
  cluster: facts => [
    ...facts.snapshot.workloads.flatMap(workload => refused(workload, facts)),
    ...facts.snapshot.workloads.flatMap(workload => suspended(workload, facts)),
    ...scaledToZero(facts),
  ],
}

function refused(workload: Workload, facts: Facts): readonly CandidateOf<'pod-not-created'>[] {
  const { kind } = workload
  if (kind === 'Deployment' || !wantsMore(workload, facts)) return []
  const { name, namespace = 'default', uid } = workload.metadata
  const failure = conditionOf(workload.status?.conditions, 'ReplicaFailure')
  const event = facts
    .eventsOf({ kind, namespace, name, uid })
    .findLast(one => one.reason === 'FailedCreate' && within(eventTime(one), facts.window))
  const message = failure?.status === 'True' ? (failure.message ?? '') : (event?.message ?? '')
  if (message === '') return isUnsaid(workload, facts) ? [unsaid(workload)] : []
  const refusal = refusalIn(message)
  const { cause, culprit, known } = refusal
  const owner = ownerName(workload)
  const pieces = refusalEvidence(workload, message, failure?.status === 'True', event)
  return [
    {
      category: 'pod-not-created',
      cause,
      confidence: grade(pieces, known),
      subject: owner,
      pods: [],
      title: titleOf(cause, startOf(workload, owner.name, facts), culprit, message, namespace),
      evidence: pieces,
      ruledOut: ['no pod exists, so neither image nor program is to blame'],
      next: [nextOf(refusal, owner, message)],
      detail: `${cause} ${culprit}`,
      explainedBy: webhookService(message),
    },
  ]
}

/** A controller that has made none of its pods for long, in a dump without events: they would have said why. */
function isUnsaid(workload: Workload, facts: Facts): boolean {
  const { snapshot, window } = facts
  const age = secondsSince(workload.metadata.creationTimestamp, window.now) ?? 0
  const blind = snapshot.events.length === 0 && snapshot.pods.length > 0 && workload.kind !== 'CronJob'
  return blind && age > makingTakes && !snapshot.pods.some(pod => isMadeBy(pod, workload))
}

function unsaid(workload: Workload): CandidateOf<'pod-not-created'> {
  const owner = ownerName(workload)
  const kind = workload.kind.toLowerCase()
  return {
    category: 'pod-not-created',
    cause: 'other',
    confidence: 'low',
    subject: owner,
    pods: [],
    title: `No pod of ${owner.name} exists, though it wants some, and no event says why`,
    evidence: refusalEvidence(workload, '', false, undefined),
    ruledOut: ['no pod exists, so neither image nor program is to blame'],
    next: [`See its events: kubectl -n ${owner.namespace} describe ${kind} ${workload.metadata.name}.`],
    detail: 'unsaid',
  }
}

/** What the workload has against what it wants: a state, told by its controller. */
function refusalEvidence(
  workload: Workload,
  message: string,
  condition: boolean,
  event: Event | undefined,
): readonly Evidence[] {
  const kind = workload.kind.toLowerCase()
  const { replicas, active } = workload.status ?? {}
  const wanted =
    workload.spec?.replicas ?? workload.status?.desiredNumberScheduled ?? workload.spec?.parallelism ?? 1
  const running = Array.isArray(active) ? active.length : (active ?? 0)
  const has = replicas ?? workload.status?.currentNumberScheduled ?? running
  const made = workload.kind === 'CronJob' ? 'Jobs' : 'pods'
  const state = condition ? `ReplicaFailure=True: ${message}` : `wants ${wanted} ${made}, has ${has}`
  return [
    ...(isOnlyNamed(workload) ? [] : [evidence(kind, state, null)]),
    ...(event === undefined
      ? []
      : [evidence('event', `FailedCreate: ${event.message ?? ''}`, null, eventTime(event))]),
  ]
}

function wantsMore(workload: Workload, facts: Facts): boolean {
  const { spec, status } = workload
  if (isOnlyNamed(workload)) return !facts.snapshot.pods.some(pod => isMadeBy(pod, workload))
  if (workload.kind === 'CronJob') return spec?.suspend !== true
  if (workload.kind === 'DaemonSet')
    return (status?.desiredNumberScheduled ?? 0) > (status?.currentNumberScheduled ?? 0)
  if (workload.kind === 'Job') {
    const done = status?.conditions?.some(
      one => /^(?:Complete|Failed)$/.test(one.type) && one.status === 'True',
    )
    return (
      done !== true && spec?.suspend !== true && (typeof status?.active !== 'number' || status.active === 0)
    )
  }
  return (spec?.replicas ?? 1) > (status?.replicas ?? 0)
}

/** A webhook that can't be reached is served by a Service: its pods may be the ones in trouble. */
function webhookService(message: string): readonly ObjectName[] {
  const host = /failed calling webhook .{0,400}https:\/\/([a-z0-9-]{1,63})\.([a-z0-9-]{1,63})\.svc/.exec(
    message,
  )
  if (host?.[1] === undefined || host[2] === undefined) return []
  return [{ kind: 'Service', namespace: host[2], name: host[1] }]
}

function startOf(workload: Workload, who: string, facts: Facts): string {
  if (workload.kind === 'CronJob') return `No Job of ${who} can be created:`
  const has = facts.snapshot.pods.some(pod => isMadeBy(pod, workload))
  return `No ${has ? 'further ' : ''}pod of ${who} can be created:`
}
