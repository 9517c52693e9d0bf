import { expect, test } from 'vitest'
import { evaluateCondition, interpolate, type Scope } from '../../runner/expressions.ts'
import { expression } from './throwaway.ts'

const scope: Scope = {
  contexts: {
    github: { ref: 'refs/heads/main', event: { label: { name: 'Bug' }, number: 7 } },
    matrix: null,
    env: { 'WITH-DASH': 'x' },
  },
  status: 'failure',
}

test.each([
  ["failure() && github.ref == 'refs/heads/main'", true],
  ['!(success() || cancelled())', true],
  ["'a' == 'A'", true],
  ["github.event.number == '7'", true],
  ['github.event.nothing.deeper == null', true],
  ["null == ''", true],
  ['true == 1', true],
  ["contains(github.event.label.name, 'bu')", true],
  ["startsWith(github.ref, 'refs/tags/') || endsWith(github['ref'], '/dev')", false],
  ["env.WITH-DASH == 'x' && 'it''s' != 'its'", true],
  ['1 == 2 || 3 != 4 && false', false],
])('%s is %s', (condition, holds) => {
  expect(evaluateCondition(condition, scope, false)).toBe(holds)
})

test("a step's if means success() && …, unless it speaks of a status itself", () => {
  expect(evaluateCondition('true', scope, true)).toBe(false)
  expect(evaluateCondition('true', scope, false)).toBe(true)
  expect(evaluateCondition(expression('!cancelled() && true'), scope, true)).toBe(true)
})

test.each([
  ["github.event.number || 'b'", '7'],
  ["format('{0} {{{1}}}', 'x', 2)", 'x {2}'],
  ["'}}'", '}}'],
  ['toJSON(github.event.label)', '{\n  "name": "Bug"\n}'],
  [`contains(fromJSON('["a"]'), 'A')`, 'true'],
  ['toJSON(matrix)', 'null'],
  ['matrix.kind', ''],
])('%s becomes %s', (source, value) => {
  const text = `first ${expression(source)}, then ${expression("'more'")}`
  expect(interpolate(text, { ...scope, status: null })).toBe(`first ${value}, then more`)
})

test.each([
  ['failure(', "Unexpected 'the end'"],
  ['secrets.TOKEN', "context 'secrets'"],
  ['hashFiles()', 'hashfiles()'],
  ['1 < 2', "at '< 2'"],
  [expression('failure()'), "Can't read"],
])('%s is refused: %s', (condition, message) => {
  expect(() => evaluateCondition(condition, scope, false)).toThrow(message)
})

test('status functions are for conditions only', () => {
  expect(() => interpolate(expression('failure()'), { ...scope, status: null })).toThrow(
    'only in if: and post-if:',
  )
})
