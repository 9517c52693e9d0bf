// Whether a fault is new in a pull request or an old acquaintance.
import { counted } from '../words.ts'
import { most, type Past } from './section.ts'

/** The runs remembered, with this one added: the newest first, each once. */
export function remember(
  history: readonly Past[],
  number: number,
  faults: readonly string[],
): readonly Past[] {
  const others = history.filter(past => past.number !== number)
  return [...others, { number, faults: [...faults] }]
    .toSorted((a, b) => b.number - a.number)
    .slice(0, most.runs)
}

/** Two memories of one job as one; `first` is believed where both speak of a run. */
export function joined(first: readonly Past[], second: readonly Past[]): readonly Past[] {
  const known = new Set(first.map(past => past.number))
  return [...first, ...second.filter(past => !known.has(past.number))]
    .toSorted((a, b) => b.number - a.number)
    .slice(0, most.runs)
}

/** `new in this run`, `same as in the last 3 runs` …; empty where no earlier run is known. */
export function standing(history: readonly Past[], run: number, fault: string): string {
  const earlier = history.filter(past => past.number < run).toSorted((a, b) => b.number - a.number)
  const at = earlier.findIndex(past => past.faults.includes(fault))
  if (earlier.length === 0) return ''
  if (at === -1) return 'new in this run'
  if (at > 0) return `back again: it was there ${counted(at + 1, 'run')} ago`
  const other = earlier.findIndex(past => !past.faults.includes(fault))
  const streak = other === -1 ? earlier.length : other
  return streak === 1 ? 'same as in the last run' : `same as in the last ${streak} runs`
}
