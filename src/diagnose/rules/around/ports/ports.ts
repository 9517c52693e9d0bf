// port-mismatch: a Service or probe names a port that the app does not have, or the port is taken.
import type { Service } from '../../../../model/objects.ts'
import { isReady, type Pod, podKey } from '../../../../model/pod.ts'
import { type CandidateOf, evidence, grade } from '../../../candidate.ts'
import type { Facts } from '../../../facts.ts'
import { describeListener, listenersOf } from '../../../inside/listeners.ts'
import type { Rule } from '../../../rule.ts'
import {
  type ContainerView,
  fromEvent,
  fromSpec,
  lastEvent,
  nameOf,
  outputOf,
  type PodView,
  subjectOf,
} from '../../../view.ts'
import { listenerEvidence } from '../../probes/facts/probe-evidence.ts'
import { probeKinds } from '../../probes/facts/probe-facts.ts'
import { logEvidence, meaningIn } from '../../running/from-logs.ts'
import { failedCalls } from '../services/callers.ts'
import { resolvePort, serviceTargets } from '../services/service-ports.ts'
import { foreignPort, probePort } from './foreign-port.ts'
import { mixedBackends } from './mixed-backends.ts'

type Found = CandidateOf<'port-mismatch'>

export const portMismatch: Rule<'port-mismatch'> = {
  pod: view => [
    ...view.containers.flatMap(container => [
      ...inUse(view, container),
      ...probeName(view, container),
      ...foreignPort(view, container),
    ]),
    ...either(mixedBackends(view), () => targetPort(view)),
  ],
  cluster: facts => undefinedTargets(facts),
}

/** What is said more exactly is not said again. */
function either<T>(exact: readonly T[], plain: () => readonly T[]): readonly T[] {
  return exact.length > 0 ? exact : plain()
}

function inUse(view: PodView, container: ContainerView): readonly Found[] {
  const meaning = meaningIn(container, 'port-in-use')
  if (meaning === null) return []
  const pieces = logEvidence(view, container)
  const number = meaning.port ?? onlyListened(view)
  const rivals = view.containers.filter(
    one =>
      one !== container &&
      one.kind !== 'init' &&
      (one.spec.ports ?? []).some(port => port.containerPort === number),
  )
  const rival = rivals[0]
  const port = number === null ? 'its port' : `port ${number}`
  return [
    {
      category: 'port-mismatch',
      cause: 'port-in-use',
      confidence: grade(pieces),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: `${nameOf(view, container)} cannot listen on ${port}: the address is already in use${rival === undefined ? '' : ` (container ${rival.name} of the same pod has it)`}`,
      evidence: pieces,
      ruledOut: ['the container did start: image, configuration and command are in order'],
      next: [
        `Give one of the processes another port: all containers of a pod share its ports${view.pod.spec.hostNetwork === true ? ', and with hostNetwork all of the node' : ''}.`,
      ],
      detail: `in use ${number ?? ''}`,
      recovered: container.well,
    },
  ]
}

/** The port that is open in the pod, where it is but one: a program that does not say which is taken means that. */
function onlyListened(view: PodView): number | null {
  const seen = ['listeners', 'listeners (pod)'].flatMap(name => listenersOf(outputOf(view, name)) ?? [])
  const ports = new Set(seen.map(one => one.port))
  const [only] = ports
  return ports.size === 1 ? (only ?? null) : null
}

/** A probe by the name of a port that the container does not define: kubelet says so in each event. */
function probeName(view: PodView, container: ContainerView): readonly Found[] {
  for (const kind of probeKinds) {
    const probe = container.spec[`${kind}Probe`]
    const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port
    // Of a probe that only events tell of, the port may be unknown.
    if (typeof port !== 'string' || /^(?:\d+|\?)$/.test(port)) continue
    const defined = container.spec.ports ?? []
    if (defined.some(one => one.name === port)) continue
    const event = lastEvent(container.events, /^Unhealthy$/)
    const names = defined.map(one => `${one.name ?? '(no name)'}=${one.containerPort}`).join(', ') || 'none'
    const pieces = [
      ...logEvidence(view, container).slice(0, 1),
      ...(event === undefined ? [] : [fromEvent(view, event)]),
      fromSpec(view, `${kind} probe port: ${port}; ports of container ${container.name}: ${names}`),
    ]
    return [
      {
        ...probePort(view, container, kind, port, pieces),
        title: `${nameOf(view, container)}'s ${kind} probe asks a port named "${port}", which the container does not define`,
        ruledOut: [],
        next: [
          `Name a port of container ${container.name} "${port}", or write the port's number in the probe (defined: ${names}).`,
        ],
      },
    ]
  }
  return []
}

/** Seen from inside: nothing listens where the Service sends its traffic. */
function targetPort(view: PodView): readonly Found[] {
  const listeners = listenersOf(outputOf(view, 'listeners'))
  // The port may be that of a container which does not run just now.
  const partly = view.containers.some(one => one.kind !== 'init' && one.status?.state?.running === undefined)
  if (listeners === null || listeners.length === 0 || partly) return []
  const container = view.containers.find(one => one.kind === 'app') ?? null
  for (const target of serviceTargets(view)) {
    if (target.port === null || listeners.some(one => one.port === target.port)) continue
    const open = listeners.filter(one => one.scope === 'any')
    if (open.length === 0) continue
    const list = [...new Set(open.map(one => one.port))].slice(0, 3).join(', ')
    const name = target.service.metadata.name
    const pieces = [
      evidence('service', `${name}: port ${target.servicePort} to targetPort ${target.written}`, null),
      listenerEvidence(view, listeners, target.port),
    ]
    return [
      {
        category: 'port-mismatch',
        cause: 'service-target-port',
        confidence: grade(pieces),
        subject: { kind: 'Service', namespace: view.namespace, name },
        pods: view.podKeys,
        title: `Service ${name} sends traffic to port ${target.port} of ${nameOf(view, container)}, which listens on ${list} instead`,
        evidence: pieces,
        ruledOut: [`the app listens: ${open.slice(0, 3).map(describeListener).join(', ')}`],
        next: [`Set targetPort of Service ${name} to ${open[0]?.port ?? list}.`],
        detail: `${name} ${target.port}`,
      },
    ]
  }
  return []
}

/** From outside: a target port that no container of the ready pods declares. Declaring is optional, so this is a hint. */
function undefinedTargets(facts: Facts): readonly Found[] {
  return facts.snapshot.services.flatMap(service => undefinedTarget(service, facts))
}

function undefinedTarget(service: Service, facts: Facts): readonly Found[] {
  const pods = facts.podsSelectedBy(service).filter(isReady)
  const pod = pods[0]
  const declared = pod?.spec.containers.flatMap(container => container.ports ?? []) ?? []
  if (pod === undefined || declared.length === 0) return []
  const numbers = new Set(declared.map(one => one.containerPort))
  const wrong = (service.spec?.ports ?? []).find(
    port =>
      (port.protocol ?? 'TCP') === 'TCP' && !numbers.has(resolvePort(port.targetPort ?? port.port, pod) ?? 0),
  )
  if (wrong === undefined) return []
  const { name, namespace = 'default' } = service.metadata
  const target = wrong.targetPort ?? wrong.port
  // A name that no pod defines gives a Service without ports: that is a fault, not a hint.
  const named = resolvePort(target, pod) === null
  const list = declared
    .map(one => `${one.name === undefined ? '' : `${one.name}=`}${one.containerPort}`)
    .join(', ')
  // Declaring a port is optional: an undeclared one proves nothing, unless somebody is refused just there.
  const refused = failedCalls(service, facts).filter(
    call => call.problem === 'connection-refused' && (call.port === null || call.port === wrong.port),
  )
  if (!named && refused.length === 0 && declared.every(one => isServed(one.containerPort, pod, facts)))
    return []
  const ports = JSON.stringify(facts.slicesOf(service).flatMap(slice => slice.ports ?? []))
  const pieces = [
    evidence('service', `${name}: port ${wrong.port} to targetPort ${target}`, null),
    ...(named && facts.slicesOf(service).length > 0
      ? [evidence('endpointslice', `ports of Service ${name}: ${ports}`, null)]
      : []),
    ...refused.slice(0, 1).map(call => call.evidence),
    evidence('spec', `ports that the pods declare: ${list}`, pod.metadata.name),
  ]
  return [
    {
      category: 'port-mismatch',
      cause: 'service-target-port',
      confidence: named ? grade(pieces) : refused.length > 0 ? grade(pieces, false) : 'low',
      subject: { kind: 'Service', namespace, name },
      pods: pods.map(podKey),
      title: `Service ${name} sends traffic to port ${JSON.stringify(target)}, which its pods do not declare (they declare ${list})`,
      evidence: pieces,
      ruledOut: ['its pods are ready'],
      next: [`Compare targetPort of Service ${name} with the port the app listens on.`],
      detail: `${name} ${target}`,
    },
  ]
}

/** True where some Service sends its traffic to that port of the pod: then another port is one more, not a wrong one. */
function isServed(number: number, pod: Pod, facts: Facts): boolean {
  const here = facts.snapshot.services.filter(
    one => (one.metadata.namespace ?? 'default') === (pod.metadata.namespace ?? 'default'),
  )
  return here.some(
    one =>
      facts.podsSelectedBy(one).includes(pod) &&
      (one.spec?.ports ?? []).some(port => resolvePort(port.targetPort ?? port.port, pod) === number),
  )
}
