// Of several candidates about one fault, the one that, repaired, would have let the test pass.
import type { Category, Evidence } from '../model/finding.ts'
import { type Candidate, confidenceRank } from './candidate.ts'

/** Most evidence that a finding carries: more is in the artifact. */
const evidenceLimit = 12

/**
 * For one container, an earlier category explains a later one: a refused probe is explained by the address the app
 * listens on, a crash by what its log names, a kill by the memory limit.
 */
const strength: readonly Category[] = [
  'unschedulable',
  'volume',
  'sandbox',
  'image-pull',
  'container-config',
  'container-start',
  'disk',
  'out-of-memory',
  'listen-address',
  'hung',
  'port-mismatch',
  'file-access',
  'dependency',
  'probe-killed',
  'app-crash',
  'completed-early',
  'readiness',
  'terminating',
]

/** Candidates about workloads, Services and nodes stay: the cascade ties them to their causes. */
const ofPods: ReadonlySet<Category> = new Set(strength)

/** Faults of one container (or of one pod as a whole) reduced to the decisive one, which takes over the others' evidence. */
export function supersede(all: readonly Candidate[]): readonly Candidate[] {
  const candidates = withoutProxies(all)
  const aboutPods = candidates.filter(one => ofPods.has(one.category) && one.subject.kind !== 'Service')
  const others = candidates.filter(one => !aboutPods.includes(one))
  const byPods = Map.groupBy(aboutPods, one => one.pods.join(' '))
  return [...[...byPods.values()].flatMap(ofOnePod), ...others]
}

/** That a node's kube-proxy does not run is told of the node, why it does not as a part of that. */
function withoutProxies(all: readonly Candidate[]): readonly Candidate[] {
  const proxies = new Set(all.filter(one => one.cause === 'proxy').flatMap(one => one.pods))
  if (proxies.size === 0) return all
  const isOfProxy = (one: Candidate): boolean =>
    ofPods.has(one.category) && one.pods.length > 0 && one.pods.every(key => proxies.has(key))
  return all.filter(one => !isOfProxy(one))
}

/** What ails the pod as a whole (evicted, unscheduled, without its volumes) is told instead of what its containers show. */
function ofOnePod(group: readonly Candidate[]): readonly Candidate[] {
  const whole = group.filter(one => one.subject.container === undefined)
  if (whole.some(one => one.confidence !== 'low')) return [decisive(group.toSorted(wholeFirst))]
  return [...Map.groupBy(group, one => one.subject.container ?? '').values()].map(one =>
    decisive(one.toSorted(byStrength)),
  )
}

function wholeFirst(a: Candidate, b: Candidate): number {
  const whole = Number(a.subject.container !== undefined) - Number(b.subject.container !== undefined)
  return whole || byStrength(a, b)
}

function decisive(group: readonly Candidate[]): Candidate {
  const [first, ...rest] = group
  if (first === undefined) throw new Error('a group of candidates is never empty')
  return {
    ...first,
    evidence: merged(
      first.evidence,
      rest.flatMap(one => one.evidence),
    ),
  }
}

/** What a log says of a program that lives on, or that the kubelet stopped: it may have got over it. */
const fromLogs: ReadonlySet<Category> = new Set(['disk', 'hung', 'file-access', 'dependency', 'app-crash'])
/** What a probe asks wrongly. A status or a check of the app's own is no such thing: the log or a full disk may say why. */
const wronglyAsked: ReadonlySet<string> = new Set(['path', 'port', 'protocol'])

/** A guess never outdoes what is known better; a probe proved wrong outdoes what a log suggests. */
function byStrength(a: Candidate, b: Candidate): number {
  return (
    Number(a.confidence === 'low') - Number(b.confidence === 'low') ||
    Number(isOutdone(a, b)) - Number(isOutdone(b, a)) ||
    strength.indexOf(a.category) - strength.indexOf(b.category) ||
    confidenceRank(a.confidence) - confidenceRank(b.confidence)
  )
}

function isOutdone(suggested: Candidate, probe: Candidate): boolean {
  const byProbe = probe.category === 'readiness' || probe.category === 'probe-killed'
  const proved =
    byProbe && probe.confidence === 'high' && wronglyAsked.has(probe.cause) && probe.symptom !== true
  return proved && suggested.confidence !== 'high' && fromLogs.has(suggested.category)
}

/** Both lists without what an earlier piece of the same source says already, the first one first. */
export function merged(own: readonly Evidence[], further: readonly Evidence[]): readonly Evidence[] {
  const kept: Evidence[] = []
  for (const piece of [...own, ...further]) {
    if (kept.length === evidenceLimit) break
    const told = kept.some(
      ({ source, pod, text }) => source === piece.source && pod === piece.pod && text.includes(piece.text),
    )
    if (!told) kept.push(piece)
  }
  return kept
}
