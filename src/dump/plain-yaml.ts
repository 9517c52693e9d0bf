// The YAML that Kubernetes' own tools write, read line by line: some fifty times as fast as a parser of the whole language.

/** A line of the document without its indentation. */
interface Line {
  readonly indent: number
  readonly text: string
}

interface Cursor {
  readonly raw: readonly string[]
  at: number
  /** What is left of a line whose beginning (`- `) is read already. */
  rest: Line | null
}

/** Anything beyond the plain subset: anchors, tags, flow collections, folded blocks, comments behind values. */
class NotPlain extends Error {}

/**
 * The document's value, boxed, or null where it is not plain: then the real parser must read it. Never a wrong value: what is not surely
 * understood is not plain. Leaves out `managedFields`, which nobody here reads.
 */
export function plainYaml(text: string): { readonly value: unknown } | null {
  // Tabs that indent, carriage returns, directives, and white space that is none to YAML: nothing that these tools write.
  if (/^ *\t|^%|[^\S \t\n]/m.test(text)) return null
  const cursor: Cursor = { raw: text.split('\n'), at: 0, rest: null }
  try {
    const first = peek(cursor)
    const value = first === null ? null : node(cursor, first.indent)
    return peek(cursor) === null ? { value } : null
  } catch (error) {
    if (error instanceof NotPlain) return null
    throw error
  }
}

/** The next line that says something, left where it is. */
function peek(cursor: Cursor): Line | null {
  if (cursor.rest !== null) return cursor.rest
  for (; cursor.at < cursor.raw.length; cursor.at++) {
    const line = cursor.raw[cursor.at] ?? ''
    const text = line.trimStart()
    if (text !== '' && !text.startsWith('#'))
      return { indent: line.length - text.length, text: text.trimEnd() }
  }
  return null
}

function advance(cursor: Cursor): void {
  cursor.rest = null
  cursor.at += 1
}

/** The node that begins at the next line, which is indented so far. */
function node(cursor: Cursor, indent: number): unknown {
  const line = peek(cursor)
  if (line === null) return null
  if (isItem(line)) return sequence(cursor, indent)
  if (keyIn(line.text) !== null) return mapping(cursor, indent)
  return scalar(cursor, line.text, indent - 1)
}

function isItem({ text }: Line): boolean {
  return text === '-' || text.startsWith('- ')
}

function sequence(cursor: Cursor, indent: number): unknown[] {
  const items: unknown[] = []
  for (
    let line = peek(cursor);
    line !== null && line.indent === indent && isItem(line);
    line = peek(cursor)
  ) {
    const inner = line.text.slice(1).trimStart()
    if (inner === '') {
      advance(cursor)
      items.push(nested(cursor, indent))
      continue
    }
    const offset = indent + line.text.length - inner.length
    cursor.rest = { indent: offset, text: inner }
    items.push(
      isItem(cursor.rest) || keyIn(inner) !== null ? node(cursor, offset) : scalar(cursor, inner, indent),
    )
  }
  tooDeep(cursor, indent)
  return items
}

function mapping(cursor: Cursor, indent: number): object {
  const members = new Map<string, unknown>()
  for (
    let line = peek(cursor);
    line !== null && line.indent === indent && !isItem(line);
    line = peek(cursor)
  ) {
    const key = keyIn(line.text)
    // A key that is there twice is a mistake, and which one counts is for the real parser to say.
    if (key === null || members.has(key.name)) throw new NotPlain()
    if (key.name === 'managedFields' && key.value === '') {
      advance(cursor)
      skip(cursor, indent)
    } else if (key.value === '') {
      advance(cursor)
      members.set(key.name, valueBelow(cursor, indent))
    } else members.set(key.name, scalar(cursor, key.value, indent))
  }
  tooDeep(cursor, indent)
  return Object.fromEntries(members)
}

/** Kubernetes' tools do not indent a list under its key. */
function valueBelow(cursor: Cursor, indent: number): unknown {
  const line = peek(cursor)
  return line !== null && line.indent === indent && isItem(line)
    ? sequence(cursor, indent)
    : nested(cursor, indent)
}

function nested(cursor: Cursor, indent: number): unknown {
  const line = peek(cursor)
  return line !== null && line.indent > indent ? node(cursor, line.indent) : null
}

function tooDeep(cursor: Cursor, indent: number): void {
  const line = peek(cursor)
  if (line !== null && line.indent > indent) throw new NotPlain()
}

function skip(cursor: Cursor, indent: number): void {
  for (let line = peek(cursor); line !== null; line = peek(cursor)) {
    if (line.indent < indent || (line.indent === indent && !isItem(line))) return
    advance(cursor)
  }
}

const plainKey = /^([A-Za-z0-9_.$/(<~][^\s'"#]*?):(?: +(.*))?$/
const quotedKey = /^(?:"([^"\\]*)"|'([^']*)'):(?: +(.*))?$/

function keyIn(text: string): { readonly name: string; readonly value: string } | null {
  const quoted = text.startsWith('"') || text.startsWith("'")
  const match = (quoted ? quotedKey : plainKey).exec(text)
  if (match === null) return null
  if (quoted) return { name: match[1] ?? match[2] ?? '', value: match[3] ?? '' }
  // `true: x` and `1: x` have keys that are no text to some; `<<` merges.
  const name = match[1] ?? ''
  if (typeof resolved(name) !== 'string' || name === '<<' || name === '__proto__') throw new NotPlain()
  return { name, value: match[2] ?? '' }
}

/** A scalar that begins here and belongs to a parent with that indentation: its other lines are indented further. */
function scalar(cursor: Cursor, text: string, parent: number): unknown {
  const [first = ''] = text
  if (first === '|') return block(cursor, text, parent)
  if (first === '"' || first === "'") return quotedScalar(cursor, text, first, parent)
  if (text === '{}' || text === '[]') {
    advance(cursor)
    return text === '{}' ? {} : []
  }
  if (/^[>{[&*!%@`?|,\]}#]|^[-:](?: |$)/.test(text)) throw new NotPlain()
  advance(cursor)
  const lines = [text, ...continued(cursor, parent)]
  if (lines.some(line => / #|: |:$/.test(line))) throw new NotPlain()
  return lines.length === 1 ? resolved(text) : lines.join(' ')
}

/** The lines over which a plain scalar goes on. One across an empty line, or a comment, is not plain. */
function continued(cursor: Cursor, parent: number): readonly string[] {
  const lines: string[] = []
  for (; cursor.at < cursor.raw.length; cursor.at++) {
    const line = cursor.raw[cursor.at] ?? ''
    const text = line.trim()
    if (text === '') {
      const next = peek({ ...cursor })
      if (next !== null && next.indent > parent) throw new NotPlain()
      return lines
    }
    if (line.length - line.trimStart().length <= parent) return lines
    if (text.startsWith('#')) throw new NotPlain()
    lines.push(text)
  }
  return lines
}

/** The core schema of YAML 1.2: what is no null, truth value or number is text. */
function resolved(text: string): unknown {
  if (/^(?:null|Null|NULL|~)$/.test(text)) return null
  if (/^(?:true|True|TRUE)$/.test(text)) return true
  if (/^(?:false|False|FALSE)$/.test(text)) return false
  if (/^-?(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text)
  if (/^-?\d{1,15}\.\d{1,15}$/.test(text)) return Number(text)
  // Everything else that could be a number, in whatever form.
  if (/^[-+.]?[0-9]/.test(text) && !Number.isNaN(Number(text.replace(/^[-+]/, '').replaceAll('_', ''))))
    throw new NotPlain()
  if (/^(?:0[ox]|[-+]?\.(?:inf|nan)$)/i.test(text)) throw new NotPlain()
  return text
}

/** `|`, `|-` and `|+`, perhaps with how far it is indented. */
function block(cursor: Cursor, head: string, parent: number): string {
  const match = /^\|([1-9])?([-+])?$/.exec(head)
  if (match === null) throw new NotPlain()
  advance(cursor)
  const start = cursor.at
  const indent = blockIndent(cursor, parent, match[1])
  while (cursor.at < cursor.raw.length && reaches(cursor.raw[cursor.at] ?? '', indent)) cursor.at += 1
  const lines = cursor.raw.slice(start, cursor.at).map(line => line.slice(indent))
  if (cursor.at === cursor.raw.length && lines.at(-1) === '') lines.pop()
  if (match[2] === '+') return lines.map(line => `${line}\n`).join('')
  const body = lines.join('\n').replace(/\n+$/, '')
  return body === '' || match[2] === '-' ? body : `${body}\n`
}

/** How far a block's text is indented: as its head says, or as its first line is. An empty line with spaces before it is not plain. */
function blockIndent(cursor: Cursor, parent: number, said: string | undefined): number {
  if (said !== undefined) return Math.max(parent, 0) + Number(said)
  const ahead = cursor.raw.slice(cursor.at, cursor.at + 1_000)
  const first = ahead.find(line => line.trim() !== '')
  if (ahead.slice(0, first === undefined ? undefined : ahead.indexOf(first)).some(line => line !== ''))
    throw new NotPlain()
  const indent = first === undefined ? 0 : first.length - first.trimStart().length
  return Math.max(indent, parent + 1)
}

/** True for a line that belongs to a block with that indentation. */
function reaches(line: string, indent: number): boolean {
  return line.trim() === '' || line.length - line.trimStart().length >= indent
}

/** In quotes, perhaps over several lines. */
function quotedScalar(cursor: Cursor, text: string, quote: string, parent: number): string {
  const closed = quote === '"' ? /^"[^"\\]*(?:\\.[^"\\]*)*"$/ : /^'[^']*(?:''[^']*)*'$/
  const open = quote === '"' ? /^"[^"\\]*(?:\\(?:.|$)[^"\\]*)*$/ : /^'[^']*(?:''[^']*)*$/
  advance(cursor)
  const lines = [text]
  // Each line is looked at alone, so that a long text stays linear.
  for (let whole = text; !closed.test(whole); ) {
    const line = cursor.raw[cursor.at]
    if (line === undefined || !open.test(whole)) throw new NotPlain()
    const next = line.trim()
    // An empty line means a line break, and trailing white space may count: rare, and left to the real parser.
    if (next === '' || line.length - line.trimStart().length <= parent) throw new NotPlain()
    cursor.at += 1
    lines.push(next)
    whole = quote + next
  }
  const inner = folded(lines).slice(1, -1)
  return quote === "'" ? inner.replaceAll("''", "'") : unescaped(inner)
}

/** A line break in quotes is a space; after a backslash it is nothing. */
function folded(lines: readonly string[]): string {
  return lines.reduce((text, line) => {
    const slashes = /\\*$/.exec(text)?.[0].length ?? 0
    return slashes % 2 === 1 && lines[0]?.startsWith('"') === true
      ? text.slice(0, -1) + line
      : `${text} ${line}`
  })
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  [' ', ' '],
  ['e', '\x1b'],
  ['0', '\0'],
  ['b', '\b'],
  ['a', '\x07'],
  ['f', '\f'],
  ['v', '\v'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
])

function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs,
    (_all, x, u, long, letter) => {
      const code: unknown = x ?? u ?? long
      if (typeof code === 'string') return String.fromCodePoint(Number.parseInt(code, 16))
      const plain = escapes.get(String(letter))
      if (plain === undefined) throw new NotPlain()
      return plain
    },
  )
}
