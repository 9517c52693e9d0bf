// Who calls a Service in vain, by what its log says.
import type { Evidence } from '../../../../model/finding.ts'
import type { Service } from '../../../../model/objects.ts'
import { evidence } from '../../../candidate.ts'
import type { Facts } from '../../../facts.ts'
import { serviceAt } from '../../running/dependency/dependency-target.ts'

/** A failed call to a Service, in the words of the caller's log. */
export interface FailedCall {
  readonly problem: string
  readonly port: number | null
  readonly evidence: Evidence
}

/** The failed calls to this Service that pods in trouble complain of. */
export function failedCalls(service: Service, facts: Facts): readonly FailedCall[] {
  return facts.views.flatMap(view =>
    view.containers.flatMap(({ verdict }) => {
      const meaning = verdict?.meaning
      if (verdict === null || meaning?.kind !== 'dependency' || meaning.host === null) return []
      if (serviceAt(meaning.host, view) !== service) return []
      const { problem, port } = meaning
      return [{ problem, port, evidence: evidence(verdict.source, verdict.line, view.pod.metadata.name) }]
    }),
  )
}
