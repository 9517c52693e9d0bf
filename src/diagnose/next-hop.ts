// Whom the pods looked into point at: pods that look well and may be the culprits all the same, one hop further.
import type { Category } from '../model/finding.ts'
import type { PodLook } from '../model/inspection.ts'
import { isReady, type Pod, podKey } from '../model/pod.ts'
import { type ObjectName, objectName, type Suspect } from '../model/suspect.ts'
import { suspectOf } from '../select/select.ts'
import type { Candidate } from './candidate.ts'
import { collapse } from './collapse.ts'
import { type EvidenceBase, type Facts, factsOf } from './facts.ts'
import { serviceAt, servicesNamed } from './rules/running/dependency/dependency-target.ts'
import { candidatesFrom } from './rules.ts'
import { supersede } from './supersede.ts'
import type { PodView } from './view.ts'

interface Pointer {
  readonly to: ObjectName
  /** Why it is worth a look, in words. */
  readonly reason: string
}

/**
 * The next pods to look into, those that are pointed at most plainly first: what a log or a failed connection names, then what else
 * the failing pods are told to use. One pod stands for all behind a Service. None that was looked into already.
 *
 * @param watched the logs of pods that are well: clients whose log complains are looked into too
 */
export function nextHop(base: EvidenceBase, watched: readonly PodLook[]): readonly Suspect[] {
  const facts = factsOf({ ...base, looks: [...base.looks, ...watched] })
  const candidates = collapse(supersede(candidatesFrom(facts)))
  const suspected = new Set(base.suspects.map(suspect => podKey(suspect.pod)))
  const failing = facts.views.filter(view => suspected.has(view.key))
  // Those on the way there and those that are only watched are well: nothing of theirs is doubted but what they complain of.
  const complaining = facts.views.filter(view => !suspected.has(view.key)).flatMap(view => complaints(view))
  const pointers = [
    ...candidates.flatMap(pointersOf),
    ...complaining,
    ...failing.filter(view => isUnexplained(view, candidates)).flatMap(view => named(view)),
  ]
  const known = new Set(
    [...base.suspects, ...base.looks.map(look => look.suspect)].map(one => podKey(one.pod)),
  )
  const found = new Map<string, Suspect>()
  for (const pointer of pointers) {
    const pod = podAt(pointer.to, facts)
    if (pod === undefined || known.has(podKey(pod)) || found.has(podKey(pod))) continue
    found.set(podKey(pod), suspectOf(pod, facts.snapshot, pointer.reason, null))
  }
  return [...found.values()]
}

/** What a finding says would explain it. A Service whose port may be wrong is proved wrong or right inside its pods. */
function pointersOf(candidate: Candidate): readonly Pointer[] {
  const who = candidate.subject.name
  const explained = candidate.category === 'dependency' ? (candidate.explainedBy ?? []) : []
  const doubtful = candidate.cause === 'service-target-port' ? [candidate.subject] : []
  return [
    ...explained.map(to => ({
      to,
      reason: `${who} fails because of ${to.kind} ${to.name}, and it is behind it`,
    })),
    ...doubtful.map(to => ({
      to,
      reason: `Service ${to.name} sends traffic to a port that it does not declare`,
    })),
  ]
}

/** A pod that is well and whose log says that something it uses does not work: it, and what it uses. */
function complaints(view: PodView): readonly Pointer[] {
  return view.containers.flatMap(container => {
    const { verdict } = container
    const meaning = verdict?.meaning
    if (meaning?.kind !== 'dependency' || (verdict?.linesAfter ?? 0) > RECENT_LINES) return []
    const itself = { kind: 'Pod', namespace: view.namespace, name: view.pod.metadata.name }
    const reason = `its log complains of ${meaning.host ?? 'something it depends on'}`
    // A complaint that names nobody may be about anything that the app is told to use.
    if (meaning.host === null) return [{ to: itself, reason }, ...named(view)]
    const service = serviceAt(meaning.host, view)
    if (service === null) return [{ to: itself, reason }]
    const behind = {
      to: objectName('Service', service),
      reason: `the log of ${view.owner.name} complains of it`,
    }
    return [{ to: itself, reason }, behind]
  })
}

/** An app that has said much since has got over it. Lines. */
const RECENT_LINES = 40

/** Faults that something else may be behind: the app itself is in order, as far as can be seen. */
const MAY_BE_ELSEWHERE = new Set<Category>([
  'readiness',
  'probe-killed',
  'dependency',
  'hung',
  'app-crash',
  'completed-early',
])
const ITS_OWN = new Set<string>(['port', 'path', 'protocol', 'command', 'gate', 'missing-variable'])

function isUnexplained(view: PodView, candidates: readonly Candidate[]): boolean {
  const own = candidates.filter(one => one.pods.includes(view.key))
  return own.every(
    one => one.symptom === true || (MAY_BE_ELSEWHERE.has(one.category) && !ITS_OWN.has(one.cause)),
  )
}

/** The Services that the pod's environment and command line name. */
function named(view: PodView): readonly Pointer[] {
  return view.containers.flatMap(container =>
    servicesNamed(view, container).map(({ service, from }) => ({
      to: objectName('Service', service),
      reason: `${view.owner.name} depends on it (${from})`,
    })),
  )
}

/** The pod itself, or one of those behind the Service: a ready one, the newest. */
function podAt(object: ObjectName, facts: Facts): Pod | undefined {
  if (object.kind === 'Pod') return facts.podByKey(`${object.namespace}/${object.name}`)
  const service = object.kind === 'Service' ? facts.service(object.namespace, object.name) : undefined
  const pods = service === undefined ? [] : facts.podsSelectedBy(service)
  return pods
    .filter(pod => isReady(pod) && pod.metadata.deletionTimestamp === undefined)
    .toSorted((a, b) =>
      (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''),
    )[0]
}
