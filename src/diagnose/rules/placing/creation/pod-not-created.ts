// pod-not-created: a workload wants pods that the API server refuses to create, or wants none.
import type { Evidence } from '../../../../model/finding.ts'
import { conditionOf } from '../../../../model/meta.ts'
import { type Event, eventTime, type Service, type Workload } from '../../../../model/objects.ts'
import type { Pod } from '../../../../model/pod.ts'
import { type ObjectName, objectName } from '../../../../model/suspect.ts'
import { secondsSince, within } from '../../../../select/moment.ts'
import { controllerOf } from '../../../../select/owner.ts'
import { type CandidateOf, evidence, grade } from '../../../candidate.ts'
import { type Facts, isOnlyNamed } from '../../../facts.ts'
import type { Rule } from '../../../rule.ts'
import { serviceAt } from '../../running/dependency/dependency-target.ts'
import { waitOf } from '../../running/dependency/init-waits.ts'
import { nextOf, refusalIn, titleOf } from './refusal.ts'

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

/** A Job that is suspended makes no pod. It may be so on purpose: only what this CI job has made, or what somebody waits for, is missed. */
function suspended(job: Workload, facts: Facts): readonly CandidateOf<'pod-not-created'>[] {
  const { kind, metadata, spec, status } = job
  const held = conditionOf(status?.conditions, 'Suspended')
  const since = secondsSince(held?.lastTransitionTime, facts.window.now) ?? 0
  if (kind !== 'Job' || spec?.suspend !== true || held?.status !== 'True' || since < makingTakes) return []
  const isOurs = facts.window.known && within(metadata.creationTimestamp, facts.window)
  if (!isOurs && !isWaitedFor(job, facts)) return []
  const { name, namespace = 'default' } = metadata
  const pieces = [evidence('job', `${name}: suspended; Suspended=True`, null, held.lastTransitionTime)]
  return [
    {
      category: 'pod-not-created',
      cause: 'other',
      confidence: grade(pieces, false),
      subject: { kind, namespace, name },
      pods: [],
      title: `Job ${name} is suspended (spec.suspend), so it makes no pod`,
      evidence: pieces,
      ruledOut: [],
      next: [
        `Let it begin: kubectl -n ${namespace} patch job ${name} -p '{"spec":{"suspend":false}}'; where a queue holds it, see why.`,
      ],
      detail: 'suspended',
    },
  ]
}

function isWaitedFor({ kind, metadata: { name, namespace = 'default' } }: Workload, facts: Facts): boolean {
  const awaited = facts.views.flatMap(view =>
    view.containers.flatMap(container => waitOf(view, container)?.objects ?? []),
  )
  return awaited.some(one => one.kind === kind && one.namespace === namespace && one.name === name)
}

/** Seconds in which a controller makes its pods. */
const makingTakes = 60

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

function isMadeBy(pod: Pod, { kind, metadata }: Workload): boolean {
  const controller = controllerOf(pod.metadata.ownerReferences)
  const same = (pod.metadata.namespace ?? 'default') === (metadata.namespace ?? 'default')
  return same && controller?.kind === kind && controller.name === metadata.name
}

function ownerName(workload: Workload): ObjectName {
  const own = objectName(workload.kind, workload)
  const above = controllerOf(workload.metadata.ownerReferences)
  return above === undefined ? own : { ...own, kind: above.kind, name: above.name }
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

/** A Deployment with no replicas is a fault only where someone in trouble calls it. */
function scaledToZero(facts: Facts): readonly CandidateOf<'pod-not-created'>[] {
  const called = facts.views.flatMap(view =>
    view.containers.flatMap(container => {
      const meaning = container.verdict?.meaning
      const host = meaning?.kind === 'dependency' ? meaning.host : null
      const service = host === null ? null : serviceAt(host, view)
      return service === null
        ? []
        : [
            {
              service,
              caller: view,
              line: container.verdict?.line ?? '',
              source: container.verdict?.source ?? 'log',
            },
          ]
    }),
  )
  return called.flatMap(({ service, caller, line, source }) => {
    const workload = facts.snapshot.workloads.find(
      one =>
        one.spec?.replicas === 0 &&
        controllerOf(one.metadata.ownerReferences) === undefined &&
        makesPodsFor(one, service),
    )
    if (workload === undefined) return []
    const { name, namespace = 'default' } = workload.metadata
    const pieces = [
      evidence(workload.kind.toLowerCase(), `${name}: spec.replicas is 0`, null),
      evidence(source, line, caller.pod.metadata.name),
    ]
    return [
      {
        category: 'pod-not-created',
        cause: 'scaled-to-zero',
        confidence: grade(pieces),
        subject: { kind: workload.kind, namespace, name },
        pods: [],
        title: `${name} is scaled to zero, so nothing answers behind Service ${service.metadata.name}, which ${caller.owner.name} calls`,
        evidence: pieces,
        ruledOut: [],
        next: [
          `Scale it up: kubectl -n ${namespace} scale ${workload.kind.toLowerCase()} ${name} --replicas=1.`,
        ],
        detail: 'scaled-to-zero',
        explainedBy: [],
      } satisfies CandidateOf<'pod-not-created'>,
    ]
  })
}

/** True for a workload whose pods the Service selects; where only its name is known, that may tell. */
export function makesPodsFor(workload: Workload, service: Service): boolean {
  const { metadata, spec } = service
  const same = (workload.metadata.namespace ?? 'default') === (metadata.namespace ?? 'default')
  const selector = Object.entries(spec?.selector ?? {})
  if (!same || selector.length === 0) return false
  if (isOnlyNamed(workload)) return workload.metadata.name === metadata.name
  const labels = templateLabels(workload)
  return selector.every(([key, value]) => labels.get(key) === value)
}

/** The labels that a workload gives its pods. */
export function templateLabels(workload: Workload): ReadonlyMap<string, string> {
  const metadata = workload.spec?.template?.metadata
  if (typeof metadata !== 'object' || metadata === null || !('labels' in metadata)) return new Map()
  const { labels } = metadata
  if (typeof labels !== 'object' || labels === null) return new Map()
  return new Map(Object.entries(labels).map(([key, value]) => [key, String(value)]))
}
