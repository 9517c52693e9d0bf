// JSON as dumps have it: one document, several in a row, cut off in the middle, or between the logs that kubectl prints.
import type { Buffer } from 'node:buffer'

/** A container's log inside a larger file, as `kubectl cluster-info dump` marks it. Offsets in bytes. */
export interface LogBlock {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly start: number
  readonly end: number
}

export interface JsonContents {
  readonly documents: readonly unknown[]
  readonly logs: readonly LogBlock[]
  /** True where a document was cut off or is no JSON: the rest was read all the same. */
  readonly broken: boolean
}

const newline = 0x0a
const startMark = '==== START logs for container '
/** The longest first line of a block: three names and the words around them. */
const longestMark = 1_200

/** All JSON documents of a file and the logs between them. */
export function jsonContents(bytes: Buffer): JsonContents {
  const whole = parsed(bytes.toString('utf8'))
  if (whole !== undefined) return { documents: [whole], logs: [], broken: false }
  const found: Found = { documents: [], logs: [], broken: false }
  let at = 0
  while (at < bytes.length) at = takeNext(bytes, afterSpace(bytes, at), found)
  return found
}

interface Found {
  readonly documents: unknown[]
  readonly logs: LogBlock[]
  broken: boolean
}

/** Takes what begins here, and says where to go on. */
function takeNext(bytes: Buffer, start: number, found: Found): number {
  const block = blockAt(bytes, start)
  if (block !== null) {
    found.logs.push(block)
    return Math.max(block.end, start + 1)
  }
  if (!opens(bytes[start])) return afterLine(bytes, start)
  const end = endOfValue(bytes, start)
  const document = end === -1 ? undefined : parsed(bytes.toString('utf8', start, end))
  if (document !== undefined) {
    found.documents.push(document)
    return end
  }
  found.broken = true
  if (end !== -1) return afterLine(bytes, start)
  found.documents.push(...salvaged(bytes, start))
  return nextBlock(bytes, start)
}

/** The marked logs of a file that holds nothing else. */
export function logBlocks(bytes: Buffer): readonly LogBlock[] {
  const blocks: LogBlock[] = []
  let at = bytes.indexOf(startMark)
  while (at !== -1) {
    const block = blockAt(bytes, at)
    if (block !== null) blocks.push(block)
    at = bytes.indexOf(startMark, Math.max(block?.end ?? 0, at + 1))
  }
  return blocks
}

/** The block that begins at this very byte, or null. One without an end goes on to the end of the file. */
function blockAt(bytes: Buffer, at: number): LogBlock | null {
  if (bytes[at] !== 0x3d) return null
  const line = bytes.toString('utf8', at, Math.min(at + longestMark, bytes.length)).split('\n', 1)[0] ?? ''
  const match = /^==== START (logs for container (\S+) of pod ([^\s/]+)\/(\S+)) ====\r?$/.exec(line)
  if (match === null) return null
  const [, what = '', container = '', namespace = '', pod = ''] = match
  const start = afterLine(bytes, at)
  const end = bytes.indexOf(`==== END ${what} ====`, start)
  return { namespace, pod, container, start, end: end === -1 ? bytes.length : end }
}

function nextBlock(bytes: Buffer, at: number): number {
  const next = bytes.indexOf(startMark, at)
  return next === -1 ? bytes.length : next
}

/** The whole items of a list that was cut off, as a list of its own. */
function salvaged(bytes: Buffer, at: number): readonly unknown[] {
  const items = bytes.indexOf('"items"', at)
  if (items === -1) return []
  const head = bytes.toString('utf8', at, items)
  const kind = /"kind"\s*:\s*"(\w+)"/.exec(head)?.[1] ?? 'List'
  const whole: unknown[] = []
  let next = bytes.indexOf('[', items) + 1
  while (next > 0 && next < bytes.length) {
    const start = afterSpace(bytes, next)
    const end = bytes[start] === 0x7b ? endOfValue(bytes, start) : -1
    const item = end === -1 ? undefined : parsed(bytes.toString('utf8', start, end))
    if (item === undefined) break
    whole.push(item)
    const comma = afterSpace(bytes, end)
    next = bytes[comma] === 0x2c ? comma + 1 : bytes.length
  }
  return whole.length === 0 ? [] : [{ kind, items: whole }]
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

function opens(byte: number | undefined): boolean {
  return byte === 0x7b || byte === 0x5b
}

function closes(byte: number): boolean {
  return byte === 0x7d || byte === 0x5d
}

/** The end of the object or list that begins here; -1 where it has none. */
function endOfValue(bytes: Buffer, start: number): number {
  let depth = 0
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte === 0x22) at = endOfString(bytes, at)
    else if (opens(byte)) depth += 1
    else if (closes(byte)) depth -= 1
    if (depth === 0) return at + 1
  }
  return -1
}

/** The byte of the closing quote of the string that begins here; the end of the file where there is none. */
function endOfString(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === 0x5c) at += 1
    else if (byte === 0x22) return at
  }
  return bytes.length
}

function afterSpace(bytes: Buffer, start: number): number {
  let at = start
  while (at < bytes.length && ((bytes[at] ?? 0) <= 0x20 || bytes[at] === 0x1e)) at += 1
  return at
}

function afterLine(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(newline, start)
  return end === -1 ? bytes.length : end + 1
}
