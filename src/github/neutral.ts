// Text made harmless for the job log: no line of it can be a workflow command, and nothing in it is invisible.

/**
 * The runner (ActionCommand.cs) takes a line for a command that begins with `::` after white space, or that has `##[`
 * anywhere, and splits lines at LF, CR and CRLF. It compares by the culture's rules, to which characters such as U+00AD
 * count as nothing; that is one more reason to leave none of them.
 */
const leadingColons = /^(\s*):(?=:)/u
const hashes = /##(?=\[)/g

/** Control characters but the tab, and all that is invisible or turns the reading direction, save what an emoji is made of. */
const invisible =
  /(?!\t|(?<=\p{Extended_Pictographic})[\uFE0F\u200D])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu

/**
 * The lines of a text, each harmless on its own. What cannot be seen is written out (`<U+001B>`), and a space in the
 * middle breaks `::` and `##[`: a break that a person sees, for an invisible one would be copied along unnoticed.
 */
export function neutralLines(text: string): readonly string[] {
  return text
    .toWellFormed()
    .split(/\r\n|\n|\r/)
    .map(line => line.replace(invisible, spelledOut).replace(leadingColons, '$1: ').replaceAll(hashes, '# #'))
}

/** The same on one line. */
export function neutralLine(text: string): string {
  return neutralLines(text).join(' ').trim()
}

function spelledOut(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`
}

/** A text's first `limit` UTF-16 units, the runner's measure, with an ellipsis where it was cut. */
export function clipped(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).toWellFormed()}…`
}
