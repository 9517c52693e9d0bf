// Every file that a page links to is there.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs')).map(name => join('docs', name)),
]

describe('the links of', () => {
  test.each(pages.filter(page => page.endsWith('.md')))('%s lead somewhere', page => {
    const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '')
    const links = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, link = '']) => link)
    const files = links.filter(link => !/^[a-z]+:/.test(link))
    expect(files.filter(link => !existsSync(join(root, dirname(page), link)))).toEqual([])
  })
})
