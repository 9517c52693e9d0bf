// Which secret values are so ordinary that masking them everywhere would only damage the report.

/** Values that many a Secret holds and every log prints. Lower case. */
const commonWords = new Set(
  `true false yes no on off null none nil undefined empty admin administrator root user username guest anonymous test testing
  tester default postgres postgresql mysql mariadb mongo mongodb redis rabbitmq kafka elastic elasticsearch minio nginx apache
  localhost production staging development debug info warning error fatal trace public private enabled disabled always never
  password passwd secret token bearer basic changeme example sample docker github gitlab kubernetes service services server
  client master primary replica database application backend frontend latest stable string number object require required
  disable prefer verify-full verify-ca opaque shared internal external system manager operator controller`.split(
    /\s+/,
  ),
)

/** Keys of a Secret whose values are addresses and names: what a diagnosis needs, and no credential. */
const plainKeys =
  /(?:^|[._-])(?:user|username|login|host|hostname|server|address|addr|endpoint|port|db|dbname|database|schema|region|zone|bucket|name|namespace|type|driver|engine|dialect|protocol|scheme|sslmode|ssl|mode|path|account|env|environment|level|timeout|enabled|url-scheme)$/i

/** Key names, or ends of key names, whose values are credentials whatever they look like. */
const secretKeys =
  /(?:pass(?:word|wd|phrase)?|pwd|secret|tokens?|api[._-]?key|(?:access|secret|private|signing|encryption|master|auth|client|account)[._-]?key|key[._-]data|credentials?|dsn|auth|salt|pepper)$/i

export function isPlainKey(keyName: string): boolean {
  return plainKeys.test(keyName.replace(/([a-z])([A-Z])/g, '$1_$2'))
}

export function isSecretKey(keyName: string): boolean {
  return secretKeys.test(keyName)
}

/** The names in use in the cluster: Services, namespaces, pods … */
export interface NameList {
  /** True for a name and for whole parts of one: `checkout` and `shop-checkout` of `shop-checkout-6d5f8c9b7-x2x4z`. Lower case. */
  has(word: string): boolean
}

export function createNameList(names: Iterable<string>): NameList {
  const all = ` ${[...names].map(name => `-${name.toLowerCase().replaceAll('.', '-')}-`).join(' ')} `
  return { has: word => /^[a-z0-9.-]+$/.test(word) && all.includes(`-${word.replaceAll('.', '-')}-`) }
}

/**
 * True for a value that is also an everyday word, number, address or path, so that it may be masked only beside its key name.
 */
export function isOrdinary(value: string, words: NameList): boolean {
  const lower = value.toLowerCase()
  return (
    value.length < 6 ||
    commonWords.has(lower) ||
    words.has(lower) ||
    /^[0-9]{1,10}$/.test(value) ||
    /^[0-9]{1,8}(?:\.[0-9]{1,8}){1,4}$/.test(value) ||
    isAddress(lower, words) ||
    /^(?:\/[a-z][a-z0-9._-]{0,19}){2,12}$/.test(value)
  )
}

/** `host:port`, an IP address with a port, and DNS names with an ending that only names have. */
function isAddress(lower: string, words: NameList): boolean {
  if (lower.length > 253) return false
  const host = lower.replace(/:[0-9]{2,5}$/, '')
  if (/^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/.test(host)) return true
  if (!/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(host)) return false
  const first = host.split('.')[0] ?? ''
  if (words.has(first) || commonWords.has(first)) return true
  return /\.(?:svc|local|localdomain|internal|com|net|org|io|dev|cloud|example|test)$/.test(host)
}

/** True for long text without spaces that mixes character classes: a key or a token rather than a word. */
export function looksRandom(value: string): boolean {
  if (value.length < 16 || /\s/.test(value)) return false
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter(one => one.test(value)).length
  return classes >= 3 || /^[0-9a-f]{32,}$/i.test(value)
}
