// Addresses in the words of a configuration: URLs, host:port lists and the connection strings of databases.

export interface Address {
  readonly host: string
  readonly port: number | null
}

/** Ports that a URL leaves out. */
const SCHEME_PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['ws', 80],
  ['https', 443],
  ['wss', 443],
  ['postgres', 5432],
  ['postgresql', 5432],
  ['mysql', 3306],
  ['mariadb', 3306],
  ['redis', 6379],
  ['rediss', 6379],
  ['amqp', 5672],
  ['amqps', 5671],
  ['mongodb', 27017],
  ['nats', 4222],
  ['ldap', 389],
  ['ldaps', 636],
  ['smtp', 25],
  ['memcached', 11211],
  ['sqlserver', 1433],
  ['clickhouse', 9000],
])

const HOST = '[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,250}[A-Za-z0-9])?'
const URL_FORM = /\b([a-z][a-z0-9]{1,20})(?:\+[a-z0-9]{1,20})?:\/\/([^\s"'`<>/?#]{1,500})/gi
const PAIR_FORMS: readonly RegExp[] = [
  // host=db port=5432 · Host=db;Port=5432
  new RegExp(
    `\\bhost(?:name)?\\s*=\\s*'?(${HOST})'?[\\s;,]{1,3}(?:[^\\n]{0,200}?\\b)?port\\s*=\\s*'?(\\d{1,5})`,
    'gi',
  ),
  // Server=db,1433 · Data Source=tcp:db,1433
  new RegExp(`\\b(?:server|data source|addr(?:ess)?)\\s*=\\s*(?:tcp:)?(${HOST})[,:](\\d{2,5})`, 'gi'),
  // nc -w 2 db 5432
  new RegExp(`\\bnc(?:\\s+-[nuvwz]+\\d{0,4}(?:\\s+\\d{1,4})?){0,4}\\s+(${HOST})\\s+(\\d{2,5})\\b`, 'g'),
  // user:password@tcp(db:3306)/shop · db:5432,db2:5432 · --backend=api:80
  new RegExp(`(?:^|[\\s,=@("'[])(${HOST}):(\\d{2,5})(?=$|[\\s,;/)"'?\\]|&])`, 'g'),
]

/** Every address that the text names, once each, without those of the machine itself. */
export function addressesIn(text: string): readonly Address[] {
  const paired = PAIR_FORMS.flatMap(form =>
    [...text.matchAll(form)].map(([, host = '', port = '']) => ({ host, port: asPort(port) })),
  )
  const all = [...addressesInUrls(text), ...paired].filter(({ host }) => isRemote(host))
  return [...new Map(all.map(one => [`${one.host}:${one.port}`, one])).values()]
}

function addressesInUrls(text: string): readonly Address[] {
  return [...text.matchAll(URL_FORM)].flatMap(([, scheme = '', authority = '']) => {
    const hosts = authority.slice(authority.lastIndexOf('@') + 1)
    const usual = SCHEME_PORTS.get(scheme.toLowerCase()) ?? null
    return hosts.split(',').flatMap(one => {
      const [, host, port] = new RegExp(`^(?:tcp\\()?(${HOST})(?::(\\d{1,5}))?\\)?$`).exec(one) ?? []
      return host === undefined ? [] : [{ host, port: asPort(port) ?? usual }]
    })
  })
}

/** True for a name or address of somebody else: not of this machine, not a file, not a lone word of a command line. */
export function isRemote(host: string): boolean {
  if (/^(?:localhost|0\.0\.0\.0|127\.[\d.]+)$/i.test(host)) return false
  if (/^\d+$/.test(host) || /\.(?:go|py|js|ts|mjs|java|kt|rb|rs|c|php|sh|ya?ml|json|conf|log)$/i.test(host))
    return false
  return /[A-Za-z]/.test(host) || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)
}

export function asPort(text: string | undefined): number | null {
  const port = Number(text ?? '')
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null
}

/** A whole text that is one host name and nothing else, without the machine's own. */
export function asHost(text: string): string | null {
  return new RegExp(`^${HOST}$`).test(text) && isRemote(text) ? text : null
}
