// Taints: what the scheduler calls them, what the nodes have, and which of them come and go by themselves.
import type { PodView } from '../../../view.ts'

/** Cordoning a node taints it as well. */
export function isCordon(taints: readonly string[]): boolean {
  return taints.length > 0 && taints.every(taint => taint === 'node.kubernetes.io/unschedulable')
}

/** `key: value`, as the scheduler writes it, in the form that kubectl takes. */
export function taintNamed(what: string): string {
  const [key = '', value = ''] = what.split(/: ?/)
  return value === '' ? key : `${key}=${value}`
}

/** Taints that a controller sets and takes away again, as its node's state demands. */
export const passing = /^node\.kubernetes\.io\/(?!unschedulable)|\/(?:uninitialized|agent-not-ready)\b/

/** Since 1.34 the scheduler does not say which taint: the nodes do. */
export function taintsOf(view: PodView): readonly string[] {
  const taints = view.facts.snapshot.nodes.flatMap(node => node.spec?.taints ?? [])
  const hard = taints.filter(taint => taint.effect !== 'PreferNoSchedule')
  const tolerated = new Set((view.pod.spec.tolerations ?? []).map(toleration => toleration['key']))
  const kept = hard.filter(taint => !tolerated.has(taint.key))
  return [...new Set(kept.map(taint => (taint.value ? `${taint.key}=${taint.value}` : taint.key)))]
}
