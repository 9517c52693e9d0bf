// A log as lines: decoded once, cleaned of colours, long lines cut, so that every pattern stays linear and cheap.
import { asText, type ContainerLog } from '../../model/inspection.ts'
import { blockAt } from './blocks.ts'

/** Longest part of a line that is read; what follows (a dumped body, a minified stack) never names the cause. */
const longestLine = 2000

export interface LogLine {
  /** As printed, without colour codes. */
  readonly raw: string
  /** The message: of a JSON or logfmt line its message and error, else the line itself. */
  readonly text: string
  /** How grave the line says it is: 3 fatal, 2 error, 1 warning, 0 anything else. */
  readonly level: number
}

/** The lines of a log, oldest first, empty ones included (they separate blocks). */
export function linesOf(log: ContainerLog): readonly string[] {
  const text = asText(log.bytes)
  // The kubelet answers so, with success, where the runtime has thrown the log away.
  if (text.startsWith('unable to retrieve container logs for ')) return []
  const lines: string[] = []
  let start = 0
  while (start < text.length) {
    let end = text.indexOf('\n', start)
    if (end === -1) end = text.length
    lines.push(cleaned(text.slice(start, Math.min(end, start + longestLine))))
    start = end + 1
  }
  return lines
}

function cleaned(line: string): string {
  const plain = line.includes('\u001b') ? line.replace(/\u001b\[[0-9;?]{0,20}[A-Za-z]/g, '') : line
  return plain.trimEnd()
}

/** Reads one line's message and level, whatever the logger: JSON, logfmt, klog or plain words. */
export function readLine(raw: string): LogLine {
  return jsonLine(raw) ?? logfmtLine(raw) ?? { raw, text: withoutHead(raw), level: levelInWords(raw) }
}

const time = '\\d{1,2}:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?: ?(?:Z|UTC|[+-]\\d\\d:?\\d\\d)\\b)?'
const heads: readonly RegExp[] = [
  new RegExp(`^\\[?(?:\\d{4}[-/.]\\d\\d[-/.]\\d\\d[T ])?${time}\\]?[\\s|-]{1,4}`),
  // klog: the level's letter with month and day, the time, the thread, the place.
  /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{1,9} {1,8}\d{1,8} [^\]\s]{1,120}\] /,
]

/** The line without the moment that a logger puts first: its numbers would pass for ports and hosts. */
function withoutHead(raw: string): string {
  const head = heads.map(pattern => pattern.exec(raw)?.[0]).find(found => found !== undefined)
  const rest = head === undefined ? raw : raw.slice(head.length)
  return rest.trim() === '' ? raw : rest
}

function jsonLine(raw: string): LogLine | null {
  if (!raw.startsWith('{') || !raw.endsWith('}')) return null
  let parsed: unknown
  try {
    parsed = JSON.parse(raw)
  } catch {
    return null
  }
  if (typeof parsed !== 'object' || parsed === null) return null
  const fields = fieldsOf(parsed)
  const level = levelFields.map(name => fields.get(name)).find(value => value !== undefined)
  const parts = textFields.flatMap(name => describe(fields.get(name)))
  const text = [...new Set(parts)].join(': ')
  return { raw, text: text === '' ? raw : text, level: levelOf(level) }
}

/** How loggers name the level and the message: of slog, zap, pino, bunyan, structlog, log4j, logstash, ECS, serilog, .NET, monolog, OpenTelemetry. */
const levelFields = [
  ...['level_name', 'levelname', 'log.level', 'loglevel', 'log_level', 'severity', 'severity_text'],
  ...['level', 'lvl', '@l'],
]
const textFields = [
  ...['msg', 'message', 'event', 'renderedmessage', '@m', '@mt', 'body', 'log', 'error', 'err', 'error.type'],
  ...[
    'error.message',
    'exception',
    '@x',
    'exc_info',
    'thrown',
    'context',
    'error.stack_trace',
    'stack_trace',
  ],
]

/** By names in lower case, nested ones also as `error.message`. */
function fieldsOf(object: object): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const [key, value] of Object.entries(object)) {
    fields.set(key.toLowerCase(), value)
    const nested = key.toLowerCase() === 'log' && typeof value === 'object' && value !== null
    if (nested) for (const [name, one] of Object.entries(value)) fields.set(`log.${name.toLowerCase()}`, one)
  }
  return fields
}

function describe(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [causeWithin(value)]
  if (typeof value !== 'object' || value === null) return []
  // pino, winston, log4j and monolog write errors as objects, some of them with the error one level further in.
  const fields = fieldsOf(value)
  const message = fields.get('message') ?? fields.get('localizedmessage')
  if (typeof message === 'string') return [causeWithin(message)]
  return describe(fields.get('exception') ?? fields.get('error') ?? fields.get('err') ?? null)
}

/** A trace within one field, as the messages of its chain; of other texts the first line. */
function causeWithin(text: string): string {
  const [first = text, ...rest] = text.trim().split('\n')
  const block = rest.length === 0 ? null : blockAt([first, ...rest], 0)
  return block === null ? first : block.chain.map(one => one.trim()).join(': ')
}

/** Levels as numbers are pino's and bunyan's: 60 fatal, 50 error, 40 warning. */
function levelOf(level: unknown): number {
  if (typeof level === 'number') return level >= 60 ? 3 : level >= 50 ? 2 : level >= 40 ? 1 : 0
  return typeof level === 'string' ? levelOfWord(level) : 0
}

function levelOfWord(word: string): number {
  if (/^(?:fatal|panic|dpanic|critical|crit|emerg|emergency|alert)$/i.test(word)) return 3
  if (/^(?:error|err|severe)$/i.test(word)) return 2
  return /^(?:warn|warning)$/i.test(word) ? 1 : 0
}

function logfmtLine(raw: string): LogLine | null {
  const level = /(?:^|\s)(?:level|lvl|severity)=["']?([A-Za-z]{3,9})/.exec(raw)?.[1]
  if (level === undefined) return null
  const parts = ['msg', 'message', 'err', 'error'].flatMap(name => logfmtField(raw, name))
  return { raw, text: parts.length === 0 ? raw : parts.join(': '), level: levelOfWord(level) }
}

function logfmtField(raw: string, name: string): readonly string[] {
  const at = raw.indexOf(`${name}=`)
  if (at === -1 || (at > 0 && raw[at - 1] !== ' ')) return []
  const rest = raw.slice(at + name.length + 1)
  if (!rest.startsWith('"')) return [rest.split(' ', 1)[0] ?? '']
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(rest)?.[1]
  return quoted === undefined ? [] : [quoted.replaceAll('\\"', '"').replaceAll('\\n', ' ')]
}

function levelInWords(raw: string): number {
  const head = raw.slice(0, 160)
  // klog and glog begin a line with the level's letter, month and day.
  const klog = /^([FEW])\d{4} \d{2}:/.exec(head)?.[1]
  if (klog !== undefined) return klog === 'F' ? 3 : klog === 'E' ? 2 : 1
  if (/\b(?:FATAL|CRITICAL|CRIT|PANIC|EMERG|ALERT)\b|^(?:fatal|panic)\b/.test(head)) return 3
  if (/\b(?:ERROR|SEVERE|ERR)\b|(?:^|\s)\[?[Ee]rror\b/.test(head)) return 2
  return /\b(?:WARN|WARNING)\b/.test(head) ? 1 : 0
}
