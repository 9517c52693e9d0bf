// The quick reader of YAML gives what the real one gives, or nothing.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { plainYaml } from '../../../src/dump/plain-yaml.ts'

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    'a: b',
    '- x',
    '# no comment',
    'true',
    '0x1f',
    '1e3',
    '012',
    '.5',
    '-',
    '~',
    'a\nb\n',
    '\n',
    ' lead',
    'trail ',
    "it's",
    '"q"',
    '[x]',
    '{',
    '& a',
    '* b',
    'k:v',
    'null',
    '1_000',
    '+5',
    '2026-01-01T00:00:00Z',
    '=',
    '<<',
    'y',
    'no',
    '-0',
    '1.0',
    '1:30',
  ),
  fc.lorem({ maxCount: 40 }),
  fc.array(fc.lorem({ maxCount: 6 }), { maxLength: 5 }).map(lines => lines.join('\n')),
)
const key = fc.oneof(fc.stringMatching(/^[A-Za-z][A-Za-z0-9./_-]{0,20}$/), text)
const value = fc.letrec(tie => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      text,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(key, tie('node'), { maxKeys: 4 }),
  ),
})).node

describe('whatever is written', () => {
  test.each([
    ['as YAML writers fold it', { lineWidth: 80, indentSeq: false }],
    ['narrow', { lineWidth: 20 }],
    ['unfolded', { lineWidth: 0, blockQuote: 'literal' }],
    ['in quotes', { defaultStringType: 'QUOTE_SINGLE', lineWidth: 30 }],
  ] as const)('%s', (_name, options) => {
    fc.assert(
      fc.property(value, json => {
        const written = stringify(json, { aliasDuplicateObjects: false, ...options })
        const read = plainYaml(written)
        if (read !== null) expect(read.value).toEqual(parse(written))
      }),
      { numRuns: 400 },
    )
  })
})

const kubectl = `apiVersion: v1
items:
- apiVersion: v1
  kind: Pod
  metadata:
    annotations:
      note: |
        first
          second

        third
      kept: |+
        line

      empty: ""
    managedFields:
    - apiVersion: v1
      fieldsV1:
        ? f:key that is long
        : {}
    name: web
  spec:
    containers:
    - args:
      - --flag=a:b
      - -c
      - 'echo ''hi'': there'
      command: []
      ports:
      - containerPort: 8080
      resources: {}
    -   name: second
  status:
    message: 'containers with unready status: [app]
      and more of it'
    quoted: "a long line that goes on \\
      and on\\tend"
    folded: it goes on
      here
    startTime: "2026-01-01T00:00:00Z"
    nothing:
kind: List
`

test('what kubectl prints is read quickly, but for managedFields', () => {
  const { items, ...rest } = parse(
    kubectl.replace(/ {4}managedFields:\n(?: {4}- .*\n| {6}.*\n)+?(?= {4}name)/, ''),
  )
  expect(plainYaml(kubectl)?.value).toEqual({ ...rest, items })
  expect(items[0].status.message).toBe('containers with unready status: [app] and more of it')
})

test.each([
  ['an anchor', 'a: &x 1\nb: *x\n'],
  ['a flow collection', 'a: {b: 1}\n'],
  ['a tag', 'a: !!str 1\n'],
  ['a comment behind a value', 'a: 1 # one\n'],
  ['a folded block', 'a: >\n  b\n'],
  ['a key twice', 'a: 1\na: 2\n'],
  ['a complex key', '? a\n: b\n'],
  ['a tab', 'a:\n\tb: 1\n'],
  ['wrong indentation', 'a: 1\n  b: 2\n'],
])('%s is left to the real parser', (_what, document) => {
  expect(plainYaml(document)).toBeNull()
})
