import { describe, expect, test } from 'vitest'
import { createOwnPattern } from '../../../src/redact/own-patterns.ts'
import { createRedactor } from '../../../src/redact/redactor.ts'
import { overAndOver } from '../../support/slow-texts.ts'
import { faultsOf, settingsOf } from './read.ts'

function redacted(redact: string, text: string): string {
  const settings = settingsOf({ redact })
  return createRedactor({
    secrets: [],
    key: new Uint8Array([1]),
    extraLiterals: settings.redact,
    extraPatterns: settings.redactPatterns.map(createOwnPattern),
  }).text(text)
}

describe('a pattern', () => {
  test('stands beside values, each on its line', () => {
    expect(settingsOf({ redact: 'hunter22\n/cust_[0-9]{8}/\n/x-id: .+/i\nhunter22' })).toMatchObject({
      redact: ['hunter22'],
      redactPatterns: [
        { source: 'cust_[0-9]{8}', flags: '' },
        { source: 'x-id: .+', flags: 'i' },
      ],
    })
  })

  /** Each search of it would look on to the text's end. */
  test.each(['/key.*end|key/', '/tok[a-z \\s-]*!|tok/'])('%s ends soon, whatever it is given', pattern => {
    const clean = redacted(pattern, `${'tok-key '.repeat(25_000)}\nnext`)
    expect(clean).not.toMatch(pattern.includes('key') ? /key/ : /tok/)
    expect(clean.endsWith('\nnext')).toBe(pattern.includes('key'))
  })

  test('is found wherever it stands in a long line', () => {
    const words = Array.from({ length: 4_000 }, (_, index) => `word${index}`).join(' ')
    const clean = redacted('/cust_[0-9]{8}/', `${words} cust_12345678 ${words} cust_12345679 ${words}`)
    expect(clean.replace(/\[REDACTED:redact input#....\]/g, '*')).toBe(`${words} * ${words} * ${words}`)
  })

  test.each([
    ['/cust_[0-9]{8}/', 'order of cust_12345678 failed', /^order of \[REDACTED:redact input#....\] failed$/],
    ['/x-id: .+/i', 'a\nX-ID: 7\nb', /^a\n\[REDACTED[^\]]*\]\nb$/],
    ['/^id .*$/', 'a\nid 7\nb', /^a\n\[REDACTED[^\]]*\]\nb$/],
    ['/begin.+end/s', 'begin\nsecret\nend.', /^\[REDACTED[^\]]*\]\.$/],
    ['/zür[a-zé]{3}/', 'in züriché, wirklich', /^in \[REDACTED[^\]]*\]é, wirklich$/],
    ['/\\/data\\/[a-z]+/', 'cat /data/abc', /^cat \[REDACTED[^\]]*\]$/],
    ['/(a|aa)+b/', 'x aaab y', /^x \[REDACTED[^\]]*\] y$/],
  ])('%s hides what it matches, and no more', (redact, text, clean) => {
    expect(redacted(redact, text)).toMatch(clean)
  })

  test.each([
    ['/(/', /line 1 is not valid: missing closing \)\./],
    ['hunter22\n/(?=a)b/', /line 2 is not valid: invalid or unsupported Perl syntax\./],
    ['/(a)\\1/', /line 1 is not valid/],
    ['/[z-a]/', /line 1 is not valid/],
    ['/abc/x', /line 1 has flags that are not known/],
    ['/a*/', /line 1 matches the empty text/],
    ['/secret|/', /line 1 matches the empty text/],
    ['/.+/', /line 1 matches most of any text/],
    ['/\\S+/', /line 1 matches most of any text/],
    ['/[a-z]+/i', /line 1 matches most of any text/],
    ['/(?:[a-z]{1,30} ){30}x/', /line 1 is too large/],
    [Array.from({ length: 51 }, (_, index) => `/value-${index}/`).join('\n'), /51 patterns\. Use at most 50/],
  ])('%j is refused, in words that do not show it', (redact, words) => {
    const faults = faultsOf({ redact })
    expect(faults).toEqual([expect.stringMatching(words)])
    expect(faults.join()).toMatch(/^Invalid redact: /)
    expect(faults.join()).not.toMatch(/hunter22|abc|secret\||value-/)
  })

  test('at fault is told together with the other inputs’ faults', () => {
    expect(faultsOf({ redact: '/(/\nabc', timeout: '5 apples' })).toHaveLength(3)
  })
})

// Each would keep V8 busy for longer than the universe is old.
test.each([
  ['/(a|aa)+c/', 'a'],
  ['/(x+x+)+y/', 'x'],
  ['/(a*)(a*)(a*)(a*)(a*)[0-9]z/', 'a'],
  ['/([a-z]+)*=/', 'abc'],
])('%s takes its time by the text’s length only', { timeout: 20_000 }, (redact, unit) => {
  const text = overAndOver(unit, 500_000)
  expect(redacted(redact, text)).toBe(text)
})
