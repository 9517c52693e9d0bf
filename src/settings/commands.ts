// The `commands` input: its two forms read into one list, and the rules that hold for both.
import type { UserCommand } from '../model/settings.ts'
import { bad, type Check, type Checked, good, shown } from './checked.ts'
import { readLines } from './command-lines.ts'
import { type CommandItem, looksLikeList, readList } from './command-list.ts'
import type { Range } from './quantities.ts'

export const commandLimits = {
  count: 50,
  nameLength: 64,
  runBytes: 32 * 1024,
  textLength: 1024 * 1024,
} as const

/**
 * The user's commands in their order, named `command-1`, `command-2` … by position where they have no name.
 * `timeout` is the range for a command's own timeout, in milliseconds.
 */
export function commands(timeout: Range): Check<readonly UserCommand[]> {
  return (name, text) => readCommands(name, text, timeout)
}

function readCommands(name: string, text: string, timeout: Range): Checked<readonly UserCommand[]> {
  if (text.length > commandLimits.textLength) return bad(`Invalid ${name}: it is longer than 1 MiB.`)
  const items = looksLikeList(text) ? readList(name, text, timeout) : readLines(name, text)
  if (!items.ok) return items
  const named = items.value.map((item, index) => ({ ...item, name: item.name ?? `command-${index + 1}` }))
  const faults = [...countFaults(name, named.length), ...named.flatMap(item => itemFaults(name, item))]
  faults.push(...clashes(name, named))
  if (faults.length > 0) return bad(...faults)
  return good(named.map(({ name, run, timeoutMs, on }) => ({ name, run, timeoutMs, on })))
}

type NamedItem = CommandItem & { readonly name: string }

function countFaults(input: string, count: number): string[] {
  if (count <= commandLimits.count) return []
  return [`Invalid ${input}: ${count} commands. Use at most ${commandLimits.count}.`]
}

function itemFaults(input: string, { line, name, run }: NamedItem): string[] {
  const faults: string[] = []
  if (name.length > commandLimits.nameLength || !/^[A-Za-z0-9._ -]+$/.test(name)) {
    faults.push(
      `${input}, line ${line}: the name "${shown(name)}" cannot be used. ` +
        `Use 1 to ${commandLimits.nameLength} letters, digits, spaces, dots, hyphens and underscores.`,
    )
  }
  if (Buffer.byteLength(run) > commandLimits.runBytes) {
    faults.push(`${input}, line ${line}: the command is longer than ${commandLimits.runBytes / 1024} KiB.`)
  }
  if (run.includes('\0')) faults.push(`${input}, line ${line}: a command cannot hold a NUL character.`)
  return faults
}

function clashes(input: string, items: readonly NamedItem[]): string[] {
  const firstLine = new Map<string, number>()
  const faults: string[] = []
  for (const { line, name } of items) {
    const first = firstLine.get(name)
    if (first === undefined) firstLine.set(name, line)
    else {
      faults.push(
        `${input}, line ${line}: the name "${shown(name)}" is taken by line ${first}. Give each command its own.`,
      )
    }
  }
  return faults
}
