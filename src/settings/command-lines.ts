// The text form of `commands`: one shell command a line, with an optional `# name` above it.
import { bad, type Checked, good } from './checked.ts'
import type { CommandItem } from './command-list.ts'

/**
 * Reads the text form. A line that ends in a backslash goes on in the next one, as in a shell, and is passed on just so.
 * Blank lines mean nothing; of several `#` lines above a command the nearest names it.
 */
export function readLines(input: string, text: string): Checked<readonly CommandItem[]> {
  const items: CommandItem[] = []
  const faults: string[] = []
  let comment: { name: string; line: number } | null = null
  for (const { line, text: command, unfinished } of logicalLines(text)) {
    if (unfinished) faults.push(`${input}, line ${line}: it ends in a backslash, but no line follows.`)
    if (command.startsWith('#')) {
      comment = { name: command.slice(1).trim(), line }
      if (comment.name === '') faults.push(`${input}, line ${line}: write a name after "#".`)
      continue
    }
    if (/^(?:run|name|on|timeout):(?:\s|$)/.test(command)) faults.push(yamlFault(input, line))
    items.push({ line, name: comment?.name ?? null, run: command, timeoutMs: null, on: [] })
    comment = null
  }
  if (comment !== null) {
    faults.push(`${input}, line ${comment.line}: no command follows the name. Write it on the next line.`)
  }
  return faults.length === 0 ? good(items) : bad(...faults)
}

function yamlFault(input: string, line: number): string {
  return `${input}, line ${line}: this is a key of a YAML list, not a shell command. Begin each item with "- ".`
}

interface LogicalLine {
  /** Where it begins, from 1. */
  readonly line: number
  readonly text: string
  readonly unfinished: boolean
}

/** Lines with their continuations; blank ones left out. */
function logicalLines(text: string): readonly LogicalLine[] {
  const found: LogicalLine[] = []
  let open: { line: number; parts: string[] } | null = null
  for (const [index, physical] of text.split(/\r?\n|\r/).entries()) {
    open ??= { line: index + 1, parts: [] }
    open.parts.push(physical)
    // A comment does not go on, whatever it ends in: that is the shell's rule too.
    const isComment = open.parts.length === 1 && physical.trimStart().startsWith('#')
    if (!isComment && endsInBackslash(physical)) continue
    found.push(closed(open, false))
    open = null
  }
  if (open !== null) found.push(closed(open, true))
  return found.filter(({ text }) => text !== '')
}

function closed({ line, parts }: { line: number; parts: string[] }, unfinished: boolean): LogicalLine {
  return { line, text: parts.join('\n').trim(), unfinished }
}

/** An odd number of them: `\\` at the end is a backslash, not a continuation. */
function endsInBackslash(line: string): boolean {
  return (/\\+$/.exec(line)?.[0].length ?? 0) % 2 === 1
}
