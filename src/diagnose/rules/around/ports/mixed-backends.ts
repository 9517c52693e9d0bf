// A Service whose selector takes in pods of another workload, which do not listen: a part of its traffic is refused.

import { isReady, podKey } from '../../../../model/pod.ts'
import { ownerOf } from '../../../../select/owner.ts'
import { type CandidateOf, evidence, grade } from '../../../candidate.ts'
import { listenersOf } from '../../../inside/listeners.ts'
import { outputOf, type PodView } from '../../../view.ts'
import { listenerEvidence } from '../../probes/facts/probe-evidence.ts'
import { failedCalls } from '../services/callers.ts'
import { selectorText } from '../services/no-endpoints.ts'
import { serviceTargets } from '../services/service-ports.ts'

/** Seen from inside a pod that a Service should not have, and from the log of whoever it was refused to. */
export function mixedBackends(view: PodView): readonly CandidateOf<'port-mismatch'>[] {
  const listeners = listenersOf(outputOf(view, 'listeners'))
  if (listeners === null) return []
  const { facts } = view
  for (const { service, port, servicePort } of serviceTargets(view)) {
    if (port === null || listeners.some(one => one.port === port)) continue
    const owners = new Map(
      facts
        .podsSelectedBy(service)
        .filter(isReady)
        .map(pod => ownerOf(pod, facts.snapshot))
        .map(owner => [`${owner.kind}/${owner.name}`, owner.name] as const),
    )
    const refused = failedCalls(service, facts).filter(call => call.problem === 'connection-refused')[0]
    if (owners.size < 2 || refused === undefined) continue
    const { name, namespace = 'default' } = service.metadata
    const labels = selectorText(service)
    const others = [...owners.values()].filter(one => one !== view.owner.name).join(', ')
    const pieces = [
      refused.evidence,
      listenerEvidence(view, listeners, port),
      evidence('service', `${name}: port ${servicePort} to targetPort ${port}, selector ${labels}`, null),
    ]
    return [
      {
        category: 'port-mismatch',
        cause: 'service-target-port',
        confidence: grade(pieces),
        subject: { kind: 'Service', namespace, name },
        pods: [podKey(view.pod)],
        title: `Service ${name} sends a part of its traffic to ${view.owner.name}, which does not listen on port ${port}: its selector ${labels} takes in ${others} and ${view.owner.name}`,
        evidence: pieces,
        ruledOut: ['its pods are ready'],
        next: [
          `Narrow the selector of Service ${name}, so that it takes in only the pods that serve port ${port}.`,
        ],
        detail: `${name} ${view.owner.name}`,
      },
    ]
  }
  return []
}
