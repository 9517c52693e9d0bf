// To whom a client said that it connects, in a line of its own just before it failed: wget and its like do.
import type { Meaning } from './classify.ts'

const NAME = '([A-Za-z0-9][A-Za-z0-9_.-]{0,252})'
const ADDRESS = '(\\d{1,3}(?:\\.\\d{1,3}){3}|\\[?[0-9a-fA-F:]{2,45}\\]?)'
/** `Connecting to db (10.96.3.4:80)` of busybox, `Connecting to db (db)|10.96.3.4|:80...` of GNU wget. */
const ATTEMPT = new RegExp(
  `\\bconnecting to ${NAME}(?: \\(${NAME}\\))? ?(?:\\(${ADDRESS}:(\\d{1,5})\\)|\\|${ADDRESS}\\|:(\\d{1,5}))`,
  'i',
)
/** How far before the failure it may stand: the two are printed together. Lines. */
const WITHIN = 3

/** The same failure with the name and port that the client was connecting to, where the failure itself says only an address, or nothing. */
export function withAttempt(
  meaning: Meaning | null,
  lines: readonly string[],
  index: number,
): Meaning | null {
  if (meaning?.kind !== 'dependency' || (meaning.host !== null && !/^[\d.]+$/.test(meaning.host)))
    return meaning
  for (const line of lines.slice(Math.max(0, index - WITHIN), index + 2).toReversed()) {
    const match = ATTEMPT.exec(line)
    const address = match?.[3] ?? match?.[5]
    const port = match?.[4] ?? match?.[6]
    if (match?.[1] === undefined || (meaning.host !== null && meaning.host !== address)) continue
    return { ...meaning, host: match[1], port: meaning.port ?? Number(port) }
  }
  return meaning
}
