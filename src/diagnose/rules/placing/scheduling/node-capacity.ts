// What a pod asks for, and the most that any node has.
import type { PodView } from '../../../view.ts'

/** What a pod asks of one resource, against the most that a node has of it. */
export interface Capacity {
  readonly resource: string
  /** How a title says it: `CPUs`, `of memory`. */
  readonly label: string
  readonly requested: string
  /** The largest node's; null where no node is known. */
  readonly largest: string | null
  /** True where it fits on no node, even an empty one. */
  readonly tooLarge: boolean
}

/** The request for the resource that a cause is about; null where there is none. */
export function capacityOf(view: PodView, cause: string, named = ''): Capacity | null {
  const resource = cause === 'cpu' || cause === 'memory' ? cause : named
  const requests = view.pod.spec.containers.flatMap(container => {
    const value = container.resources?.requests?.[resource] ?? container.resources?.limits?.[resource]
    return value === undefined ? [] : [String(value)]
  })
  if (requests.length === 0) return null
  const amounts = view.facts.snapshot.nodes
    .map(node => node.status?.allocatable?.[resource])
    .filter(value => value !== undefined)
    .map(String)
  const known = view.facts.snapshot.nodes.length > 0
  const largest = amounts.toSorted((a, b) => quantity(b) - quantity(a))[0] ?? (known ? '0' : null)
  const total = requests.reduce((sum, text) => sum + quantity(text), 0)
  const requested = requests.length === 1 ? (requests[0] ?? '') : requests.join(' + ')
  const label = resource === 'cpu' ? 'CPUs' : resource === 'memory' ? 'of memory' : resource
  return {
    resource,
    label,
    requested,
    largest: largest === null ? null : readable(largest),
    tooLarge: largest !== null && total > quantity(largest),
  }
}

/** `24581684Ki` as people say it: `23.4Gi`. */
function readable(text: string): string {
  const value = quantity(text)
  if (!/(?:Ki|[0-9]{7,})$/.test(text) || value < units.Mi) return text
  return value >= units.Gi ? `${rounded(value / units.Gi)}Gi` : `${rounded(value / units.Mi)}Mi`
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10)
}

const units = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
} as const

/** A Kubernetes quantity as a number; 0 where it is none. */
export function quantity(text: string): number {
  const match = /^([+-]?[0-9.]{1,30}(?:[eE][+-]?\d{1,3})?)([numkMGTPE]i?|Ki)?$/.exec(text.trim())
  if (match?.[1] === undefined) return 0
  const value = Number(match[1])
  return Number.isNaN(value) ? 0 : value * (match[2] === undefined ? 1 : unitOf(match[2]))
}

function unitOf(suffix: string): number {
  return new Map<string, number>(Object.entries(units)).get(suffix) ?? 1
}
