// One run keeps so much and no more, and of each text the newest.
import { expect, test } from 'vitest'
import { ByteBudget } from '../../../src/cluster/budget.ts'

const text = (size: number, droppedBytes = 0) => ({
  bytes: Buffer.alloc(size, 'x').fill('y', size - 1),
  droppedBytes,
})

test('what fits is kept as it is; later the newest bytes, and always some', () => {
  const budget = new ByteBudget(100_000)
  const first = budget.keep(text(60_000, 5))
  expect([first.bytes.length, first.droppedBytes]).toEqual([60_000, 5])
  const second = budget.keep(text(60_000, 5))
  expect([second.bytes.length, second.droppedBytes]).toEqual([40_000, 20_005])
  expect(second.bytes.at(-1)).toBe('y'.charCodeAt(0))
  expect(budget.keep(text(60_000)).bytes).toHaveLength(16 * 1024)
  expect(budget.keep(text(10)).bytes).toHaveLength(10)
})
