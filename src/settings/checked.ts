// How one input is checked: a value, or sentences that say what is wrong and what to write instead.

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly string[] }

/** Checks the trimmed, non-empty text of the input of that name. */
export type Check<T> = (name: string, text: string) => Checked<T>

export function good<T>(value: T): Checked<T> {
  return { ok: true, value }
}

export function bad(...faults: string[]): Checked<never> {
  return { ok: false, faults }
}

/** `Invalid timeout: 5 apples. Use …`: the shape of every fault that may show the value seen. */
export function invalid(name: string, seen: string, advice: string): Checked<never> {
  return bad(`Invalid ${name}: ${shown(seen) || '(nothing visible)'}. ${advice}`)
}

const shownLength = 80

/** A value as a fault shows it: on one line, without control characters, and short. */
export function shown(value: string): string {
  const oneLine = value.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim()
  const letters = Array.from(oneLine)
  return letters.length <= shownLength ? oneLine : `${letters.slice(0, shownLength).join('')}…`
}

/** `a, b or c` */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** One of a fixed list of words, exactly as written there. */
export function oneOf<const T extends string>(...choices: readonly T[]): Check<T> {
  return (name, text) => {
    const found = choices.find(word => word === text)
    if (found !== undefined) return good(found)
    return invalid(name, text, `${didYouMean(text, choices)}Use ${either(choices)}.`)
  }
}

/** `Did you mean "timeout"? ` with a space after it, or nothing where no word is near. */
export function didYouMean(text: string, words: readonly string[]): string {
  const word = nearest(text, words)
  return word === null ? '' : `Did you mean "${word}"? `
}

/** The word that a slip of the finger could have turned into `text`: up to a third of its letters wrong. */
export function nearest(text: string, words: readonly string[]): string | null {
  const wanted = text.toLowerCase()
  let best: { word: string; distance: number } | null = null
  for (const word of words) {
    const allowed = Math.max(1, Math.floor(word.length / 3))
    if (Math.abs(word.length - wanted.length) > allowed) continue
    const distance = editDistance(wanted, word)
    if (distance <= allowed && (best === null || distance < best.distance)) best = { word, distance }
  }
  return best?.word ?? null
}

/** Levenshtein's distance: letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous.at(-1) ?? 0
}
