// What is no secret stays as it is: five megabytes of logs and dumps that hold none.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createRedactor } from '../../../src/redact/redactor.ts'
import { corpus } from '../../support/corpus.ts'

/** Of ten thousand words fewer than one may be changed; the rest are to be mended, and shown here. */
const tolerated = 1 / 10_000

/** Such as a shop has, with the names of its Services among their values. */
const secrets = [
  { label: 'secret db/password', value: randomBytes(18).toString('base64'), keyName: 'password' },
  { label: 'secret db/username', value: 'app', keyName: 'username' },
  { label: 'secret db/host', value: 'shop-db', keyName: 'host' },
  { label: 'secret db/port', value: '5432', keyName: 'port' },
  { label: 'secret app/mode', value: 'production', keyName: 'MODE' },
  { label: 'secret app/level', value: 'info', keyName: 'LOG_LEVEL' },
  { label: 'secret app/url', value: 'http://checkout.shop.svc:8080/api/v1', keyName: 'url' },
]
const redactor = createRedactor({
  secrets,
  key: randomBytes(32),
  ordinaryWords: [
    'checkout',
    'payments',
    'token-service',
    'secret-sync',
    'auth-gateway',
    'shop-db',
    'shop',
    'app',
  ],
})

test('logs without secrets come out as they went in', () => {
  const text = corpus(5_000_000)
  const lines = text.split('\n')
  const clean = redactor.text(text).split('\n')
  expect(clean.length).toBe(lines.length)
  const changed = new Map<string, string>()
  let count = 0
  for (const [index, line] of lines.entries()) {
    if (clean[index] === line) continue
    count += (clean[index] ?? '').split('[REDACTED:').length - 1
    if (changed.size < 50) changed.set(line.slice(0, 300), (clean[index] ?? '').slice(0, 300))
  }
  const words = text.split(/\s+/).length
  const shown = [...changed].map(([before, after]) => `\n- ${before}\n+ ${after}`).join('')
  expect(count / words, `${count} of ${words} words were changed:${shown}`).toBeLessThan(tolerated)
  expect(shown).toBe('')
})
