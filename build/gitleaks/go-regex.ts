// Reads a regular expression in Go's syntax (RE2): as much of it as gitleaks' rules use. What it does not know, it refuses.

/** Inclusive ranges of character codes. */
export type Ranges = readonly (readonly [number, number])[]

export type Node =
  | { readonly kind: 'char'; readonly code: number; readonly fold: boolean }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: Ranges; readonly fold: boolean }
  | { readonly kind: 'assert'; readonly source: string }
  | { readonly kind: 'group'; readonly captures: boolean; readonly inner: Node }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | {
      readonly kind: 'repeat'
      readonly inner: Node
      readonly least: number
      /** Null where there is no limit. */
      readonly most: number | null
      readonly lazy: boolean
    }

const digits: Ranges = [[48, 57]]
const wordCharacters: Ranges = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
]
const spaces: Ranges = [
  [9, 10],
  [12, 13],
  [32, 32],
]
const classes: Readonly<Record<string, Ranges>> = { d: digits, w: wordCharacters, s: spaces }
const named: Readonly<Record<string, Ranges>> = {
  alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  digit: digits,
}
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11 }

/** @throws where the text is not of the syntax known here */
export function parseGoRegex(text: string): Node {
  return new Parser(text).whole()
}

class Parser {
  readonly #text: string
  #at = 0
  #fold = false
  #dotAll = false

  constructor(text: string) {
    this.#text = text
  }

  whole(): Node {
    const node = this.#choice()
    if (this.#at < this.#text.length) throw this.#fault('a bracket too many')
    return node
  }

  /** Flags set inside hold up to the end of the group, through its bars. */
  #choice(): Node {
    const options = [this.#sequence()]
    while (this.#take('|')) options.push(this.#sequence())
    return options.length === 1 ? (options[0] ?? empty) : { kind: 'choice', options }
  }

  #sequence(): Node {
    const parts: Node[] = []
    while (this.#at < this.#text.length && !'|)'.includes(this.#peek())) {
      const atom = this.#atom()
      if (atom !== null) parts.push(this.#repeated(atom))
    }
    return parts.length === 1 ? (parts[0] ?? empty) : { kind: 'sequence', parts }
  }

  #repeated(inner: Node): Node {
    const limits = this.#limits()
    if (limits === null) return inner
    const [least, most] = limits
    return this.#repeated({ kind: 'repeat', inner, least, most, lazy: this.#take('?') })
  }

  #limits(): readonly [number, number | null] | null {
    if (this.#take('*')) return [0, null]
    if (this.#take('+')) return [1, null]
    if (this.#take('?')) return [0, 1]
    const counted = this.#match(/\{(\d+)(?:(,)(\d*))?\}/y)
    if (counted === null) return null
    const least = Number(counted[1])
    if (counted[2] === undefined) return [least, least]
    return [least, counted[3] === '' ? null : Number(counted[3])]
  }

  /** Null for what stands for no text, such as `(?i)`. */
  #atom(): Node | null {
    if (this.#take('(')) return this.#group()
    if (this.#peek() === '[') return this.#set()
    const boundary = this.#match(/\\[bBz]|[\^$]/y)?.[0]
    if (boundary !== undefined) return { kind: 'assert', source: boundary.replace('\\z', '$') }
    if (this.#take('.')) return this.#oneOf(!this.#dotAll, this.#dotAll ? [[0, 255]] : [[10, 10]])
    const shorthand = this.#match(/\\([dwsDWS])/y)?.[1]
    if (shorthand !== undefined) {
      return this.#oneOf(/[DWS]/.test(shorthand), classes[shorthand.toLowerCase()] ?? [])
    }
    return { kind: 'char', code: this.#code(), fold: this.#fold }
  }

  #group(): Node | null {
    const [fold, dotAll] = [this.#fold, this.#dotAll]
    const flags = this.#match(/\?([ismU-]*)([:)])|\?P?<\w+>/y)
    if (flags?.[1] !== undefined) this.#flags(flags[1])
    if (flags?.[2] === ')') return null
    const inner = this.#choice()
    if (!this.#take(')')) throw this.#fault('an open group')
    this.#fold = fold
    this.#dotAll = dotAll
    return { kind: 'group', captures: flags === null, inner }
  }

  #flags(letters: string): void {
    const [on = '', off = ''] = letters.split('-')
    if (/[mU]/.test(letters)) throw this.#fault(`the flags ${letters}`)
    if (on.includes('i')) this.#fold = true
    if (off.includes('i')) this.#fold = false
    if (on.includes('s')) this.#dotAll = true
  }

  #set(): Node {
    this.#at += 1
    const negated = this.#take('^')
    const ranges: (readonly [number, number])[] = []
    while (!this.#take(']')) {
      const name = this.#match(/\[:(\w+):\]/y)?.[1] ?? this.#match(/\\([dws])/y)?.[1]
      if (name !== undefined) ranges.push(...(named[name] ?? classes[name] ?? []))
      else ranges.push(this.#range())
    }
    return this.#oneOf(negated, ranges)
  }

  #range(): readonly [number, number] {
    const from = this.#code()
    const isRange = this.#peek() === '-' && this.#text.charAt(this.#at + 1) !== ']'
    if (!isRange) return [from, from]
    this.#at += 1
    return [from, this.#code()]
  }

  #oneOf(negated: boolean, ranges: Ranges): Node {
    return { kind: 'set', negated, ranges, fold: this.#fold }
  }

  #code(): number {
    const hex = this.#match(/\\x([0-9A-Fa-f]{2})/y)?.[1]
    if (hex !== undefined) return Number.parseInt(hex, 16)
    const escaped = this.#take('\\')
    const char = this.#peek()
    if (char === '') throw this.#fault('an end too early')
    this.#at += 1
    if (!escaped) return char.charCodeAt(0)
    const control = controls[char]
    if (control === undefined && /[A-Za-z0-9]/.test(char)) throw this.#fault(`\\${char}`)
    return control ?? char.charCodeAt(0)
  }

  #peek(): string {
    return this.#text.charAt(this.#at)
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false
    this.#at += 1
    return true
  }

  #match(regex: RegExp): RegExpExecArray | null {
    regex.lastIndex = this.#at
    const match = regex.exec(this.#text)
    if (match !== null) this.#at += match[0].length
    return match
  }

  #fault(what: string): Error {
    return new Error(`Not understood: ${what}, at ${this.#at} of ${this.#text}`)
  }
}

const empty: Node = { kind: 'sequence', parts: [] }
