// pod-not-created: a workload wants pods that the API server refuses to create, or wants none.
import type { Cause, Evidence } from '../../../model/finding.ts'
import { conditionOf } from '../../../model/meta.ts'
import { type Event, eventTime, type Workload } from '../../../model/objects.ts'
import type { Pod } from '../../../model/pod.ts'
import type { ObjectName } from '../../../model/suspect.ts'
import { secondsSince, within } from '../../../select/moment.ts'
import { controllerOf } from '../../../select/owner.ts'
import { type CandidateOf, evidence, grade, quote, quoteEnds } from '../../candidate.ts'
import type { Facts } from '../../facts.ts'
import type { Rule } from '../../rule.ts'
import { serviceAt } from '../running/dependency-target.ts'

type Refusal = Cause<'pod-not-created'>

/** What the admission plugins of the API server say. */
const refusals: readonly (readonly [Refusal, RegExp])[] = [
  [
    'quota-exceeded',
    /exceeded quota: ([\w.-]{1,253})|failed quota: ([\w.-]{1,253})|(insufficient quota to match these scopes)/,
  ],
  [
    'pod-security',
    /violates PodSecurity "([^"]{1,100})"|unable to validate against any (security context constraint|pod security policy)|(PodSecurityPolicy): unable to admit/,
  ],
  ['webhook-unreachable', /failed calling webhook "([^"]{1,253})"/],
  [
    'webhook-denied',
    /admission webhook "([^"]{1,253})" denied the request|ValidatingAdmissionPolicy '([^']{1,253})'.{0,200}denied/,
  ],
  [
    'service-account-missing',
    /error looking up service account ([\w./-]{1,500}?):|serviceaccount "([^"]{1,253})" not found/,
  ],
  [
    'limit-range',
    /(?:maximum|minimum) ([\w.-]{1,60}) usage per (?:Container|Pod)|max limit to request ratio/,
  ],
]

export const podNotCreated: Rule<'pod-not-created'> = {
  cluster: facts => [
    ...facts.snapshot.workloads.flatMap(workload => refused(workload, facts)),
    ...scaledToZero(facts),
  ],
}

function refused(workload: Workload, facts: Facts): readonly CandidateOf<'pod-not-created'>[] {
  const { kind } = workload
  if (kind === 'Deployment' || kind === 'CronJob' || !wantsMore(workload, facts)) return []
  const { name, namespace = 'default', uid } = workload.metadata
  const failure = conditionOf(workload.status?.conditions, 'ReplicaFailure')
  const event = facts
    .eventsOf({ kind, namespace, name, uid })
    .findLast(one => one.reason === 'FailedCreate' && within(eventTime(one), facts.window))
  const message = failure?.status === 'True' ? (failure.message ?? '') : (event?.message ?? '')
  if (message === '') return isUnsaid(workload, facts) ? [unsaid(workload)] : []
  const found = refusals.find(([, pattern]) => pattern.test(message))
  const cause = found?.[0] ?? 'other'
  const culprit =
    found?.[1]
      .exec(message)
      ?.slice(1)
      .find(group => group !== undefined) ?? ''
  const owner = ownerName(workload)
  const pieces = refusalEvidence(workload, message, failure?.status === 'True', event)
  return [
    {
      category: 'pod-not-created',
      cause,
      confidence: grade(pieces, found !== undefined),
      subject: owner,
      pods: [],
      title: titleOf(cause, startOf(workload, owner.name, facts), culprit, message, namespace),
      evidence: pieces,
      ruledOut: ['no pod exists, so neither image nor program is to blame'],
      next: [nextOf(cause, owner, culprit)],
      detail: `${cause} ${culprit}`,
      explainedBy: webhookService(message),
    },
  ]
}

/** Seconds in which a controller makes its pods. */
const makingTakes = 60

/** A controller that has made none of its pods for long, in a dump without events: they would have said why. */
function isUnsaid(workload: Workload, facts: Facts): boolean {
  const { snapshot, window } = facts
  const age = secondsSince(workload.metadata.creationTimestamp, window.now) ?? 0
  const blind = snapshot.events.length === 0 && snapshot.pods.length > 0
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
  const has = replicas ?? workload.status?.currentNumberScheduled ?? (typeof active === 'number' ? active : 0)
  const state = condition ? `ReplicaFailure=True: ${message}` : `wants ${wanted} pods, has ${has}`
  return [
    ...(isOnlyNamed(workload) ? [] : [evidence(kind, state, null)]),
    ...(event === undefined
      ? []
      : [evidence('event', `FailedCreate: ${event.message ?? ''}`, null, eventTime(event))]),
  ]
}

/** True for a workload of which a dump holds only the events: its name is all that is known. */
function isOnlyNamed({ spec, status }: Workload): boolean {
  return spec === undefined && status === undefined
}

function wantsMore(workload: Workload, facts: Facts): boolean {
  const { spec, status } = workload
  if (isOnlyNamed(workload)) return !facts.snapshot.pods.some(pod => isMadeBy(pod, workload))
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
  const namespace = workload.metadata.namespace ?? 'default'
  const above = controllerOf(workload.metadata.ownerReferences)
  if (above !== undefined) return { kind: above.kind, namespace, name: above.name }
  return { kind: workload.kind, namespace, name: workload.metadata.name }
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
  const has = facts.snapshot.pods.some(pod => isMadeBy(pod, workload))
  return `No ${has ? 'further ' : ''}pod of ${who} can be created:`
}

/** `requested: pods=1, used: pods=3, limited: pods=3`: what is used up, and how much of it there is. */
function usedUp(message: string): string {
  const amounts = (what: string): ReadonlyMap<string, string> => {
    const list = new RegExp(`${what}: ((?:[\\w./-]{1,100}=[\\w.]{1,30},?){1,20})`).exec(message)?.[1] ?? ''
    return new Map(
      list
        .split(',')
        .map(pair => pair.split('='))
        .map(([name = '', amount = '']) => [name, amount]),
    )
  }
  const [used, limited] = [amounts('used'), amounts('limited')]
  const parts = [...amounts('requested')].flatMap(([name, wanted]) => {
    const [taken, most] = [used.get(name), limited.get(name)]
    return taken === undefined || most === undefined
      ? []
      : [`${name}: ${taken} of ${most} used, ${wanted} more asked for`]
  })
  return parts.length === 0 ? '' : ` (${quote(parts.join('; '), 140)})`
}

/** What PodSecurity names as broken, without its explanations. */
function broken(message: string): string {
  const [, rules = ''] = /violates PodSecurity "[^"]{1,100}": (.{1,2000})$/s.exec(message) ?? []
  const names = rules.replaceAll(/ ?\((?:[^()]|\([^()]{0,500}\)){0,1000}\)/g, '').trim()
  return names === '' ? '' : ` (${quote(names, 140)})`
}

function titleOf(cause: Refusal, start: string, culprit: string, message: string, namespace: string): string {
  switch (cause) {
    case 'quota-exceeded':
      return culprit.includes(' ')
        ? `${start} namespace ${namespace} has no quota for pods of its priority class, and this cluster demands one`
        : `${start} the quota ${culprit} of namespace ${namespace} is used up${usedUp(message)}`
    case 'pod-security':
      return /^\w+:/.test(culprit)
        ? `${start} it breaks the namespace's PodSecurity level ${culprit}${broken(message)}`
        : `${start} it fits no ${culprit}`
    case 'webhook-denied':
      return `${start} the admission webhook or policy ${culprit} refuses it${wordsAfter(message, /denied (?:the )?request: /)}`
    case 'webhook-unreachable':
      return `${start} the admission webhook ${culprit} cannot be called${wordsAfter(message, /failed calling webhook .{0,255}?": (?:failed to call webhook: )?/)}`
    case 'service-account-missing':
      return `${start} its service account ${culprit.split('/').at(-1) ?? ''} does not exist`
    case 'limit-range':
      return `${start} its resources break the namespace's LimitRange${wordsAfter(message, /is forbidden: /)}`
    default:
      return `${start} ${quote(message, 140)}`
  }
}

/** What the API server says behind that introduction, in one line. */
function wordsAfter(message: string, introduction: RegExp): string {
  const match = introduction.exec(message)
  if (match === null) return ''
  const rest = quoteEnds(message.slice(match.index + match[0].length), 240)
  return rest === '' ? '' : `: ${rest}`
}

function nextOf(cause: Refusal, owner: ObjectName, culprit: string): string {
  const where = `-n ${owner.namespace}`
  switch (cause) {
    case 'quota-exceeded':
      return `Lower the requests of ${owner.name}, free others, or raise the quota: kubectl ${where} describe resourcequota${culprit.includes(' ') ? '' : ` ${culprit}`}.`
    case 'pod-security':
      return `Give ${owner.name} the securityContext that the message asks for, or the namespace a lower pod-security.kubernetes.io/enforce level.`
    case 'webhook-denied':
      return `Change ${owner.name} as the webhook's message asks.`
    case 'webhook-unreachable':
      return "See whether the pods behind the webhook's Service run, or remove the webhook configuration: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations."
    case 'service-account-missing':
      return `Create it: kubectl ${where} create serviceaccount ${culprit.split('/').at(-1) ?? 'NAME'}.`
    case 'limit-range':
      return `Bring the resources of ${owner.name} within the limits: kubectl ${where} describe limitrange.`
    default:
      return 'Read the full message in the evidence.'
  }
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
    const selector = Object.entries(service.spec?.selector ?? {})
    const workload = facts.snapshot.workloads.find(one => {
      const same = (one.metadata.namespace ?? 'default') === (service.metadata.namespace ?? 'default')
      const idle = one.spec?.replicas === 0 && controllerOf(one.metadata.ownerReferences) === undefined
      if (!same || !idle || selector.length === 0) return false
      const labels = templateLabels(one)
      return selector.every(([key, value]) => labels.get(key) === value)
    })
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

/** The labels that a workload gives its pods. */
export function templateLabels(workload: Workload): ReadonlyMap<string, string> {
  const metadata = workload.spec?.template?.metadata
  if (typeof metadata !== 'object' || metadata === null || !('labels' in metadata)) return new Map()
  const { labels } = metadata
  if (typeof labels !== 'object' || labels === null) return new Map()
  return new Map(Object.entries(labels).map(([key, value]) => [key, String(value)]))
}
