// Errors that a log reports about something the app talks to: what went wrong, with which host and port.
import { httpStatusIn, lackingIn } from './answers.ts'

export type NetworkProblem =
  | 'name-not-found'
  | 'connection-refused'
  | 'timeout'
  | 'authentication'
  | 'tls'
  | 'read-only'
  | 'exhausted'
  /** It answers, and has no such database, topic, …. */
  | 'lacking'
  | 'other'

export interface Endpoint {
  readonly host: string | null
  readonly port: number | null
}

/** That no connection was made, in the words of whoever wrote the client: a failure, a verb, a connection. */
const noConnection =
  /\b(?:unable to|failed to|failure to|cannot|can't|can not|could not|couldn't|not (?:able|possible) to|error while|error) ?(?:re)?(?:connect|reach|contact|connecting)\b|\b(?:unable to|failed to|cannot|can't|could not|couldn't|not (?:able|possible) to) (?:open|establish|make|get|obtain|acquire|create|validate|verify|initiali[sz]e) .{0,40}\bconnection\b|\bconnection\b.{0,80}\b(?:could not|cannot|can't) be (?:established|made|opened|created|obtained)|:\d{2,5} (?:- |is )?(?:no response|rejecting connections|unavailable|not (?:ready|available|up|reachable|responding))\b|\bconnection (?:attempt )?(?:(?:to|with) .{1,80} )?failed\b|\b(?:could not|cannot|failed to|unable to) verify (?:that )?(?:this|that|the|your) (?:server|service|host) is (?:running|up|reachable|available)\b/i

/** In this order: a refused login may be wrapped in a connection error, and a name that isn't found in a timeout. */
const problems: readonly (readonly [NetworkProblem, RegExp])[] = [
  [
    'authentication',
    /password authentication failed|authori[sz]ation violation|access denied for user|authentication failed|\bWRONGPASS\b|\bNOAUTH\b|login failed for user|role "[^"]{1,80}" does not exist|no pg_hba\.conf entry|SASL authentication|invalid username(?:-| or )password|invalid credentials|\bcode:? 40[13]\b|is forbidden: User \\?"|PERMISSION_DENIED|PermissionDenied desc|UNAUTHENTICATED|Unauthenticated desc|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidClientTokenId|UnrecognizedClientException|AccessDenied\b(?!Exception)|(?:not|unable to) (?:find|locate|load) (?:default )?credentials|NoCredentialProviders|no valid credential|ACCESS_REFUSED|AccessRefused\b|(?:refresh|get|load|retrieve)(?: \w{1,20}){0,6} credentials|\bcredentials? (?:is |are )?(?:unavailable|expired|invalid|missing|not (?:found|configured|provided|set))|\b(?:invalid|expired|wrong|bad|missing) (?:api[ -]?key|token|password|credentials?)\b|DefaultCredentialsError|status code 40[13]\b|\bgoogleapi: Error 40[13]\b|not authorized to (?:make|perform|access)\b|Login was refused|Proxy Authentication Required|Permission denied \((?:publickey|password|keyboard)|could not read (?:Username|Password) for |(?<!key ?store )\b(?:user ?name|login|password)\b.{0,24}\b(?:not allowed|incorrect|rejected|wrong|mismatch(?:es)?)\b|could not read (?:Username|Password) for|Permission denied \([a-z,-]*(?:publickey|password)[a-z,-]*\)|Host key verification failed|terminal prompts disabled|response code:? ['"]?40[13]\b|check (?:the|your) (?:credentials|password|username)|(?<!key ?store )\b(?:access key(?: id)?|api key|token|password|credentials?)\b.{0,40}\b(?:does not exist|(?:is|are|was) (?:invalid|not valid|expired|revoked|incorrect|rejected))|does not have (?:[\w.:-]{1,60} )?(?:access|permission)\b(?! rights to the (?:file|directory))|\bPermission '[^']{1,80}' denied|\bUNAUTHORIZED:|authentication required|Authentication requires secure connection|\brunning in protected mode\b/i,
  ],
  [
    'exhausted',
    /too many connections|too many clients|remaining connection slots|max number of clients reached|connection pool (?:is )?(?:exhausted|time(?:d out|out))|\b429 (?:Too Many Requests|Quota exceeded)|Connection is not available, request timed out|ResourceExhausted|RESOURCE_EXHAUSTED|ThrottlingException|rate[ -]?limit(?:s|ed)? (?:exceeded|reached)|\bRateLimitError\b|quota (?:has been )?exceeded|exceeded (?:your|the) (?:current )?quota/i,
  ],
  ['exhausted', /\bOOM command not allowed/],
  [
    'tls',
    /SSL certificate (?:does not match|verify error)|\bhost ?name\b.{0,100}\b(?:match|mismatch)|ALTNAME_INVALID|(?:No|no) (?:alternative|subject alternative|name matching)\b.{0,80}\b(?:name|found)/,
  ],
  ['timeout', /\bTimeout (?:connecting|reading|writing) (?:to|from)\b/],
  ['timeout', /\btimeout of \d{1,8} ?ms exceeded(?!\. For async)/],
  [
    'read-only',
    /\bYou can't write against a read only|in a read-only transaction|--(?:super-)?read-only option|NotWritablePrimary|not (?:the )?(?:master|primary)\b.{0,40}(?:write|read-only)/i,
  ],
  [
    'tls',
    /\bx509:|certificate (?:verify failed|has expired|is not valid|signed by unknown)|CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|(?<!generat(?:e|ed|ing) (?:a )?)self[- ]signed certificate|invalid peer certificate|SSLHandshakeException|SSL handshake failed|PKIX path building failed|\btls: (?:failed|handshake|bad|unknown|first record)|gave HTTP response to HTTPS client|unable to (?:get|verify)\b.{0,30}\b(?:issuer|certificate)|UNABLE_TO_VERIFY|ERR_TLS_|altnames|SSL routines|\[SSL: [A-Z_]{4,60}\]|wrong version number|(?:does not|doesn't|not) support(?:ed)? (?:SSL|TLS)\b|\b(?:SSL|TLS) (?:was |is )?(?:required|not (?:supported|enabled|available))|\b(?:SSL|TLS) (?:negotiation|handshake) (?:failed|error|failure)|SSL connection could not be established|bad TLS record|TLS error (?:from peer|in)|remote certificate (?:is invalid|was rejected)|SSL is (?:not enabled|required)|not support SSL|requires? (?:SSL|TLS)\b/i,
  ],
  [
    'name-not-found',
    /no such host|\bENOTFOUND\b|\bEAI_AGAIN\b|Name or service not known|Name does not resolve|UnknownHostException|could not translate host name|Could not resolve host|Temporary failure in name resolution|nodename nor servname|Failed to resolve '|bad address '|can't resolve '|can't find [^\s:]{1,200}: (?:NXDOMAIN|No answer|Non-existent)|failed to lookup address|\bNXDOMAIN\b|getaddrinfo failed|server misbehaving|host not found in upstream|DNS resolution failed|name resolver error|produced zero addresses|No resolvable bootstrap urls|(?:could not|cannot|can't|failed to|unable to) resolve (?:address|host|hostname|the host|server)\b|SocketException \((?:\w{1,12}, )?11\)|Resource temporarily unavailable \([\w.-]{1,200}:\d|\bnon-existing domain\b|\bno records? found for\b|\b(?:A|AAAA|SRV|DNS|address) records? (?:lookups?\b|(?:was |were )?(?:not )?found)|(?:could not|couldn't|cannot|failed to|unable to) look ?up (?:the )?host\b|\bnot found address of host\b|Temporary failure resolving|\bunknown (?:\w{1,12} )?(?:server )?host\b|getaddrinfo for \S{1,200} failed|(?:could not|cannot|can't|failed to|unable to) resolve (?:\w{1,20} ){0,2}(?:address|host|hostname|server)\b|\bHost not found\b|Could not find address for|:\d{1,5}: Try again$|Domain name not found|\bERR_NAME_NOT_RESOLVED\b|NS_ERROR_UNKNOWN_HOST|\b(?:not |un)resolvable\b|Unknown (?:MySQL )?server host/i,
  ],
  // curl calls a timeout by how long it took.
  ['timeout', /after \d{5,9} ms: Couldn't connect/],
  [
    'connection-refused',
    /connection[ _]refused|\bECONNREFUSED\b|\b(?:errno|os error|error|code)\W{1,4}111\b|ConnectionRefusedError|target machine actively refused|Connection to [^\s]{1,200} refused|couldn't connect to server|could not connect to server|\beconnrefused\b|\bConnectionRefused\b|connect to (?:MySQL|MariaDB) server on '[^']{1,200}' \(111\)/i,
  ],
  [
    'timeout',
    /\bi\/o timeout|Client\.Timeout exceeded|connection[ _]timed[ _]out|\bETIMEDOUT\b|\b(?:errno|os error|error|code)\W{1,4}11[03]\b|connect(?:ion)? timed? ?out|ConnectTimeout|connect timeout|time(?:d )?out (?:while )?(?:connecting|contacting|(?:acquiring|getting|obtaining|opening) (?:a |the |new )?connection)|pool timed out|Timeout was reached|\brequest timed out|deadline[ _]exceeded|no route to host|\bEHOSTUNREACH\b|network is unreachable|\bENETUNREACH\b|dial (?:tcp|udp) .{0,120}deadline exceeded|connect(?:ing|ion)? .{0,120}timed out|download timed out|(?:to|from|at|with) [a-z0-9.-]{1,200}:\d{2,5} timed out|time(?:d ?out|out occurred after) waiting .{0,40}\bfor [a-z0-9.-]{1,200}:\d|\bERR_ADDRESS_UNREACHABLE\b|timed out waiting for (?:a )?connection|timed out waiting for a node assignment|not present in metadata after|timeout expired while/i,
  ],
  // A login that failed says less than why it did: .NET calls a refused certificate an AuthenticationException.
  [
    'authentication',
    /\bAuth(?:entication|orization)?(?:Exception|Error|Failure|Failed)\b|\b(?:unable|failed|error|could not|cannot)(?: to)? (?:authenticat\w{1,4}|log ?in)\b/i,
  ],
  [
    'other',
    /connection reset by peer|\bECONNRESET\b|socket hang up|server closed the connection unexpectedly|upstream connect error|no servers available|\bbad connection\b|\b(?:cluster|broker|service) is (?:down|unavailable|not (?:available|ready|running))\b|no brokers available|NoBrokersAvailable|brokers? (?:are )?down\b|connection (?:was )?(?:closed|reset|lost|dropped) (?:by|unexpectedly|while|before|during)|KeeperErrorCode = ConnectionLoss|:\d{1,5} - (?:no response|rejecting connections)$|connection to node .{1,200} could not be established/i,
  ],
  ['other', noConnection],
]

/** What went wrong with a connection, by the words of a log line; null where the line is about none. */
export function networkProblem(text: string): NetworkProblem | null {
  const said = problemOfCurl(text) ?? problemIn(text) ?? problemIn(namesOfErrors(text))
  if (said === 'authentication' || said === 'exhausted' || said === 'read-only') return said
  if (lackingIn(text) !== null) return 'lacking'
  if (said !== null && said !== 'other') return said
  return problemOfStatus(httpStatusIn(text)) ?? refusalOf(text) ?? timeoutOf(text) ?? said
}

/**
 * True where by these words no connection was made at all, which leaves open why: with an address, or an error of the
 * system in parentheses, the name was found at least.
 */
export function isUnreached(text: string): boolean {
  return noConnection.test(text) && httpStatusIn(text) === null && !nameFound.test(text)
}

const nameFound = /\b\d{1,3}(?:\.\d{1,3}){3}\b|\(1(?:01|1[0135])\)/

function problemIn(text: string): NetworkProblem | null {
  return problems.find(([, pattern]) => pattern.test(text))?.[0] ?? null
}

/** The names of errors in a message, such as `PoolTimedOut`, as words. */
function namesOfErrors(text: string): string {
  const names = text.match(/(?<![\w.$/])(?:[A-Z][a-z]{1,20}){2,6}(?=$|[\s:({,)"'])/g) ?? []
  return names.map(one => one.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')).join(', ')
}

/** A word that is a refusal where it is an answer from an address. */
function refusalOf(text: string): NetworkProblem | null {
  return text.includes('://') && /\b(?:unauthorized|forbidden|access denied)\b/i.test(text)
    ? 'authentication'
    : null
}

/** curl's own numbers are exact where its words are not. */
function problemOfCurl(text: string): NetworkProblem | null {
  const code = /\bcurl: \((\d{1,2})\)/.exec(text)?.[1]
  if (code === '6') return 'name-not-found'
  if (code === '28') return 'timeout'
  if (/^(?:35|51|58|59|60|77|83|90|91)$/.test(code ?? '')) return 'tls'
  return /^(?:16|18|22|52|55|56|92)$/.test(code ?? '') ? 'other' : null
}

/** Time that ran out while talking to somebody, however it is worded. */
function timeoutOf(text: string): NetworkProblem | null {
  const words =
    /\btimed[ -]?out\b|\b(?:Read|Socket|Connection|Request|Response)?Time[Oo]ut(?:Error|Exception)?:/
  return words.test(text) && endpointIn(text).host !== null ? 'timeout' : null
}

/** Where in the text the words are that say what went wrong; 0 where there are none. */
export function problemAt(text: string): number {
  return problems.map(([, pattern]) => pattern.exec(text)?.index).find(index => index !== undefined) ?? 0
}

function problemOfStatus(status: number | null): NetworkProblem | null {
  if (status === null) return null
  if (status === 401 || status === 403 || status === 407) return 'authentication'
  return status === 429 ? 'exhausted' : 'other'
}

const name = '([A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})(?:\\.[A-Za-z0-9][A-Za-z0-9_-]{0,62}){0,10})'
const port = '(\\d{1,5})'

/** Behind a word that is no host, but what is looked for. */
const noHeading = '(?![\\w-])(?! (?:host ?name|host|address|server|component|service|endpoint)\\b)'

/** How languages and tools write the other end: the most telling form first. */
const forms: readonly RegExp[] = [
  // Both ends of a connection, the own one first.
  new RegExp(`\\d->${name}:${port}`),
  new RegExp(`\\('${name}', ${port}\\)`),
  // Java: the name as asked for, and what it means.
  new RegExp(`(?:^|[\\s([:])${name}/(?:\\d{1,3}(?:\\.\\d{1,3}){3}|<unresolved>):${port}(?!\\d)`),
  new RegExp(`connection to server at "${name}"(?: \\([^)]{1,60}\\))?, port ${port}`, 'i'),
  new RegExp(`connect\\(2\\) for "?${name}"? port ${port}`, 'i'),
  new RegExp(`\\bipv[46]:${name}:${port}`),
  // A socket in the file system.
  /\bunix(?::\/\/|:| )(\/[\w./-]{1,200})/,
  new RegExp(`Failed to connect to ${name} port ${port}`, 'i'),
  // Go's driver of PostgreSQL: the settings, then what was dialed.
  new RegExp(`\\bhost=${name} [^\`]{1,200}\`[^\`]{0,60}?:${port}\\b`),
  new RegExp(`host='${name}', port=${port}`),
  // libpq's own form.
  new RegExp(`\\bhost=${name}(?: port=${port})?(?= (?:user|dbname|database|hostaddr)=)`),
  // The comma is SQL Server's.
  new RegExp(`\\b(?:server|data source)(?: ?= ?| )['"]?(?:tcp:)?${name},${port}\\b`, 'i'),
  new RegExp(`connect to ${name}:${port}`, 'i'),
  new RegExp(`connecting to (?:[a-z]{2,10}://)?${name}:${port}`, 'i'),
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
  // A client that was given a name and says the address that it means: nc, wget and its likes.
  new RegExp(
    `\\b(?:nc:|connect(?:ion|ing)? to:?) ${name}(?: \\([^)]{1,253}\\))?(?: \\(|\\|)[\\da-f.:[\\]]{3,45}(?:\\|)?:${port}`,
    'i',
  ),
  // `10.96.1.2:5432 (db)`
  new RegExp(`\\d{1,3}(?:\\.\\d{1,3}){3}:(?=\\d{1,5} \\(${name}\\))${port}`),
  new RegExp(`${name}/\\d{1,3}(?:\\.\\d{1,3}){3}:${port}`),
  new RegExp(`bad address '${name}(?::${port})?'`),
  new RegExp(`host not found in upstream "${name}(?::${port})?"`),
  new RegExp(`remote host \\(${name}\\)(?::${port})?`),
  new RegExp(`host name "${name}"`),
  new RegExp(`(?:^|\\s)${name} (?:could not|cannot|can't) be resolved`),
  // How libpq and its kin are told whom to ask.
  new RegExp(`\\bhost=${name} (?:user|port|dbname|database)=`),
  new RegExp(`is valid for .{1,200}, not ${name}`),
  new RegExp(`\\b(?:server|host|broker|node)(?: host| on)? '${name}'`),
  new RegExp(`getaddrinfo\\(host='${name}'`),
  new RegExp(`\\blookup ${name}(?: on |:)`),
  // What was asked for, and then what the resolver answers.
  new RegExp(
    `(?:^|[:(] )${name}(?::${port})?: (?:Name or service not known|Temporary failure in name resolution|Name does not resolve|nodename nor servname|No address associated|no such host)`,
    'i',
  ),
  new RegExp(
    `(?:lookup|ENOTFOUND|EAI_AGAIN|resolve host(?:name)?:?|UnknownHostException:|Failed to resolve) '?"?${name}${noHeading}`,
  ),
  // Much else is not found or resolved: a bare word that goes on is no host (`resolve instance version`).
  new RegExp(
    `(?:resolve|(?:can't|cannot|not) find) '?"?(?=\\w*[.\\d-]\\w|\\w+(?:[^\\w\\s]|$| [^a-z]))${name}${noHeading}`,
  ),
  new RegExp(`Could not connect to [A-Za-z]{1,20} at ${name}:${port}`, 'i'),
  new RegExp(`(?:^|[\\s"'([@=]|(?<![\\w.-])/)${name}:${port}(?=[\\s"')\\],;:/]|$)`),
  // The resolver of Rust.
  new RegExp(`\\bName\\("${name}\\.?"\\)`),
  // A node of Erlang.
  new RegExp(`'\\w{1,40}@${name}'`),
  new RegExp(`\\bhost[:=]? ?["']?${name}["']?,? port[:=]? ?${port}`, 'i'),
  new RegExp(
    `\\b(?!(?:s3|gs|oci|file|jar|abfss?|wasbs?)://)[a-z][a-z+]{1,20}://(?:[^\\s@/[]{0,200}@)?${name}(?=[/"'\\s,)]|$)`,
  ),
]

/** Words that stand where a host would and are none, and the address of nobody else. */
const notHosts =
  /^0\.0\.0\.0$|^0x[\da-f]{6,16}$|^\d{4}-\d\d-\d\dT\d\d$|^(?:on|the|for|a|to|host|hostname|address|name|null|undefined|error|port|server|failed|unable|could|cannot|can|not|no|is|was|with|in|at|by|of|all|any|this|that|srv|aaaa|len|length|size|line|offset|code|status|pid|localhost\.localdomain|getaddrinfo)$|\.(?:go|py|js|ts|mjs|cjs|java|kt|rb|rs|cs|cpp|cc?|hh?|hpp|php|ex|sh|erl)$|\w(?:Exception|Error)$/i

/** A class with its line, as some loggers write: `ClientUtils:84`. */
const place = /^(?:[a-z]\w{0,40}\.){0,10}(?:[A-Z][a-z\d]{1,40}){2,6}$/

/** Before the address of who calls, or of the app itself; nginx's host is what its caller asked for. */
const ownEnd = /(?:\b(?:client|laddr|local(?:_?addr(?:ess)?)?|src|source)\W{0,3}|, host: ")$/i

/** Where the form fits, but not to a word that is no host or to a place in the program. */
function hostsIn(form: RegExp, text: string): readonly RegExpExecArray[] {
  const match = form.exec(text)
  if (match === null) return []
  const host = match[1] ?? ''
  const isNone =
    ownEnd.test(text.slice(0, match.index + match[0].indexOf(host))) ||
    place.test(host) ||
    notHosts.test(host) ||
    /^\d+$/.test(host)
  const behind = hostsIn(form, text.slice(match.index + match[0].length))
  return isNone ? behind : [match, ...behind]
}

/** A page that a message sends its reader to. */
const reading =
  /\b(?:see|visit|more|docs?|documentation(?:_url)?|help|background|details?|information|refer|guide|troubleshoot\w{0,8})\b["']?(?:: ?["'])?[^"'`]{0,80}?https?:\/\/[^\s"')]{1,300}/gi

/** The machine itself, as the kernel writes its address: `[::1]:5432`, and `::1:5432` of Node. */
const ownIpv6 = /\[::1\](?=:\d)|(?<![\w:.])::1(?=:\d)/g

/** The other end that a log line names. Where it names several forms, a name beats an address. */
export function endpointIn(text: string): Endpoint {
  const local = text.replaceAll(ownIpv6, 'localhost')
  const said = local.includes('://') ? local.replace(reading, ' ') : local
  const found = forms
    .flatMap(form => hostsIn(form, said))
    .map(match => ({ host: match[1] ?? null, port: asPort(match[2]) }))
  const first = found[0]
  if (first === undefined) return { host: null, port: null }
  // `dial tcp: lookup db on 10.96.0.10:53` names the resolver too: a form with the port 53 is not the other end.
  const useful = found.filter(end => end.port !== 53)
  const best = useful.find(end => isName(end.host)) ?? useful[0] ?? first
  const sameHost = useful.find(end => end.host === best.host && end.port !== null)
  // A name may be told apart from the address that it has, with its port.
  const [only, another] = new Set(useful.filter(end => !isName(end.host)).flatMap(end => end.port ?? []))
  const port = best.port ?? sameHost?.port ?? (another === undefined ? only : null) ?? null
  return { host: best.host === null ? null : asked(best.host), port }
}

/** A variable in the place of the host that nothing has filled in; null where there is none. */
export function unfilledIn(text: string): string | null {
  return /\$\([A-Za-z_]\w{0,80}\)|\$\{[^{}\s]{1,80}\}|\{\{[^{}]{1,80}\}\}/.exec(text)?.[0] ?? null
}

/** True for a host that is no address: a reader knows it by that. */
export function isName(host: string | null): boolean {
  return host !== null && !/^[\d.]+$/.test(host)
}

/** The name as it was asked for: a resolver's search list appends the cluster's domains to it one after the other. */
function asked(host: string): string {
  return host.replace(/(?:\.svc)?\.cluster\.local$/, '')
}

/** Whom a line waits for, as scripts say it that try again and again; null where it waits for nobody with a port. */
export function awaited(text: string): Endpoint | null {
  if (!/\bwait(?:ing|s)? (?:\w{1,12} ){0,4}(?:for|until|on)\b|\bnot (?:ready|up|available) yet\b/i.test(text))
    return null
  const end = endpointIn(text)
  return end.host === null || end.port === null ? null : end
}

function asPort(text: string | undefined): number | null {
  const value = Number(text ?? '')
  return text !== undefined && value > 0 && value < 65_536 ? value : null
}
