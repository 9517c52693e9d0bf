// Reading a debugger's log back, whole, cut short and damaged.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closingFrame, parseFrames } from '../../../src/inspect/frames.ts'
import type { PlannedCommand } from '../../../src/model/inspection.ts'

const nonce = 'x7k2mq'
const cap = 1_000_000

const planned = (count: number): PlannedCommand[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `c${index}`,
    run: 'true',
    timeoutMs: 1000,
    origin: 'user' as const,
  }))

interface Ran {
  readonly output: Uint8Array
  readonly exitCode: number
  readonly late: boolean
  readonly centiseconds: number
  readonly encoding: 'base64' | 'od'
}

/** What the script prints for one command (script.ts, `run`). */
function framed(index: number, ran: Ran): string {
  const bytes = Buffer.from(ran.output)
  const body =
    ran.encoding === 'base64'
      ? (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\n')
      : (bytes.toString('hex').match(/.{1,32}/g) ?? []).map(line => line.replaceAll(/../g, ' $&')).join('\n')
  const words = [
    index,
    ran.exitCode,
    ran.late ? 1 : 0,
    ran.centiseconds,
    bytes.length,
    bytes.length,
    ran.encoding,
  ]
  return `#${nonce} begin ${index}\n${body}${body === '' ? '' : '\n'}#${nonce} end ${words.join(' ')}\n`
}

const ranArbitrary: fc.Arbitrary<Ran> = fc.record({
  output: fc.uint8Array({ maxLength: 400 }),
  exitCode: fc.integer({ min: 0, max: 255 }),
  late: fc.boolean(),
  centiseconds: fc.nat(10_000),
  encoding: fc.constantFrom('base64' as const, 'od' as const),
})

describe('frames', () => {
  test('whatever commands printed is read back exactly', () => {
    fc.assert(
      fc.property(fc.array(ranArbitrary, { maxLength: 8 }), list => {
        const log = `#${nonce} open 1000 3000 1 1 0\n${list.map((ran, index) => framed(index, ran)).join('')}${closingFrame(nonce)}\n`
        const frames = parseFrames(log, nonce, planned(list.length), cap)
        expect(frames.complete).toBe(true)
        expect(frames.identity).toEqual({
          uid: 1000,
          gid: 3000,
          targeted: true,
          filesReadable: true,
          environReadable: false,
        })
        for (const [index, ran] of list.entries()) {
          expect(frames.results[index]).toMatchObject({
            exitCode: ran.late ? null : ran.exitCode,
            timedOut: ran.late,
            durationMs: ran.centiseconds * 10,
            failure: null,
            droppedBytes: 0,
          })
          expect(Buffer.from(frames.results[index]?.output ?? [])).toEqual(Buffer.from(ran.output))
        }
      }),
    )
  })

  test('a log that breaks off anywhere gives what came before and says what is missing', () => {
    const ran: Ran = {
      output: Buffer.from('all of it'),
      exitCode: 0,
      late: false,
      centiseconds: 1,
      encoding: 'base64',
    }
    const whole = `#${nonce} open 0 0 1 1 1\n${framed(0, ran)}${framed(1, ran)}${closingFrame(nonce)}\n`
    const second = whole.indexOf(`#${nonce} begin 1`)
    const frames = parseFrames(whole.slice(0, second + 20), nonce, planned(3), cap)
    expect(frames.complete).toBe(false)
    expect(frames.results[0]).toMatchObject({ exitCode: 0, failure: null })
    expect(frames.results[1]?.failure).toBe('The debugger ended while this command ran.')
    expect(frames.results[2]?.failure).toBe('The debugger ended before this command was reached.')
  })

  test('an output that lost bytes on the way is not passed off as whole', () => {
    const log = `#${nonce} begin 0\n${btoa('half')}\n#${nonce} end 0 0 0 1 8 8 base64\n`
    expect(parseFrames(log, nonce, planned(1), cap).results[0]?.failure).toBe(
      'Part of its output was lost on the way.',
    )
  })

  test('the newest bytes are kept, and the dropped ones counted', () => {
    const log = `#${nonce} begin 0\n${btoa('0123456789')}\n#${nonce} end 0 0 0 1 110 10 base64\n`
    const [result] = parseFrames(log, nonce, planned(1), 4).results
    expect(Buffer.from(result?.output ?? []).toString()).toBe('6789')
    expect(result?.droppedBytes).toBe(106)
  })

  test('the frames of another run, or lines of nobody, change nothing', () => {
    const log = `#other1 begin 0\n#other1 end 0 9 0 1 0 0 base64\nnoise\n#${nonce} open 5 6 0 0 0\n${closingFrame(nonce)}\n`
    const frames = parseFrames(log, nonce, planned(1), cap)
    expect(frames.results[0]?.failure).toBe('The debugger ended before this command was reached.')
    expect(frames.identity?.targeted).toBe(false)
  })

  test('the script can say that it could not work', () => {
    const log = `#${nonce} open 5 6 0 0 0\n#${nonce} fail no folder in the debugger can be written to\n`
    expect(parseFrames(log, nonce, [], cap).failure).toBe('no folder in the debugger can be written to')
  })
})
