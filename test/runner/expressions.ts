// Evaluates the part of GitHub's expression language that action.yml files and steps use.
import { type Node, parseExpression } from './expression-parser.ts'
import type { JobStatus } from './types.ts'

export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value }

export interface Scope {
  /** `github`, `job`, `runner`, `env`, `matrix`, … */
  readonly contexts: Readonly<Record<string, Value>>
  /** null where status functions are not allowed, as in inputs. */
  readonly status: JobStatus | null
}

type Builtin = (args: readonly Value[], scope: Scope) => Value

const statusFunctions: Readonly<Record<string, (status: JobStatus) => boolean>> = {
  always: () => true,
  success: status => status === 'success',
  failure: status => status === 'failure',
  cancelled: status => status === 'cancelled',
}

const builtins: Readonly<Record<string, Builtin>> = {
  contains: ([search = null, item = null]) =>
    Array.isArray(search) ? search.some(entry => equal(entry, item)) : fold(search).includes(fold(item)),
  startswith: ([text = null, part = null]) => fold(text).startsWith(fold(part)),
  endswith: ([text = null, part = null]) => fold(text).endsWith(fold(part)),
  tojson: ([value = null]) => JSON.stringify(value, null, 2),
  fromjson: ([text = null]) => parseJson(toText(text)),
  format: ([template = null, ...args]) =>
    toText(template).replace(/\{\{|\}\}|\{(\d+)\}/g, (match, index: string | undefined) =>
      index === undefined ? match.charAt(0) : toText(args[Number(index)] ?? null),
    ),
}

/**
 * Says whether a step's `if:` or an action's `post-if:` holds.
 * @param implicitSuccess a step's `if` without a status function means `success() && (…)`; a `post-if` is taken as it is
 * @throws Error on syntax, contexts and functions that this evaluator does not know
 */
export function evaluateCondition(condition: string, scope: Scope, implicitSuccess: boolean): boolean {
  const wrapped = /^\$\{\{(.*)\}\}$/s.exec(condition.trim())
  const tree = parseExpression(implicitSuccess ? (wrapped?.[1] ?? condition) : condition)
  if (implicitSuccess && !mentionsStatus(tree) && scope.status !== 'success') return false
  return truthy(evaluate(tree, scope))
}

/** Replaces each `${{ … }}` in a text by its value. */
export function interpolate(text: string, scope: Scope): string {
  return text.replace(/\$\{\{((?:'(?:[^']|'')*'|[^'])*?)\}\}/gs, (_, source: string) =>
    toText(evaluate(parseExpression(source), scope)),
  )
}

function mentionsStatus(node: Node): boolean {
  if (node.kind === 'call' && Object.hasOwn(statusFunctions, node.name)) return true
  if (node.kind === 'call') return node.args.some(mentionsStatus)
  if (node.kind === 'not') return mentionsStatus(node.operand)
  if (node.kind === 'binary') return mentionsStatus(node.left) || mentionsStatus(node.right)
  return false
}

function evaluate(node: Node, scope: Scope): Value {
  switch (node.kind) {
    case 'literal':
      return node.value
    case 'path':
      return lookUp(node.names, scope)
    case 'call':
      return call(node.name, node.args, scope)
    case 'not':
      return !truthy(evaluate(node.operand, scope))
    case 'binary':
      return combine(node, scope)
  }
}

function combine(node: Node & { kind: 'binary' }, scope: Scope): Value {
  const left = evaluate(node.left, scope)
  if (node.operator === '||') return truthy(left) ? left : evaluate(node.right, scope)
  if (node.operator === '&&') return truthy(left) ? evaluate(node.right, scope) : left
  const same = equal(left, evaluate(node.right, scope))
  return node.operator === '==' ? same : !same
}

function call(name: string, args: readonly Node[], scope: Scope): Value {
  const statusFunction = statusFunctions[name]
  if (statusFunction !== undefined) {
    if (scope.status === null) throw new Error(`${name}() can't be used here, only in if: and post-if:`)
    return statusFunction(scope.status)
  }
  const builtin = builtins[name]
  if (builtin === undefined) throw new Error(`This runner does not know the expression function ${name}()`)
  return builtin(
    args.map(arg => evaluate(arg, scope)),
    scope,
  )
}

function lookUp([root = '', ...rest]: readonly string[], scope: Scope): Value {
  const context = property(scope.contexts, root)
  if (context === undefined) {
    const known = Object.keys(scope.contexts).join(', ')
    throw new Error(`This runner does not know the expression context '${root}' here; it knows ${known}`)
  }
  let value: Value = context
  for (const name of rest) value = isMapping(value) ? (property(value, name) ?? null) : null
  return value
}

/** Property names are case-insensitive in expressions. */
function property(mapping: { readonly [key: string]: Value }, name: string): Value | undefined {
  const key = Object.keys(mapping).find(candidate => candidate.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : mapping[key]
}

function isMapping(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function truthy(value: Value): boolean {
  return value !== null && value !== false && value !== '' && value !== 0 && !Number.isNaN(value)
}

function equal(left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toUpperCase() === right.toUpperCase()
  if (typeof left === 'object' && left !== null) return left === right
  if (typeof right === 'object' && right !== null) return false
  return toNumber(left) === toNumber(right)
}

function toNumber(value: null | boolean | number | string): number {
  return typeof value === 'string' ? Number(value.trim()) : Number(value ?? 0)
}

function toText(value: Value): string {
  if (value === null) return ''
  if (typeof value !== 'object') return String(value)
  return Array.isArray(value) ? 'Array' : 'Object'
}

function fold(value: Value): string {
  return toText(value).toLowerCase()
}

function parseJson(text: string): Value {
  const value: Value = JSON.parse(text)
  return value
}
