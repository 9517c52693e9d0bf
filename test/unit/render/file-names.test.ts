import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createNames, safeName } from '../../../src/render/artifact/file-names.ts'

const anyName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '..',
    '.',
    '',
    '../../etc/passwd',
    '/etc/passwd',
    'C:\\x',
    'con',
    'CON.txt',
    'nul.log',
    'a.',
    'a ',
    'LPT1',
    'a:b',
    'a?b',
    'ä',
    '-rf',
    '.git',
    'Com1.out',
    'logs',
  ),
  fc.constantFrom('a', 'A', 'a-2', 'A-2', 'a b', 'a/b'),
)

describe('a name', () => {
  test('is safe on every file system and in every artifact', () => {
    fc.assert(
      fc.property(anyName, name => {
        const safe = safeName(name)
        expect(safe).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,120}$/)
        expect(safe).not.toMatch(/[.-]$/)
        expect(safe).not.toMatch(/^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i)
        expect(safeName(safe)).toBe(safe)
      }),
      { numRuns: 500 },
    )
  })

  test('that is a Kubernetes name is kept', () => {
    expect(safeName('checkout-6d5f8c9b7-x2x4z')).toBe('checkout-6d5f8c9b7-x2x4z')
    expect(safeName('web.v2')).toBe('web.v2')
  })
})

test('paths are unique where case does not count, and stay in their folder', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ parent: anyName, name: anyName }), { maxLength: 20 }), entries => {
      const names = createNames()
      names.reserve('top/pods.json')
      const files = entries.map(({ parent, name }) => names.file(names.folder('top', parent), name, '.log'))
      const folders = new Set(entries.map(({ parent }) => names.folder('top', parent)))
      const all = [...files, ...folders, 'top/pods.json'].map(path => path.toLowerCase())
      expect(new Set(all).size).toBe(all.length)
      for (const path of files) expect(path).toMatch(/^top\/[^/]+\/[^/]+\.log$/)
      expect(folders.size).toBe(new Set(entries.map(entry => entry.parent)).size)
    }),
    { numRuns: 300 },
  )
})

test('a folder keeps its path however often it is asked for', () => {
  const names = createNames()
  expect(names.folder('', 'Shop')).toBe('Shop')
  expect(names.folder('', 'shop')).toBe('shop-2')
  expect(names.folder('', 'Shop')).toBe('Shop')
})
