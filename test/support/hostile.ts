// What somebody prints, or calls things, who wants our report to do their bidding.
import fc from 'fast-check'

/** One line each. */
export const attacks: readonly string[] = [
  '::set-output name=outcome::forged',
  '::error title=Root cause::forged',
  '  ::warning::forged',
  '##[error]forged',
  'x ##[set-output name=outcome;]forged',
  '::add-mask::a',
  '::add-mask::hostile',
  '::stop-commands::forged',
  '::save-state name=ephemeral-debug::forged',
  '\u001b[2J\u001b[31mforged red\u001b[0m',
  '</details></summary></table><script>alert("forged")</script>',
  '<!-- forged --> --> <img src=x onerror=alert("forged")>',
  '@everyone please see #1 and https://forged.example ![x](https://forged.example/x.png)',
  '```` | # forged heading | [forged](https://forged.example)',
  'error: forged\rerror: overwritten',
  'error: \u202eforged\u202c \u0007 \u0085 \u2028 forged',
]

/** Those that need no line of their own, or more than one. */
export const moreAttacks: readonly string[] = [
  '../../etc/passwd',
  '..\\..\\windows\\system32',
  'CON',
  `forged\noutcome=forged`,
  'forged<<EOF\nforged\nEOF',
  'a\r\n::error::forged',
  'nul\0nul',
  '\ufeff\u200b\u2066forged\u2069',
  '` `` ``` ```` ````` `````` ~~~ ~~~~',
  '" onmouseover="alert(1)',
  "javascript:alert('forged')",
  '&lt;script&gt;forged&lt;/script&gt;',
  '<details><summary>forged</summary>',
  ']]>--><style>*{display:none}</style>',
  '<!-- ephemeral-debug -->',
  'GH-1 octo/repo#1 0123456789abcdef0123456789abcdef01234567 $forged$ :tada:',
  '| forged | table |\n| --- | --- |',
  '[REDACTED:password#0000]',
  '\ud800 lone',
  '#'.repeat(40),
]

/** A text for any place that takes one. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...attacks, ...moreAttacks) },
  {
    weight: 3,
    arbitrary: fc
      .array(fc.constantFrom(...attacks, ...moreAttacks, '\n', '\r', ' ', '\t'), { maxLength: 4 })
      .map(parts => parts.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
)
