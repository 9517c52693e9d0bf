// Walks plain data (objects, arrays, strings, bytes): copies it redacted, or without what only fills pages.

export interface Mapping {
  text(text: string): string
  bytes(bytes: Uint8Array): Uint8Array
  /** A string whose name says what it is: an environment variable's value, the word after a flag. */
  named(name: string, value: string): string
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
  let before: unknown = null
  for (const [key, member] of Object.entries(node)) {
    if (typeof member === 'string') Reflect.set(node, key, mappedString(node, key, member, before, mapping))
    else if (member instanceof Uint8Array) Reflect.set(node, key, mapping.bytes(member))
    else if (typeof member === 'object' && member !== null) mapMembers(member, mapping, done)
    before = member
  }
  if (!Array.isArray(node)) mapKeys(node, mapping)
}

/** The names of labels and annotations are free text too. In the place of their own, so that the order stays. */
function mapKeys(node: object, mapping: Mapping): void {
  const entries = Object.entries(node)
  const keys = entries.map(([key]) => mapping.text(key))
  if (entries.every(([key], index) => key === keys[index])) return
  for (const [key] of entries) Reflect.deleteProperty(node, key)
  for (const [index, [key, member]] of entries.entries()) Reflect.set(node, keys[index] ?? key, member)
}

/** `{name: 'DB_PASSWORD', value: …}` and `['--password', …]` say what a string is; a member's own key says it only weakly. */
function mappedString(node: object, key: string, text: string, before: unknown, mapping: Mapping): string {
  if (Array.isArray(node)) {
    const isArgument = typeof before === 'string' && before.startsWith('-') && !text.startsWith('-')
    return isArgument ? mapping.named(before, text) : mapping.text(text)
  }
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
