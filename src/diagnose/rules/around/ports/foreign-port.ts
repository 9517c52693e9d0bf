// A probe that asks a port which another container of the pod has: a healthy neighbour's answer is not the app's.
import type { Evidence } from '../../../../model/finding.ts'
import { type CandidateOf, grade } from '../../../candidate.ts'
import { type ContainerView, fromSpec, fromStatus, nameOf, type PodView, subjectOf } from '../../../view.ts'
import { probeEvidence } from '../../probes/facts/probe-evidence.ts'
import { type ProbeKind, probeFacts, probeKinds } from '../../probes/facts/probe-facts.ts'
import { statusSeen } from '../../probes/facts/probe-signs.ts'

/** Ports that both declare, or that the app's container leaves undeclared, prove nothing: declaring is optional. */
export function foreignPort(
  view: PodView,
  container: ContainerView,
): readonly CandidateOf<'port-mismatch'>[] {
  const own = portsOf(container)
  if (container.well || container.status?.state?.running === undefined || own.length === 0) return []
  for (const kind of probeKinds) {
    const facts = probeFacts(view, container, kind)
    const status = facts === null ? null : statusSeen(facts)
    if (facts?.port === null || facts === null || status === null || status < 400) continue
    const { port } = facts
    const other = view.containers.find(one => one !== container && portsOf(one).includes(port))
    if (other === undefined || own.includes(port)) continue
    const pieces = [
      fromStatus(view, `container ${container.name}: running, ready=${container.status?.ready === true}`),
      ...probeEvidence(view, facts),
      fromSpec(
        view,
        `ports: ${container.name} has ${own.join(', ')}; ${other.name} has ${portsOf(other).join(', ')}`,
      ),
    ]
    const found = probePort(view, container, kind, port, pieces)
    return [
      {
        ...found,
        title: `${nameOf(view, container)}'s ${kind} probe asks port ${port}, which is container ${other.name}'s and answers ${status}; container ${container.name} has port ${own.join(', ')}`,
        ruledOut: [`something answers on port ${port}: it is the wrong container`],
        next: [`Set the port of the ${kind} probe of container ${container.name} to ${own[0] ?? 'its own'}.`],
      },
    ]
  }
  return []
}

function portsOf({ spec, kind }: ContainerView): readonly number[] {
  return kind === 'init' ? [] : (spec.ports ?? []).map(one => one.containerPort)
}

/** What all findings about the port of a probe have in common. */
export function probePort(
  view: PodView,
  container: ContainerView,
  kind: ProbeKind,
  port: number | string,
  pieces: readonly Evidence[],
): Omit<CandidateOf<'port-mismatch'>, 'title' | 'ruledOut' | 'next'> {
  return {
    category: 'port-mismatch',
    cause: 'probe-port',
    confidence: grade(pieces),
    subject: subjectOf(view, container.name),
    pods: view.podKeys,
    evidence: pieces,
    detail: `${kind} ${port}`,
  }
}
