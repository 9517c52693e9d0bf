// readiness: the container runs, and its readiness probe (or a startup probe, or a gate) says that it is not ready.
import type { Cause, Evidence } from '../../../model/finding.ts'
import { conditionOf } from '../../../model/meta.ts'
import { readinessBudget } from '../../../select/containers.ts'
import { secondsSince } from '../../../select/moment.ts'
import { type CandidateOf, grade } from '../../candidate.ts'
import { reached } from '../../inside/replay.ts'
import type { Rule } from '../../rule.ts'
import { type ContainerView, fromSpec, fromStatus, nameOf, type PodView, subjectOf } from '../../view.ts'
import { servicesUsed } from '../running/dependency/dependency-target.ts'
import { describeProbe, listening, probeEvidence } from './facts/probe-evidence.ts'
import { type ProbeFacts, probeFacts } from './facts/probe-facts.ts'
import { otherHost } from './facts/redirects.ts'
import { hostReading, type Reading } from './probe-elsewhere.ts'
import { readinessReading } from './readiness-reading.ts'
import { asStandby } from './standby.ts'

type ReadinessCause = Cause<'readiness'>

export const readiness: Rule<'readiness'> = {
  pod: view => [
    ...view.containers.flatMap(container => candidate(view, container)).map(one => asStandby(one, view)),
    ...gate(view),
  ],
}

function candidate(view: PodView, container: ContainerView): readonly CandidateOf<'readiness'>[] {
  const { status } = container
  const started = status?.state?.running?.startedAt
  if (started === undefined || status?.ready === true || container.kind === 'init') return []
  // A startup probe that has not succeeded yet holds readiness back; of its kills probe-killed tells.
  const starting = status?.started === false
  const facts = probeFacts(view, container, starting ? 'startup' : 'readiness')
  if (facts === null) return []
  const running = secondsSince(started, view.facts.window.now) ?? 0
  const early = running <= readinessBudget(container.spec, status ?? { name: container.name })
  if (early && !view.facts.suspected(view.pod)) return []
  const host = otherHost(facts, view.pod.status?.podIP)
  const reading = host === null ? readinessReading(facts, running, container) : hostReading(host, facts)
  // That it has not started yet may be as it should be, unless the probe can never succeed.
  if (starting && !isHopeless(facts, reading)) return []
  const pieces = evidenceOf(view, container, facts)
  return [
    {
      category: 'readiness',
      cause: reading.cause,
      confidence: grade(pieces, reading.proved),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: `${nameOf(view, container)} is not ready: ${reading.because}`,
      evidence: pieces,
      ruledOut: ruledOut(facts),
      next: [reading.next],
      detail: `${describeProbe(facts)} ${reading.cause}`,
      ...(reading.symptom === true ? { symptom: true, explainedBy: servicesUsed(view, container) } : {}),
    },
  ]
}

function evidenceOf(view: PodView, container: ContainerView, facts: ProbeFacts): readonly Evidence[] {
  return [
    fromStatus(
      view,
      `container ${container.name}: running, ready=false, restarts: ${container.status?.restartCount ?? 0}`,
      conditionOf(view.pod.status?.conditions, 'Ready')?.lastTransitionTime,
    ),
    ...probeEvidence(view, facts),
    ...listening(view, facts),
  ]
}

/** What only another probe, or another app, puts right. */
const neverSucceeds: ReadonlySet<ReadinessCause> = new Set(['port', 'path', 'protocol'])

function isHopeless({ errored }: ProbeFacts, { proved, cause, symptom }: Reading): boolean {
  return proved && (errored || (neverSucceeds.has(cause) && symptom !== true))
}

function ruledOut(facts: ProbeFacts): readonly string[] {
  const out = ['the container runs and has not crashed']
  if (reached(facts.podIp)) out.push(`port ${facts.port ?? '?'} is open on the pod's address`)
  return out
}

/** Everything of the pod's own is ready; a controller has yet to set a condition of its own. */
function gate(view: PodView): readonly CandidateOf<'readiness'>[] {
  const conditions = view.pod.status?.conditions
  const ready = conditionOf(conditions, 'Ready')
  if (ready?.status !== 'False' || conditionOf(conditions, 'ContainersReady')?.status !== 'True') return []
  const unmet = (view.pod.spec.readinessGates ?? [])
    .map(one => one.conditionType)
    .filter(type => conditionOf(conditions, type)?.status !== 'True')
  if (unmet.length === 0) return []
  const pieces = [
    fromStatus(
      view,
      `Ready=False, ${ready.reason ?? ''}: ${ready.message ?? ''}; ContainersReady=True`,
      ready.lastTransitionTime,
    ),
    fromSpec(view, `readinessGates: ${unmet.join(', ')}`),
  ]
  return [
    {
      category: 'readiness',
      cause: 'gate',
      // Both are in the pod's own object, and no other source can exist: nobody reports what nobody did.
      confidence: 'medium',
      subject: subjectOf(view, null),
      pods: view.podKeys,
      title: `${nameOf(view, null)} is not ready because nothing has set its readiness gate ${unmet.join(', ')}`,
      evidence: pieces,
      ruledOut: ['all its containers are ready: its own probes succeed'],
      next: [
        `Find the controller that should set the condition ${unmet.join(', ')} on the pod (often a load balancer's), and see whether it runs; or drop the gate in tests.`,
      ],
      detail: unmet.join(','),
    },
  ]
}
