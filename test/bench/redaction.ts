// How fast secrets are taken out: of logs as clusters print them, and of texts made to be slow.
import { Buffer } from 'node:buffer'
import { createRedactor, type Redactor } from '../../src/redact/redactor.ts'
import { corpus } from '../support/corpus.ts'
import { drawing } from '../support/regex-samples.ts'
import { overAndOver, slowForRules } from '../support/slow-texts.ts'
import { type Measurement, summarized } from './measure.ts'

const megabyte = 1_000_000
/** Megabytes a second that typical logs must reach. */
const leastSpeed = 60
const slowestMs = 2_000

/** What our own patterns begin with, and what might be taken for it. */
const units = [
  ...[
    'a',
    '.eyJ',
    'eyJaaaa.',
    '://a:',
    '://aaaaaaaaaaaaaaaaaaaa',
    'password=',
    '"password":"',
    'name: password\n',
  ],
  ...[
    '--token ',
    'Bearer ',
    'authorization: ',
    'cookie: ',
    'kind: Secret\n',
    'kind: Secret\n---\n',
    'data:\n  a: b\n',
  ],
  ...[
    '-----BEGIN RSA PRIVATE KEY-----',
    'LS0tLS1CRUdJTiB',
    '[REDACTED:',
    '\n',
    '\\n',
    '=',
    '\0',
    `${'A'.repeat(64)}\n`,
  ],
]

function redactorOf(count: number): Redactor {
  const draw = drawing(3)
  const random = (): string => Array.from({ length: 24 }, () => draw(36).toString(36)).join('')
  const secrets = Array.from({ length: count }, (_, index) => ({
    label: `secret s/${index}`,
    value: random(),
    keyName: `key-${index}`,
  }))
  return createRedactor({ secrets, key: new Uint8Array([1]) })
}

export async function redacting(): Promise<readonly Measurement[]> {
  const logs = new Uint8Array(Buffer.from(corpus(12 * megabyte)))
  const redactor = redactorOf(20)
  const many = redactorOf(300)
  const limitMs = (12 / leastSpeed) * 1000
  const timed = (work: () => unknown): Promise<number> => {
    const began = performance.now()
    work()
    return Promise.resolve(performance.now() - began)
  }
  // Each is compiled by the first runs.
  await timed(() => redactor.bytes(logs))
  await timed(() => many.bytes(logs))
  return [
    await summarized('12 MB of logs redacted, 20 secrets known', limitMs, 9, () =>
      timed(() => redactor.bytes(logs)),
    ),
    await summarized('the same, 300 secrets known', limitMs, 5, () => timed(() => many.bytes(logs))),
    await slowest(redactor),
  ]
}

/** Of all slow texts the one that takes longest. */
async function slowest(redactor: Redactor): Promise<Measurement> {
  const texts = [
    ...units.map(unit => ({ name: unit.slice(0, 20), text: overAndOver(unit, megabyte) })),
    ...slowForRules(megabyte),
  ]
  let worst: Measurement | null = null
  for (const { name, text } of texts) {
    const measured = await summarized(`1 MB made to be slow (${JSON.stringify(name)})`, slowestMs, 1, () => {
      const began = performance.now()
      redactor.text(text)
      return Promise.resolve(performance.now() - began)
    })
    if (worst === null || measured.median > worst.median) worst = measured
  }
  if (worst === null) throw new Error('There is no text to measure.')
  return { ...worst, name: `${worst.name}, the slowest of ${texts.length}` }
}
