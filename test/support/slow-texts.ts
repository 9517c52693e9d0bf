// Texts made to be slow to search: what a pattern almost matches, over and over.
import { ruleTable } from '../../src/redact/rules/gitleaks.ts'
import { drawing, sample } from './regex-samples.ts'

export interface SlowText {
  readonly name: string
  readonly text: string
}

export function overAndOver(unit: string, bytes: number): string {
  return unit.repeat(Math.ceil(bytes / unit.length)).slice(0, bytes)
}

/** For every rule: its heads alone, and what it matches at its longest but for the end. Of so many bytes each. */
export function* slowForRules(bytes: number): Iterable<SlowText> {
  for (const line of ruleTable.trim().split('\n')) {
    const [id = '', , , heads = '[]', regex = ''] = line.split('\t')
    const words: unknown = JSON.parse(heads)
    const head = Array.isArray(words) ? String(words[0]) : ''
    const whole = sample(regex, drawing(7), 600)
    const units = {
      heads: head,
      'all but the end': whole.slice(0, -1),
      'all but two': whole.slice(0, -2),
      'one letter': `${head}${'a'.repeat(700)}`,
      'a letter each': `${head}a`,
      separators: `${head}="'`,
    }
    for (const [what, unit] of Object.entries(units))
      yield { name: `${id}: ${what}`, text: overAndOver(unit, bytes) }
  }
}
