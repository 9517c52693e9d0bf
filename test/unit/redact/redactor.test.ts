import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KnownSecret } from '../../../src/redact/known-secrets.ts'
import { createRedactor } from '../../../src/redact/redactor.ts'

const key = new Uint8Array([7, 7, 7])

function redactorFor(secrets: readonly KnownSecret[], ordinaryWords: readonly string[] = []) {
  return createRedactor({ secrets, key, ordinaryWords })
}

const password = 'Tr0ub4dor&3/"x\'<y> zürich'
const db = redactorFor([{ label: 'secret db/password', value: password, keyName: 'password' }])

describe('a known secret', () => {
  test('is replaced by a tag that names it', () => {
    expect(db.text(`the password is ${password}.`)).toMatch(
      /^the password is \[REDACTED:secret db\/password#[0-9a-f]{4}\]\.$/,
    )
  })

  const bytes = Buffer.from(password)
  const surrounded = (before: string) => Buffer.from(`${before}${password}:tail`)
  const goJson = JSON.stringify(password)
    .replaceAll('&', '\\u0026')
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
  const encodings: Record<string, string> = {
    base64: bytes.toString('base64'),
    'base64 after one byte': surrounded('u').toString('base64'),
    'base64 after two bytes': surrounded('us').toString('base64'),
    'base64 after three bytes': surrounded('usr').toString('base64'),
    base64url: surrounded('?').toString('base64url'),
    'double base64': Buffer.from(bytes.toString('base64')).toString('base64'),
    'double base64 at an offset': Buffer.from(
      `{"auth":"${surrounded('user:').toString('base64')}"}`,
    ).toString('base64'),
    'a URI component': encodeURIComponent(password),
    'a URI component in lower case': encodeURIComponent(password).replace(/%[0-9A-F]{2}/g, code =>
      code.toLowerCase(),
    ),
    'a form field': new URLSearchParams({ q: password }).toString(),
    'URL user information': new URL(`http://u:${encodeURIComponent(password)}@h/`).href,
    JSON: JSON.stringify({ a: password }),
    'JSON as Go writes it': goJson,
    'JSON as Python writes it': JSON.stringify(password).replaceAll('ü', '\\u00fc'),
    'JSON in JSON': JSON.stringify(JSON.stringify({ a: password })),
    XML: `<a>${password.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</a>`,
    'XML with quotes': `<a b="${password
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&#34;')
      .replaceAll("'", '&#39;')}"/>`,
    'single quotes in a shell': `'${password.replaceAll("'", `'\\''`)}'`,
    hex: bytes.toString('hex'),
    'hex in capitals': bytes.toString('hex').toUpperCase(),
  }
  test.each(Object.entries(encodings))('is found in %s', (_, shown) => {
    const clean = db.text(`got ${shown} there`)
    expect(clean).toContain('[REDACTED:secret db/password#')
    expect(db.leaks(`got ${shown} there`)).toEqual(['secret db/password'])
    expect(db.leaks(clean)).toEqual([])
  })

  test('leaves no letters of its base64 behind', () => {
    expect(db.text(bytes.toString('base64'))).toMatch(/^\[REDACTED:secret db\/password#[0-9a-f]{4}\]$/)
  })

  test('is found in base64 that is broken into lines', () => {
    const long = Array.from({ length: 40 }, (_, index) => `part ${index * 31} of it`).join('-')
    const one = redactorFor([{ label: 'secret a/b', value: long }])
    const wrapped = Buffer.from(long).toString('base64').replace(/.{76}/g, '$&\n')
    expect(
      one
        .text(wrapped)
        .split('\n')
        .every(line => /^\[REDACTED:secret a\/b#[0-9a-f]{4}\]+$/.test(line)),
    ).toBe(true)
  })

  test('has the same tag in every form, and another than another secret', () => {
    const two = redactorFor([
      { label: 'secret a/b', value: 'first-secret-value' },
      { label: 'secret a/b', value: 'other-secret-value' },
    ])
    const [plain, encoded, other] = [
      'first-secret-value',
      btoa('first-secret-value'),
      'other-secret-value',
    ].map(text => two.text(text))
    expect(plain).toBe(encoded)
    expect(plain).not.toBe(other)
  })

  test('has another tag in another run', () => {
    const secrets = [{ label: 'secret a/b', value: 'first-secret-value' }]
    const again = createRedactor({ secrets, key: new Uint8Array([8]) })
    expect(again.text('first-secret-value')).not.toBe(redactorFor(secrets).text('first-secret-value'))
  })

  test('is replaced once where several secrets overlap', () => {
    const both = redactorFor([
      { label: 'secret a/long', value: 'alpha-bravo-charlie' },
      { label: 'secret a/part', value: 'charlie-delta-9' },
    ])
    expect(both.text('x alpha-bravo-charlie-delta-9 y')).toMatch(
      /^x \[REDACTED:secret a\/long#[0-9a-f]{4}\] y$/,
    )
  })

  test('is found before a combining character, and its regular expression characters mean nothing', () => {
    const odd = redactorFor([{ label: 's', value: 'a.*+(b)[c]$1^' }])
    expect(odd.text('a.*+(b)[c]$1^\u0301')).toMatch(/^\[REDACTED:s#[0-9a-f]{4}\]\u0301$/)
    expect(odd.text('axx+(b)[c]$1^')).toBe('axx+(b)[c]$1^')
  })

  test('that a pod prints inside a forged tag is redacted all the same', () => {
    expect(db.text(`[REDACTED:${password}#aaaa]`)).not.toContain(password)
  })

  test('that is a word of its own label does not eat the label', () => {
    const odd = redactorFor([{ label: 'secret shop-database/hunter2-key', value: 'shop-database' }])
    const once = odd.text('at shop-database now')
    expect(odd.text(once)).toBe(once)
    expect(odd.leaks(once)).toEqual([])
  })

  test('named by the user is hidden even where it is short', () => {
    const own = createRedactor({ secrets: [], key, extraLiterals: ['acme'] })
    expect(own.text('the acme corp')).toMatch(/^the \[REDACTED:redact input#[0-9a-f]{4}\] corp$/)
  })
})

describe('structured secrets', () => {
  test('a Docker configuration gives up neither its password nor its auth', () => {
    const auth = btoa('robot:pull-Pa55word')
    const config = JSON.stringify({
      auths: { 'registry.example.com': { username: 'robot', password: 'pull-Pa55word', auth } },
    })
    const one = redactorFor([{ label: 'secret pull/.dockerconfigjson', value: config }])
    const shown = `login pull-Pa55word ${auth} ${btoa(config)} at registry.example.com as robot`
    const clean = one.text(shown)
    expect(clean).not.toContain('pull-Pa55word')
    expect(clean).not.toContain(auth)
    expect(clean).not.toContain(btoa(config).slice(4, -4))
    expect(clean).toContain('at registry.example.com as robot')
  })

  test('of a URL the password goes and the host stays', () => {
    const one = redactorFor([
      { label: 'secret db/url', value: 'postgres://app:p%40ss-word-1@db.shop.svc:5432/orders' },
    ])
    const clean = one.text('dial db.shop.svc:5432: p@ss-word-1 and p%40ss-word-1 refused for app on orders')
    expect(clean).toMatch(
      /^dial db\.shop\.svc:5432: \[REDACTED.*\] and \[REDACTED.*\] refused for app on orders$/,
    )
    expect(one.text(btoa('postgres://app:p%40ss-word-1@db.shop.svc:5432/orders'))).toMatch(
      /^\[REDACTED[^\]]*\]$/,
    )
  })

  test('a private key is found line by line, a certificate is no secret', () => {
    const body = Array.from({ length: 4 }, (_, index) => `line${index}Qm9keU9mQVByaXZhdGVLZXk+/abcdefXYZ`)
    const pem = (kind: string) => `-----BEGIN ${kind}-----\n${body.join('\n')}\n-----END ${kind}-----\n`
    const one = redactorFor([{ label: 'secret tls/tls.key', value: pem('RSA PRIVATE KEY') }])
    expect(one.text(`line: ${body[2]}`)).toMatch(/^line: \[REDACTED:secret tls\/tls\.key#/)
    const other = redactorFor([{ label: 'secret tls/tls.crt', value: pem('CERTIFICATE') }])
    expect(other.text(pem('CERTIFICATE'))).toBe(pem('CERTIFICATE'))
  })

  test('the credentials of a kubeconfig go, its server stays', () => {
    const keyData = btoa(
      '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIOabcdefghijklmnopqrstuvwxyz0123456789\n-----END EC PRIVATE KEY-----',
    )
    const kubeconfig = `apiVersion: v1\nclusters:\n- cluster:\n    server: https://127.0.0.1:6443\n  name: kind-kind\nusers:\n- name: admin\n  user:\n    token: abcdef.0123456789abcdef\n    client-key-data: ${keyData}\n`
    const one = redactorFor([{ label: 'kubeconfig', value: kubeconfig }])
    const clean = one.text(
      `abcdef.0123456789abcdef ${keyData} MHcCAQEEIOabcdefghijklmnopqrstuvwxyz0123456789 https://127.0.0.1:6443 kind-kind apiVersion: v1`,
    )
    expect(clean).toMatch(
      /^\[REDACTED:\S+ \[REDACTED:\S+ \[REDACTED:\S+ https:\/\/127\.0\.0\.1:6443 kind-kind apiVersion: v1$/,
    )
    expect(clean).not.toContain('MHcCAQ')
  })

  test('the leaves of a configuration file: its passwords everywhere, its plain settings nowhere', () => {
    const yaml =
      'server:\n  port: 8080\nspring:\n  profile: production-like\n  datasource:\n    password: sw0rdfish-9\n'
    const one = redactorFor([{ label: 'secret app/application.yaml', value: yaml }])
    expect(one.text('listening on port 8080 production-like')).toBe('listening on port 8080 production-like')
    expect(one.text('cannot log in with sw0rdfish-9')).toContain('[REDACTED:secret app/application.yaml#')
  })

  test('a libpq connection string keeps its host', () => {
    const one = redactorFor([
      { label: 'secret db/dsn', value: 'host=orders-db user=app password=s3same-open dbname=orders' },
    ])
    expect(one.text('s3same-open at orders-db')).toMatch(
      /^\[REDACTED:secret db\/dsn#[0-9a-f]{4}\] at orders-db$/,
    )
  })
})

describe('weak values', () => {
  const weak = redactorFor(
    [
      { label: 'secret db/username', value: 'admin', keyName: 'username' },
      { label: 'secret db/pin', value: '1234', keyName: 'DB_PIN' },
      { label: 'secret db/host', value: 'postgres-primary', keyName: 'db-host' },
    ],
    ['postgres-primary'],
  )

  test.each([
    'USERNAME=admin',
    'DB_USERNAME=admin',
    '{"username":"admin"}',
    '{"username": "admin"}',
    'username: admin',
    'mysql --username admin',
    '["--username", "admin"]',
    '- name: DB_PIN\n  value: "1234"',
    '{"name":"DB_PIN","value":"1234"}',
    'DB_PIN=1234\0NEXT=1',
    'db.host=postgres-primary',
  ])('%j is masked beside its name', text => {
    expect(weak.text(text)).toContain('[REDACTED:secret db/')
  })

  test.each([
    'the admin user has 1234 orders in postgres-primary',
    'username=administrator',
    'DB_PIN=12345',
    'no such host: postgres-primary',
    'listening on 0.0.0.0:1234',
  ])('%j is left alone', text => {
    expect(weak.text(text)).toBe(text)
  })

  test('a value that is a part of a name in use leaves that name readable', () => {
    const one = redactorFor([{ label: 'secret db/app', value: 'shop-db', keyName: 'DB_APP' }], ['shop-db-0'])
    expect(one.text('pod shop-db-0 is not ready')).toBe('pod shop-db-0 is not ready')
    expect(one.text('DB_APP=shop-db')).toContain('[REDACTED:secret db/app#')
  })

  test('a key named like a field of Kubernetes masks no manifest', () => {
    const one = redactorFor([{ label: 'secret sa/namespace', value: 'shop', keyName: 'namespace' }])
    expect(one.text('{"namespace":"shop"}')).toBe('{"namespace":"shop"}')
  })
})

test('where a Secret could not be read, no value of an environment is shown, but those that are none', () => {
  const blind = createRedactor({ secrets: [], key, secretsUnknown: true })
  const clean = blind.text(
    'PATH=/bin\0FLAVOUR=vanilla\0DB_SERVICE_HOST=10.0.0.1\0DB_PORT_5432_TCP=tcp://10.0.0.1:5432\0X_KEY=y\0',
  )
  expect(clean).toMatch(
    /^PATH=\/bin\0FLAVOUR=\[REDACTED:environment value#....\]\0DB_SERVICE_HOST=10\.0\.0\.1\0DB_PORT_5432_TCP=tcp:\/\/10\.0\.0\.1:5432\0X_KEY=\[REDACTED:[a-z ]+#....\]\0$/,
  )
  expect(blind.text(clean)).toBe(clean)
  expect(blind.text('level=info msg="x" FLAVOUR=vanilla')).toBe('level=info msg="x" FLAVOUR=vanilla')
  const env = [{ name: 'FLAVOUR', value: 'vanilla' }]
  expect(blind.value(env)).toEqual(env)
})

describe('bytes', () => {
  test('binary is kept byte for byte, NULs and broken UTF-8 included', () => {
    const before = Uint8Array.from({ length: 512 }, (_, index) => index % 256)
    const content = Buffer.concat([before, Buffer.from(password), before])
    const clean = Buffer.from(db.bytes(content))
    expect(clean.subarray(0, 512).equals(before)).toBe(true)
    expect(clean.subarray(-512).equals(before)).toBe(true)
    expect(clean.subarray(512, -512).toString()).toMatch(/^\[REDACTED:secret db\/password#[0-9a-f]{4}\]$/)
  })

  test('random bytes pass unchanged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes => Buffer.from(db.bytes(bytes)).equals(bytes)),
    )
  })
})

test('whatever stands around it, the secret is gone after one pass and a second pass changes nothing', () => {
  const secrets = ['correct-horse-9', 'Zq8/+kd=fW2x', 'aaaaaaaa1']
  const many = redactorFor(secrets.map((value, index) => ({ label: `secret s/${index}`, value })))
  const part = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(...secrets, ...secrets.map(btoa), ...secrets.map(encodeURIComponent)),
    fc.constantFrom(
      'password=',
      'Bearer ',
      '://u:',
      '@',
      '"',
      '\n',
      '[REDACTED:',
      '#aaaa]',
      'a',
      '.eyJ',
      '--token ',
    ),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), parts => {
      const clean = many.text(parts.join(''))
      expect(many.leaks(clean)).toEqual([])
      for (const secret of secrets) expect(clean).not.toContain(secret)
      expect(many.text(clean)).toBe(clean)
    }),
    { numRuns: 400 },
  )
})
