// What the API server says of a pod that it refuses: which rule it is about, and the words for it.
import type { Cause as FindingCause } from '../../../../model/finding.ts'
import type { ObjectName } from '../../../../model/suspect.ts'
import { quote, quoteEnds } from '../../../candidate.ts'

type Cause = FindingCause<'pod-not-created'>

/** What the API server refuses a pod for. */
export interface Refusal {
  readonly cause: Cause
  /** The quota, the level, the webhook or whatever else the message names; empty where it names none. */
  readonly culprit: string
  /** False where the message has none of the known forms. */
  readonly known: boolean
}

/** What the admission plugins of the API server say. */
const refusals: readonly (readonly [Cause, RegExp])[] = [
  [
    'quota-exceeded',
    /exceeded quota: ([\w.-]{1,253})|failed quota: ([\w.-]{1,253})|(insufficient quota to match these scopes)/,
  ],
  [
    'pod-security',
    /violates PodSecurity "([^"]{1,100})"|unable to validate against any (security context constraint|pod security policy)|(PodSecurityPolicy): (?:unable to admit|no providers available)/,
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

/** Which of the API server's rules the message is about. */
export function refusalIn(message: string): Refusal {
  const found = refusals.find(([, pattern]) => pattern.test(message))
  const groups = found?.[1].exec(message)?.slice(1) ?? []
  return {
    cause: found?.[0] ?? 'other',
    culprit: groups.find(group => group !== undefined) ?? '',
    known: found !== undefined,
  }
}

/** `requested: pods=1, used: pods=3, limited: pods=3`: what is used up and how much of it there is. */
function usedUp(message: string): string {
  const amounts = (what: string): ReadonlyMap<string, string> => {
    const list = new RegExp(`${what}: ((?:[\\w./-]{1,100}=[\\w.]{1,30},?){1,20})`).exec(message)?.[1] ?? ''
    return new Map(
      list
        .split(',')
        .map(pair => pair.split('='))
        .filter(([name]) => name !== '')
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
  return ` is used up${parts.length === 0 ? '' : ` (${quote(parts.join('; '), 140)})`}`
}

/** What PodSecurity names as broken, without its explanations. */
function broken(message: string): string {
  const [, rules = ''] = /violates PodSecurity "[^"]{1,100}": (.{1,2000})$/s.exec(message) ?? []
  const names = rules.replaceAll(/ ?\((?:[^()]|\([^()]{0,500}\)){0,1000}\)/g, '').trim()
  return names === '' ? '' : ` (${quote(names, 140)})`
}

function quotaTitle(start: string, culprit: string, message: string, namespace: string): string {
  if (culprit.includes(' '))
    return `${start} namespace ${namespace} has no quota for pods of its priority class, and this cluster demands one`
  const unsaid = unspecified(message)
  return unsaid === ''
    ? `${start} the quota ${culprit} of namespace ${namespace}${usedUp(message)}`
    : `${start} the quota ${culprit} of namespace ${namespace} demands that its containers state ${quote(unsaid, 140)}`
}

/** What a quota counts and the pod does not state: `must specify limits.cpu,limits.memory`, today with the containers' names. */
function unspecified(message: string): string {
  return /failed quota: .{1,253}?: must specify (.{1,1000})$/s.exec(message)?.[1]?.trim() ?? ''
}

/** What every such message begins with: it only repeats that this pod is not made. */
const itself = /^(?:Error creating: )?(?:pods? "[^"]{1,253}" is (?:forbidden|invalid): )?/i

/** @param start such as `No pod of web can be created:` */
export function titleOf(
  cause: Cause,
  start: string,
  culprit: string,
  message: string,
  namespace: string,
): string {
  switch (cause) {
    case 'quota-exceeded':
      return quotaTitle(start, culprit, message, namespace)
    case 'pod-security':
      return /^\w+:/.test(culprit)
        ? `${start} it breaks the namespace's PodSecurity level ${culprit}${broken(message)}`
        : `${start} it fits no ${culprit}`
    case 'webhook-denied':
      return `${start} the admission webhook or policy ${culprit} refuses it${wordsAfter(message, /denied (?:the )?request: /)}`
    case 'webhook-unreachable':
      return `${start} the admission webhook ${culprit} cannot be called${wordsAfter(message, /failed calling webhook .{0,255}?": (?:failed to call webhook: )?(?:Post "[^"]{1,500}": )?/)}`
    case 'service-account-missing':
      return `${start} its service account ${culprit.split('/').at(-1) ?? ''} does not exist`
    case 'limit-range':
      return `${start} its resources break the namespace's LimitRange${wordsAfter(message, /is forbidden: /)}`
    default:
      return `${start} ${quoteEnds(message.replace(itself, ''), 160)}`
  }
}

/** What the API server says behind that introduction, in one line. */
function wordsAfter(message: string, introduction: RegExp): string {
  const match = introduction.exec(message)
  if (match === null) return ''
  const said = message.slice(match.index + match[0].length)
  const rest = quoteEnds(said.replace(/^\[([^[\]]{1,4000})\]$/, '$1'), 180)
  return rest === '' ? '' : `: ${rest}`
}

/** What to do about a refusal; `owner` is the workload whose pod it was to be. */
export function nextOf({ cause, culprit }: Refusal, owner: ObjectName, message: string): string {
  const where = `-n ${owner.namespace}`
  switch (cause) {
    case 'quota-exceeded':
      if (unspecified(message) !== '')
        return `Give the containers of ${owner.name} these requests and limits, or namespace ${owner.namespace} a LimitRange with defaults.`
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
