// The gallery's pictures: there, small, and the first of them in the README. Its texts are compared by `npm run docs:check`.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { exhibits, pictures } from '../gallery/exhibits.ts'

const read = (path: string): Buffer => readFileSync(new URL(`../../${path}`, import.meta.url))

test.each(pictures.map(({ file }) => ({ file })))('$file is a small PNG', ({ file }) => {
  const png = read(`docs/gallery/${file}`)
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect(png.length).toBeLessThan(150_000)
})

test('every exhibit has a picture, and the README shows the first', () => {
  expect(new Set(pictures.map(({ exhibit }) => exhibit))).toEqual(new Set(exhibits.map(({ name }) => name)))
  expect(read('README.md').toString()).toContain(`(docs/gallery/${pictures[0]?.file})`)
})
