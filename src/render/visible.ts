// Untrusted text made plain: colour codes gone, characters that steer a terminal or hide something shown as what they are.

/** Escape sequences of terminals: colours, cursor movements, titles. */
const terminalSequences =
  /\x1b(?:\[[0-9;:?<=>]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)|[()][A-Za-z0-9])/g

/** C0 (but tab and newline), DEL and C1. */
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g

/** Invisible or direction-changing, save what an emoji is made of: a line with them may read otherwise than it is. */
const invisible =
  /(?!(?<=\p{Extended_Pictographic})[\uFE0F\u200D])[\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/gu

/** Text in which everything can be seen. Newlines (also `\r\n`) and tabs stay. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n/g, '\n')
    .replace(terminalSequences, '')
    .replace(controls, picture)
    .replace(invisible, named)
}

/** The same on one line: every run of white space becomes one space. */
export function visibleLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim()
}

/** Unicode's pictures of control characters (␀); those above have none. */
function picture(char: string): string {
  const code = char.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : named(char)
}

function named(char: string): string {
  return `\u27e8U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`
}

/** At most that many UTF-16 units, with an ellipsis where something was cut; no character is cut in two. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text
  return `${text.slice(0, Math.max(length - 1, 0)).replace(/[\ud800-\udbff]$/, '')}…`
}
