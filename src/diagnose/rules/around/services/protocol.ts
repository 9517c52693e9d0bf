// no-endpoints/protocol: the Service offers its port over another protocol than its caller, or its pods, speak.
import type { Service } from '../../../../model/objects.ts'
import { isReady, type Pod, podKey } from '../../../../model/pod.ts'
import { type CandidateOf, evidence, grade } from '../../../candidate.ts'
import type { Facts } from '../../../facts.ts'
import { failedCalls } from './callers.ts'
import { resolvePort } from './service-ports.ts'

type Found = CandidateOf<'no-endpoints'>
type Port = NonNullable<NonNullable<Service['spec']>['ports']>[number]

const protocolOf = (one: { readonly protocol?: string | undefined }): string => one.protocol ?? 'TCP'

/** A Service with pods behind it, whose traffic still reaches nobody. */
export function wrongProtocol(service: Service, facts: Facts): readonly Found[] {
  const pod = facts.podsSelectedBy(service).find(isReady)
  if (pod === undefined) return []
  for (const port of service.spec?.ports ?? []) {
    const found = unlikeCaller(service, port, facts) ?? unlikePod(service, port, pod, facts)
    if (found !== null) return [found]
  }
  return []
}

/** Somebody connects (which takes TCP) to a port that is offered over UDP or SCTP alone. */
function unlikeCaller(service: Service, port: Port, facts: Facts): Found | null {
  const offered = (service.spec?.ports ?? []).filter(one => one.port === port.port).map(protocolOf)
  if (offered.includes('TCP')) return null
  const call = failedCalls(service, facts).find(
    one => one.port === port.port && /^(?:connection-refused|timeout)$/.test(one.problem),
  )
  if (call === undefined) return null
  const { name } = service.metadata
  const title = `Service ${name} offers port ${port.port} over ${protocolOf(port)} only, and it is called over TCP`
  return found(service, port, title, [call.evidence], facts)
}

/** Its pods declare the very port, and for another protocol only. */
function unlikePod(service: Service, port: Port, pod: Pod, facts: Facts): Found | null {
  const number = resolvePort(port.targetPort ?? port.port, pod)
  const declared = pod.spec.containers
    .flatMap(container => container.ports ?? [])
    .filter(one => one.containerPort === number)
  const [first] = declared
  if (first === undefined || declared.some(one => protocolOf(one) === protocolOf(port))) return null
  // Offered over both: the pods only left one of them out of their list.
  const offered = (service.spec?.ports ?? []).filter(one => one.port === port.port).map(protocolOf)
  if (offered.includes(protocolOf(first))) return null
  const calls = failedCalls(service, facts)
  const title = `Service ${service.metadata.name} sends ${protocolOf(port)} to port ${number} of its pods, which offer it over ${protocolOf(first)}`
  const pieces = [
    ...calls.slice(0, 1).map(call => call.evidence),
    evidence('pod', `port ${number}: ${protocolOf(first)}`, pod.metadata.name),
  ]
  const correct = `Set protocol: ${protocolOf(first)} on port ${port.port} of Service ${service.metadata.name}.`
  const offer = { ...found(service, port, title, pieces, facts), next: [correct] }
  // TCP is what a list of ports says that says nothing: it takes somebody who is not answered to believe it.
  return calls.length === 0 && protocolOf(first) === 'TCP' ? { ...offer, confidence: 'low' } : offer
}

function found(
  service: Service,
  port: Port,
  title: string,
  pieces: readonly ReturnType<typeof evidence>[],
  facts: Facts,
): Found {
  const { name, namespace = 'default' } = service.metadata
  const all = [evidence('service', `${name}: port ${port.port}/${protocolOf(port)}`, null), ...pieces]
  return {
    category: 'no-endpoints',
    cause: 'protocol',
    confidence: grade(all),
    subject: { kind: 'Service', namespace, name },
    pods: facts.podsSelectedBy(service).map(podKey),
    title,
    evidence: all,
    ruledOut: ['its pods are ready'],
    next: [`Correct protocol of port ${port.port} in Service ${name}, or call it over ${protocolOf(port)}.`],
    detail: `${name} ${port.port}`,
  }
}
