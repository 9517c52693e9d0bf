// The ways to write a value behind its name: assignments, documents, dumps of structures, flags, sentences.

/** What stands where a secret would, and is none: references, placeholders, words for nothing. */
export const noSecret =
  '(?!\\[REDACTED:|\\$[({]|\\{\\{|%[sdvq]|\\*{3}|(?:true|false|null|nil|none|undefined|yes|no|empty|unset|redacted)(?![A-Za-z0-9]))'

/** The source line that a stack trace shows: `os.environ["DB_PASSWORD"]`, `process.env.TOKEN`, `lexer.next()`. */
const noExpression = '(?![A-Za-z_][A-Za-z0-9_.]{0,80}(?:\\[["\']|\\(["\')])|process\\.env\\.)'

/** What the name is a name of: a `password` is always one, a `token` or `secret` may be a word of a sentence, or another's name. */
export type NameKind = 'password' | 'other'

/** One way to write a value behind its name. */
export interface Form {
  /** The characters with which it may go on behind the name. */
  readonly first: string
  /** The only kind of name that it counts for; where it is absent each kind does. */
  readonly only?: NameKind
  /** From the end of the name; its groups are the secret. */
  readonly value: RegExp
  /** Whether the name stands where it must. */
  readonly before?: (text: string, end: number) => boolean
  /** False for what is no secret after all. */
  readonly accepts?: (value: string, kind: NameKind) => boolean
}

const sticky = (source: string, flags = ''): RegExp => new RegExp(source, `diy${flags}`)

/** Quotation marks, also those of strings in strings, of pages and of URLs. */
const quote = '(?:\\\\{0,7}["\'`]|&quot;|&#3[49];|%2[27])'
/** What follows an opening one, up to the end that any of them would be. */
const quoted = `${quote}${noSecret}((?:(?!${quote})[^\\r\\n\\0]){1,65536})`
const quotes = '"\'`\\&%'
const spaces = '[ \\t]{0,20}'
/** Behind a name that may be quoted itself, or stand in brackets. */
const named = `(?:${quote}|\\])?`
const assigns = `${named}${spaces}(?:=>|:=|=(?!=)|%3D|&#61;)${spaces}`
const lineStart = behind(126, /(?:^|[\r\n])[ \t]{0,40}(?:- )?["']?[A-Za-z0-9_.-]{0,80}$/)

export const forms: readonly Form[] = [
  // In environments, connection strings, query strings and log lines; `[password] => …` of PHP, `:password=>"…"` of Ruby.
  {
    first: `${quotes}]= \t:`,
    value: sticky(
      `${assigns}(?:"${noSecret}([^"\\r\\n\\0]{1,65536})|'${noSecret}([^'\\r\\n\\0]{1,65536})|\\\\{1,7}${quoted}|(?!\\\\{0,7}["'])${noSecret}${noExpression}((?:[^\\s"'&;,<>\\0\\\\]|,(?=[^\\s"'&;,<>\\0\\\\])){1,65536}))`,
    ),
  },
  // `"password": "…"`, `'password': '…'`, `password: "…"`, `\"password\":\"…\"`, `"Password": ["…"]`.
  {
    first: `${quotes} \t:`,
    value: sticky(`(?:${quote}\\s{0,40}|[ \\t]{0,3}):\\s{0,40}[[({]{0,2}${quoted}`),
    accepts: isText,
  },
  {
    first: quotes,
    value: sticky(`${quote}[ \\t]{0,3}:[ \\t]{0,3}([0-9]{4,40})(?![0-9.])`),
    only: 'password',
  },
  // An environment variable as manifests write it: a name, then its value. Attributes of XML are written so too.
  {
    first: '\\", \t\r\n',
    value: sticky(
      `(?:\\\\{0,3}")?,?\\s{0,40}(?:\\\\{0,3}")?value(?:(?:\\\\{0,3}")?: {0,2}|=)(?:\\\\{0,3}")?${noSecret}([^\\s"\\\\][^"\\r\\n\\\\]{0,65535})`,
    ),
    before: behind(100, /(?:name|key)(?:(?:\\{0,3}")?: {0,2}|=)(?:\\{0,3}")?[A-Za-z0-9_.-]{0,80}$/i),
  },
  {
    first: ' \t"\0',
    value: sticky(
      `(?:[ \\t]{1,4}|","|", "|\\0)["']?(?!-)(?!(?:is|flag|flags|option|options|and|or|to|must|not|for|value|file|from|in|was|requires?|with|the|cannot|may|can)\\b)${noSecret}([^\\s"'\\0<>[\\\\]{1,65536})`,
    ),
    before: isFlag,
  },
  // `password: …` alone on its line. Elsewhere a colon is prose ("unexpected token: foo").
  {
    first: '"\':',
    value: sticky(
      `["']?:[ \\t]{1,8}["']?${noSecret}${noExpression}([^\\s"'&<>|{[\\\\][^\\s"'\\\\]{0,4095})["']?,?[ \\t]{0,8}(?:#[^\\r\\n]{0,200})?$`,
      'm',
    ),
    before: lineStart,
  },
  // The same of several words, behind what only a variable is called.
  {
    first: ':',
    value: sticky(`:[ \\t]{1,8}${noSecret}([^\\s"'&<>|{[\\\\][^"'\\r\\n\\\\]{0,4095})$`, 'm'),
    before: behind(126, /(?:^|[\r\n])[ \t]{0,40}(?:- )?[A-Z0-9]{1,40}_[A-Z0-9_]{0,40}(?<=[A-Z])$/),
  },
  // YAML's block scalars, and a single word on the next line.
  {
    first: ':',
    value: sticky(
      ':[ \\t]{0,8}[|>][-+0-9]{0,3}[ \\t]{0,8}\\r?\\n(?=([ \\t]{1,80}))\\1([^\\s][^\\r\\n]{0,4095}(?:\\r?\\n\\1[^\\r\\n]{0,4095}){0,200})',
    ),
    before: lineStart,
  },
  {
    first: ':',
    value: sticky(
      `:[ \\t]{0,8}\\r?\\n[ \\t]{1,80}["']?${noSecret}([^\\s"':{}[\\]#&*!|>-][^\\s"':]{2,4095})["']?[ \\t]{0,8}$`,
      'm',
    ),
    before: lineStart,
  },
  // `{User:app Password:… Host:db}` of Go, and in sentences what looks like nothing else.
  {
    first: ':',
    value: sticky(`:${noSecret}([^\\s"'&<>|{}[\\](),;\\\\]{3,4096})`),
    before: behind(44, /[{ ,][A-Z][A-Za-z0-9]{0,40}$/),
    accepts: (value, kind) => kind === 'password' || looksLikeKey(value),
  },
  {
    first: ':',
    value: sticky(`:[ \\t]{0,4}${noSecret}([^\\s"'&<>|{}[\\](),;\\\\]{6,4096})`),
    accepts: looksSecret,
  },
  {
    first: ' \t',
    value: sticky(
      `(?:[ \\t](?:for|of) [^\\s]{1,60})?[ \\t](?:is|was|is now|was set to|set to|changed to|==?|->)[: ]{1,3}["'\`]?${noSecret}([^\\s"'&<>|{}[\\](),;\\\\]{8,4096})`,
    ),
    only: 'password',
    accepts: looksSecret,
  },
  // `ALTER ROLE app PASSWORD '…'`, `setPassword("…")`, `<password>…</password>`.
  {
    first: ' \t(',
    value: sticky(
      `(?:[ \\t]{1,4}|\\()\\\\{0,3}(?:'([^'\\r\\n\\\\]{1,4096})'|"([^"\\r\\n\\\\]{1,4096})\\\\{0,3}")`,
    ),
    only: 'password',
  },
  {
    first: '>',
    value: sticky(`>${noSecret}([^<>\\r\\n]{1,4096})</`),
    before: behind(84, /<[A-Za-z0-9_.:-]{0,80}$/),
  },
]

/** Whether a pattern ends there, which is no longer than `length`. */
function behind(length: number, regex: RegExp): (text: string, end: number) => boolean {
  return (text, end) => regex.test(text.slice(Math.max(0, end - length), end))
}

const isOfFlag = Uint8Array.from({ length: 256 }, (_, code) =>
  /[A-Za-z0-9-]/.test(String.fromCharCode(code)) ? 1 : 0,
)

/** `--db-password`: asked for each such word of prose, so it looks no further than it must. */
function isFlag(text: string, end: number): boolean {
  let start = end
  while (start > 0 && end - start < 62 && isOfFlag[text.charCodeAt(start - 1)] === 1) start -= 1
  return text.charAt(start) === '-' && /^[\s"'=\0]?$/.test(text.charAt(start - 1))
}

/** A single sign behind a colon is what a parser did not expect. */
function isText(value: string, kind: NameKind): boolean {
  return kind === 'password' || value.length > 2
}

/** Of what may be a word of a sentence: letters and digits mixed, and no address, time, path or name of an object. */
function looksSecret(value: string, kind: NameKind): boolean {
  return kind === 'password' ? looksLikePassword(value) : looksLikeKey(value)
}

function looksLikePassword(text: string): boolean {
  const value = text.replace(/[.!?:]+$/, '')
  if (
    value.length < 6 ||
    /^(?:[0-9]|\/|[a-z]+:)/.test(value) ||
    /^[a-z0-9]+(?:[-.:/][a-z0-9]+)+$/.test(value)
  )
    return false
  return /[A-Za-z]/.test(value) && /[0-9!@#$%^&*?~+=]/.test(value)
}

function looksLikeKey(text: string): boolean {
  return (
    text.length >= 16 &&
    /[0-9]/.test(text) &&
    (/[a-z][^\s]*[A-Z]|[A-Z][^\s]*[a-z]/.test(text) || /^[0-9a-f]{32,}$/.test(text))
  )
}
