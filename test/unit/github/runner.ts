// What the runner makes of a step's output and of the files that the step writes.
import { parseCommand } from '../../runner/commands.ts'
import { parseKeyValues } from '../../runner/file-commands.ts'
import { createLineSplitter } from '../../runner/lines.ts'
import type { WorkflowCommand } from '../../runner/types.ts'

/** All that runner 2.336 knows. */
const commands = new Set(
  (
    'internal-set-repo-path set-env set-output save-state add-mask add-path add-matcher remove-matcher debug ' +
    'warning error notice group endgroup echo stop-commands'
  ).split(' '),
)

/** Line by line: a command that the runner would act on, or text for the log. */
export function readByRunner(output: string): readonly (WorkflowCommand | string)[] {
  const lines: string[] = []
  const splitter = createLineSplitter(line => lines.push(line))
  splitter.write(Buffer.from(output))
  splitter.end()
  return lines.map(line => parseCommand(line, commands) ?? line)
}

/** The values in a file such as GITHUB_OUTPUT. */
export function readFileCommand(content: string): Readonly<Record<string, string>> {
  return Object.fromEntries(parseKeyValues(content))
}
