// What frameworks print in a frame of their own when they cannot start: a heading, then paragraphs that say why.
import type { Block } from '../blocks.ts'

/** Most lines of such a text that are read. */
const longestBanner = 40

/** Spring Boot: `APPLICATION FAILED TO START`, then `Description:` and, after what went wrong, `Action:`. */
export function springFailure(lines: readonly string[], start: number): Block | null {
  if (lines[start]?.trim() !== 'APPLICATION FAILED TO START') return null
  const text = lines.slice(start, start + longestBanner)
  const from = text.findIndex(line => /^Description:/.test(line))
  if (from === -1) return null
  const action = text.findIndex(line => /^Action:/.test(line))
  const end = action === -1 ? text.length : action
  const said = text
    .slice(from + 1, end)
    .map(line => line.trim())
    .filter(line => line !== '')
  const [cause] = said
  if (cause === undefined) return null
  // A bare list of properties is no sentence: the whole of it tells.
  const whole = said.join(' ')
  return { start, end: start + end, cause: whole, chain: [whole], fatal: true }
}

/** PHP's consoles: the exception's class by itself, then its message, then `at FILE:LINE`. */
export function phpConsole(lines: readonly string[], start: number): Block | null {
  const name = /^ {2,4}((?:[A-Z]\w{0,60}\\){0,8}[A-Z]?\w{0,60}(?:Exception|Error)) {0,4}$/.exec(
    lines[start] ?? '',
  )?.[1]
  if (name === undefined) return null
  const place = lines.slice(start + 1, start + longestBanner).findIndex(line => /^ {2}at \S+:\d+$/.test(line))
  if (place === -1) return null
  const end = start + 1 + place
  const said = lines
    .slice(start + 1, end)
    .map(line => line.trim())
    .filter(line => line !== '')
  const cause = `${name}: ${said.join(' ')}`
  return { start, end: end + 1, cause, chain: [cause], fatal: true }
}

/** Elixir: each `** (…)` line tells more than the one above it. */
export function elixir(lines: readonly string[], start: number): Block | null {
  if (!/^\*\* \(/.test(lines[start] ?? '')) return null
  const rest = lines.slice(start + 1, start + longestBanner)
  const length = rest.findIndex(line => !/^\s+\*\* \(/.test(line))
  const below = rest.slice(0, length === -1 ? rest.length : length)
  if (below.length === 0) return null
  const chain = [lines[start] ?? '', ...below]
    .map(line => line.trim())
    .filter(line => !line.endsWith(':'))
    .toReversed()
  return { start, end: start + 1 + below.length, cause: chain[0] ?? '', chain, fatal: false }
}
