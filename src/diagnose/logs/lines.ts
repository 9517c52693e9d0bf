// A log as lines: decoded once, cleaned of colours, long lines cut, so that every pattern stays linear and cheap.
import { asText, type ContainerLog } from '../../model/inspection.ts'
import { isKubeletNotice } from '../../model/kubelet-notice.ts'
import { jsonLine, levelOfWord } from './json-line.ts'

/** Longest part of a line that is read; what follows (a dumped body, a minified stack) never names the cause. */
const longestLine = 2000

export interface LogLine {
  /** As printed, without colour codes. */
  readonly raw: string
  /** The message: of a JSON or logfmt line its message and error, else the line itself. */
  readonly text: string
  /** How grave the line says it is: 3 fatal, 2 error, 1 warning, 0 anything else. */
  readonly level: number
  /** True where the line holds the whole trace of an exception. */
  readonly trace: boolean
}

/** The lines of a log, oldest first, empty ones included (they separate blocks). */
export function linesOf(log: ContainerLog): readonly string[] {
  const text = asText(log.bytes)
  if (isKubeletNotice(text)) return []
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
  return (
    jsonLine(raw) ??
    logfmtLine(raw) ?? { raw, text: withoutHead(raw), level: levelInWords(raw), trace: false }
  )
}

const time =
  '\\d{1,2}:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?: ?(?:Z|UTC|GMT|[A-Z]{1,3}[DS]T|[+-]\\d\\d:?\\d\\d)\\b)?'
const heads: readonly RegExp[] = [
  new RegExp(`^\\[?(?:\\d{4}[-/.]\\d\\d[-/.]\\d\\d[T ] ?)?${time}(?:\\]?[\\s|-]{1,4}|\\](?=\\[))`),
  // NestJS.
  /^\[\w{1,30}\] \d{1,8} {1,4}- [\d/]{8,10}, [\d:]{7,8} [AP]M {1,8}[A-Z]{3,7} /,
  // Redis.
  /^\d{1,8}:[A-Z] \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3} [*#.-] /,
  // klog: the level's letter with month and day, the time, the thread, the place.
  /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{1,9} {1,8}\d{1,8} [^\]\s]{1,120}\] /,
]

/** The line without the moment that a logger puts first: its numbers would pass for ports and hosts. */
function withoutHead(raw: string): string {
  const head = heads.map(pattern => pattern.exec(raw)?.[0]).find(found => found !== undefined)
  const rest = head === undefined ? raw : raw.slice(head.length)
  // klog quotes its errors.
  return rest.trim() === '' ? raw : rest.replaceAll('\\"', '"')
}

function logfmtLine(raw: string): LogLine | null {
  const level = /(?:^|\s)(?:level|lvl|severity)=["']?([A-Za-z]{3,9})/.exec(raw)?.[1]
  if (level === undefined) return null
  const parts = ['msg', 'message', 'err', 'error'].flatMap(name => logfmtField(raw, name))
  return { raw, text: parts.length === 0 ? raw : parts.join(': '), level: levelOfWord(level), trace: false }
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
  if (/\b(?:ERROR|SEVERE|ERR)\b|(?:^|\s)[[<]?[Ee]rror\b/.test(head)) return 2
  return /\b(?:WARN|WARNING)\b|^Warning\b/.test(head) ? 1 : 0
}
