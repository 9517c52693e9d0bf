// A log line that is JSON: its message, its error, its level, by the field names of many loggers.
import { blockAt } from './blocks.ts'
import type { LogLine } from './lines.ts'

/** Null where the line is no JSON object. */
export function jsonLine(raw: string): LogLine | null {
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
  const parts = textFields.flatMap(name => messagesIn(fields.get(name)))
  const said = [...new Set(parts.map(part => part.text))].join(': ')
  const text = said === '' ? leavesOf(parsed, 4).join(': ') : said
  const trace = parts.some(part => part.trace)
  return { raw, text, plain: text, level: levelOf(level), trace }
}

/** All texts in an object of no form that we know, down to some depth. */
function leavesOf(value: unknown, depth: number): readonly string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()]
  if (typeof value !== 'object' || value === null || depth === 0) return []
  return Object.values(value).flatMap(one => leavesOf(one, depth - 1))
}

/** How they name the level: monolog, Python, ECS, .NET, OpenTelemetry, slog, zap, pino, log4j, logrus, serilog, MongoDB. */
const levelFields = [
  ...['level_name', 'levelname', 'log.level', 'loglevel', 'log_level', 'severity', 'severity_text'],
  ...['level', 'lvl', '@l', 's'],
]
/** How they name what happened, the outermost first. */
const textFields = [
  ...['msg', 'message', 'event', 'renderedmessage', '@m', '@mt', 'body', 'log', 'error', 'err', 'error.type'],
  ...['error.message', 'exception', '@x', 'exc_info', 'thrown', 'error.stack_trace', 'stack_trace', 'stack'],
]
/** Objects whose members are as good as the line's own. */
const flattened = /^(?:log|error|fields|attr|context|attributes)$/

/** By names in lower case, nested ones also as `error.message`. */
function fieldsOf(object: object): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const [key, value] of Object.entries(object)) {
    const name = key.toLowerCase()
    fields.set(name, value)
    if (!flattened.test(name) || typeof value !== 'object' || value === null) continue
    for (const [inner, one] of Object.entries(value)) {
      fields.set(`${name}.${inner.toLowerCase()}`, one)
      if (name !== 'log' && name !== 'error' && !fields.has(inner.toLowerCase()))
        fields.set(inner.toLowerCase(), one)
    }
  }
  return fields
}

interface Part {
  readonly text: string
  readonly trace: boolean
}

function messagesIn(value: unknown): readonly Part[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [causeWithin(value)]
  if (typeof value !== 'object' || value === null) return []
  // pino, winston, log4j and monolog write errors as objects, some of them with the error one level further in.
  const fields = fieldsOf(value)
  const message = ['message', 'localizedmessage', 'errmsg', 'msg']
    .map(name => fields.get(name))
    .find(one => one !== undefined)
  if (typeof message === 'string') return [causeWithin(message)]
  const call = systemCall(fields)
  if (call !== null) return [{ text: call, trace: false }]
  return messagesIn(fields.get('exception') ?? fields.get('error') ?? fields.get('err') ?? null)
}

/** What Node's message would have said, of an error of which only the fields were kept. */
function systemCall(fields: ReadonlyMap<string, unknown>): string | null {
  const code = fields.get('code')
  if (typeof code !== 'string' || !/^E[A-Z_]{3,20}$/.test(code)) return null
  const end = ['address', 'port'].map(name => fields.get(name) ?? '').join(':')
  const told = [fields.get('syscall'), code, end === ':' ? fields.get('hostname') : end, fields.get('path')]
  return told.filter(one => typeof one === 'string' && one !== '').join(' ')
}

/** Most lines of one message that are read. */
const longestMessage = 8

/** A trace within one field, as the messages of its chain; of other texts the lines above their frames. */
function causeWithin(text: string): Part {
  const [first = text, ...rest] = text.trim().split('\n')
  const block = rest.length === 0 ? null : blockAt([first, ...rest], 0)
  if (block === null) {
    const frames = rest.findIndex(line => /^\s+(?:at|from|File|in) |^#\d|^\t/.test(line))
    const more = rest.slice(0, Math.min(longestMessage, frames === -1 ? rest.length : frames))
    return {
      text: [first, ...more.map(line => line.trim()).filter(line => line !== '')].join(' '),
      trace: false,
    }
  }
  return { text: block.chain.map(one => one.trim()).join(': '), trace: true }
}

/** Levels as numbers are pino's and bunyan's: 60 fatal, 50 error, 40 warning. */
function levelOf(level: unknown): number {
  if (typeof level === 'number') return level >= 60 ? 3 : level >= 50 ? 2 : level >= 40 ? 1 : 0
  return typeof level === 'string' ? levelOfWord(level) : 0
}

export function levelOfWord(word: string): number {
  if (/^(?:fatal|panic|dpanic|critical|crit|emerg|emergency|alert|f)$/i.test(word)) return 3
  if (/^(?:error|err|severe|e)$/i.test(word)) return 2
  return /^(?:warn|warning|w)$/i.test(word) ? 1 : 0
}
