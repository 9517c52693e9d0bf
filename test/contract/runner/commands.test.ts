import { expect, test } from 'vitest'
import { createLogView } from '../../runner/index.ts'
import { runThrowaway } from './throwaway.ts'

/** Code that prints each text as it is, a line each. */
function print(...lines: string[]): string {
  return lines.map(line => `process.stdout.write(${JSON.stringify(`${line}\n`)})`).join('\n')
}

test('both syntaxes are commands, each at its place', async () => {
  const { main } = await runThrowaway({
    main: print(
      '  ::warning title=a%2Cb%3Ac,file=x.ts::50%25%0Adone',
      'text ::error::not at the start',
      'pod says ##[error]anywhere',
      '##[warning title=x%3By;line=3]semi%5Dcolon',
      '::unknown::text',
      '##[section]text',
      '::ERROR::case does not matter: a::b',
    ),
  })
  expect(main.commands).toEqual([
    { name: 'warning', properties: { title: 'a,b:c', file: 'x.ts' }, message: '50%\ndone' },
    { name: 'error', properties: {}, message: 'anywhere' },
    { name: 'warning', properties: { title: 'x;y', line: '3' }, message: 'semi]colon' },
    { name: 'error', properties: {}, message: 'case does not matter: a::b' },
  ])
  const log = main.log.map(({ text }) => text)
  expect(log).toContain('text ::error::not at the start')
  expect(log).toContain('##[error]anywhere')
  expect(log).toContain('::unknown::text')
  expect(log).not.toContain('pod says ##[error]anywhere')
})

test('an escaped percent sign is not unescaped twice', async () => {
  const { main } = await runThrowaway({
    main: `core.notice('%0A is a line feed, 100%25', { title: '%3A, %' })`,
  })
  expect(main.annotations).toMatchObject([{ message: '%0A is a line feed, 100%25', title: '%3A, %' }])
})

test('a carriage return starts a line, and so a command; standard error counts as well', async () => {
  const { main } = await runThrowaway({
    main: `process.stdout.write('harmless\\r::error::after CR\\r\\nplain\\r\\n')
      process.stderr.write('::notice::from stderr\\n'); process.stdout.write('::warning::without an end')`,
  })
  expect(main.annotations.map(({ message }) => message).sort()).toEqual([
    'after CR',
    'from stderr',
    'without an end',
  ])
  expect(main.log.map(({ text }) => text)).toContain('plain')
})

test('a line of megabytes without an end arrives whole', async () => {
  const { main } = await runThrowaway({ main: `process.stdout.write('x'.repeat(5_000_000))` })
  expect(main.log.at(-1)?.text).toHaveLength(5_000_000)
})

test('between stop-commands and its token nothing is a command', async () => {
  const { main } = await runThrowaway({
    main: print(
      '::stop-commands::a-random-token',
      '::error::ignored',
      '##[set-output name=x]forged',
      '::other-token::',
      '::a-random-token::',
      '::error::obeyed',
    ),
  })
  expect(main.annotations.map(({ message }) => message)).toEqual(['obeyed'])
  expect(main.outputs).toEqual({})
  const log = main.log.map(({ text }) => text)
  expect(log).toContain('::error::ignored')
  expect(log).toContain('::***::')
})

test.each(['', 'set-output', 'pause-logging'])('stop-commands refuses the token "%s"', async token => {
  const { main } = await runThrowaway({ main: print(`::stop-commands::${token}`, '::notice::still obeyed') })
  expect(main.conclusion).toBe('failure')
  expect(main.annotations.at(-1)).toMatchObject({ level: 'notice', message: 'still obeyed' })
})

test('masks hide a value, its lines and its encodings from then on', async () => {
  const secret = 'two words!\nand "more"'
  const { main } = await runThrowaway(
    {
      main: `console.log('before: two words!')
        core.setSecret(${JSON.stringify(secret)})
        console.log('line: two words!'); console.log(JSON.stringify(${JSON.stringify(secret)}))
        console.log('two%20words%21'); console.log(Buffer.from('two words!').toString('base64'))
        console.log('known: open sesame'); core.error('two words!two words!')`,
    },
    { secrets: ['open sesame'] },
  )
  expect(main.masks).toEqual([secret])
  expect(main.log.map(({ text }) => text).slice(-6)).toEqual([
    'line: ***',
    '"***"',
    '***',
    '***',
    'known: ***',
    '##[error]***',
  ])
  expect(main.maskedLog).toContain('before: two words!')
  expect(main.stdout).toContain('open sesame')
  expect(main.annotations[0]?.message).toBe('***')
})

test('only ten annotations of a level are kept, of 4096 characters each', async () => {
  const { main } = await runThrowaway({
    main: `for (let i = 0; i < 12; i++) core.error('e' + i); core.warning('w'.repeat(5000))`,
  })
  expect(main.annotations.filter(({ level }) => level === 'error')).toHaveLength(10)
  expect(main.annotationsDropped).toBe(2)
  expect(main.annotations.at(-1)?.message).toBe('w'.repeat(4096))
})

test('set-output and save-state still work, with a warning; set-env and add-path fail the step', async () => {
  const deprecated = await runThrowaway({
    main: print('::set-output name=a::1', '::save-state name=b::2'),
    post: `console.log(process.env.STATE_b)`,
  })
  expect(deprecated.outputs).toEqual({ a: '1' })
  expect(deprecated.post?.stdout).toBe('2\n')
  expect(deprecated.main.annotations.map(({ level }) => level)).toEqual(['warning', 'warning'])
  const { main } = await runThrowaway({ main: print('::set-env name=A::1', '::add-path::/x') })
  expect(main).toMatchObject({ conclusion: 'failure', exitCode: 0, envChanges: {}, pathAdditions: [] })
})

test('debug lines show in a debug run only; echo shows the commands themselves', async () => {
  const action = {
    main: `core.debug('fine print'); core.setCommandEcho(true); console.log('::set-output name=a::1')`,
  }
  const plain = await runThrowaway(action)
  expect(plain.main.maskedLog).not.toContain('fine print')
  expect(plain.main.maskedLog).toContain('::set-output name=a::1')
  const debug = await runThrowaway(action, { debug: true })
  expect(debug.main.maskedLog).toContain('##[debug]fine print')
})

test('the log view shows groups and annotations as the page does', async () => {
  const shown: string[] = []
  await runThrowaway(
    {
      inputs: { name: { default: 'x' } },
      main: `core.startGroup('Pods'); console.log('a pod'); core.endGroup(); core.error('bad'); console.log('end')`,
      post: '',
    },
    { onLine: createLogView(line => shown.push(line), false) },
  )
  expect(shown).toEqual([
    '▼ Run ./',
    '  with:',
    '    name: x',
    '▼ Pods',
    '  a pod',
    'Error: bad',
    'end',
    'Post job cleanup.',
  ])
})
