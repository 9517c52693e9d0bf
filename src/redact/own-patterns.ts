// The user's own regular expressions: run by an engine whose time grows with the text and no faster, and never by V8.
import { Buffer } from 'node:buffer'
import { RE2JS } from 're2js'
import { type Guess, inputLabel } from './patterns/keyed.ts'

/** A regular expression as the user wrote it, `/source/flags`. */
export interface OwnPattern {
  readonly source: string
  readonly flags: string
}

/** Flags that may be given. Only `i` and `s` change anything: `^` and `$` always mean lines, and every match counts. */
const knownFlags = /^[gimsu]*$/

/** Each instruction costs its time at each byte. */
const mostInstructions = 1_000

/** What every report shows in one way or another: a pattern that takes most of it takes the report. */
const ordinary = [
  'Readiness probe failed: Get "http://10.244.0.9:8080/ready": dial tcp 10.244.0.9:8080: connect: connection refused',
  '2026-01-31T09:15:00Z INFO checkout-6d5f8c9b7-x2x4z listening on port 8080',
  '{"level":"error","msg":"no such host","code":404}',
]

/** What is wrong with a pattern, in words that quote nothing of it; null where it can be used. */
export function patternFault({ source, flags }: OwnPattern): string | null {
  if (!knownFlags.test(flags)) {
    return 'has flags that are not known. Use `i` (any case) or `s` (a dot means line breaks too), or none. A value that begins with a slash is written as a pattern: /\\/…/'
  }
  const compiled = compilation({ source, flags })
  if (typeof compiled === 'string')
    return `is not valid: ${compiled}. Its syntax is that of RE2: no look-around, no \\1.`
  if (compiled.programSize() > mostInstructions)
    return 'is too large. Use smaller counts in {…}, or several patterns.'
  if (compiled.matcher('').find()) {
    return 'matches the empty text, and so everywhere. Write + where you wrote *, or name more of the value.'
  }
  const takes = (text: string): boolean =>
    guessesOf(compiled, [[0, text.length]], bytesOf(text)).reduce(
      (sum, { start, end }) => sum + end - start,
      0,
    ) >
    text.length / 2
  return ordinary.some(takes)
    ? 'matches most of any text, and would hide the whole report. Name more of the value, such as its first letters.'
    : null
}

/** A function that finds all matches in the bytes of UTF-8 text. @throws where `patternFault` has something to say */
export function createOwnPattern(pattern: OwnPattern): (bytes: Uint8Array) => readonly Guess[] {
  const compiled = compilation(pattern)
  if (typeof compiled === 'string') throw new Error(`A pattern of the input redact: ${compiled}`)
  return bytes => guessesOf(compiled, piecesOf(pattern, bytes), bytes)
}

function compilation({ source, flags }: OwnPattern): RE2JS | string {
  const options = [
    RE2JS.MULTILINE,
    flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0,
    flags.includes('s') ? RE2JS.DOTALL : 0,
  ]
  try {
    return RE2JS.compile(
      RE2JS.translateRegExp(source),
      options.reduce((all, one) => all | one),
    )
  } catch (error) {
    // The engine's message ends with a quotation; what stands before it is the kind of fault.
    const words = error instanceof Error ? error.message : ''
    const kind = words.replace(/^error parsing regexp: /, '').replace(/: `[\s\S]*$/, '')
    return /^[A-Za-z ()[\]-]{1,80}$/.test(kind) ? kind : 'it cannot be read'
  }
}

/**
 * A single search takes time that grows with the text, but each of many matches may look to the text's end for a longer one. So the
 * text is searched in pieces, and where one takes too many searches, the rest of it is hidden: rather too much than too little.
 */
function guessesOf(compiled: RE2JS, pieces: readonly Span[], bytes: Uint8Array): readonly Guess[] {
  return pieces.flatMap(([from, to]) => {
    const guesses: Guess[] = []
    const matcher = compiled.matcher(bytes.subarray(from, to))
    const most = 32 + Math.ceil(131_072 / (to - from))
    while (matcher.find()) {
      const [start, end] = [from + matcher.start(), from + matcher.end()]
      if (end > start) guesses.push({ start, end, label: inputLabel })
      if (guesses.length === most) return [...guesses, { start, end: to, label: inputLabel }]
    }
    return guesses
  })
}

type Span = readonly [from: number, to: number]

/** How much is searched at once: of a line, and of several, where a match may go over their ends. Matches of half of it are found. */
const longestLine = 16_384
const severalLines = 4_096

/** What can match a line's end. */
const crossesLines = /\\[sSnrWDPpx0]|\[\^|\(\?[a-zA-Z]*s/

function piecesOf({ source, flags }: OwnPattern, bytes: Uint8Array): readonly Span[] {
  if (flags.includes('s') || crossesLines.test(source)) return windows(0, bytes.length, severalLines)
  const spans: Span[] = []
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(10, from)
    const to = end === -1 ? bytes.length : end
    spans.push(...windows(from, to, longestLine))
    from = to + 1
  }
  return spans
}

/** Each overlaps the next by half. */
function windows(from: number, to: number, length: number): readonly Span[] {
  if (to - from <= length) return from < to ? [[from, to]] : []
  const count = Math.ceil((to - from) / (length / 2)) - 1
  return Array.from({ length: count }, (_, index) => {
    const start = from + (index * length) / 2
    return [start, Math.min(to, start + length)]
  })
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf8'))
}
