// The order of the report: the root cause that explains most comes first, effects after their cause.
import type { Category } from '../model/finding.ts'
import { type Candidate, confidenceRank } from './candidate.ts'
import { isEcho } from './cascade.ts'

/** Where nothing else decides: what stops a pod earlier in its life comes first. */
const life: readonly Category[] = [
  'node',
  'pod-not-created',
  'unschedulable',
  'volume',
  'sandbox',
  'image-pull',
  'container-config',
  'container-start',
  'out-of-memory',
  'disk',
  'probe-killed',
  'port-mismatch',
  'listen-address',
  'file-access',
  'app-crash',
  'completed-early',
  'hung',
  'dependency',
  'readiness',
  'no-endpoints',
  'job-failed',
  'rollout-stalled',
  'terminating',
]

/** The candidates in the order of the report, given which is the effect of which and what is older than the job. */
export function ranked(
  links: ReadonlyMap<Candidate, Candidate | null>,
  old: ReadonlySet<Candidate>,
): readonly Candidate[] {
  const effects = Map.groupBy(
    [...links].filter(([, cause]) => cause !== null),
    ([, cause]) => cause,
  )
  const weight = (one: Candidate): number =>
    (effects.get(one) ?? []).reduce((sum, [effect]) => sum + 1 + weight(effect), 0)
  const inOrder = (list: readonly Candidate[]) =>
    list.toSorted((a, b) => Number(old.has(a)) - Number(old.has(b)) || compare(a, b, weight))
  const roots = inOrder([...links].filter(([, cause]) => cause === null).map(([one]) => one))
  const behind = (one: Candidate): readonly Candidate[] =>
    inOrder((effects.get(one) ?? []).map(([effect]) => effect)).flatMap(effect => [effect, ...behind(effect)])
  return [...roots, ...roots.flatMap(behind)]
}

function compare(a: Candidate, b: Candidate, weight: (one: Candidate) => number): number {
  return (
    Number(a.recovered === true) - Number(b.recovered === true) ||
    sureness(a) - sureness(b) ||
    Number(isEcho(a)) - Number(isEcho(b)) ||
    weight(b) - weight(a) ||
    life.indexOf(a.category) - life.indexOf(b.category) ||
    b.pods.length - a.pods.length ||
    `${a.subject.namespace}/${a.subject.name}`.localeCompare(`${b.subject.namespace}/${b.subject.name}`)
  )
}

/** However well proved, what explains nothing by itself counts as a guess: the fault is wherever something is wrong for a reason. */
function sureness(candidate: Candidate): number {
  return confidenceRank(candidate.symptom === true ? 'low' : candidate.confidence)
}
