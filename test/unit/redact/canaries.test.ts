// Every kind of secret, in every form, through every channel: nothing of it in any byte that a run makes public.
import { Buffer } from 'node:buffer'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { createRedactor, type Redactor } from '../../../src/redact/redactor.ts'
import { channels, formsOfCanary, markOf, planted } from '../../support/canaries/planted.ts'
import { canaries } from '../../support/canaries/secrets.ts'
import { type Sinks, sinksOf, views } from '../../support/canaries/sinks.ts'

const off: Redactor = {
  text: text => text,
  bytes: bytes => bytes,
  value: value => structuredClone(value),
  knownOnly: bytes => bytes,
  leaks: () => [],
}
const seen = planted()
const on = createRedactor({ secrets: seen.secrets, key: new Uint8Array([5]), ordinaryWords: seen.names })
const sinks = {
  on: await sinksOf(seen, on, vi.stubEnv),
  off: await sinksOf(seen, off, vi.stubEnv),
}
afterAll(() => vi.unstubAllEnvs())

function merged(all: Sinks): Sinks {
  return new Map([
    ['everything', Buffer.concat([...all].flatMap(([name, bytes]) => [Buffer.from(`\n${name}\n`), bytes]))],
  ])
}

/** `canary form in sink`, each once. */
function found(all: Sinks): readonly string[] {
  const places = new Set<string>()
  for (const [sink, bytes] of all) {
    const { plain, letters } = views(bytes)
    for (const canary of canaries) {
      for (const { name, needle, letters: broken } of formsOfCanary(canary)) {
        if ((broken ? letters : plain).some(view => view.includes(needle)))
          places.add(`${canary.name} (${canary.key}) ${name} in ${sink}`)
      }
    }
  }
  return [...places]
}

test('there are forty of them and more, in seventeen channels', () => {
  expect(canaries.length).toBeGreaterThanOrEqual(40)
  expect(channels.length).toBeGreaterThanOrEqual(12)
})

describe('with redaction', () => {
  test('nothing is found in any sink', () => {
    // All at once is ten times faster; which sink it was is asked only where there is something.
    const any = found(merged(sinks.on))
    expect(any.length === 0 ? [] : found(sinks.on)).toEqual([])
  })

  test('every channel still reaches the artifact', () => {
    const everything = merged(sinks.on).get('everything') ?? Buffer.alloc(0)
    const silent = canaries.flatMap(canary =>
      channels
        .filter(channel => !everything.includes(markOf(channel, canary)))
        .map(channel => `${channel} ${canary.name}`),
    )
    expect(silent).toEqual([])
  })

  test('the report says what was hidden, and where it came from', () => {
    const html = sinks.on.get('report.html')?.toString() ?? ''
    expect(html).toMatch(/\[REDACTED:secret canary-1\/six#[0-9a-f]{4}\]/)
  })
})

describe('without', () => {
  const all = new Set(found(merged(sinks.off)).map(place => place.replace(/ in everything$/, '')))

  test('every form of every canary is found: the search would see it', () => {
    const unseen = canaries.flatMap(canary =>
      formsOfCanary(canary)
        .map(({ name }) => `${canary.name} (${canary.key}) ${name}`)
        .filter(place => !all.has(place)),
    )
    expect(unseen).toEqual([])
  })

  test('they are found in every kind of sink', () => {
    for (const sink of ['log', 'summary', 'outputs', 'report.json', 'report.html', 'report.md', 'comment']) {
      expect(found(new Map([[sink, sinks.off.get(sink) ?? Buffer.alloc(0)]])), sink).not.toEqual([])
    }
  })
})
