// Errors that a log reports about something the app talks to: what went wrong, with which host and port.

export type NetworkProblem =
  | 'name-not-found'
  | 'connection-refused'
  | 'timeout'
  | 'authentication'
  | 'tls'
  | 'read-only'
  | 'exhausted'
  | 'other'

export interface Endpoint {
  readonly host: string | null
  readonly port: number | null
}

/** In this order: a refused login may be wrapped in a connection error, and a name that isn't found in a timeout. */
const problems: readonly (readonly [NetworkProblem, RegExp])[] = [
  [
    'authentication',
    /password authentication failed|access denied for user|authentication failed|\bWRONGPASS\b|\bNOAUTH\b|login failed for user|role "[^"]{1,80}" does not exist|no pg_hba\.conf entry|SASL authentication|invalid username(?:-| or )password|invalid credentials|\b401 Unauthorized\b|\b403 Forbidden\b|\bcode:? 40[13]\b|is forbidden: User \\?"|PERMISSION_DENIED|PermissionDenied desc|UNAUTHENTICATED|Unauthenticated desc|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidClientTokenId|UnrecognizedClientException|AccessDenied\b(?!Exception)|(?:not|unable to) (?:find|locate|load) (?:default )?credentials|NoCredentialProviders|no valid credential|ACCESS_REFUSED|AccessRefused\b|(?:refresh|get|load|retrieve)(?: \w{1,20}){0,3} credentials|DefaultCredentialsError|status code 40[13]\b|Login was refused|could not read (?:Username|Password) for|Permission denied \([a-z,-]*(?:publickey|password)[a-z,-]*\)|Host key verification failed|terminal prompts disabled|response code:? ['"]?40[13]\b|check (?:the|your) (?:credentials|password|username)|\b(?:access key(?: id)?|api key|token|password|credentials?)\b.{0,40}\b(?:does not exist|(?:is|are|was) (?:invalid|not valid|expired|revoked|incorrect|rejected))|does not have (?:[\w.:-]{1,60} )?(?:access|permission)\b|\bPermission '[^']{1,80}' denied|\bUNAUTHORIZED:|authentication required/i,
  ],
  [
    'exhausted',
    /too many connections|too many clients|remaining connection slots|max number of clients reached|connection pool (?:is )?(?:exhausted|timed out)|\b429 (?:Too Many Requests|Quota exceeded)|Connection is not available, request timed out|ResourceExhausted|RESOURCE_EXHAUSTED|ThrottlingException|rate limit exceeded/i,
  ],
  [
    'read-only',
    /\bREADONLY You can't write|in a read-only transaction|--(?:super-)?read-only option|NotWritablePrimary|not (?:the )?(?:master|primary)\b.{0,40}(?:write|read-only)/i,
  ],
  [
    'tls',
    /\bx509:|certificate (?:verify failed|has expired|is not valid|signed by unknown)|CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|self[- ]signed certificate|SSLHandshakeException|SSL handshake failed|PKIX path building failed|\btls: (?:failed|handshake|bad|unknown|first record)|gave HTTP response to HTTPS client|unable to get local issuer|SSL routines|SSL connection could not be established|\bcurl: \((?:35|51|58|59|60|77|83|90|91)\)|SSL is (?:not enabled|required)|not support SSL|requires? (?:SSL|TLS)\b|remote certificate (?:is invalid|was rejected)/i,
  ],
  [
    'name-not-found',
    /no such host|\bENOTFOUND\b|\bEAI_AGAIN\b|Name or service not known|Name does not resolve|UnknownHostException|could not translate host name|Could not resolve host|Temporary failure in name resolution|nodename nor servname|Failed to resolve '|bad address '|can't resolve '|can't find [^\s:]{1,200}: (?:NXDOMAIN|No answer|Non-existent)|failed to lookup address|\bNXDOMAIN\b|getaddrinfo failed|server misbehaving|host not found in upstream|DNS resolution failed|name resolver error|produced zero addresses|No resolvable bootstrap urls|(?:could not|cannot|can't|failed to|unable to) resolve (?:\w{1,20} ){0,2}(?:address|host|hostname|server)\b|\bHost not found\b|Could not find address for|:\d{1,5}: Try again$|SocketException \((?:\w{1,12}, )?11\)|Resource temporarily unavailable \([\w.-]{1,200}:\d|\bnon-existing domain\b|Temporary failure resolving|Domain name not found|\bERR_NAME_NOT_RESOLVED\b|NS_ERROR_UNKNOWN_HOST|\b(?:not |un)resolvable\b|Unknown (?:MySQL )?server host|getaddrinfo for \S{1,200} failed/i,
  ],
  // curl calls a timeout by its number only, or by how long it took.
  ['timeout', /\bcurl: \(28\)|after \d{5,9} ms: Couldn't connect/],
  [
    'connection-refused',
    /connection[ _]refused|\bECONNREFUSED\b|ConnectionRefusedError|target machine actively refused|Connection to [^\s]{1,200} refused|couldn't connect to server|could not connect to server|\beconnrefused\b|\bConnectionRefused\b|connect to (?:MySQL|MariaDB) server on '[^']{1,200}' \(111\)/i,
  ],
  [
    'timeout',
    /\bi\/o timeout|connection[ _]timed[ _]out|\bERR_ADDRESS_UNREACHABLE\b|timed out waiting for (?:a )?connection|\bETIMEDOUT\b|connect(?:ion)? timed? ?out|ConnectTimeout|connect timeout|timeout (?:while )?connecting|pool timed out while waiting|Timeout was reached|\brequest timed out|deadline[ _]exceeded|no route to host|\bEHOSTUNREACH\b|network is unreachable|\bENETUNREACH\b|dial (?:tcp|udp) .{0,120}deadline exceeded|connect(?:ing|ion)? .{0,120}timed out|download timed out|timed out waiting for a node assignment|not present in metadata after|timeout expired while|time(?:d ?out|out occurred after) waiting .{0,40}\bfor [a-z0-9.-]{1,200}:\d/i,
  ],
  [
    'other',
    /connection reset by peer|\bECONNRESET\b|socket hang up|server closed the connection unexpectedly|upstream connect error|KeeperErrorCode = ConnectionLoss|database "[^"]{1,80}" does not exist|Unknown database '|:\d{1,5} - (?:no response|rejecting connections)$|server returned error: HTTP|requested URL returned error: \d|\bcurl: \((?:16|18|22|52|55|56|92)\)|connection to node .{1,200} could not be established|\b503 Service Unavailable\b|no servers available|no brokers available|NoBrokersAvailable|brokers? (?:are )?down\b|(?:unable|failed|cannot|can't|could not) (?:to )?(?:connect|reach)\b/i,
  ],
]

/** What went wrong with a connection, by the words of a log line; null where the line is about none. */
export function networkProblem(text: string): NetworkProblem | null {
  return problems.find(([, pattern]) => pattern.test(text))?.[0] ?? null
}

const name = '([A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})(?:\\.[A-Za-z0-9][A-Za-z0-9_-]{0,62}){0,10})'
const port = '(\\d{1,5})'

/** How languages and tools write the other end: the most telling form first. */
const forms: readonly RegExp[] = [
  new RegExp(`connection to server at "${name}"(?: \\([^)]{1,60}\\))?, port ${port}`, 'i'),
  new RegExp(`connect\\(2\\) for "?${name}"? port ${port}`, 'i'),
  new RegExp(`Failed to connect to ${name} port ${port}`, 'i'),
  new RegExp(`host='${name}', port=${port}`),
  new RegExp(`connect to ${name}:${port}`, 'i'),
  new RegExp(`connecting to ${name}:${port}`, 'i'),
  new RegExp(`Connection to ${name}:${port}`, 'i'),
  new RegExp(`ECONNREFUSED ${name}:${port}`),
  new RegExp(`ETIMEDOUT ${name}:${port}`),
  new RegExp(`dial (?:tcp|udp)4?6? ${name}:${port}`),
  new RegExp(`Connection refused \\(${name}:${port}\\)`),
  new RegExp(`\\(${name}:${port}\\)`),
  new RegExp(`https?://${name}:${port}`),
  new RegExp(`[a-z][a-z+]{1,20}://(?:(?:[^\\s@/[]|\\[REDACTED:[^\\]]{1,200}\\]){0,200}@)?${name}:${port}`),
  new RegExp(`[\`'"]${name}:${port}[\`'"]`),
  new RegExp(`(?:resolve address|failure resolving) ['"]?${name}`),
  new RegExp(`getaddrinfo for ${name} failed`),
  // `10.96.1.2:5432 (db)`
  new RegExp(`\\d{1,3}(?:\\.\\d{1,3}){3}:(?=\\d{1,5} \\(${name}\\))${port}`),
  new RegExp(`${name}/\\d{1,3}(?:\\.\\d{1,3}){3}:${port}`),
  new RegExp(`bad address '${name}(?::${port})?'`),
  new RegExp(`host not found in upstream "${name}(?::${port})?"`),
  new RegExp(`remote host \\(${name}\\)(?::${port})?`),
  new RegExp(`host name "${name}"`),
  new RegExp(`is valid for .{1,200}, not ${name}`),
  new RegExp(`server host '${name}'`),
  new RegExp(`getaddrinfo\\(host='${name}'`),
  new RegExp(
    `(?:lookup|ENOTFOUND|EAI_AGAIN|resolve host(?:name)?:?|resolve|(?:can't|cannot|not) find|UnknownHostException:|Failed to resolve) '?"?${name}`,
  ),
  new RegExp(`Could not connect to [A-Za-z]{1,20} at ${name}:${port}`, 'i'),
  new RegExp(`(?:^|[\\s"'(@=/])${name}:${port}(?=[\\s"'),;:/]|$)`),
  new RegExp(`\\bhost[:=]? ?["']?${name}["']?,? port[:=]? ?${port}`, 'i'),
  new RegExp(`https?://${name}(?=[/"'\\s]|$)`),
]

/** Words that stand where a host would and are none. */
const notHosts =
  /^\d{4}-\d\d-\d\dT\d\d$|^(?:on|the|for|a|to|host|hostname|address|name|null|undefined|error|port|server|localhost\.localdomain)$|\.(?:go|py|js|ts|mjs|cjs|java|kt|rb|rs|cs|cpp|c|php|ex|sh)$/i

/** The other end that a log line names. Where it names several forms, a name beats an address. */
export function endpointIn(text: string): Endpoint {
  const found = forms
    .map(form => form.exec(text))
    .filter(match => match !== null)
    .map(match => ({ host: match[1] ?? null, port: asPort(match[2]) }))
    .filter(end => end.host !== null && !notHosts.test(end.host) && !/^\d+$/.test(end.host))
  const first = found[0]
  if (first === undefined) return { host: null, port: null }
  // `dial tcp: lookup db on 10.96.0.10:53` names the resolver too: a form with the port 53 is not the other end.
  const useful = found.filter(end => end.port !== 53)
  const best = useful.find(end => isName(end.host)) ?? useful[0] ?? first
  const sameHost = useful.find(end => end.host === best.host && end.port !== null)
  return { host: best.host === null ? null : asked(best.host), port: best.port ?? sameHost?.port ?? null }
}

function isName(host: string | null): boolean {
  return host !== null && !/^[\d.]+$/.test(host)
}

/** The name as it was asked for: a resolver's search list appends the cluster's domains to it one after the other. */
function asked(host: string): string {
  return host.replace(/(?:\.svc)?\.cluster\.local$/, '')
}

function asPort(text: string | undefined): number | null {
  const value = Number(text ?? '')
  return text !== undefined && value > 0 && value < 65_536 ? value : null
}
