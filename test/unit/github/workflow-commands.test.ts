import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JobLog } from '../../../src/github/workflow-commands.ts'
import { readByRunner } from './runner.ts'

function printed(use: (log: JobLog) => void): string {
  let output = ''
  use(new JobLog(text => (output += text)))
  return output
}

const attacks = [
  '::set-output name=a::b',
  ' \t::add-mask::x',
  '\u0085::error::x',
  '\u00a0\u2028::error::x',
  'text ##[error]x',
  '###[group]x',
  '##[set-env name=PATH]x',
  'a\n::stop-commands::x',
  'a\r::stop-commands::x',
  'a\r\n\n  ::stop-commands::x',
  ':\u00ad:warning::x',
  '#\u200b#[warning]x',
  '\ufeff::warning::x',
  '\u0000::warning::x',
  ':::warning::x',
  '::::warning::x',
  '%0A::warning::x',
  '##\n[error]x',
]

/** Text made mostly of what commands are made of. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...attacks),
      fc.constantFrom(
        ':',
        '::',
        '#',
        '##',
        '[',
        ']',
        ' ',
        '\t',
        '\r',
        '\n',
        '\u0085',
        '\u2028',
        '\u00ad',
        '\0',
        '%0A',
      ),
      fc.constantFrom('warning', 'error', 'add-mask', 'set-env name=a', 'stop-commands', 'group'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map(parts => parts.join(''))

describe('whatever text is printed', () => {
  it('is never a workflow command, nor hides or colours anything', () => {
    fc.assert(
      fc.property(hostile, text => {
        for (const line of readByRunner(printed(log => log.info(text)))) {
          expect(line).toBeTypeOf('string')
          // The runner compares by culture, so what its collation ignores must not stand in a prefix either.
          expect(line).not.toMatch(/^[\s\p{DI}]*:\p{DI}*:|#\p{DI}*#\p{DI}*\[/u)
          expect(line).not.toMatch(
            /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/,
          )
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('is one command, and that one ours, in an annotation', () => {
    const level = fc.constantFrom('error' as const, 'warning' as const, 'notice' as const)
    fc.assert(
      fc.property(level, hostile, hostile, (level, text, title) => {
        const lines = readByRunner(printed(log => log.annotate(level, text, title)))
        expect(lines).toHaveLength(1)
        expect(lines[0]).toMatchObject({ name: level })
        const [command] = lines
        if (typeof command !== 'object') throw new Error('not a command')
        expect(Object.keys(command.properties).every(key => key === 'title')).toBe(true)
        // The runner prints the message to the log, where the page would read group commands out of it.
        for (const line of readByRunner(command.message)) expect(line).toBeTypeOf('string')
      }),
      { numRuns: 1000 },
    )
  })

  it('cannot close a group or open another', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async title => {
        let output = ''
        const log = new JobLog(text => (output += text))
        await log.group(title, async () => log.info('inside'))
        const [open, inside, close, ...rest] = readByRunner(output)
        expect(open).toMatchObject({ name: 'group' })
        expect([inside, rest]).toEqual(['inside', []])
        expect(close).toMatchObject({ name: 'endgroup' })
      }),
    )
  })
})

describe('ordinary text', () => {
  it('is printed as it is, line by line', () => {
    const text = 'pod shop/checkout: exit code 1\n\tat main.go:12 [x] 100% é 日本 ⚠️ 👩‍🔧 a::b #[x]\n'
    expect(printed(log => log.info(text))).toBe(`${text}\n`)
  })

  it('ends its lines as the runner does', () => {
    expect(printed(log => log.info('a\rb\r\nc\n'))).toBe('a\nb\nc\n\n')
  })

  it('shows what was broken and what was invisible', () => {
    expect(printed(log => log.info('::error::x'))).toBe(': :error::x\n')
    expect(printed(log => log.info('a ##[error]x'))).toBe('a # #[error]x\n')
    expect(printed(log => log.info('\u001b[31mred\u202e'))).toBe('<U+001B>[31mred<U+202E>\n')
  })
})

describe('annotations', () => {
  it('carry a title and several lines', () => {
    expect(printed(log => log.error('50%: first\nsecond', 'Root cause: a, b'))).toBe(
      '::error title=Root cause%3A a%2C b::50%25: first%0Asecond\n',
    )
  })

  it('are at most 10 of a level; further ones are plain lines', () => {
    const lines = readByRunner(
      printed(log => {
        for (let i = 0; i < 11; i++) log.warning(`w${i}`, 'title')
        log.notice('n')
      }),
    )
    expect(lines.filter(line => typeof line === 'object')).toHaveLength(11)
    expect(lines.slice(-2)).toEqual(['warning: title: w10', { name: 'notice', properties: {}, message: 'n' }])
  })

  it('say how many are left', () => {
    const log = new JobLog(() => {})
    log.error('x')
    expect([log.annotationsLeft('error'), log.annotationsLeft('notice')]).toEqual([9, 10])
  })

  it('are at most 4096 characters, and say so where they were cut', () => {
    const [line] = readByRunner(printed(log => log.notice(`${'😀'.repeat(2048)}%`)))
    if (typeof line !== 'object') throw new Error('not a command')
    expect(line.message).toHaveLength(4096)
    expect(line.message.endsWith('…')).toBe(true)
  })
})

describe('a group', () => {
  it('is closed when its work fails', async () => {
    let output = ''
    const log = new JobLog(text => (output += text))
    await expect(log.group('g', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(output).toBe('::group::g\n::endgroup::\n')
  })
})

describe('secrets', () => {
  it('are masked line by line, without the lines that mean nothing', () => {
    const masks = readByRunner(printed(log => log.setSecret('{\n  "key": "50%::x"\n}\r\n')))
    expect(masks).toEqual([{ name: 'add-mask', properties: {}, message: '"key": "50%::x"' }])
    expect(printed(log => log.setSecret(''))).toBe('')
  })
})
