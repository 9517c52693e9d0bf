// Walks plain data (objects, arrays, strings, bytes): copies it redacted, or without what only fills pages.

export interface Mapping {
  text(text: string): string
  bytes(bytes: Uint8Array): Uint8Array
  /** A string whose name says what it is: an environment variable's value, the word after a flag. */
  named(name: string, value: string): string
  /** A list of strings, which may be a command and its arguments; null where they can't be told apart afterwards. */
  words(texts: readonly string[]): readonly string[] | null
  /** A string that is an object's member of that key. */
  member(key: string, value: string): string
}

/** A deep copy with every string and every Uint8Array mapped. The data must be plain: what structuredClone can copy. */
export function mappedCopy<T>(data: T, mapping: Mapping): T {
  const holder = { data: structuredClone(data) }
  mapMembers(holder, mapping, new Set())
  return holder.data
}

/** `done`: what stands in several places, as a pod does, is mapped once. */
function mapMembers(node: object, mapping: Mapping, done: Set<object>): void {
  if (done.has(node)) return
  done.add(node)
  if (isCommandLine(node)) mapWords(node, mapping)
  else mapEach(node, mapping, done)
  if (!Array.isArray(node)) mapKeys(node, mapping)
}

function mapEach(node: object, mapping: Mapping, done: Set<object>): void {
  for (const [key, member] of Object.entries(node)) {
    if (typeof member === 'string') Reflect.set(node, key, mappedString(node, key, member, mapping))
    else if (member instanceof Uint8Array) Reflect.set(node, key, mapping.bytes(member))
    else if (typeof member === 'object' && member !== null) mapMembers(member, mapping, done)
  }
}

/** More words than this are no command. */
const mostWords = 1_000

function isCommandLine(node: object): node is string[] {
  return Array.isArray(node) && node.length <= mostWords && node.every(one => typeof one === 'string')
}

/** `['mysqladmin', 'ping', '-p…']`: what a word is, the words before it tell. */
function mapWords(node: string[], mapping: Mapping): void {
  const original = [...node]
  const together = mapping.words(original) ?? original.map(mapping.text)
  for (const [index, word] of together.entries()) {
    const before = original[index - 1] ?? ''
    node[index] = before.startsWith('-') && !word.startsWith('-') ? mapping.named(before, word) : word
  }
}

/** The names of labels and annotations are free text too. In the place of their own, so that the order stays. */
function mapKeys(node: object, mapping: Mapping): void {
  const entries = Object.entries(node)
  const keys = entries.map(([key]) => mapping.text(key))
  if (entries.every(([key], index) => key === keys[index])) return
  for (const [key] of entries) Reflect.deleteProperty(node, key)
  for (const [index, [key, member]] of entries.entries()) Reflect.set(node, keys[index] ?? key, member)
}

/** `{name: 'DB_PASSWORD', value: …}` says what a string is; so does a member's own key, if less surely. */
function mappedString(node: object, key: string, text: string, mapping: Mapping): string {
  const name: unknown = Reflect.get(node, 'name')
  return key === 'value' && typeof name === 'string' ? mapping.named(name, text) : mapping.member(key, text)
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/**
 * A copy of Kubernetes objects without `managedFields` and without the last applied configuration, which repeats the whole
 * object, environment values included. Takes a single object as well as lists and snapshots.
 */
export function withoutNoise<T>(data: T): T {
  const holder = { data: structuredClone(data) }
  dropNoise(holder)
  return holder.data
}

function dropNoise(node: object): void {
  for (const [key, member] of Object.entries(node)) {
    if (typeof member !== 'object' || member === null || member instanceof Uint8Array) continue
    if (key === 'metadata') Reflect.deleteProperty(member, 'managedFields')
    if (key === 'annotations') Reflect.deleteProperty(member, lastApplied)
    dropNoise(member)
  }
}
