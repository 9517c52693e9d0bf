// Forty secrets of different kinds, none of them real, each with the parts of it that must not be seen.
import { Buffer } from 'node:buffer'
import { drawing } from '../regex-samples.ts'

export interface Canary {
  /** Fit for a Secret's and a pod's name. */
  readonly name: string
  /** The Secret's key. */
  readonly key: string
  readonly value: Buffer
  /** What of the value is secret; hidden in every encoding. */
  readonly parts: readonly Buffer[]
  /** Hidden only beside its key's name, as it is a word like others. */
  readonly weak?: true
}

const draw = drawing(20261122)
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const random = (length: number, alphabet = letters): string =>
  Array.from({ length }, () => alphabet[draw(alphabet.length)]).join('')
const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => draw(256)))
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64')

function pem(kind: string, lineCount: number): { readonly text: string; readonly lines: readonly string[] } {
  const body = base64(bytes(lineCount * 48))
  const lines = body.match(/.{1,64}/g) ?? []
  // Three of them stand for all: each costs every form in every channel.
  const some = [lines[0], lines[Math.floor(lines.length / 2)], lines.at(-1)]
  const telling = some.filter(line => line !== undefined && line.length >= 16)
  return {
    text: `-----BEGIN ${kind}-----\n${lines.join('\n')}\n-----END ${kind}-----\n`,
    lines: telling.map(String),
  }
}

let number = 0
function canary(key: string, value: string | Buffer, parts: readonly (string | Buffer)[] = [value]): Canary {
  number += 1
  const trimmed = parts.map(part => (typeof part === 'string' ? Buffer.from(part.trim()) : part))
  return { name: `canary-${number}`, key, value: Buffer.from(value), parts: trimmed }
}

const rsa = pem('RSA PRIVATE KEY', 25)
const ec = pem('EC PRIVATE KEY', 3)
const ssh = pem('OPENSSH PRIVATE KEY', 8)
const pkcs8 = pem('PRIVATE KEY', 26)
const account = pem('PRIVATE KEY', 4)
const clientKey = pem('RSA PRIVATE KEY', 6)
const pull = random(20)
const auth = base64(`robot:${pull}`)
const [db, cache, mongo, envFile, yaml, dsn, kubeToken] = Array.from({ length: 7 }, () => random(18))
const jwt = `${base64('{"alg":"RS256","typ":"JWT"}').replace(/=+$/, '')}.${base64('{"sub":"shop","iat":1790000000}').replace(/=+$/, '')}.${random(86)}`
const odd = 'p@ss%/w:rd é'

const strong: readonly Canary[] = [
  canary('six', 'k7#Qz!'),
  canary('eight', 'Zx9$mP2w'),
  canary('twelve', random(12)),
  canary('fifty', random(50)),
  canary('long', random(512)),
  canary('longer', random(3000)),
  canary('tls.key', rsa.text, rsa.lines),
  canary('ec.key', ec.text, ec.lines),
  canary('ssh-privatekey', ssh.text, ssh.lines),
  canary('pkcs8', pkcs8.text, pkcs8.lines),
  canary(
    'account.json',
    JSON.stringify(
      { type: 'service_account', private_key_id: random(40, '0123456789abcdef'), private_key: account.text },
      null,
      2,
    ),
    account.lines,
  ),
  canary(
    'settings.json',
    JSON.stringify({ server: { port: 8080, password: 'j-Passw0rd-91' }, tokens: ['t0ken-aaa-Bbb-1'] }),
    ['j-Passw0rd-91', 't0ken-aaa-Bbb-1'],
  ),
  canary(
    '.dockerconfigjson',
    JSON.stringify({ auths: { 'registry.example.com': { username: 'robot', password: pull, auth } } }),
    [pull, auth],
  ),
  canary('DATABASE_URL', `postgres://app:${db}@db.shop.svc:5432/orders?sslmode=disable`, [db ?? '']),
  canary('REDIS_URL', `redis://:${encodeURIComponent(odd)}${cache}@cache:6379/0`, [`${odd}${cache}`]),
  canary('MONGO_URL', `mongodb+srv://shop:${mongo}@cluster0.example.net/?retryWrites=true`, [mongo ?? '']),
  canary('jwt', jwt),
  canary('aes', bytes(32)),
  canary('blob', Buffer.concat([Buffer.from([0, 1, 2]), bytes(300), Buffer.from([0, 0, 255])])),
  canary('umlauts', 'Zürich-Größe-Passwört'),
  canary('cjk', '秘密のパスワード🔑鍵🗝️'),
  canary('combining', 'e\u0301le\u0300ve-se\u0301cret-n\u0303'),
  canary('phrase', 'correct horse battery staple'),
  canary('quotes', `it's "quoted" \`so\` 77`),
  canary('backslashes', 'C:\\temp\\new\\99\\x'),
  canary('shell', '$(rm -rf) & !x; `id` | $HOME'),
  canary('markup', '<a href="x">&amp;</a>9'),
  canary('percent', '100%25+20%'),
  canary('newline', `${random(16)}\n`),
  canary('spaces', `  ${random(9)} ${random(9)}  `),
  canary('hex', random(64, '0123456789abcdef')),
  canary('uuid', '7f3c2a10-9d4e-4b6f-8a21-c05e6d7f9b13'),
  canary('base64', base64(bytes(45))),
  canary('basic', base64('shop:h4ndsOff-please')),
  canary('htpasswd', 'shop:$2y$10$Vb3cJx1Qm9Zr8YwT5uK7eOQn4hGf2sLdPa6RiEjXoCtUyWzBvNm'),
  canary('app.env', `PORT=8080\nDB_PASSWORD=${envFile}\nMODE="fast"\n`, [envFile ?? '']),
  canary('application.yaml', `server:\n  port: 8080\ndatasource:\n  password: ${yaml}\n`, [yaml ?? '']),
  canary('dsn', `host=orders-db user=app password=${dsn} dbname=orders`, [dsn ?? '']),
  canary(
    'kubeconfig',
    `apiVersion: v1\nusers:\n- name: admin\n  user:\n    token: ${kubeToken}\n    client-key-data: ${base64(clientKey.text)}\n`,
    [kubeToken ?? '', ...clientKey.lines],
  ),
  canary('digits', '408812997316'),
]

const weak: readonly Canary[] = [
  { ...canary('DB_USER', 'admin'), weak: true },
  { ...canary('DB_PIN', '1234'), weak: true },
  { ...canary('DB_SERVICE', 'shop-db'), weak: true },
]

/** Known from the Secrets that pods refer to. */
export const canaries: readonly Canary[] = [...strong, ...weak]
