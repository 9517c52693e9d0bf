import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { duration, formatDuration, size } from '../../../src/settings/quantities.ts'

const any = { least: 0, most: Number.MAX_SAFE_INTEGER }

describe('durations', () => {
  it('are read as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 * 86_400_000 }), ms => {
        expect(duration(any)('timeout', formatDuration(ms))).toEqual({ ok: true, value: ms })
      }),
    )
  })

  it.each(['', 's', '1.5m', '1e3s', '+1s', '1 m', '3M', '1m1m', '٣s', '1d', 'PT3M', '3m\n1s'])(
    '%j is refused',
    text => {
      expect(duration(any)('timeout', text).ok).toBe(false)
    },
  )

  it('are written in their shortest form', () => {
    expect([0, 500, 90_000, 3_600_000, 3_723_004].map(formatDuration)).toEqual([
      '0s',
      '500ms',
      '1m30s',
      '1h',
      '1h2m3s4ms',
    ])
  })
})

describe('sizes', () => {
  it.each([
    ['1024', 1024],
    ['1kB', 1000],
    ['1K', 1000],
    ['3Mi', 3 * 1024 ** 2],
    ['1G', 1e9],
    ['1 GiB', 1024 ** 3],
    ['12B', 12],
  ])('%s is %d bytes', (text, bytes) => {
    expect(size(any)('max-log-bytes', text)).toEqual({ ok: true, value: bytes })
  })

  it.each(['', 'MiB', '1.5MB', '-1', '1  MB', '1TB', '1mb', '1 M i B', '0x10'])('%j is refused', text => {
    expect(size(any)('max-log-bytes', text).ok).toBe(false)
  })
})
