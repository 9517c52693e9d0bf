// Untrusted text in GitHub's Markdown: the only place that escapes it. What comes out is text, whatever went in.
import { visible, visibleLine } from '../visible.ts'

/** Parts a word from what GitHub would make of it (a mention, a reference, a link); it has no width. */
const breaker = '&#8203;'
const invisibleBreaker = '\u200b'

/** More backticks in a row than anybody means; longer runs are broken, as every fence must be longer still. */
const longestRun = 16

/** What would mean something: punctuation of Markdown and HTML, and what GitHub turns into links by itself. */
const meaningful = /[&<>\\`*_{}[\]()|~!$@#]|:\/\/|www\.|mailto:|xmpp:|(?<![A-Za-z0-9])gh-(?=\d)/gi

const replacements: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  $: '&#36;',
  '@': `@${breaker}`,
  '#': `\\#${breaker}`,
}

/** Text inside a line: no emphasis, link, mention, reference, HTML or formula comes of it. Always one line. */
export function inline(text: string): string {
  return visibleLine(text)
    .replace(meaningful, found => replacements[found] ?? (found.length === 1 ? `\\${found}` : broken(found)))
    .replace(/^([-+=])/, '\\$1')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2')
}

function broken(word: string): string {
  return word.startsWith(':') ? `:${breaker}//` : `${word.slice(0, -1)}${breaker}${word.slice(-1)}`
}

/** A code span: shows the text as it is, on one line. In tables use `codeCell`. */
export function code(text: string): string {
  const line = brokenRuns(visibleLine(text)).replaceAll('<!--', `<${invisibleBreaker}!--`)
  if (line === '') return ''
  const ticks = '`'.repeat(longest(line, /`+/g) + 1)
  const pad = /^`|`$|^ .* $/.test(line) ? ' ' : ''
  return `${ticks}${pad}${line}${pad}${ticks}`
}

/** Code in a table's cell, where a bar ends the cell even between backticks: text with bars is marked by an element instead. */
export function codeCell(text: string): string {
  return text.includes('|') ? `<code>${inline(text)}</code>` : code(text)
}

/** Text inside a line in which pairs of backticks mark code, as our own sentences have them. Safe for any text. */
export function prose(text: string): string {
  return codeMarked(text, code)
}

/** The same for a table's cell. */
export function proseCell(text: string): string {
  return codeMarked(text, codeCell)
}

function codeMarked(text: string, asCode: (text: string) => string): string {
  const parts = visibleLine(text).split(/`([^`]{1,400})`/)
  return parts.map((part, index) => (index % 2 === 1 ? asCode(part) : inlinePart(part))).join('')
}

/** `inline` without its trimming, as the spaces beside code belong to the line. */
function inlinePart(text: string): string {
  const [before = ''] = /^ ?/.exec(text) ?? []
  const after = text.length > before.length && text.endsWith(' ') ? ' ' : ''
  return `${before}${inline(text)}${after}`
}

/** A code block, each line of it behind `indent` (for blocks in lists). Ends without a newline. */
export function fence(text: string, indent = ''): string {
  const body = brokenRuns(visible(text)).replaceAll('<!--', `<${invisibleBreaker}!--`).replace(/\n+$/, '')
  const ticks = '`'.repeat(Math.max(3, longest(body, /`+/g) + 1))
  const lines = [`${ticks}text`, ...body.split('\n'), ticks]
  return lines.map(line => `${indent}${line}`.trimEnd()).join('\n')
}

/** A link whose words and target are both untrusted; only https targets are linked. */
export function link(words: string, target: string): string {
  return /^https:\/\/[^\s<>()\\"'`|]+$/.test(target) ? `[${inline(words)}](${target})` : inline(words)
}

/** A table; the cells are Markdown already (from `inline` or `codeCell`). */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell || ' ').join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A part that is folded away until asked for. The summary is plain text. */
export function details(summary: string, body: string): string {
  return `<details><summary>${inline(summary)}</summary>\n\n${body}\n\n</details>`
}

function longest(text: string, runs: RegExp): number {
  return Math.max(0, ...[...text.matchAll(runs)].map(match => match[0].length))
}

function brokenRuns(text: string): string {
  return text.replace(new RegExp(`\`{${longestRun}}(?=\`)`, 'g'), `$&${invisibleBreaker}`)
}
