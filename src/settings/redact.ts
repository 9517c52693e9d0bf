// The input `redact`: values to hide, and patterns of values, one a line. No fault shows one.
import { type OwnPattern, patternFault } from '../redact/own-patterns.ts'
import { bad, type Checked, good } from './checked.ts'

export interface Hidden {
  readonly values: readonly string[]
  readonly patterns: readonly OwnPattern[]
}

export const nothingHidden: Hidden = { values: [], patterns: [] }

/** Under this length a mask would blot out half of every log and give the value away by where it falls. */
const shortestSecret = 4

/** Each pattern is searched for in everything. */
const mostPatterns = 50

/** `/…/`, with a few letters behind it that can only be meant as flags. A path such as `/etc/shop/` looks the same: see action.yml. */
const pattern = /^\/(.+)\/([a-z]{0,5})$/

export function hidden(name: string, text: string): Checked<Hidden> {
  const lines = text.split(/\r?\n|\r/).map(line => line.trim())
  const values = new Set<string>()
  const patterns = new Map<string, OwnPattern>()
  const faults: string[] = []
  for (const [index, line] of lines.entries()) {
    const [, source, flags = ''] = pattern.exec(line) ?? []
    const why = source === undefined ? valueFault(line) : patternFault({ source, flags })
    const what = source === undefined ? 'value' : 'pattern'
    if (why !== null) faults.push(`Invalid ${name}: the ${what} on line ${index + 1} ${why}`)
    else if (source !== undefined) patterns.set(line, { source, flags })
    else if (line !== '') values.add(line)
  }
  if (patterns.size > mostPatterns) {
    faults.push(
      `Invalid ${name}: ${patterns.size} patterns. Use at most ${mostPatterns}; several fit into one with a bar between them.`,
    )
  }
  return faults.length > 0 ? bad(...faults) : good({ values: [...values], patterns: [...patterns.values()] })
}

function valueFault(line: string): string | null {
  return line === '' || line.length >= shortestSecret
    ? null
    : `has fewer than ${shortestSecret} characters. Hiding so short a value would make the report unreadable; leave it out.`
}
