// Which cause a failed call has, by what the log says, what was met from inside, and what the cluster knows of the other end.
import type { Facts } from '../../../facts.ts'
import type { DependencyCheck, Reach } from '../../../inside/dependencies.ts'
import { httpStatusIn } from '../../../logs/answers.ts'
import { isUnreached } from '../../../logs/network.ts'
import type { ContainerView, PodView } from '../../../view.ts'
import {
  aliasOf,
  type Call,
  hasEndpoints,
  isLoopback,
  knowsServices,
  type Target,
} from './dependency-target.ts'
import type { DependencyCause } from './dependency-words.ts'
import type { Wait } from './init-waits.ts'

/** What the log says went wrong; where it says nothing clear, what the connection from inside met. */
export function causeOf(
  problem: Call['problem'],
  reach: Reach,
  target: Target,
  facts: Facts,
): DependencyCause {
  // It answered, so it is reached.
  if (problem === 'lacking') return 'other'
  // The pod itself is always found and always answers: it can only refuse.
  const own = problem === 'other' && isLoopback(target.text)
  const met = problem === 'other' ? (causeOfReach(reach) ?? (own ? 'connection-refused' : problem)) : problem
  // A name that does not exist is asked for until time is up by some resolvers.
  const named = met === 'timeout' && reach === 'unresolved' ? 'name-not-found' : met
  if (named === 'name-not-found') return target.elsewhere === null ? 'name-not-found' : 'wrong-namespace'
  const unreached = named === 'connection-refused' || named === 'timeout' || named === 'other'
  if (unreached && target.service !== null && !hasEndpoints(target.service, facts)) return 'no-endpoints'
  return named
}

function causeOfReach(reach: Reach): 'connection-refused' | 'name-not-found' | 'timeout' | null {
  if (reach === 'refused') return 'connection-refused'
  if (reach === 'unresolved') return 'name-not-found'
  return reach === 'timed-out' || reach === 'unreachable' ? 'timeout' : null
}

/** How the call failed; a guess where all that is known is that no Service has that name. */
export function failureOf(
  call: Call,
  check: DependencyCheck | undefined,
  target: Target,
  view: PodView,
  container: ContainerView,
): { readonly cause: DependencyCause; readonly isGuess: boolean } {
  const said = causeOf(call.problem, check?.reach ?? null, target, view.facts)
  const isGuess = said === 'other' && isLikelyUnknown(target, call, view, container)
  return { cause: isGuess ? causeOf('name-not-found', null, target, view.facts) : said, isGuess }
}

/** No connection was made, the log does not say why, and in a cluster whose Services are known none has that name. */
function isLikelyUnknown(target: Target, call: Call, view: PodView, { verdict }: ContainerView): boolean {
  const known = view.facts.snapshot.services.length > 0
  const isOpen = call.problem === 'other' && isUnreached(verdict?.text ?? '')
  return known && isOpen && isUnknownService(target, call, view)
}

/** A bare name, or one of a Service, that no Service has, nor the pod's own hosts file. */
export function isUnknownService({ service }: Target, { host }: Pick<Wait, 'host'>, view: PodView): boolean {
  if (host === null || service !== null || isLoopback(host) || !knowsServices(host, view)) return false
  return aliasOf(host, view) === undefined && /^[a-z][\w-]*(?:\.[\w-]+(?:\.svc)?)?$/.test(host)
}

/** The ways to fail in which nobody was reached. */
export const unreachable: ReadonlySet<string> = new Set(['name-not-found', 'connection-refused', 'timeout'])

/** A call that is written rightly and led to a ready pod says little of the caller: somebody behind the Service refuses it, or did. */
export function isBehind(
  cause: DependencyCause,
  { service, text }: Target,
  { verdict }: ContainerView,
  facts: Facts,
): boolean {
  const failed = unreachable.has(cause) || (httpStatusIn(verdict?.text ?? '') ?? 0) >= 500
  if (service === null || !failed) return false
  const ports = service.spec?.ports ?? []
  return ports.some(({ port }) => text.endsWith(`:${port}`)) && hasEndpoints(service, facts)
}
