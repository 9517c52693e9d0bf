// What was printed, on the page: long texts in chunks that the browser lays out only when they are looked at.
import { asText } from '../../model/inspection.ts'
import { counted } from '../words.ts'
import { type Html, html, nothing } from './markup.ts'

/** What commands and containers printed, already without secrets. */
export interface PageLog {
  readonly container: string
  /** True for the log of the container's previous run. */
  readonly previous: boolean
  /** Its file in the artifact; empty where there is none. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** How much is shown, in bytes: of one output, of one log, of all together. The files of the artifact have the rest. */
export interface PageLimits {
  readonly output: number
  readonly log: number
  readonly page: number
}

export const pageLimits: PageLimits = { output: 128 * 1024, log: 1024 * 1024, page: 14 * 1024 * 1024 }

/** What may still be shown; used up from the top of the page downwards. */
export interface Room {
  readonly limits: PageLimits
  left: number
}

const linesOfChunk = 100
/** Lines that are seen without scrolling. */
const screenful = 15

export interface Shown {
  readonly path: string
  readonly bytes: Uint8Array | undefined
  /** Which end matters more. */
  readonly part: 'head' | 'tail'
  readonly most: number
  /** For screen readers: what this is. */
  readonly label: string
  /** Lines that hold one of these are marked; the first of them can be linked to by `id`. */
  readonly decisive?: readonly string[]
  readonly id?: string
}

export function shownContent(shown: Shown, room: Room): Html {
  const { path, bytes, part } = shown
  if (bytes === undefined) return path === '' ? nothing : fileLine('Its output', path)
  if (bytes.length === 0) return html`<p class="soft">It printed nothing.</p>`
  const size = Math.min(shown.most, room.left, bytes.length)
  room.left -= size
  const kept = part === 'head' ? bytes.subarray(0, size) : bytes.subarray(bytes.length - size)
  return html`${extent(shown, size, bytes.length)}${size === 0 ? nothing : block(asText(kept), shown)}`
}

function extent({ path, part }: Shown, size: number, all: number): Html {
  if (size === all) return nothing
  const words =
    size === 0
      ? `Left out for length (${all} bytes).`
      : `The ${part === 'head' ? 'first' : 'last'} ${size} of ${all} bytes.`
  return html`<p class="soft">${words}${path === '' ? nothing : html` All of it: <code>${path}</code> in the artifact.`}</p>`
}

function fileLine(what: string, path: string): Html {
  return html`<p class="soft">${what} is in the artifact: <code>${path}</code></p>`
}

/** Longer texts scroll, so they must be reachable by keyboard. */
const longest = { characters: 200, lines: 5 }

/** A box of text as it was printed; `label` says what it is to those who come to it by keyboard. */
export function box(text: string, label: string, content: Html = html`${text}`): Html {
  const scrolls =
    text.length > longest.characters || text.split('\n', longest.lines + 1).length > longest.lines
  return scrolls
    ? html`<pre tabindex="0" role="group" aria-label="${label}">${content}</pre>`
    : html`<pre>${content}</pre>`
}

/** Text as it was printed, with the decisive lines marked. */
export function block(
  text: string,
  { label, decisive = [], id }: Pick<Shown, 'label' | 'decisive' | 'id'>,
): Html {
  const lines = text.replace(/\n$/, '').split('\n')
  const marked = decisiveLines(lines, decisive)
  const [first = -1] = marked
  const jump = first > screenful && id !== undefined ? jumpTo(id, first + 1, marked.size) : nothing
  const chunks: Html[] = []
  for (let start = 0; start < lines.length; start += linesOfChunk)
    chunks.push(chunk(lines, start, marked, first, id))
  return html`${jump}${box(text, label, html`${chunks}`)}`
}

function jumpTo(id: string, line: number, count: number): Html {
  const words =
    count === 1
      ? `The decisive line is line ${line}`
      : `${counted(count, 'decisive line')}, the first is line ${line}`
  return html`<p><a href="#${id}">${words}</a></p>`
}

function chunk(
  lines: readonly string[],
  start: number,
  marked: ReadonlySet<number>,
  first: number,
  id: string | undefined,
): Html {
  const end = Math.min(start + linesOfChunk, lines.length)
  const parts: Html[] = []
  let plain = start
  for (let index = start; index < end; index++) {
    if (!marked.has(index)) continue
    const text = lines[index] ?? ''
    const target =
      index === first && id !== undefined ? html`<mark id="${id}">${text}</mark>` : html`<mark>${text}</mark>`
    parts.push(html`${joined(lines, plain, index)}${target}${index + 1 < end ? '\n' : ''}`)
    plain = index + 1
  }
  parts.push(html`${lines.slice(plain, end).join('\n')}`)
  // Short texts are laid out at once: a box that is guessed too large would jump.
  if (lines.length <= linesOfChunk) return html`${parts}\n`
  return html`<span class="chunk" style="--lines:${end - start}">${parts}
</span>`
}

/** The lines before a marked one, with their ends. */
function joined(lines: readonly string[], from: number, to: number): string {
  return from === to ? '' : `${lines.slice(from, to).join('\n')}\n`
}

/** The lines that hold a quoted one; where the quote is everywhere, it decides nothing. */
function decisiveLines(lines: readonly string[], quotes: readonly string[]): ReadonlySet<number> {
  if (quotes.length === 0) return new Set()
  const found = lines.flatMap((line, index) => (quotes.some(quote => line.includes(quote)) ? [index] : []))
  return new Set(found.length > mostDecisive ? found.slice(-mostDecisive) : found)
}

const mostDecisive = 200
