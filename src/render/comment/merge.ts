// Sections of several jobs brought together: nobody's is lost, and a newer run's is never overwritten by an older one's.
import { joined } from './history.ts'
import { compareRuns, most, type Section, sameRun } from './section.ts'

/** A section's place in the comment. */
function identity({ key, slot }: Section): string {
  return `${key}.${slot}`
}

/**
 * All sections of both. Of two for the same job the one of the later run stays. Two jobs of one run that cannot be told
 * apart by name (a reusable workflow called twice) get a slot each.
 */
export function mergeSections(first: readonly Section[], second: readonly Section[]): readonly Section[] {
  const merged = new Map<string, Section>()
  for (const section of [...first, ...second]) add(merged, section)
  return pruned([...merged.values()]).toSorted(byPlace)
}

function add(merged: Map<string, Section>, section: Section): void {
  if ([...merged.values()].some(other => sameJob(other, section))) return
  const there = merged.get(identity(section))
  if (there === undefined) {
    merged.set(identity(section), section)
  } else if (otherJobOfTheRun(there, section)) {
    const slot = section.slot + 1
    if (slot <= 20) add(merged, { ...section, slot })
  } else {
    const [kept, dropped] = compareRuns(section.run, there.run) > 0 ? [section, there] : [there, section]
    merged.set(identity(section), { ...kept, history: [...joined(kept.history, dropped.history)] })
  }
}

/** What one job of one run says of itself, wherever it stands. */
function sameJob(a: Section, b: Section): boolean {
  return a.key === b.key && a.place === b.place && sameRun(a.run, b.run)
}

function otherJobOfTheRun(a: Section, b: Section): boolean {
  return sameRun(a.run, b.run) && a.place !== b.place
}

/**
 * Where this job's section goes: over the one it wrote before, else over one of an earlier run that is still red, else over any.
 * Null where there is none: the slot is then the first free one.
 */
export function formerSection(sections: readonly Section[], ours: Omit<Section, 'slot'>): Section | null {
  const same = sections.filter(section => section.key === ours.key)
  const own = same.find(section => section.place === ours.place && section.run.id === ours.run.id)
  if (own !== undefined) return own
  const free = same.filter(section => !sameRun(section.run, ours.run)).toSorted(byPlace)
  return free.find(section => section.verdict.kind !== 'passed') ?? free[0] ?? null
}

/** The lowest slot that no section of that key has. */
export function freeSlot(sections: readonly Section[], key: string): number {
  const taken = new Set(sections.filter(section => section.key === key).map(({ slot }) => slot))
  let slot = 0
  while (taken.has(slot)) slot += 1
  return slot
}

/** Whether everything in `wanted` is there, or has been overtaken by a later run. */
export function holdsAll(sections: readonly Section[], wanted: readonly Section[]): boolean {
  return wanted.every(one =>
    sections.some(
      section =>
        sameJob(section, one) ||
        (identity(section) === identity(one) && compareRuns(section.run, one.run) > 0),
    ),
  )
}

/** After so many later runs without a word, a job is taken to be gone from the workflow. */
const SILENT_RUNS = 3

function pruned(sections: readonly Section[]): readonly Section[] {
  const runs = new Set(sections.flatMap(section => section.history.map(past => past.number)))
  const alive = sections.filter(section => {
    return [...runs].filter(number => number > section.run.number).length < SILENT_RUNS
  })
  return alive.toSorted((a, b) => compareRuns(b.run, a.run)).slice(0, most.sections)
}

function byPlace(a: Section, b: Section): number {
  return a.label === b.label ? identity(a).localeCompare(identity(b), 'en') : a.label < b.label ? -1 : 1
}
