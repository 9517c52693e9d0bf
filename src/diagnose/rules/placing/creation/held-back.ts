// pod-not-created where somebody has said that there be no pods: a Job that is suspended, a workload that is scaled to zero.
import { conditionOf } from '../../../../model/meta.ts'
import type { Workload } from '../../../../model/objects.ts'
import { secondsSince, within } from '../../../../select/moment.ts'
import { controllerOf } from '../../../../select/owner.ts'
import { type CandidateOf, evidence, grade } from '../../../candidate.ts'
import type { Facts } from '../../../facts.ts'
import { serviceAt } from '../../running/dependency/dependency-target.ts'
import { waitOf } from '../../running/dependency/init-waits.ts'
import { makesPodsFor, makingTakes } from './workload-pods.ts'

/** A Job that is suspended makes no pod. It may be so on purpose: only what this CI job has made, or what somebody waits for, is missed. */
export function suspended(job: Workload, facts: Facts): readonly CandidateOf<'pod-not-created'>[] {
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

/** A Deployment with no replicas is a fault only where someone in trouble calls it. */
export function scaledToZero(facts: Facts): readonly CandidateOf<'pod-not-created'>[] {
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
