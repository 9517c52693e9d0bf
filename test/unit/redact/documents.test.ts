import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { withoutNoise } from '../../../src/redact/documents.ts'
import { createRedactor, type Redactor } from '../../../src/redact/redactor.ts'
import { checkFile } from '../../../src/redact/seal.ts'

const secrets = [
  { label: 'secret db/password', value: 'correct-horse-9', keyName: 'password' },
  { label: 'secret db/username', value: 'admin', keyName: 'DB_USER' },
]
const redactor = createRedactor({ secrets, key: new Uint8Array([1]) })

describe('documents', () => {
  const pod = {
    metadata: { name: 'web', annotations: { note: 'uses correct-horse-9' } },
    spec: {
      containers: [
        {
          name: 'app',
          args: ['--password', 'x-y-z', '--verbose', 'on'],
          env: [
            { name: 'DB_PASSWORD', value: 'two words' },
            { name: 'DB_USER', value: 'admin' },
            { name: 'ROLE', value: 'admin' },
            { name: 'FROM', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
          ],
        },
      ],
    },
    log: new Uint8Array(Buffer.from('\xffcorrect-horse-9', 'latin1')),
    count: 3,
    nothing: null,
  }
  const clean = redactor.value(pod)
  const container = clean.spec.containers[0]

  test('environment values and arguments are read with their names', () => {
    expect(container?.env.map(entry => entry.value)).toEqual([
      expect.stringMatching(/^\[REDACTED:password#....\]$/),
      expect.stringMatching(/^\[REDACTED:secret db\/username#....\]$/),
      'admin',
      undefined,
    ])
    expect(container?.args).toEqual([
      '--password',
      expect.stringMatching(/^\[REDACTED:password#/),
      '--verbose',
      'on',
    ])
  })

  test('references, numbers and structure stay, strings and bytes anywhere are redacted', () => {
    expect(container?.env[3]).toEqual({
      name: 'FROM',
      valueFrom: { secretKeyRef: { name: 'db', key: 'password' } },
    })
    expect(clean.metadata.annotations.note).toMatch(/^uses \[REDACTED:/)
    expect(Buffer.from(clean.log).toString('latin1')).toMatch(/^\xff\[REDACTED:secret db\/password#....\]$/)
    expect([clean.count, clean.nothing]).toEqual([3, null])
  })

  test('what a word is, the words before it and the names of members tell', () => {
    const container = {
      command: ['mysqladmin', 'ping', '-uroot', '-phunter2'],
      args: ['--db-pass', 'weak', '--verbose', 'yes'],
      httpHeaders: [
        { name: 'Authorization', value: 'Bearer abc' },
        { name: 'Cookie', value: 'sid=1' },
        { name: 'Host', value: 'shop' },
      ],
    }
    const annotations = { 'example.com/db-password': 'weak', 'checksum/config': '9f86d0818' }
    const options = { password: 'weak', share: '//nas/a' }
    const hidden = expect.stringMatching(/^\[REDACTED:[a-z ]+#....\]$/)
    expect(redactor.value({ container, annotations, options })).toEqual({
      container: {
        command: ['mysqladmin', 'ping', '-uroot', expect.stringMatching(/^-p\[REDACTED:/)],
        args: ['--db-pass', hidden, '--verbose', 'yes'],
        httpHeaders: [
          { name: 'Authorization', value: hidden },
          { name: 'Cookie', value: hidden },
          { name: 'Host', value: 'shop' },
        ],
      },
      annotations: { ...annotations, 'example.com/db-password': hidden },
      options: { ...options, password: hidden },
    })
  })

  test('the original is untouched', () => {
    expect(pod.metadata.annotations.note).toBe('uses correct-horse-9')
  })

  test('noise is left out, in lists and templates too', () => {
    const metadata = {
      name: 'web',
      managedFields: [{ manager: 'kubectl' }],
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"env":"…"}', keep: 'yes' },
    }
    const kept = { name: 'web', annotations: { keep: 'yes' } }
    expect(withoutNoise({ items: [{ metadata, spec: { template: { metadata } } }] })).toEqual({
      items: [{ metadata: kept, spec: { template: { metadata: kept } } }],
    })
  })
})

describe('the last gate', () => {
  test('a redactor that throws withholds the file and quotes nothing of it', () => {
    const broken: Redactor = {
      ...redactor,
      leaks() {
        throw new RangeError('correct-horse-9')
      },
    }
    expect(checkFile(broken, { path: 'a.log', content: 'x' })).toEqual({
      sealed: false,
      path: 'a.log',
      reason: 'It could not be redacted (RangeError).',
    })
  })

  test('a redactor that overlooks something withholds the file', () => {
    const blind: Redactor = { ...redactor, knownOnly: bytes => bytes }
    const file = { path: 'a.log', content: btoa('correct-horse-9') }
    expect(checkFile(blind, file).sealed).toBe(false)
  })

  test('what was rendered is left as it is, and only a known secret taken out of it', () => {
    const page = '<p>token=abc password: "x"</p>'
    const same = checkFile(redactor, { path: 'report.html', content: page })
    expect(same.sealed && Buffer.from(same.content).toString()).toBe(page)
    const json = checkFile(redactor, { path: 'report.json', content: '{"a":"correct-horse-9"}' })
    expect(json.sealed && JSON.parse(Buffer.from(json.content).toString())).toEqual({
      a: expect.stringMatching(/^\[REDACTED:/),
    })
  })
})
