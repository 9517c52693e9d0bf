// The YAML form of `commands`: a list of shell commands, or of mappings with name, run, timeout and on.
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml'
import { type Category, causes } from '../model/finding.ts'
import { bad, type Checked, didYouMean, good, shown } from './checked.ts'
import { duration, type Range } from './quantities.ts'

/** One command as it was written; `line` is where, from 1. */
export interface CommandItem {
  readonly line: number
  readonly name: string | null
  readonly run: string
  readonly timeoutMs: number | null
  readonly on: readonly Category[]
}

const keys = ['name', 'run', 'timeout', 'on'] as const
const categories = Object.keys(causes)
const errorsShown = 3

/** Whether the text is the YAML form: no shell command begins with a lone hyphen or is a JSON list. */
export function looksLikeList(text: string): boolean {
  const first = text.split(/\r?\n|\r/).find(line => !/^\s*(?:#|$)/.test(line)) ?? ''
  return /^\s*-(?:\s|$)|^---(?:\s|$)/.test(first) || isJsonList(text)
}

function isJsonList(text: string): boolean {
  if (!text.trimStart().startsWith('[')) return false
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}

/** Reads the YAML form; every fault names its line. */
export function readList(input: string, text: string, timeout: Range): Checked<readonly CommandItem[]> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const where = (node: unknown) => `${input}, line ${lineOf(node, lines)}`
  if (document.errors.length > 0) {
    // The first few: after one bracket too many the parser finds fault with all that follows.
    const errors = document.errors.slice(0, errorsShown)
    return bad(...errors.map(error => syntaxFault(input, lines.linePos(error.pos[0]).line, error)))
  }
  if (!isSeq(document.contents)) return bad(`Invalid ${input}: it must be a list of commands.`)
  const items = document.contents.items.map(item => readItem(item, { input, where, lines, timeout }))
  const faults = items.flatMap(item => (item.ok ? [] : item.faults))
  return faults.length > 0 ? bad(...faults) : good(items.flatMap(item => (item.ok ? [item.value] : [])))
}

interface Reading {
  readonly input: string
  readonly where: (node: unknown) => string
  readonly lines: LineCounter
  readonly timeout: Range
}

function syntaxFault(input: string, line: number, { code, message }: YAMLParseError): string {
  if (code === 'RESOURCE_EXHAUSTION') return `${input}, line ${line}: it is nested too deeply.`
  const reason = shown(message.split('\n', 1)[0] ?? '').replace(/[.:]$/, '')
  return `${input}, line ${line}: ${reason}. Write a command with quotes, colons or brackets under "run: |".`
}

function readItem(item: unknown, reading: Reading): Checked<CommandItem> {
  const line = lineOf(item, reading.lines)
  if (isMap(item)) return readMapping(item, line, reading)
  const run = scalarText(item)?.trim()
  if (run) return good({ line, name: null, run, timeoutMs: null, on: [] })
  return bad(`${reading.input}, line ${line}: write a shell command or a mapping with "run".`)
}

function readMapping(map: YAMLMap, line: number, reading: Reading): Checked<CommandItem> {
  const faults = unknownKeys(map, reading)
  const take = <T>(key: (typeof keys)[number], read: (value: Node) => Checked<T>): T | null => {
    const value = map.get(key, true)
    if (value === undefined || (isScalar(value) && value.value === null)) return null
    const checked = read(value)
    if (checked.ok) return checked.value
    faults.push(...checked.faults)
    return null
  }
  const name = take('name', value => readText('name', value, reading))
  const run = take('run', value => readText('run', value, reading))
  const timeoutMs = take('timeout', value => readTimeout(value, reading))
  const on = take('on', value => readCategories(value, reading)) ?? []
  if (run === null && faults.length === 0) {
    faults.push(`${reading.input}, line ${line}: "run" is missing. Add the shell command to run.`)
  }
  return run === null || faults.length > 0 ? bad(...faults) : good({ line, name, run, timeoutMs, on })
}

function unknownKeys(map: YAMLMap, { where }: Reading): string[] {
  return map.items.flatMap(({ key }: Pair) => {
    const text = scalarText(key) ?? ''
    if (keys.some(known => known === text)) return []
    const hint = didYouMean(text, keys) || 'Use name, run, timeout and on. '
    return [`${where(key)}: unknown key "${shown(text)}". ${hint.trim()}`]
  })
}

function readText(key: string, value: Node, { where }: Reading): Checked<string> {
  const text = scalarText(value)?.trim()
  return text ? good(text) : bad(`${where(value)}: "${key}" must be text.`)
}

function readTimeout(value: Node, { where, timeout }: Reading): Checked<number> {
  const text = scalarText(value)
  if (text === null) return bad(`${where(value)}: "timeout" must be a duration such as 30s.`)
  const checked = duration(timeout)('timeout', text.trim())
  return checked.ok ? checked : bad(...checked.faults.map(fault => `${where(value)}: ${fault}`))
}

function readCategories(value: Node, { where }: Reading): Checked<readonly Category[]> {
  const nodes: readonly unknown[] = isSeq(value) ? value.items : [value]
  const faults: string[] = []
  const found: Category[] = []
  for (const node of nodes) {
    const text = scalarText(node)?.trim() ?? ''
    if (isCategory(text)) found.push(text)
    else {
      const hint = didYouMean(text, categories) || `Use one of ${categories.join(', ')}. `
      faults.push(`${where(node)}: unknown category "${shown(text)}". ${hint.trim()}`)
    }
  }
  return faults.length > 0 ? bad(...faults) : good([...new Set(found)])
}

function isCategory(text: string): text is Category {
  return Object.hasOwn(causes, text)
}

/** A scalar as it was written, so that the command `true` and the name `1` stay what they are; null for all else. */
function scalarText(node: unknown): string | null {
  if (!isScalar(node) || node.value === null) return null
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
}

function lineOf(node: unknown, lines: LineCounter): number {
  const start = isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined
  return start === undefined ? 1 : lines.linePos(start).line
}
