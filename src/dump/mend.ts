// Parsing what somebody may have cut, edited or generated: a field of a strange form is put right or left out, not the object.
import type { z } from 'zod'

/** An object with more strange fields than this is none of Kubernetes'. */
const rounds = 8

/**
 * The value as the schema has it; undefined where even what it can't do without is missing.
 * Changes `value`: numbers and strings take each other's place where that is what was meant; what does not fit is taken out.
 */
export function mended<S extends z.ZodType>(schema: S, value: unknown): z.output<S> | undefined {
  let attempt = schema.safeParse(value)
  for (let round = 0; !attempt.success && round < rounds; round++) {
    // Backwards, so that taking an entry out of a list does not move those that are still to be mended.
    for (const issue of attempt.error.issues.toReversed()) mend(value, issue)
    attempt = schema.safeParse(value)
  }
  return attempt.data
}

function mend(root: unknown, issue: z.core.$ZodIssue): void {
  const { path } = issue
  const parent = memberAt(root, path.slice(0, -1))
  const key = path.at(-1)
  if (typeof parent !== 'object' || parent === null || key === undefined) return
  const found: unknown = Reflect.get(parent, key)
  // Without what it can't do without, the whole entry goes; but never `metadata` or `spec` themselves.
  if (found === undefined) {
    if (path.length > 2) mendAbove(root, path)
    return
  }
  const meant = issue.code === 'invalid_type' ? converted(found, issue.expected) : undefined
  if (meant === undefined) takeOut(parent, key)
  else Reflect.set(parent, key, meant)
}

function mendAbove(root: unknown, path: readonly PropertyKey[]): void {
  const above = memberAt(root, path.slice(0, -2))
  const key = path.at(-2)
  if (typeof above === 'object' && above !== null && key !== undefined) takeOut(above, key)
}

function takeOut(parent: object, key: PropertyKey): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1)
  else Reflect.deleteProperty(parent, key)
}

function memberAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let node: unknown = root
  for (const key of path) {
    if (typeof node !== 'object' || node === null) return undefined
    node = Reflect.get(node, key)
  }
  return node
}

/** `"8080"` for 8080, `1` for a label "1", `"true"` for true. Undefined where nothing else can have been meant. */
function converted(value: unknown, expected: string): unknown {
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value)
  if (typeof value !== 'string') return undefined
  if (expected === 'number' && /^-?\d{1,15}(?:\.\d{1,10})?$/.test(value)) return Number(value)
  if (expected === 'boolean' && /^(?:true|false)$/i.test(value)) return /^true$/i.test(value)
  return undefined
}
