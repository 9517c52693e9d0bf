// gitleaks' rules as patterns: tried where their words stand, and only for secrets as random as the rule asks.
import { type KeyedPattern, shape } from '../patterns/keyed.ts'
import { allowedTable, ruleTable } from './gitleaks.ts'

/** All rules of the table, as patterns whose label is the rule's name in words. */
export function gitleaksRules(): readonly KeyedPattern[] {
  const allowed = lines(allowedTable).map(([id = '', regex = '']) => ({ id, regex: new RegExp(regex) }))
  return lines(ruleTable).map(([id = '', entropy = '', back = '', heads = '[]', regex = '']) => {
    const exceptions = allowed.filter(one => one.id === '*' || one.id === id).map(one => one.regex)
    const least = Number(entropy)
    return shape({
      label: id.replaceAll('-', ' '),
      heads: words(heads),
      regex: new RegExp(regex),
      back: Number(back),
      accepts: secret =>
        (least === 0 || bitsPerCharacter(secret) > least) && !exceptions.some(one => one.test(secret)),
    })
  })
}

function lines(table: string): readonly (readonly string[])[] {
  return table
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split('\t'))
}

function words(json: string): readonly string[] {
  const list: unknown = JSON.parse(json)
  return Array.isArray(list) ? list.filter(word => typeof word === 'string') : []
}

/** Shannon's entropy: 0 for one letter over and over, 4 for random hexadecimal digits, nearly 6 for random base64. */
export function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>()
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length
    return sum - share * Math.log2(share)
  }, 0)
}
