// Following a log over connections that break off.
import { describe, expect, test } from 'vitest'
import { ApiError } from '../../../src/cluster/api.ts'
import { followLog } from '../../../src/cluster/follow.ts'

const END = '#x close'
/** What one connection brings, piece by piece, before it ends or throws. */
type Connection = readonly (string | Error)[]

/** Follows over one connection after the other, the last one again and again. */
async function follow(...connections: readonly Connection[]) {
  let opened = 0
  async function* stream(): AsyncGenerator<Uint8Array> {
    const pieces = connections[Math.min(opened, connections.length - 1)] ?? []
    opened += 1
    for (const piece of pieces) {
      if (typeof piece !== 'string') throw piece
      yield Buffer.from(piece)
    }
  }
  const signal = new AbortController().signal
  return { ...(await followLog({ stream }, '/pod', 'debugger', END, signal)), opened }
}

describe('a log', () => {
  test('is read once where its last line comes, even in two pieces', async () => {
    expect(await follow(['one\n#x cl', 'ose\n', 'later'])).toEqual({
      log: 'one\n#x close\n',
      failure: null,
      opened: 1,
    })
  })

  test.each([
    ['ends early', ['one\n']],
    ['breaks', ['one\n', new Error('socket hang up')]],
  ])('that %s is read again from its first line', async (_, first) => {
    expect(await follow(first, ['one\ntwo\n', `${END}\n`])).toEqual({
      log: `one\ntwo\n${END}\n`,
      failure: null,
      opened: 2,
    })
  })

  test('whose container died is given as it is when a second reading brings no more', async () => {
    expect(await follow(['one\n'])).toEqual({ log: 'one\n', failure: null, opened: 2 })
  })

  test('that was rotated in between keeps the longer reading', async () => {
    expect((await follow(['one\ntwo\n'], ['two\n'])).log).toBe('one\ntwo\n')
  })

  test('that nobody may read is not asked for again', async () => {
    const followed = await follow([new ApiError(403, 'Forbidden', 'pods/log is forbidden')])
    expect(followed).toMatchObject({ log: '', opened: 1 })
    expect(followed.failure).toContain('pods/log is forbidden')
  })

  test('over a connection that breaks for good says so', async () => {
    const followed = await follow(['one\n', new Error('socket hang up')])
    expect(followed).toMatchObject({ log: 'one\n', opened: 2 })
    expect(followed.failure).toContain('Its output could not be read to the end.')
  })
})
