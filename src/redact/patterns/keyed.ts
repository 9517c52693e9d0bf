// Runs hundreds of patterns in one pass: each is tried only where one of its own words stands.
import { createFinder, type Fold, foldingCase } from '../known/literals.ts'

/** A stretch that a pattern takes for a secret. */
export interface Guess {
  readonly start: number
  readonly end: number
  readonly label: string
}

/** What the tags of all that the user named say. */
export const inputLabel = 'redact input'

/** What a pattern makes of a place. */
export interface Attempt {
  readonly guesses: readonly Guess[]
  /** Up to here the pattern has seen the text: it is not tried again before. */
  readonly seen: number
}

export interface KeyedPattern {
  readonly label: string
  /** Words in lower case, of three bytes at least, one of which stands in every match. Found in any case. */
  readonly heads: readonly string[]
  /** Null where the head at that position leads to nothing. The time must be bounded, whatever the text. */
  at(text: string, head: number): Attempt | null
}

interface Tried extends KeyedPattern {
  readonly index: number
}

const fold: Fold = foldingCase()

/** A function that finds all that the patterns take for secrets; each pattern's guesses come in order. */
export function createKeyed(
  patterns: readonly KeyedPattern[],
): (text: string, view: Uint8Array) => readonly Guess[] {
  const tried = patterns.map((pattern, index): Tried => ({ ...pattern, index }))
  const heads = [...new Set(tried.flatMap(pattern => pattern.heads))]
  const find = createFinder(
    heads.map(head => ({ bytes: head, owner: tried.filter(pattern => begins(head, pattern)) })),
    fold,
  )
  return (text, view) => {
    const guesses: Guess[] = []
    const seen = new Int32Array(tried.length)
    for (const { start, owner } of find(view)) {
      for (const pattern of owner) {
        if (start < (seen[pattern.index] ?? 0)) continue
        const attempt = pattern.at(text, start)
        if (attempt === null) continue
        seen[pattern.index] = attempt.seen
        guesses.push(...attempt.guesses)
      }
    }
    return guesses
  }
}

/** The finder gives the longest head of a place: it stands for the shorter ones too. */
function begins(head: string, pattern: KeyedPattern): boolean {
  return pattern.heads.some(one => head.startsWith(one))
}

export interface Shape {
  readonly label: string
  readonly heads: readonly string[]
  /** The secret is its first group that took part, or else the whole match. Every quantifier must be bounded. */
  readonly regex: RegExp
  /** How many bytes before its head a match begins. */
  readonly back?: number
  /** False for what is no secret after all. */
  readonly accepts?: (secret: string) => boolean
}

/** A pattern that is one regular expression. */
export function shape({ label, heads, regex, back = 0, accepts }: Shape): KeyedPattern {
  const sticky = new RegExp(regex.source, `${regex.flags.replace(/[gy]/g, '')}dy`)
  return {
    label,
    heads,
    at(text, head) {
      if (head < back) return null
      sticky.lastIndex = head - back
      const match = sticky.exec(text)
      if (match === null) return null
      const [whole, ...groups] = match.indices ?? []
      const span = groups.find(group => group !== undefined) ?? whole
      const seen = sticky.lastIndex
      if (span === undefined) return null
      const secret = text.slice(span[0], span[1])
      if (accepts !== undefined && !accepts(secret)) return { guesses: [], seen: head + 1 }
      return { guesses: [{ start: span[0], end: span[1], label }], seen }
    },
  }
}
