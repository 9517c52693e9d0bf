// Secret objects as `kubectl get secret -o yaml` or `-o json` prints them: every value of their data.
import type { Attempt, KeyedPattern } from './keyed.ts'

export const secretManifests: KeyedPattern = { label: 'secret data', heads: ['secret'], at }

/** How far from `kind: Secret` its data may stand: kubectl sorts the fields, and a list's items follow one another. */
const mostBefore = 65_536
const mostBehind = 65_536

const kindBefore = /\bkind(?:\\{0,3}["'])?[ \t]{0,3}:[ \t]{0,3}(?:\\{0,3}["'])?$/
const kindBehind = /Secret(?:List)?(?:\\{0,3}["']|[ \t]{0,8}(?:[\r\n,}]|\\{1,3}n|$))/y
const dataBegins =
  /(?:^|[\n{,])((?:[ \t]|- ){0,40})(?:\\{0,3}["'])?(?:stringData|data)(?:\\{0,3}["'])?[ \t]{0,3}:[ \t]{0,3}(\{|\r?\n)/g

function at(text: string, head: number): Attempt | null {
  kindBehind.lastIndex = head
  if (!kindBehind.test(text) || !kindBefore.test(text.slice(Math.max(0, head - 24), head))) return null
  const from = documentStart(text, head)
  const to = documentEnd(text, head)
  const part = text.slice(from, to)
  const guesses = [...part.matchAll(dataBegins)].flatMap(match => {
    const begin = match.index + match[0].length
    const values = match[2] === '{' ? membersIn(part, begin) : linesIn(part, begin, match[1]?.length ?? 0)
    return values.map(([start, end]) => ({ start: from + start, end: from + end, label: 'secret data' }))
  })
  return { guesses, seen: to }
}

function documentStart(text: string, head: number): number {
  const least = Math.max(0, head - mostBefore)
  return least + Math.max(0, text.slice(least, head).lastIndexOf('\n---'))
}

function documentEnd(text: string, head: number): number {
  const near = text.slice(head, head + mostBehind)
  const end = near.indexOf('\n---')
  return head + (end === -1 ? near.length : end)
}

type Span = readonly [number, number]

/** The strings of a flat JSON object, up to its closing bracket. */
function membersIn(part: string, begin: number): readonly Span[] {
  const end = part.indexOf('}', begin)
  const inside = part.slice(begin, end === -1 ? undefined : end)
  const member = /:[ \t]{0,3}(?:\\{0,3}")([^"\\\r\n]{1,65536})/g
  return [...inside.matchAll(member)].map(match => {
    const stop = begin + match.index + match[0].length
    return [stop - (match[1]?.length ?? 0), stop]
  })
}

/** The values of the lines that stand deeper than `indent`, with the lines of block scalars. */
function linesIn(part: string, begin: number, indent: number): readonly Span[] {
  const spans: Span[] = []
  const line = /([ \t]{0,200})(?:([\w.-]{1,253}:)[ \t]{0,8})?([^\r\n]{0,65536})(?:\r?\n|$)/y
  line.lastIndex = begin
  while (line.lastIndex < part.length) {
    const start = line.lastIndex
    const match = line.exec(part)
    if (match === null || (match[1] ?? '').length <= indent) break
    const value = match[3] ?? ''
    if (value === '' || /^[|>][-+0-9]{0,2}$/.test(value)) continue
    const at = start + match[0].indexOf(value, (match[1] ?? '').length + (match[2] ?? '').length)
    spans.push([at, at + value.length])
  }
  return spans
}
