// Writes the README's tables of inputs and outputs from action.yml; `--check` only says whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')
const entrySchema = z.looseObject({ description: z.string(), default: z.string().optional() })
const manifestSchema = z.looseObject({
  inputs: z.record(z.string(), entrySchema),
  outputs: z.record(z.string(), entrySchema),
})

/** The README with its two tables as action.yml has them. */
export function withTables(readme: string, actionYml: string): string {
  const { inputs, outputs } = manifestSchema.parse(parse(actionYml))
  const shown = Object.entries(inputs).filter(([, { description }]) => !description.startsWith('Internal'))
  const inputRows = shown.map(
    ([name, entry]) => `| \`${name}\` | ${code(entry.default)} | ${cell(entry.description)} |`,
  )
  const outputRows = Object.entries(outputs).map(
    ([name, entry]) => `| \`${name}\` | ${cell(entry.description)} |`,
  )
  const first = section(readme, 'inputs', [
    '| input | default | what it is |',
    '| --- | --- | --- |',
    ...inputRows,
  ])
  return section(first, 'outputs', ['| output | what it is |', '| --- | --- |', ...outputRows])
}

function section(text: string, name: string, rows: readonly string[]): string {
  const [open, close] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`]
  const start = text.indexOf(open)
  const end = text.indexOf(close)
  if (start < 0 || end < start) throw new Error(`README.md has no place marked ${open.trim()} … ${close}.`)
  return `${text.slice(0, start + open.length)}${rows.join('\n')}\n${text.slice(end)}`
}

const code = (value: string | undefined): string =>
  value === undefined || value === '' ? '' : `\`${value}\``

/** The description's first paragraph on one line; the rest is in action.yml. */
function cell(description: string): string {
  const [first = ''] = description.split(/\n\s*\n/)
  return first.replaceAll(/\s+/g, ' ').trim().replaceAll('|', '\\|')
}

if (process.argv[1] === import.meta.filename) {
  const path = join(root, 'README.md')
  const readme = readFileSync(path, 'utf8')
  const fresh = withTables(readme, readFileSync(join(root, 'action.yml'), 'utf8'))
  if (!process.argv.includes('--check')) writeFileSync(path, fresh)
  else if (fresh !== readme) {
    console.error("README.md's tables are not what action.yml says. Run `npm run docs` and commit README.md.")
    process.exitCode = 1
  }
}
