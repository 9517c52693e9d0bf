// Label selectors, checked by Kubernetes' own grammar before the cluster is asked.
import { type Checked, good, invalid, shown } from './checked.ts'

/** One piece of a selector: a symbol such as `!=`, or a word. */
type Token = { readonly kind: 'symbol' | 'word'; readonly text: string }

/** Thrown inside this file only: the sentence that says what is wrong. */
class SelectorFault extends Error {}

/**
 * A label selector in the grammar of k8s.io/apimachinery's `labels.Parse`: `a=b`, `a==b`, `a!=b`, `a in (b,c)`,
 * `a notin (b)`, `a`, `!a`, `a>1`, `a<1`, separated by commas.
 */
export function labelSelector(name: string, text: string): Checked<string> {
  try {
    checkRequirements(new Tokens(text))
    return good(text)
  } catch (error) {
    if (!(error instanceof SelectorFault)) throw error
    return invalid(
      name,
      text,
      `${error.message} Use a label selector such as app=checkout or tier in (web,api).`,
    )
  }
}

class Tokens {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(text: string) {
    // As Kubernetes' lexer: the longest symbol that it knows, else a word.
    this.#tokens = Array.from(text.matchAll(/[!=]=|[!=<>(),]|[^\s!=<>(),]+/g), ([piece]) => ({
      kind: /^[!=<>(),]/.test(piece) ? 'symbol' : 'word',
      text: piece,
    }))
  }

  peek(): Token | null {
    return this.#tokens[this.#at] ?? null
  }

  next(): Token | null {
    const token = this.peek()
    this.#at += 1
    return token
  }

  /** True, and one further, where the next token is this symbol. */
  take(symbol: string): boolean {
    const token = this.peek()
    if (token?.kind !== 'symbol' || token.text !== symbol) return false
    this.#at += 1
    return true
  }

  atEndOfRequirement(): boolean {
    const token = this.peek()
    return token === null || (token.kind === 'symbol' && token.text === ',')
  }
}

function checkRequirements(tokens: Tokens): void {
  do {
    checkRequirement(tokens)
    if (!tokens.atEndOfRequirement())
      throw new SelectorFault(`Expected a comma before "${shown(tokens.peek()?.text ?? '')}".`)
  } while (tokens.take(','))
}

function checkRequirement(tokens: Tokens): void {
  const negated = tokens.take('!')
  checkKey(word(tokens, 'a label name'))
  if (negated || tokens.atEndOfRequirement()) return
  const operator = tokens.next()?.text ?? ''
  switch (operator) {
    case 'in':
    case 'notin':
      checkSet(tokens, operator)
      break
    case '>':
    case '<':
      checkNumber(word(tokens, 'a whole number'), operator)
      break
    case '=':
    case '==':
    case '!=':
      if (!tokens.atEndOfRequirement()) checkValue(word(tokens, 'a value'))
      break
    default:
      throw new SelectorFault(`"${shown(operator)}" is not an operator.`)
  }
}

function checkSet(tokens: Tokens, operator: string): void {
  if (!tokens.take('(')) throw new SelectorFault(`Expected "(" after "${operator}".`)
  if (tokens.take(')')) throw new SelectorFault(`"${operator}" needs at least one value.`)
  while (!tokens.take(')')) {
    if (tokens.take(',')) continue
    checkValue(word(tokens, 'a value or ")"'))
    if (tokens.peek()?.text !== ',' && tokens.peek()?.text !== ')') {
      throw new SelectorFault(`Expected "," or ")" in the list after "${operator}".`)
    }
  }
}

function word(tokens: Tokens, what: string): string {
  const token = tokens.next()
  if (token?.kind === 'word') return token.text
  throw new SelectorFault(
    `Expected ${what}${token === null ? ' at the end' : ` before "${shown(token.text)}"`}.`,
  )
}

const namePart = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/
const dnsSubdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/

function checkKey(key: string): void {
  const parts = key.split('/')
  const name = parts.at(-1) ?? ''
  const [prefix] = parts.length > 1 ? parts : []
  if (parts.length > 2 || !namePart.test(name))
    throw new SelectorFault(`"${shown(key)}" is not a label name.`)
  if (prefix !== undefined && (prefix.length > 253 || !dnsSubdomain.test(prefix))) {
    throw new SelectorFault(`"${shown(prefix)}" is not a label prefix.`)
  }
}

function checkValue(value: string): void {
  if (!namePart.test(value)) throw new SelectorFault(`"${shown(value)}" is not a label value.`)
}

function checkNumber(value: string, operator: string): void {
  if (!/^\d{1,18}$/.test(value)) throw new SelectorFault(`"${operator}" needs a whole number.`)
}
