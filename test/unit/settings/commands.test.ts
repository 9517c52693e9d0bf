import { describe, expect, it } from 'vitest'
import { faultsOf, settingsOf } from './read.ts'

const commandsOf = (text: string) => settingsOf({ commands: text }).commands
const plain = (name: string, run: string) => ({ name, run, timeoutMs: null, on: [] })

describe('commands, one a line', () => {
  it('are named by the comment above, else by their position', () => {
    expect(commandsOf('# dns\nnslookup payments\n\nps -ef\r\n# files\n  ls "$TARGET_ROOT" \n')).toEqual([
      plain('dns', 'nslookup payments'),
      plain('command-2', 'ps -ef'),
      plain('files', 'ls "$TARGET_ROOT"'),
    ])
  })

  it('take the nearest of several comments, across blank lines', () => {
    expect(commandsOf('# all of it\n# env\n\nenv')).toEqual([plain('env', 'env')])
  })

  it('go on after a backslash, and are passed on as the shell reads them', () => {
    expect(commandsOf("wget -q \\\n  -T 2 \\\n  http://a\nprintf 'a\\\\'\necho \\\\\nid")).toEqual([
      plain('command-1', 'wget -q \\\n  -T 2 \\\n  http://a'),
      plain('command-2', "printf 'a\\\\'"),
      plain('command-3', 'echo \\\\'),
      plain('command-4', 'id'),
    ])
  })

  it('may look a little like YAML', () => {
    for (const run of [
      '[ -f /etc/hosts ] && cat /etc/hosts',
      '[1, 2',
      'echo - run: x',
      '-x || true',
      '{ id; }',
    ]) {
      expect(commandsOf(run)).toEqual([plain('command-1', run)])
    }
  })

  it('may hold a # that begins no line', () => {
    expect(commandsOf('echo a # b')).toEqual([plain('command-1', 'echo a # b')])
  })

  it.each([
    ['ls\n# last', 'commands, line 2: no command follows the name. Write it on the next line.'],
    ['#\nls', 'commands, line 1: write a name after "#".'],
    ['ls\nps \\', 'commands, line 2: it ends in a backslash, but no line follows.'],
    [
      'run: ls',
      'commands, line 1: this is a key of a YAML list, not a shell command. Begin each item with "- ".',
    ],
    ['# a\nls\n\n# a\nps', 'commands, line 5: the name "a" is taken by line 2. Give each command its own.'],
    [
      '# command-2\nls\nps',
      'commands, line 3: the name "command-2" is taken by line 2. Give each command its own.',
    ],
    [
      '# what is there?\nls',
      'commands, line 2: the name "what is there?" cannot be used. Use 1 to 64 letters, digits, spaces, dots, hyphens and underscores.',
    ],
    [`# ${'n'.repeat(65)}\nls`, expect.stringContaining('cannot be used. Use 1 to 64 letters')],
    ['ls\n'.repeat(51), 'Invalid commands: 51 commands. Use at most 50.'],
    [`echo ${'é'.repeat(16 * 1024)}`, 'commands, line 1: the command is longer than 32 KiB.'],
    ['echo \0', 'commands, line 1: a command cannot hold a NUL character.'],
    ['x'.repeat(1024 * 1024 + 1), 'Invalid commands: it is longer than 1 MiB.'],
  ])('are refused: %#', (text, fault) => {
    expect(faultsOf({ commands: text })).toEqual([fault])
  })

  it('are refused with all their faults', () => {
    expect(faultsOf({ commands: '# a/b\nls\n# a/b\nls\0' })).toHaveLength(4)
  })
})

describe('commands, as a YAML list', () => {
  it('may be plain or have a name, a timeout and categories', () => {
    const text = `
      # what the shop needs
      - name: upstream
        run: nslookup payments
        timeout: 1m30s
        on: [dependency, readiness, dependency]
      - ps -ef
      - run: |
          cd /tmp
          ls
        on: hung
      - {name: 7, run: true, timeout: null, on: []}
    `
    expect(commandsOf(text)).toEqual([
      { name: 'upstream', run: 'nslookup payments', timeoutMs: 90_000, on: ['dependency', 'readiness'] },
      plain('command-2', 'ps -ef'),
      { ...plain('command-3', 'cd /tmp\nls'), on: ['hung'] },
      plain('7', 'true'),
    ])
  })

  it('may be indented as a whole', () => {
    expect(commandsOf('    - id\n    - ls\n')).toEqual([plain('command-1', 'id'), plain('command-2', 'ls')])
  })

  it('gives only the first few of the faults of its syntax', () => {
    expect(faultsOf({ commands: `- ${'[{'.repeat(50)}` })).toHaveLength(3)
  })

  it('may be JSON, as toJSON gives it', () => {
    expect(commandsOf('[{"name": "a", "run": "id"}, "ls"]')).toEqual([
      plain('a', 'id'),
      plain('command-2', 'ls'),
    ])
  })

  it.each([
    ['- run: ls\n  tiemout: 3s', 'commands, line 2: unknown key "tiemout". Did you mean "timeout"?'],
    ['- run: ls\n  shell: bash', 'commands, line 2: unknown key "shell". Use name, run, timeout and on.'],
    ['- ls\n- name: a', 'commands, line 2: "run" is missing. Add the shell command to run.'],
    ['- run: [ls]', 'commands, line 1: "run" must be text.'],
    ['- run: ""', 'commands, line 1: "run" must be text.'],
    ['- ls\n- [ls]', 'commands, line 2: write a shell command or a mapping with "run".'],
    ['- ls\n-', 'commands, line 2: write a shell command or a mapping with "run".'],
    [
      '- run: ls\n  timeout: 5',
      'commands, line 2: Invalid timeout: 5. Add a unit: 5s for seconds or 5m for minutes.',
    ],
    ['- run: ls\n  timeout: 1h', 'commands, line 2: Invalid timeout: 1h. Use a duration from 1s to 10m.'],
    ['- run: ls\n  timeout: [5s]', 'commands, line 2: "timeout" must be a duration such as 30s.'],
    [
      '- run: ls\n  on:\n    - readyness',
      'commands, line 3: unknown category "readyness". Did you mean "readiness"?',
    ],
    [
      '- run: ls\n  on: toString',
      expect.stringMatching(/^commands, line 2: unknown category "toString"\. Use one of pod-not/),
    ],
    ['- run: ls\n  run: ps', expect.stringMatching(/^commands, line 2: .*unique/)],
    ['- run: "ls\n- ps', expect.stringMatching(/^commands, line \d: /)],
    ['--- {a: b}', 'Invalid commands: it must be a list of commands.'],
    [`- ${'['.repeat(10_000)}`, expect.stringMatching(/^commands, line 1: it is nested too deeply\.$/)],
    ['- run: *gone', 'commands, line 1: "run" must be text.'],
    ['- run: &x ls\n- *x', expect.stringContaining('write a shell command or a mapping')],
  ])('are refused: %#', (text, fault) => {
    expect(faultsOf({ commands: text })).toContainEqual(fault)
  })
})
