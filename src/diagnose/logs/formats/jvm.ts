// Exceptions of Java and its kin: messages of several lines, frames, causes inwards.
import type { Block } from '../blocks.ts'
import { withoutMoment } from '../heads.ts'
import { longestBlock } from '../lines.ts'

function lineAt(lines: readonly string[], index: number): string {
  return lines[index] ?? ''
}

// In a line of source its constructor has arguments.
const jvmClass =
  '(?:[a-z][\\w$]{0,60}\\.){1,12}[A-Z][\\w$]{0,80}(?:Exception|Error|Throwable|Failure)\\b(?!\\()'
const jvmHead = new RegExp(`^(?:.{0,200}?\\s)??(${jvmClass}.*)$`)
// Reactor adds where an error was seen on its way.
const jvmFrame =
  /^\s+(?:at |\.\.\. \d+ |[|*]_)|^\s*Suppressed: |^Error has been observed at |^Original Stack Trace:/
const jvmCause = /^(?:Caused by: |Wrapped by: )/

/** What the launcher itself prints, without frames. */
function launcherError(lines: readonly string[], start: number): Block | null {
  const head = lineAt(lines, start)
  const next = lineAt(lines, start + 1)
  if (!head.startsWith('Error: ')) return null
  const cause = new RegExp(`^(?:Caused by: |\\s+)(${jvmClass}.*)$`).exec(next)?.[1]
  return cause === undefined ? null : { start, end: start + 2, cause, chain: [cause, head], fatal: true }
}

/** Lines that a message may go on for before its frames. */
const longestMessage = 14

/** A message that may go on for some lines: it ends where its frames or its cause begin; null where neither follows. */
function jvmMessage(lines: readonly string[], from: number, first: string) {
  const rest: string[] = []
  for (let index = from + 1; index <= from + longestMessage; index += 1) {
    const line = lineAt(lines, index)
    if (jvmFrame.test(line) || jvmCause.test(line)) return { text: [first, ...rest].join(' '), end: index }
    if (index >= lines.length || withoutMoment(line) !== line || (/^\S/.test(line) && jvmHead.test(line)))
      return null
    if (/[A-Za-z]/.test(line)) rest.push(line.trim())
  }
  return null
}

/** Older Spring writes the causes into one message as well. */
function nested(message: string): readonly string[] {
  return message.split(/; nested exception is (?=[a-z])/).toReversed()
}

/** Java and its kin print the outermost exception first and `Caused by:` inwards. */
export function jvm(lines: readonly string[], start: number): Block | null {
  const head = lineAt(lines, start)
  const said = jvmHead.exec(head)?.[1]
  if (said === undefined) return launcherError(lines, start)
  const message = head.startsWith('\t') ? null : jvmMessage(lines, start, said)
  if (message === null) return null
  const chain = [...nested(message.text)]
  let { end } = message
  while (end < lines.length && end < start + longestBlock) {
    const line = lineAt(lines, end)
    if (jvmCause.test(line)) {
      const cause = jvmMessage(lines, end, line.replace(jvmCause, ''))
      chain.unshift(...nested(cause?.text ?? line.replace(jvmCause, '')))
      end = cause?.end ?? end + 1
    } else if (jvmFrame.test(line) || line.trim() === '') end += 1
    else break
  }
  return { start, end, cause: chain[0] ?? message.text, chain, fatal: isJvmFatal(lines, start) }
}

/** The exception ended a thread or the whole start: said on its own line, or on the one that it was logged with. */
function isJvmFatal(lines: readonly string[], start: number): boolean {
  const near = lines.slice(Math.max(0, start - 2), start + 1).join('\n')
  const head = lineAt(lines, start)
  return (
    head.startsWith('Exception in thread') ||
    /\b(?:FATAL|Application run failed|Failed to start application)\b/.test(near)
  )
}
