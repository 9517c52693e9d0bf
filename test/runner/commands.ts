// Parses workflow commands as actions/runner's ActionCommand.cs does.
import type { WorkflowCommand } from './types.ts'

type Escapes = readonly (readonly [escaped: string, plain: string])[]

// The order matters: `%25` comes last, so that `%250A` is the text `%0A` and not a line feed.
const dataEscapes: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
]
const propertyEscapes: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
]
const bracketEscapes: Escapes = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
  ['%25', '%'],
]

/** .NET's white space: JavaScript's, plus NEL and less the byte order mark. */
const leadingSpace = /^(?:(?!\uFEFF)[\s\u0085])+/

/**
 * Finds the command of one line of output: `::name k=v,k=v::message` at the line's start after white space, else
 * `##[name k=v;k=v]message` anywhere in it.
 * @param known lower-case names that are commands; any other name makes the line ordinary text
 */
export function parseCommand(line: string, known: ReadonlySet<string>): WorkflowCommand | null {
  return parseColons(line, known) ?? parseBracket(line, known)
}

function parseColons(line: string, known: ReadonlySet<string>): WorkflowCommand | null {
  const text = line.replace(leadingSpace, '')
  if (!text.startsWith('::')) return null
  const end = text.indexOf('::', 2)
  if (end < 0) return null
  const head = splitHead(text.slice(2, end), known)
  if (head === null) return null
  return {
    name: head.name,
    properties: parseProperties(head.rest.trim(), ',', propertyEscapes),
    message: unescapeWith(text.slice(end + 2), dataEscapes),
  }
}

function parseBracket(line: string, known: ReadonlySet<string>): WorkflowCommand | null {
  const start = line.indexOf('##[')
  if (start < 0) return null
  const end = line.indexOf(']', start)
  if (end < 0) return null
  const head = splitHead(line.slice(start + 3, end), known)
  if (head === null) return null
  return {
    name: head.name,
    properties: parseProperties(head.rest, ';', bracketEscapes),
    message: unescapeWith(line.slice(end + 1), bracketEscapes),
  }
}

function splitHead(info: string, known: ReadonlySet<string>): { name: string; rest: string } | null {
  const space = info.indexOf(' ')
  const name = (space < 0 ? info : info.slice(0, space)).toLowerCase()
  if (!known.has(name)) return null
  return { name, rest: space > 0 ? info.slice(space + 1) : '' }
}

function parseProperties(text: string, separator: string, escapes: Escapes): Record<string, string> {
  const properties: Record<string, string> = {}
  for (const pair of text.split(separator)) {
    // Empty names and empty values are dropped by the runner, and so are doubled equals signs.
    const [, key, value] = /^=*([^=]+)=+([^=].*)$/s.exec(pair) ?? []
    if (key !== undefined && value !== undefined) properties[key] = unescapeWith(value, escapes)
  }
  return properties
}

function unescapeWith(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text)
}
