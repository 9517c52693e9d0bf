// A log as lines: decoded once, cleaned of colours, long lines cut, so that every pattern stays linear and cheap.
import { asText, type ContainerLog } from '../../model/inspection.ts'
import { isKubeletNotice } from '../../model/kubelet-notice.ts'
import { withoutHead, withoutMoment } from './heads.ts'
import { jsonLine, levelOfWord } from './json-line.ts'

/** Most lines of a trace that are read: a stack deeper than this says nothing more. */
export const longestBlock = 400

/** Longest part of a line that is read; what follows (a dumped body, a minified stack) never names the cause. */
const longestLine = 2000

export interface LogLine {
  /** As printed, without colour codes. */
  readonly raw: string
  /** The message: of a JSON or logfmt line its message and error, else the line itself. */
  readonly text: string
  /** The same with all that a logger puts before it but the moment. */
  readonly plain: string
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
  // A frame drawn around a message, and the bar that Python draws before the members of an exception group.
  const text = /^[\u2500-\u257f]/.test(plain)
    ? plain.replace(/^[\u2500-\u257f\s]{1,200}|[\u2500-\u257f\s]{1,200}$/g, '')
    : plain.replace(/^ {2,40}\| /, '')
  return text.trimEnd()
}

/** Reads one line's message and level, whatever the logger: JSON, logfmt, klog or plain words. */
export function readLine(raw: string): LogLine {
  const plain = withoutMoment(raw)
  return (
    jsonLine(raw) ??
    monologLine(raw, plain) ??
    logfmtLine(raw) ?? { raw, text: withoutHead(plain), plain, level: levelInWords(raw), trace: false }
  )
}

/** Monolog puts the exception behind its message: `{"exception":"[object] (Some\\Class(code: 0): …`. */
function monologLine(raw: string, plain: string): LogLine | null {
  const [context = '', name = ''] =
    / \{(?:"\w{1,40}":[^"{[]{1,40},)?"exception":"\[object\] \(([\w\\]{1,200})\(code: .*$/.exec(plain) ?? []
  if (name === '') return null
  const message = withoutHead(plain.slice(0, -context.length))
  const text = `${name.replaceAll('\\\\', '\\')}: ${message}`
  return { raw, text, plain: text, level: levelInWords(raw), trace: true }
}

const structured = /^\{|(?:^|\s)(?:level|lvl|severity)=/

/** The message, and then all fields of a structured line: another may name the host that the message leaves out. */
export function textsOf({ raw, text }: LogLine): readonly string[] {
  return structured.test(raw) ? [text, raw.replace(/\bcaller=\S+/, '')] : [text]
}

function logfmtLine(raw: string): LogLine | null {
  const level = /(?:^|\s)(?:level|lvl|severity)=["']?([A-Za-z]{3,9})/.exec(raw)?.[1]
  if (level === undefined) return null
  const parts = ['msg', 'message', 'err', 'error'].flatMap(name => logfmtField(raw, name))
  const text = parts.length === 0 ? raw : parts.join(': ')
  return { raw, text, plain: text, level: levelOfWord(level), trace: false }
}

function logfmtField(raw: string, name: string): readonly string[] {
  const at = raw.indexOf(`${name}=`)
  if (at === -1 || (at > 0 && raw[at - 1] !== ' ')) return []
  const rest = raw.slice(at + name.length + 1)
  if (!rest.startsWith('"')) return [rest.split(' ', 1)[0] ?? '']
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(rest)?.[1]
  if (quoted === undefined) return []
  // Go may print the frames of each error of a chain below it: a function, then its place.
  const said = quoted.replaceAll(/\\n[\w./()*[\]-]{1,200}\\n\\t[^\s\\]{1,300}:\d{1,6}/g, '')
  return [said.replaceAll('\\"', '"').replaceAll('\\n', ' ')]
}

function levelInWords(raw: string): number {
  const head = raw.slice(0, 160)
  // klog and glog begin a line with the level's letter, month and day.
  const klog = /^([FEW])\d{4} \d{2}:/.exec(head)?.[1]
  if (klog !== undefined) return klog === 'F' ? 3 : klog === 'E' ? 2 : 1
  // The first word that is a level is the line's own; a message may speak of an error that was only a warning's.
  const said =
    /\b(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|SEVERE|FATAL|CRIT(?:ICAL)?|PANIC|EMERG|ALERT)\b|(?<=[[<])(?:trace|debug|info|notice|warn(?:ing)?|err(?:or)?|fatal|crit(?:ical)?|panic|emerg|alert)(?=[\]>])/.exec(
      head,
    )?.[0]
  if (said !== undefined) return levelOfWord(said)
  if (/^(?:fatal|panic)\b/.test(head)) return 3
  if (/(?:^|\s)[[<]?[Ee]rror\b/.test(head)) return 2
  return /^Warning\b/.test(head) ? 1 : 0
}
