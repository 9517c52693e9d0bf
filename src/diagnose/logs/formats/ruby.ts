// Exceptions of Ruby: as the interpreter prints them, and as rake does.
import type { Block } from '../blocks.ts'
import { longestBlock } from '../lines.ts'

/** Lines that a message may go on for before its frames. */
const longestMessage = 14

const rubyHead =
  /^(?:<internal:[^>\s]{1,200}>|[^\s:]{1,200}):\d{1,6}:in [`'][^`']{1,120}': (.*\([A-Z][\w:]{1,120}\))$/

/** Ruby: `file:line:in 'method': message (Class)`, the rest of the message, then frames with `from`. */
export function ruby(lines: readonly string[], start: number): Block | null {
  const head = rubyHead.exec(lines[start] ?? '')?.[1]
  if (head === undefined) return null
  const below = lines.slice(start + 1, start + longestMessage)
  const frames = below.findIndex(line => /^\s+(?:from |\d+: from )/.test(line))
  // A message that begins with an empty line is told below its class.
  const more = head.trim().startsWith('(') ? below.slice(0, Math.max(0, frames)) : []
  const said = [head, ...more.filter(line => line.trim() !== '').slice(0, 2)]
    .map(line => line.trim())
    .join(' ')
  let end = start + 1 + more.length
  const chain = [said]
  while (
    end < lines.length &&
    end < start + longestBlock &&
    /^\s+(?:from |\d+: from )|in [`']/.test(lines[end] ?? '')
  ) {
    const inner = /': (.* \([A-Z][\w:]{1,120}\))$/.exec(lines[end] ?? '')?.[1]
    if (inner !== undefined) chain.unshift(inner)
    end += 1
  }
  return { start, end, cause: chain[0] ?? head, chain, fatal: true }
}

/** Rake: the exception, its frames, and `Caused by:` inwards. */
export function rake(lines: readonly string[], start: number): Block | null {
  if ((lines[start] ?? '') !== 'rake aborted!') return null
  const rest = lines.slice(start + 1, start + longestBlock)
  const length = rest.findIndex(line => /^(?:Tasks: TOP|\(See full trace)/.test(line))
  const whole = length === -1 ? rest : rest.slice(0, length)
  const heads = whole.filter(
    (line, index) => line !== '' && (index === 0 || whole[index - 1] === 'Caused by:'),
  )
  const [cause] = heads.toReversed()
  if (cause === undefined) return null
  return { start, end: start + 1 + whole.length, cause, chain: heads.toReversed(), fatal: true }
}
