// Parses GitHub's expression language into a tree: literals, contexts, function calls, ! && || == !=.

export type Node =
  | { readonly kind: 'literal'; readonly value: null | boolean | number | string }
  | { readonly kind: 'path'; readonly names: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'not'; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Node; readonly right: Node }

type Operator = '||' | '&&' | '==' | '!='

const token = /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w-]*)|(\|\||&&|==|!=|[!().,[\]]))/y
const binding: Readonly<Record<Operator, number>> = { '||': 1, '&&': 2, '==': 3, '!=': 3 }

interface Token {
  readonly kind: 'string' | 'number' | 'name' | 'sign'
  readonly text: string
}

/** @throws Error that quotes the expression and the place that can't be read */
export function parseExpression(source: string): Node {
  const parser = new Parser(source)
  const tree = parser.expression(0)
  parser.end()
  return tree
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  token.lastIndex = 0
  let at = 0
  while (source.slice(at).trim() !== '') {
    const match = token.exec(source)
    if (match === null)
      throw new Error(`Can't read the expression '${source.trim()}' at '${source.slice(at).trim()}'`)
    const [, string, number, name, sign] = match
    if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1).replaceAll("''", "'") })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name })
    else tokens.push({ kind: 'sign', text: sign ?? '' })
    at = token.lastIndex
  }
  return tokens
}

class Parser {
  readonly #source: string
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(source: string) {
    this.#source = source.trim()
    this.#tokens = tokenize(source)
  }

  expression(minimum: number): Node {
    let left = this.#operand()
    for (;;) {
      const operator = this.#operator()
      if (operator === null || binding[operator] <= minimum) return left
      this.#at++
      left = { kind: 'binary', operator, left, right: this.expression(binding[operator]) }
    }
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw this.#unexpected()
  }

  #operator(): Operator | null {
    const text = this.#peekSign()
    return text === '||' || text === '&&' || text === '==' || text === '!=' ? text : null
  }

  #operand(): Node {
    if (this.#take('!')) return { kind: 'not', operand: this.#operand() }
    if (this.#take('(')) {
      const inner = this.expression(0)
      this.#expect(')')
      return inner
    }
    const next = this.#tokens[this.#at]
    if (next === undefined || next.kind === 'sign') throw this.#unexpected()
    this.#at++
    if (next.kind === 'string') return { kind: 'literal', value: next.text }
    if (next.kind === 'number') return { kind: 'literal', value: Number(next.text) }
    return this.#named(next.text)
  }

  #named(name: string): Node {
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' }
    if (name === 'null') return { kind: 'literal', value: null }
    if (this.#take('(')) return { kind: 'call', name: name.toLowerCase(), args: this.#arguments() }
    return { kind: 'path', names: [name, ...this.#properties()] }
  }

  #arguments(): Node[] {
    const args: Node[] = []
    if (this.#take(')')) return args
    do args.push(this.expression(0))
    while (this.#take(','))
    this.#expect(')')
    return args
  }

  #properties(): string[] {
    const names: string[] = []
    for (;;) {
      if (this.#take('.')) names.push(this.#next('name'))
      else if (this.#take('[')) {
        names.push(this.#next('string'))
        this.#expect(']')
      } else return names
    }
  }

  #next(kind: Token['kind']): string {
    const next = this.#tokens[this.#at]
    if (next?.kind !== kind) throw this.#unexpected()
    this.#at++
    return next.text
  }

  #peekSign(): string | null {
    const next = this.#tokens[this.#at]
    return next?.kind === 'sign' ? next.text : null
  }

  #take(sign: string): boolean {
    if (this.#peekSign() !== sign) return false
    this.#at++
    return true
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw this.#unexpected()
  }

  #unexpected(): Error {
    const found = this.#tokens[this.#at]?.text ?? 'the end'
    return new Error(`Unexpected '${found}' in the expression '${this.#source}'`)
  }
}
