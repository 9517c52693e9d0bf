import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  code,
  codeCell,
  details,
  fence,
  inline,
  link,
  prose,
  table,
} from '../../../src/render/markdown/markdown.ts'
import { nodes, parsed } from './markdown-tree.ts'

function types(markdown: string): readonly string[] {
  return [...new Set(nodes(parsed(markdown)).map(node => node.type))]
}

function text(markdown: string): string {
  return nodes(parsed(markdown))
    .map(node => node.value ?? '')
    .join('')
}

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</details></summary>',
  '<!-- marker -->',
  '@octocat and @org/team',
  'fixes #1, GH-2, o/r#3',
  'https://evil.example/x',
  'http://a',
  'www.evil.example',
  'mail me@evil.example mailto:me@evil.example',
  '[click](https://evil.example)',
  '![pixel](https://evil.example/p.png)',
  '<https://evil.example>',
  '[^1]: note',
  '**bold** __bold__ *it* _it_ ~~gone~~',
  '`code` ``` fence',
  '| a | b |',
  '\\| a \\\\| b',
  '# heading',
  '> quote',
  '- item',
  '1. item',
  '+ item',
  '---',
  '===',
  '    indented',
  '```js',
  '~~~',
  '- [ ] task',
  '&lt;b&gt; &#64;octocat',
  '\\',
  '$x$ $$y$$',
  '\u202egnp.exe\u2066',
  'a\r\nb\nc\u2028d',
  '\u0000\u001b[31mred\u001b[0m\u0007',
]

const anything = fc.oneof(
  fc.constantFrom(...hostile),
  fc
    .array(
      fc.constantFrom(
        ...hostile,
        ' ',
        '\n',
        '`',
        '\\',
        '|',
        '*',
        '_',
        '<',
        '@',
        '#',
        ':',
        '/',
        '.',
        '1',
        'a',
        '![',
      ),
      { maxLength: 8 },
    )
    .map(parts => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
)

/** Mentions, references, commands and formulas that GitHub's own filters find in text. */
const autolinked = /(?:^|[^A-Za-z0-9_`])@[A-Za-z0-9]|#[0-9]|\bgh-[0-9]|[\u202a-\u202e\u2066-\u2069]/i

describe('a line of text', () => {
  test.each(hostile)('%j stays text', shown => {
    expect(types(inline(shown)).filter(type => !['root', 'paragraph', 'text'].includes(type))).toEqual([])
    expect(text(inline(shown))).not.toMatch(autolinked)
  })

  test('anything stays one paragraph of text', () => {
    fc.assert(
      fc.property(anything, shown => {
        const kinds = types(inline(shown))
        expect(kinds.filter(type => !['root', 'paragraph', 'text'].includes(type))).toEqual([])
        expect(text(inline(shown))).not.toMatch(autolinked)
        expect(inline(shown)).not.toMatch(/\n|<!--/)
      }),
      { numRuns: 300 },
    )
  })

  test('anything stays one cell of a table and one heading', () => {
    fc.assert(
      fc.property(anything, anything, (one, two) => {
        const markdown = `### x ${inline(one)}\n\n${table(['A', 'B', 'C'], [[inline(one), codeCell(two), 'end']])}`
        const tree = parsed(markdown)
        expect(tree.children?.map(child => child.type)).toEqual(['heading', 'table'])
        expect(tree.children?.[1]?.children?.map(row => row.children?.length)).toEqual([3, 3])
        expect(types(markdown).filter(type => ['link', 'image', 'footnoteReference'].includes(type))).toEqual(
          [],
        )
        const elements = nodes(tree).filter(
          node => node.type === 'html' && !/^<\/?code>$/.test(node.value ?? ''),
        )
        expect(elements).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('reads as it was', () => {
    const words = 'pod shop/checkout-1: exit code 137 (OOM), 50% of 1.5 GiB; see "a" & \'b\' -> c'
    expect(text(inline(words))).toBe(words)
    expect(inline('checkout is not ready')).toBe('checkout is not ready')
  })

  test('shows what is invisible', () => {
    expect(inline('a\u202eb\u0000c')).toBe('a⟨U+202E⟩b␀c')
    expect(inline('pay\u3164 \u{e0141}\u{e0142} \u034f ❤\ufe0f')).toBe(
      'pay⟨U+3164⟩ ⟨U+E0141⟩⟨U+E0142⟩ ⟨U+034F⟩ ❤\ufe0f',
    )
    expect(inline('\u001b[31mred\u001b[0m')).toBe('red')
  })
})

describe('code', () => {
  test('a span holds anything, and shows it', () => {
    fc.assert(
      fc.property(anything, shown => {
        const kinds = types(code(shown)).filter(type => !['root', 'paragraph', 'inlineCode'].includes(type))
        expect(kinds).toEqual([])
      }),
      { numRuns: 300 },
    )
    expect(text(code('a ``b`` `c`'))).toBe('a ``b`` `c`')
    expect(text(code('`'))).toBe('`')
  })

  test('a block holds anything and is over at its end', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 5 }), lines => {
        const tree = parsed(`${fence(lines.join('\n'))}\n\nafter`)
        expect(tree.children?.map(child => child.type)).toEqual(['code', 'paragraph'])
      }),
      { numRuns: 300 },
    )
  })

  test('a block stays in its list', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 5 }), lines => {
        const tree = parsed(`- item\n\n${fence(lines.join('\n'), '  ')}\n- next`)
        expect(tree.children?.map(child => child.type)).toEqual(['list'])
        expect(tree.children?.[0]?.children?.[0]?.children?.map(child => child.type)).toEqual([
          'paragraph',
          'code',
        ])
      }),
      { numRuns: 300 },
    )
  })

  test('a run of a million backticks does not make a fence of a million', () => {
    expect(fence('`'.repeat(1_000_000)).split('\n')[0]?.length).toBeLessThan(30)
  })

  test('no comment can begin in a block, where it would hide a marker', () => {
    expect(fence('<!-- ephemeral-debug -->')).not.toContain('<!--')
    expect(code('<!-- ephemeral-debug -->')).not.toContain('<!--')
  })
})

test('marked code in a sentence becomes code, everything else stays text', () => {
  expect(types(prose('set `--host` and *run*'))).toEqual(['root', 'paragraph', 'text', 'inlineCode'])
  fc.assert(
    fc.property(anything, shown => {
      const kinds = types(prose(shown)).filter(
        type => !['root', 'paragraph', 'text', 'inlineCode'].includes(type),
      )
      expect(kinds).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('a folded part ends where it should', () => {
  const tree = parsed(details('</summary><b>', 'body'))
  expect(tree.children?.map(child => child.type)).toEqual(['html', 'paragraph', 'html'])
  expect(tree.children?.[0]?.value).toBe('<details><summary>&lt;/summary&gt;&lt;b&gt;</summary>')
})

describe('a link', () => {
  test('goes where it should', () => {
    expect(
      nodes(parsed(link('a](b', 'https://github.com/o/r'))).find(node => node.type === 'link')?.url,
    ).toBe('https://github.com/o/r')
  })

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://a) [b](c',
    'https://a b',
    'vbscript:x',
    '//evil.example',
    'https://a"b',
  ])('to %j is none', target => expect(types(link('x', target))).not.toContain('link'))
})
