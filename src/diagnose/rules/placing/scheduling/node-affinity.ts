// Which nodes a pod asks for: its nodeSelector and its required node affinity, held against the nodes' labels.
import { z } from 'zod'
import type { Node } from '../../../../model/objects.ts'
import type { Pod } from '../../../../model/pod.ts'

const requirementSchema = z.looseObject({
  key: z.string(),
  operator: z.string(),
  values: z.array(z.string()).optional(),
})
type Requirement = z.infer<typeof requirementSchema>

const termSchema = z.looseObject({
  matchExpressions: z.array(requirementSchema).optional(),
  matchFields: z.array(requirementSchema).optional(),
})
type Term = z.infer<typeof termSchema>

const requiredSchema = z.looseObject({
  requiredDuringSchedulingIgnoredDuringExecution: z
    .looseObject({ nodeSelectorTerms: z.array(termSchema) })
    .optional(),
})

/** The terms of the required node affinity, one of which must hold; empty where there is none. */
function termsOf(pod: Pod): readonly Term[] {
  const parsed = requiredSchema.safeParse(pod.spec.affinity?.['nodeAffinity'])
  return parsed.data?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
}

/** The requirements in words: `topology.kubernetes.io/zone In (eu-west-1c)`; empty where there are none. */
export function affinityText(pod: Pod): string {
  return termsOf(pod)
    .map(term =>
      [...(term.matchExpressions ?? []), ...(term.matchFields ?? [])].map(requirementText).join(' and '),
    )
    .join(' or ')
}

function requirementText({ key, operator, values = [] }: Requirement): string {
  return values.length === 0 ? `${key} ${operator}` : `${key} ${operator} (${values.join(', ')})`
}

/** True where the pod is made for a node by its name, as a DaemonSet's pods are. */
export function isPinned(pod: Pod): boolean {
  const terms = termsOf(pod)
  return (
    terms.length > 0 &&
    terms.every(term => term.matchFields?.some(one => one.key === 'metadata.name') === true)
  )
}

/** True where the pod's nodeSelector and node affinity allow that node. */
export function allows(pod: Pod, node: Node): boolean {
  const labels = new Map(Object.entries(node.metadata.labels ?? {}))
  const selected = Object.entries(pod.spec.nodeSelector ?? {}).every(
    ([key, value]) => labels.get(key) === value,
  )
  const terms = termsOf(pod)
  return selected && (terms.length === 0 || terms.some(term => holds(term, labels, node.metadata.name)))
}

function holds(term: Term, labels: ReadonlyMap<string, string>, name: string): boolean {
  return (
    (term.matchExpressions ?? []).every(one => meets(labels.get(one.key), one)) &&
    (term.matchFields ?? []).every(one => meets(one.key === 'metadata.name' ? name : undefined, one))
  )
}

/** True where a label's value, or that there is none, is what the requirement asks for: of a node selector or a label selector. */
export function meets(
  has: string | undefined,
  { operator, values = [] }: { readonly operator: string; readonly values?: readonly string[] | undefined },
): boolean {
  switch (operator) {
    case 'In':
      return has !== undefined && values.includes(has)
    case 'NotIn':
      return has === undefined || !values.includes(has)
    case 'Exists':
      return has !== undefined
    case 'DoesNotExist':
      return has === undefined
    case 'Gt':
      return Number(has) > Number(values[0])
    case 'Lt':
      return Number(has) < Number(values[0])
    default:
      return false
  }
}
