// Live progress in the job's log: a word in a long silence, and none where others are said.
import { expect, test } from 'vitest'
import { withHeartbeat } from '../../src/heartbeat.ts'
import type { Clock } from '../../src/model/ports.ts'

/** A clock that goes as far as it is told, sleepers and all. */
class FakeClock implements Clock {
  #now = 1_000_000
  #sleepers: { readonly until: number; readonly wake: (slept: boolean) => void }[] = []

  now(): number {
    return this.#now
  }

  async sleep(ms: number, signal: AbortSignal): Promise<boolean> {
    return await new Promise(resolve => {
      this.#sleepers.push({ until: this.#now + ms, wake: resolve })
      signal.addEventListener('abort', () => resolve(false), { once: true })
    })
  }

  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.#now += 1_000
      const due = this.#sleepers.filter(({ until }) => until <= this.#now)
      this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#now)
      for (const { wake } of due) wake(true)
      // What was woken goes to sleep again before the next second.
      await new Promise(resolve => setImmediate(resolve))
    }
  }
}

async function heard(
  work: (clock: FakeClock, say: (line: string) => void, wait: (what: string) => void) => Promise<void>,
) {
  const lines: string[] = []
  const clock = new FakeClock()
  const voice = {
    info: (line: string) => void lines.push(line),
    warning: (line: string) => void lines.push(line),
  }
  await withHeartbeat(voice, clock, async progress => {
    await work(clock, progress.info, progress.waitingFor)
  })
  await clock.pass(60)
  return lines
}

test('a wait is broken every 15 seconds by what is waited for, and by nothing once it is over', async () => {
  const lines = await heard(async (clock, _, wait) => {
    await clock.pass(10)
    wait('3 of 5 pods done')
    await clock.pass(31)
  })
  expect(lines).toEqual(['still looking: 3 of 5 pods done, 15 s', 'still looking: 3 of 5 pods done, 30 s'])
})

test('what is said puts it off', async () => {
  const lines = await heard(async (clock, say) => {
    await clock.pass(12)
    say('one')
    await clock.pass(14)
    say('two')
    await clock.pass(16)
  })
  expect(lines).toEqual(['one', 'two', 'still looking: 41 s'])
})

test('what is quick is not commented on', async () => {
  expect(await heard(async clock => await clock.pass(14))).toEqual([])
})
