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
  /** The output in the pieces in which the script read it. */
  readonly pieces: readonly Uint8Array[]
  readonly exitCode: number
  readonly late: boolean
  readonly centiseconds: number
  readonly encoding: Encoding
}
type Encoding = 'base64' | 'od' | 'xxd'

/** As `base64`, `od -An -v -tx1` and `xxd -p` print it. */
function encoded(bytes: Uint8Array, encoding: Encoding): string {
  const buffer = Buffer.from(bytes)
  if (encoding === 'base64') return (buffer.toString('base64').match(/.{1,76}/g) ?? []).join('\n')
  const hex = buffer.toString('hex')
  if (encoding === 'xxd') return (hex.match(/.{1,60}/g) ?? []).join('\n')
  return (hex.match(/.{1,32}/g) ?? []).map(line => line.replaceAll(/../g, ' $&')).join('\n')
}

/** What the script prints for one command (script.ts, `run`). */
function framed(index: number, ran: Ran): string {
  let offset = 0
  const parts = ran.pieces.map(piece => {
    const text = `#${nonce} part ${offset} ${piece.length} ${ran.encoding}\n${encoded(piece, ran.encoding)}\n`
    offset += piece.length
    return text
  })
  const end = [index, ran.exitCode, ran.late ? 1 : 0, ran.centiseconds].join(' ')
  // Small parts come from memory and before the others, which come from files.
  const inSomeOrder = parts.toReversed().join('')
  return `#${nonce} begin ${index}\n\n#${nonce} total ${offset} 1\n${inSomeOrder}#${nonce} end ${end}\n`
}

const ranArbitrary: fc.Arbitrary<Ran> = fc.record({
  pieces: fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 3 }),
  exitCode: fc.integer({ min: 0, max: 255 }),
  late: fc.boolean(),
  centiseconds: fc.nat(10_000),
  encoding: fc.constantFrom<Encoding[]>('base64', 'od', 'xxd'),
})

const one = (bytes: string, changes: Partial<Ran> = {}): Ran => ({
  pieces: [Buffer.from(bytes)],
  exitCode: 0,
  late: false,
  centiseconds: 1,
  encoding: 'base64',
  ...changes,
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
          expect(Buffer.from(frames.results[index]?.output ?? [])).toEqual(Buffer.concat(ran.pieces))
        }
      }),
    )
  })

  test('a log that breaks off anywhere gives what came before and says what is missing', () => {
    const ran = one('all of it')
    const whole = `#${nonce} open 0 0 1 1 1\n${framed(0, ran)}${framed(1, ran)}${closingFrame(nonce)}\n`
    const second = whole.indexOf(`#${nonce} begin 1`)
    const frames = parseFrames(whole.slice(0, second + 20), nonce, planned(3), cap)
    expect(frames.complete).toBe(false)
    expect(frames.results[0]).toMatchObject({ exitCode: 0, failure: null })
    expect(frames.results[1]?.failure).toBe('The debugger ended while this command ran.')
    expect(frames.results[2]?.failure).toBe('The debugger ended before this command was reached.')
  })

  test('a command that the log breaks off in gives what had come of it', () => {
    const log = framed(0, one('first')).split(`#${nonce} end`)[0] ?? ''
    const [result] = parseFrames(log, nonce, planned(1), cap).results
    expect(result).toMatchObject({ exitCode: null, failure: 'The debugger ended while this command ran.' })
    expect(Buffer.from(result?.output ?? []).toString()).toBe('first')
  })

  const lost = 'Part of its output was lost on the way.'
  test.each([
    ['a part that is shorter than it was', `part 0 8 base64\n${btoa('half')}`, 'total 8 1', ''],
    [
      'a part that is missing',
      `part 0 4 base64\n${btoa('one.')}\n#${nonce} part 8 4 base64\n${btoa('two.')}`,
      'total 12 1',
      'one.two.',
    ],
    ['a newest part that never came', `part 0 4 base64\n${btoa('one.')}`, 'total 9 1', 'one.'],
    ['a collector that did not read to the end', `part 0 4 base64\n${btoa('one.')}`, 'total 4 0', 'one.'],
    ['a collector that died', `part 0 4 base64\n${btoa('one.')}`, 'nothing', 'one.'],
  ])('an output with %s is not passed off as whole', (_, parts, total, kept) => {
    const log = `#${nonce} begin 0\n#${nonce} ${total}\n#${nonce} ${parts}\n#${nonce} end 0 0 0 1\n`
    const [result] = parseFrames(log, nonce, planned(1), cap).results
    expect(result?.failure).toBe(lost)
    expect(Buffer.from(result?.output ?? []).toString()).toBe(kept)
  })

  test('the newest bytes are kept, and the dropped ones counted', () => {
    const log = `#${nonce} begin 0\n#${nonce} total 110 1\n#${nonce} part 100 10 base64\n${btoa('0123456789')}\n#${nonce} end 0 0 0 1\n`
    const [result] = parseFrames(log, nonce, planned(1), 4).results
    expect(Buffer.from(result?.output ?? []).toString()).toBe('6789')
    expect(result).toMatchObject({ droppedBytes: 106, failure: null })
  })

  test('what a command wrote into the log past its pipe is not taken for its output', () => {
    const log = framed(0, one('real')).replace(`begin 0\n`, `begin 0\nforged\n#${nonce} forged`)
    expect(Buffer.from(parseFrames(log, nonce, planned(1), cap).results[0]?.output ?? []).toString()).toBe(
      'real',
    )
  })

  test('text that came without an encoding keeps its line ends', () => {
    const log = `#${nonce} begin 0\n#${nonce} total 6 1\n#${nonce} part 0 6 plain\n|a\nforeign\n||\n|\n|b\n#${nonce} end 0 0 0 1\n`
    const [result] = parseFrames(log, nonce, planned(1), cap).results
    expect(Buffer.from(result?.output ?? []).toString()).toBe('a\n|\n\nb')
    expect(result?.failure).toBe(null)
  })

  test('the frames of another run, or lines of nobody, change nothing', () => {
    const log = `#other1 begin 0\n#other1 end 0 9 0 1\nnoise\n#${nonce} open 5 6 0 0 0\n${closingFrame(nonce)}\n`
    const frames = parseFrames(log, nonce, planned(1), cap)
    expect(frames.results[0]?.failure).toBe('The debugger ended before this command was reached.')
    expect(frames.identity?.targeted).toBe(false)
  })

  test('the script can say that it could not work', () => {
    const log = `#${nonce} open 5 6 0 0 0\n#${nonce} fail no folder in the debugger can be written to\n`
    expect(parseFrames(log, nonce, [], cap).failure).toBe('no folder in the debugger can be written to')
  })
})
