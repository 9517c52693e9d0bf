// The literal beginnings of what a regular expression matches: where one stands, the expression is tried, and nowhere else.
import type { Node } from './go-regex.ts'

/** Shorter ones stand everywhere. */
const shortestHead = 3
const longestHead = 12
const mostHeads = 64
/** A head of this length is not made longer at the price of several. */
const goodLength = 5

/** A beginning, in lower case. `open`: more of it could be told. */
interface Head {
  readonly text: string
  readonly open: boolean
}

/** The beginnings, one of which every match has; null where there are none that tell anything. */
export function headsOf(node: Node): readonly string[] | null {
  const heads = after([{ text: '', open: true }], node)
  if (heads === null) return null
  const texts = [...new Set(heads.map(head => head.text.slice(0, longestHead)))]
  if (texts.length > mostHeads || texts.some(text => text.length < shortestHead)) return null
  return texts.filter(text => !texts.some(other => other !== text && text.startsWith(other))).toSorted()
}

/** Without the `[\w.-]{0,50}?` at its start, by which gitleaks shows a line's context: it is no part of the secret. */
export function withoutContext(node: Node): Node {
  if (node.kind === 'sequence') {
    const [first, ...rest] = node.parts
    if (first?.kind === 'repeat' && first.least === 0 && first.lazy)
      return withoutContext({ ...node, parts: rest })
    if (first !== undefined) return { ...node, parts: [withoutContext(first), ...rest] }
  }
  if (node.kind === 'choice') return { ...node, options: node.options.map(withoutContext) }
  if (node.kind === 'group') return { ...node, inner: withoutContext(node.inner) }
  return node
}

function after(heads: readonly Head[], node: Node): readonly Head[] | null {
  switch (node.kind) {
    case 'assert':
      return heads
    case 'char':
      return extended(heads, [String.fromCharCode(node.code).toLowerCase()])
    case 'set':
      return extended(heads, members(node))
    case 'group':
      return after(heads, node.inner)
    case 'sequence':
      return node.parts.reduce<readonly Head[] | null>((so, part) => so && after(so, part), heads)
    case 'choice':
      return all(node.options.map(option => after(heads, option)))
    case 'repeat':
      return repeated(heads, node)
  }
}

function repeated(heads: readonly Head[], node: Extract<Node, { kind: 'repeat' }>): readonly Head[] | null {
  let so: readonly Head[] | null = heads
  for (let time = 0; time < Math.min(node.least, longestHead); time++) so = so && after(so, node.inner)
  if (so === null || node.most === node.least) return so
  if (node.least === 0 && node.most === 1) return all([so, after(so, node.inner)])
  return so.map(head => ({ ...head, open: false }))
}

/** Each open head with each of the letters behind it; null as letters: too many to tell apart. */
function extended(heads: readonly Head[], letters: readonly string[] | null): readonly Head[] | null {
  const result = heads.flatMap(head => {
    if (!head.open || head.text.length >= longestHead) return [head]
    const costs = letters !== null && letters.length > 2 && head.text.length >= goodLength
    if (letters === null || costs) return [{ ...head, open: false }]
    return letters.map(letter => ({ text: head.text + letter, open: true }))
  })
  if (result.length <= mostHeads) return result
  return heads.every(head => head.text.length >= shortestHead)
    ? heads.map(head => ({ ...head, open: false }))
    : null
}

function members({ negated, ranges }: Extract<Node, { kind: 'set' }>): readonly string[] | null {
  const count = ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
  if (negated || count > 22) return null
  const codes = ranges.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index),
  )
  return [...new Set(codes.map(code => String.fromCharCode(code).toLowerCase()))]
}

function all(parts: readonly (readonly Head[] | null)[]): readonly Head[] | null {
  const known = parts.flatMap(part => (part === null ? [] : [part]))
  return known.length < parts.length ? null : known.flat()
}
