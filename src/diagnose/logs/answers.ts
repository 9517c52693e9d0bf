// What the other end answered: an HTTP status, or that it does not have what was asked for.

/** An HTTP status that a client was given; null where the line tells of none, or of what the app itself answered. */
export function httpStatusIn(text: string): number | null {
  if (ownAnswer.test(text) && !/https?:\/\//.test(text)) return null
  const found = statusForms.map(form => form.exec(text)?.[1]).find(one => one !== undefined)
  return found === undefined ? null : Number(found)
}

/** A line about a request that the app served: its method and a path without a host, or an access log's. */
const ownAnswer = /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD) \/|HTTP\/[\d.]{1,3}" \d{3}\b/

const reason =
  '(?:Unauthorized|Forbidden|Proxy Authentication Required|Too Many Requests|Internal Server Error|Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out)'
const statusForms: readonly RegExp[] = [
  new RegExp(`\\b([45]\\d\\d)\\b["')\\]]{0,2}[:,]? {0,2}[-(]? ?["']?${reason}`, 'i'),
  new RegExp(`${reason} \\(([45]\\d\\d)\\)`, 'i'),
  /returned error: ([45]\d\d)\b/,
  /^ERROR ([45]\d\d): [A-Z]/,
  /\berror code:? ([45]\d\d)\b/i,
  /(?:exception|error):? \(([45]\d\d)\)/i,
  /:\/\/.{0,200}\b(?:status|code)\W{1,3}([45]\d\d)\b/i,
  /\ban error occurred \(([45]\d\d)\) when calling\b/i,
  /\b(?:unexpected|bad|invalid|got|received|returned|responded(?: with)?|failed with|non-2xx|error)\b.{0,24}?\b(?:status(?: ?code)?|response(?: code)?|HTTP(?:\/[\d.]{1,3})?)\b["':= (]{0,4}([45]\d\d)\b/i,
  /\b(?:status(?: ?code)?|HTTP)[: ]{1,2}([45]\d\d)\b.{0,60}\b(?:from|for|calling|url)\b/i,
  /\bfailed with (?:status )?code ([45]\d\d)\b/i,
  /\b([45]\d\d) (?:Client|Server) Error\b/,
  /\bHTTP(?:\/[\d.]{1,3}| Error) ([45]\d\d)\b(?!")/,
  /\bnot indicate success: ([45]\d\d)\b/,
  /\bHttp(?:Client|Server)ErrorException\$?\w{0,30}: ([45]\d\d)\b/,
]

const thing =
  '(database|keyspace|bucket|topic|queue|exchange|vhost|stream|index|collection|container|catalog)'
const called = '["\'`“]?([\\w./$-]{1,120})["\'`”]?'

/** How servers say that they have no such thing, with its name where they tell it. */
const lackingForms: readonly (readonly [RegExp, (match: RegExpExecArray) => Lacking])[] = [
  [new RegExp(`\\b${thing} ${called} (?:does not|doesn't) exist\\b`, 'i'), named],
  [new RegExp(`\\bunknown ${thing}(?: (?=["'\`])|: )${called}`, 'i'), named],
  [new RegExp(`\\bcannot open ${thing} ${called} requested by the login`, 'i'), named],
  [new RegExp(`\\b(?:could not|cannot) find (?:your |the )?${thing}:? ${called}`, 'i'), named],
  [new RegExp(`\\bno (?:such )?${thing}:? ${called}(?: in vhost|$)`, 'i'), named],
  [new RegExp(`\\b${thing} ${called} (?:was )?not (?:found|present in metadata)`, 'i'), named],
  [
    /\bsource topics (?:were|are) missing\b(?:[^[]{0,80}\[([\w.-]{1,200}))?/,
    match => ({ what: 'topic', name: match[1] ?? null }),
  ],
  [
    /\bservice ([\w.-]{1,120}) is not registered with the listener/i,
    match => ({ what: 'database service', name: match[1] ?? null }),
  ],
  [/\bresource not found: (\w{1,30}): ([\w./-]{1,200})/i, named],
  [/\bno such index \[([\w.-]{1,200})\]/, match => ({ what: 'index', name: match[1] ?? null })],
  [
    /\bspecified (bucket|queue|key) does not exist\b|\bNoSuchBucket\b/i,
    match => ({ what: match[1] ?? 'bucket', name: null }),
  ],
  [
    /\bUnknown[ _]Topic[ _]Or[ _]Partition\b|\bUnknownTopicOrPartition|does not host this topic-partition/i,
    () => ({ what: 'topic', name: null }),
  ],
]

export interface Lacking {
  /** `database`, `topic`, … */
  readonly what: string
  readonly name: string | null
}

function named(match: RegExpExecArray): Lacking {
  return { what: match[1]?.toLowerCase() ?? '', name: match[2] ?? null }
}

/** What the other end says that it does not have; null where it says no such thing. */
export function lackingIn(text: string): Lacking | null {
  for (const [form, read] of lackingForms) {
    const match = form.exec(text)
    if (match !== null) return read(match)
  }
  return null
}
