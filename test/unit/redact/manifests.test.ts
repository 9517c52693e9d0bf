import { describe, expect, test } from 'vitest'
import { createRedactor } from '../../../src/redact/redactor.ts'

const redactor = createRedactor({ secrets: [], key: new Uint8Array([1]) })
const tag = /\[REDACTED:secret data#[0-9a-f]{4}\]/g

describe('a Secret that somebody prints as', () => {
  test.each([
    [
      'YAML',
      'apiVersion: v1\ndata:\n  user: YWRtaW4=\n  note: eA==\nkind: Secret\nmetadata:\n  name: db\ntype: Opaque\n',
      2,
    ],
    [
      'YAML by hand',
      'kind: Secret\nmetadata: {name: db}\nstringData:\n  pin: "1234"\n  file: |\n    first line\n    second line\n',
      3,
    ],
    [
      'JSON',
      '{\n    "apiVersion": "v1",\n    "data": {\n        "user": "YWRtaW4=",\n        "note": "eA=="\n    },\n    "kind": "Secret",\n    "metadata": {"name": "db"}\n}',
      2,
    ],
    ['JSON on one line', '{"kind":"Secret","apiVersion":"v1","data":{"user":"YWRtaW4="},"type":"Opaque"}', 1],
    ['JSON in JSON', '{"log":"{\\"kind\\":\\"Secret\\",\\"data\\":{\\"user\\":\\"YWRtaW4=\\"}}"}', 1],
    [
      'a list',
      'items:\n- data:\n    user: YWRtaW4=\n  kind: Secret\n- data:\n    other: eA==\n  kind: Secret\nkind: SecretList\n',
      2,
    ],
  ])('%s shows no value', (_, text, count) => {
    const clean = redactor.text(text)
    expect(clean).not.toMatch(/YWRtaW4|eA==|1234|first line|second line/)
    expect(clean.match(tag)).toHaveLength(count)
    expect(clean).toContain('ecret')
  })

  test.each([
    'kind: ConfigMap\ndata:\n  user: admin\n---\nkind: Secret\nmetadata:\n  name: db\n',
    'kind: Secret of the house\ndata:\n  user: admin\n',
    '{"kind":"ConfigMap","data":{"user":"admin"}}',
    'secret: {name: db}\ndata:\n  a: b\n',
  ])('%j, which is none, stays', text => {
    const clean = redactor.text(text)
    expect(clean.includes('admin') || clean === text).toBe(true)
  })
})
