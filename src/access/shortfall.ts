// What the account may not do: for the log before the work, and for the report after it.
import type { NotCollected } from '../model/snapshot.ts'
import type { Need } from './needs.ts'
import { roleIn, ruleToAdd } from './permission.ts'

/** A need that is not met, in a namespace or, where that is null, in the whole cluster. */
export interface Missing {
  readonly need: Need
  /** Those of its verbs that are not allowed. */
  readonly verbs: readonly string[]
  readonly namespace: string | null
}

/** Entries for the report. */
export function shortfallEntries(missing: readonly Missing[]): readonly NotCollected[] {
  return missing.map(({ need, verbs, namespace }) => ({
    what: verbs.includes('list') ? need.lost : (LOST_BY_GET[need.resource] ?? need.lost),
    why: `The account may not ${verbs.join(' or ')} ${need.resource} ${placeWords(namespace)}.`,
    ...ruleToAdd({ apiGroup: need.apiGroup, resource: need.resource, verbs, where: roleIn(namespace) }),
  }))
}

/** Where an account may list but not get. */
const LOST_BY_GET: Readonly<Record<string, string>> = {
  pods: 'the looks inside failing pods, for a debugger must be waited for',
}

/** The log's block: what will be missing, and the rules to paste, those that differ in their resource only made one. */
export function shortfallLines(missing: readonly Missing[]): readonly string[] {
  if (missing.length === 0) return []
  const places = [...new Set(missing.map(({ namespace }) => namespace))]
  return [
    "The kubeconfig's account may not do all that a full report takes. This will be missing:",
    ...[...new Set(shortfallEntries(missing).map(({ what }) => what))].map(what => `  - ${what}`),
    ...places.flatMap(place => {
      const here = missing.filter(({ namespace }) => namespace === place)
      return [`To have it, add to ${roleIn(place)}:`, ...ruleLines(here.map(asRule))]
    }),
  ]
}

export interface Rule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}

const asRule = ({ need, verbs }: Missing): Rule => ({
  apiGroups: [need.apiGroup],
  resources: [need.resource],
  verbs,
})

/** Rules as YAML, to be pasted below `rules:`. */
export function ruleLines(rules: readonly Rule[]): readonly string[] {
  return joined(rules).flatMap(({ apiGroups, resources, verbs }) => [
    `  - apiGroups: [${apiGroups.map(group => (group === '' ? '""' : group)).join(', ')}]`,
    `    resources: [${resources.join(', ')}]`,
    `    verbs: [${verbs.join(', ')}]`,
  ])
}

function joined(rules: readonly Rule[]): readonly Rule[] {
  const byRest = Map.groupBy(rules, ({ apiGroups, verbs }) => `${apiGroups} ${verbs}`)
  return [...byRest.values()].flatMap(([first, ...rest]) =>
    first === undefined
      ? []
      : [{ ...first, resources: [first, ...rest].flatMap(({ resources }) => resources) }],
  )
}

/**
 * What makes a debugger pointless in a namespace, in words: without these nothing that it sees could be read; null where
 * nothing is known to be missing.
 */
export function whyNoDebugger(missing: readonly Missing[], namespace: string): Barrier | null {
  const here = missing.filter(one => one.namespace === null || one.namespace === namespace)
  const lacks = (resource: string, verb: string): boolean =>
    here.some(({ need, verbs }) => need.resource === resource && verbs.includes(verb))
  for (const [resource, verb] of [
    ['pods/log', 'get'],
    ['pods', 'get'],
  ] as const) {
    if (lacks(resource, verb)) return { reason: barred(verb, resource, namespace), copies: false }
  }
  return lacks('pods/ephemeralcontainers', 'patch')
    ? { reason: barred('patch', 'pods/ephemeralcontainers', namespace), copies: true }
    : null
}

export interface Barrier {
  readonly reason: string
  /** Whether copies of pods can be looked into all the same. */
  readonly copies: boolean
}

const barred = (verb: string, resource: string, namespace: string): string =>
  `the account may not ${verb} ${resource} ${placeWords(namespace)}`

const placeWords = (namespace: string | null): string =>
  namespace === null ? 'in the cluster' : `in the namespace ${namespace}`

/**
 * What was foreseen and what was met, as one list in which no rule is asked for twice: where both tell of the same permission, in
 * the words of what was foreseen, with the cluster's own refusal.
 */
export function mergedEntries(
  foreseen: readonly NotCollected[],
  met: readonly NotCollected[],
): readonly NotCollected[] {
  const told = foreseen.map(entry => ({
    ...entry,
    why: met.find(one => sameLack(one, entry))?.why ?? entry.why,
  }))
  const others = met.filter(entry => !foreseen.some(one => sameLack(one, entry)))
  const unforeseen = others.flatMap((entry, index) => {
    const more = others.filter(one => sameLack(one, entry)).length - 1
    if (others.findIndex(one => sameLack(one, entry)) < index && entry.lacks !== undefined) return []
    return [more > 0 ? { ...entry, what: `${entry.what}, and ${more} more` } : entry]
  })
  return [...told, ...unforeseen]
}

/** True where the same rule would mend both. */
function sameLack({ lacks: a }: NotCollected, { lacks: b }: NotCollected): boolean {
  if (a === undefined || b === undefined) return false
  const same = a.where === b.where && a.apiGroup === b.apiGroup && a.resource === b.resource
  return same && a.verbs.some(verb => b.verbs.includes(verb))
}
