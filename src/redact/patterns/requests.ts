// Credentials on the wire: in URLs and in HTTP headers.
import { type Attempt, type KeyedPattern, shape } from './keyed.ts'

export function requests(): readonly KeyedPattern[] {
  return [
    shape({ label: 'url password', heads: ['://'], regex: urlPassword }),
    shape({ label: 'url token', heads: ['://'], regex: urlToken }),
    shape({ label: 'authorization', heads: ['authorization'], regex: authorizationHeader }),
    shape({
      label: 'authorization',
      heads: ['bearer', 'basic'],
      regex: bareCredentials,
      // Prose ("Basic authentication/authorization") has no digits or mixed case.
      accepts: credential => /[0-9=]|[a-z][A-Z]/.test(credential),
    }),
    shape({ label: 'header', heads: secretHeaders, regex: secretHeader }),
    shape({ label: 'url signature', heads: ['sig=', 'signature='], regex: urlSignature }),
    { label: 'url password', heads: ['@tcp(', '@unix('], at: goAddress },
    shape({ label: 'url password', heads: ['oracle:thin:', 'oracle:oci:'], regex: oracleAddress }),
    ...webhooks.map(([heads, regex]) => shape({ label: 'webhook', heads, regex })),
  ]
}

/** `postgres://user:password@host`: the password alone. An image's digest also stands behind an `@`. */
const urlPassword = /:\/\/[^\s/?#:@"'<>\\]{0,256}:([^\s/?#"'<>\\]{1,512})@(?!sha(?:256|512):)/
const urlToken = /:\/\/([A-Za-z0-9_.~%-]{20,512})@(?!sha(?:256|512):)/

/** Behind the name of a scheme whatever follows; without one a single word that prose would not have ("authorization: denied"). */
const authorizationHeader =
  /authorization["']?\s{0,3}[:=]\s{0,3}[[({]{0,2}["']?(?:(?:Bearer|Basic|Token|Digest|Negotiate|NTLM|ApiKey|Api-Key|Key|Signature|Hawk|OAuth|GoogleLogin|SSWS|Splunk|GenieKey|AWS4-HMAC-SHA256|PRIVATE-TOKEN) {1,3}([^\s"'<>\\,\]][^\r\n"'<>\\\]]{0,65535})|(?=[^\s"'<>\\,]{0,200}[0-9])([^\s"'<>\\,]{8,65535}))/i

const bareCredentials = /(?<![A-Za-z0-9_])(?:Bearer|Basic|bearer|basic)\s{1,3}([A-Za-z0-9._~+/=-]{16,8192})/

const secretHeaders = [
  'x-api-key',
  'x-auth-token',
  'x-vault-token',
  'x-amz-security-token',
  'x-csrf-token',
  'x-access-token',
  'x-gitlab-token',
  'x-auth-key',
  'x-functions-key',
  'subscription-key',
  'private-token',
  'job-token',
  'cookie',
]

/** A file such as `/var/lib/rabbitmq/.erlang.cookie: eacces` is no header. */
const secretHeader = new RegExp(
  `(?<!/[\\w.-]{0,60})(?:${secretHeaders.join('|')})["']?: {0,3}[[({]{0,2}["']?([^\\s"'<>\\\\\\]][^\\r\\n"'<>\\\\\\]]{0,65535})`,
  'i',
)

/** Who holds a signed address may fetch what it names: Azure's `sig`, `X-Amz-Signature`, `X-Goog-Signature`. */
const urlSignature = /(?<=[?&;-]|u0026)(?:sig|signature)=([A-Za-z0-9%+/=_-]{20,1024})/i

/** `user:password@tcp(host:3306)/db`, the addresses of Go's MySQL driver. */
function goAddress(text: string, head: number): Attempt | null {
  const before = text.slice(Math.max(0, head - 400), head)
  const password = /[A-Za-z0-9_.-]{1,100}:([^\s"'`:]{1,256})$/.exec(before)?.[1]
  if (password === undefined || password.startsWith('[REDACTED:')) return null
  return { guesses: [{ start: head - password.length, end: head, label: 'url password' }], seen: head + 1 }
}

const oracleAddress = /oracle:(?:thin|oci):[^\s/@"']{1,100}\/([^\s@"'/]{1,256})@/i

/** Addresses that are their own key. */
const webhooks: readonly (readonly [readonly string[], RegExp])[] = [
  [['/api/webhooks/'], /\/api\/webhooks\/[0-9]{5,30}\/([A-Za-z0-9_-]{20,200})/],
  [['/incomingwebhook/'], /\/IncomingWebhook\/([A-Za-z0-9/_-]{10,300})/i],
  [['.org/bot'], /\.org\/bot([0-9]{5,20}:[A-Za-z0-9_-]{20,100})/],
]
