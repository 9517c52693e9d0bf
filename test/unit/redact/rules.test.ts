import { describe, expect, test } from 'vitest'
import { createRedactor } from '../../../src/redact/redactor.ts'
import { ruleTable } from '../../../src/redact/rules/gitleaks.ts'
import { bitsPerCharacter, gitleaksRules } from '../../../src/redact/rules/rules.ts'
import { drawing, sample } from '../../support/regex-samples.ts'
import { slowForRules } from '../../support/slow-texts.ts'

const redactor = createRedactor({ secrets: [], key: new Uint8Array([1]) })
const rules = ruleTable
  .trim()
  .split('\n')
  .map(line => {
    const [id = '', , , heads = '[]', regex = ''] = line.split('\t')
    return { id, heads: JSON.parse(heads) as unknown, regex }
  })

describe('every rule', () => {
  test('is in the table', () => {
    expect(rules.length).toBe(213)
    expect(gitleaksRules().map(rule => rule.label)).toContain('stripe access token')
  })

  test.each(rules)('$id finds what it describes', ({ id, regex }) => {
    const draw = drawing(42)
    const compiled = new RegExp(regex)
    const found = Array.from({ length: 20 }, () => `\n${sample(regex, draw)} `).flatMap(text => {
      const match = compiled.exec(text)
      return match === null
        ? []
        : [{ text, secret: match.slice(1).find(group => group !== undefined) ?? match[0] }]
    })
    expect(found, `no sample of ${id} is one`).not.toHaveLength(0)
    for (const { text, secret } of found) expect(redactor.text(text), text).not.toContain(secret)
  })
})

test('a rule asks for randomness', () => {
  expect(bitsPerCharacter('aaaaaaaa')).toBe(0)
  expect(bitsPerCharacter('0123456789abcdef')).toBe(4)
  expect(redactor.text('AKCpaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')).toMatch(
    /^AKCpa/,
  )
})

test('an example that is known as one stays', () => {
  expect(redactor.text('AKIAIOSFODNN7EXAMPLE is not a key')).toMatch(/^AKIAIOSFODNN7EXAMPLE/)
})

// `npm run bench` measures them all, at a megabyte each.
const slow = [...slowForRules(200_000)].filter(({ name }) => /: (?:heads|all but the end)$/.test(name))
test.each(slow)('$name, over and over, takes no minutes', { timeout: 10_000 }, ({ text }) => {
  expect(redactor.text(text).length).toBeGreaterThan(0)
})
