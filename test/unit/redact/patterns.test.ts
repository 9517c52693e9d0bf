import { describe, expect, test } from 'vitest'
import { createRedactor } from '../../../src/redact/redactor.ts'

const redactor = createRedactor({ secrets: [], key: new Uint8Array([1]) })
const blind = createRedactor({
  secrets: [{ label: 'secret s', value: 'Xk29fjQmLp0aZt7R' }],
  key: new Uint8Array([1]),
  secretsUnknown: true,
})
const letters = 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA'
const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${letters}`
const pem = `-----BEGIN RSA PRIVATE KEY-----\nMIIEow${letters}\n${letters}\n-----END RSA PRIVATE KEY-----`

/** What stands before the secret, the secret, what stands behind it. */
const secrets: readonly (readonly [string, string, string])[] = [
  ['key: ', pem, '\nnext'],
  ['{"key":"', pem.replaceAll('\n', '\\n'), '"}'],
  ['', `-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn${letters}\n${letters}`, ''],
  ['client-data ', btoa(pem), ' end'],
  ['token ', jwt, ' rejected'],
  ['GET /?t=', jwt, '&x=1'],
  ['', `ghp_${letters}aaaa`, ''],
  ['x', `ghs_${letters}aaaa`, ','],
  ['', `github_pat_${letters}`, ' '],
  ['id ', `AKIA${'ABCDEFGH23456789'}`, ' end'],
  ['', `xoxb-123456789012-${letters}`, ''],
  ['', `glpat-${letters}`, ''],
  ['', `sk_live_${letters}`, ''],
  ['//registry/:', `npm_${letters}abcd`, ''],
  ['postgres://app:', 'hunter2', '@db.shop:5432/orders'],
  ['redis://:', 'a@b:c', '@cache:6379'],
  ['https://', letters, '@git.example.com/x'],
  ['Authorization: Bearer ', 'short-one', ''],
  ['> authorization: Basic ', 'YWRtaW46eA==', ''],
  ['"Authorization":"Token ', letters, '"'],
  ['curl -H "X-Api-Key: ', 'k-123', '"'],
  ['Set-Cookie: ', 'sid=abc; HttpOnly', '\r\nnext'],
  ['retry with Bearer ', letters, ' failed'],
  ['DB_PASSWORD=', 'hunter2', '\nDB_HOST=db'],
  ['DB_PASSWORD=', 'hunter2', '\0DB_HOST=db'],
  ['?user=a&token=', 'abc', '&b=c'],
  ['Server=db;Password=', 'abc', ';Database=x'],
  ['aws_secret_access_key = ', 'wJalr/XUtnF', ''],
  ['    password: ', 'hunter2', '\n    host: db'],
  ['{"password": "', 'hun ter2', '","host":"db"}'],
  ['{\\"clientSecret\\":\\"', 'hunter2', '\\"}'],
  ['{"name":"API_TOKEN","value":"', 'hunter2', '"}'],
  ['- name: API_TOKEN\n  value: "', 'hunter2', '"'],
  ['mysql --password ', 'hunter2', ' -h db'],
  ['["mysql","--password","', 'hunter2', '"]'],
  ['"auth": "', 'dXNlcjpwYXNz', '"'],
]

describe('known by their shape', () => {
  test.each(secrets)('%j %j %j', (before, secret, after) => {
    const clean = redactor.text(before + secret + after)
    expect(clean.startsWith(before)).toBe(true)
    expect(clean.endsWith(after)).toBe(true)
    expect(clean.slice(before.length, clean.length - after.length)).toMatch(
      /^\[REDACTED:[a-z ]+#[0-9a-f]{4}\]$/,
    )
    expect(redactor.text(clean)).toBe(clean)
  })
})

describe('undamaged', () => {
  test.each([
    'TOKEN_SERVICE_PORT=tcp://10.96.12.7:8080',
    'TOKEN_SERVICE_PORT_8080_TCP_ADDR=10.96.12.7',
    'Pulling image "registry.local/token-service:v1@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
    'docker-pullable://team-a-checkout-service-long-name@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'docker-pullable://postgres:16@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'containerd://3b0c4f6ad0b3e8d7c1a2f4b5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809',
    '10.244.0.12 fe80::1 192.168.1.1:6443 [::1]:8080 http://[fd00::1]:8080/healthz?next=a@b',
    'uid 6f1b3c1e-5a41-4a6a-9a55-0f7f7b6c2f10 commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
    '2026-11-22T17:44:36.123456789Z stderr F java.lang.IllegalStateException: invalid token: unexpected end of input',
    "couldn't find key password in Secret shop/db",
    'MountVolume.SetUp failed for volume "tls" : secret "checkout-tls" not found',
    'FATAL: password authentication failed for user "app"',
    'secret: not found',
    'password=$(DB_PASSWORD) token=$' +
      '{TOKEN} secret={{ .Values.secret }} password=*** token=null secret=false',
    'DB_PASSWORD=<secretKeyRef db/password>',
    '{"secretName":"db","secretKeyRef":{"name":"db","key":"password"},"tokenExpirationSeconds":3607}',
    'volumes:\n- secret:\n    secretName: db\n- name: token\n  projected: {}',
    'Basic authentication/authorization required; Bearer authentication failed',
    'the --token flag is required, --password must be set',
    'Readiness probe failed: Get "http://10.244.0.9:8080/ready": dial tcp 10.244.0.9:8080: connect: connection refused',
    'me@example.com wrote to https://example.com/@user and http://host:80/path@x',
    'max_tokens=4096 tokens: 12 passwords=3 secretsmanager=on',
    'Error when reading /var/lib/rabbitmq/.erlang.cookie: eacces',
  ])('%s', text => {
    expect(redactor.text(text)).toBe(text)
  })
})

/** Each took a naive pattern minutes: only the test's own time limit is needed to tell. */
describe('a megabyte made to be slow', () => {
  const megabyte = (unit: string) => unit.repeat(Math.ceil(1_000_000 / unit.length))
  test.each([
    'a',
    'eyJ',
    '.eyJ',
    'eyJaaaa.',
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\n',
    '://',
    '://a:',
    '://aaaaaaaaaaaaaaaaaaaa',
    'password',
    'password=',
    'password =',
    'password: ',
    '  password',
    '"password":"',
    '"name":"',
    'name: ',
    'namename: password\n',
    '--',
    '--a-',
    '--token ',
    'Bearer ',
    'authorization: ',
    'authorization:  a ',
    'x-api-key: ',
    'secret,',
    'token=a,',
    ' ',
    '\n',
    '\\',
    '\\"',
    'ghp_',
    'hvs.',
    'SG.a',
    'xoxb-',
    'LS0tLS1CRUdJTiB',
    'cookie: ',
    '[REDACTED:',
    '[REDACTED:password#aaa',
    '-',
    '=',
    'A',
    'A=',
    'A_PORT_1_',
    '\nA_',
    ',',
    '\0',
    '%25',
    '&amp;',
    '\\ud83d',
    '\x1b]',
    '[1,',
    'aa:',
    'a:b@',
    '@tcp(',
    'curl ',
    'mysql ',
    'docker ',
    'docker login ',
    'machine a login ',
    'db_pass ',
    'DB_PASSWORD: a ',
    'password:\n  ',
    'password: |\n  ',
    'password for ',
    'password is ',
    '<password>',
    '{Password:',
    '-passin ',
    'base64:',
    'MIIEowIBAAKC',
    'Private-Lines: 1\n',
    '$6$',
    'sig=',
  ])('%j over and over', { timeout: 60_000 }, unit => {
    const text = megabyte(unit)
    expect(redactor.text(text).length).toBeGreaterThan(0)
    expect(blind.text(text).length).toBeGreaterThan(0)
  })
})
