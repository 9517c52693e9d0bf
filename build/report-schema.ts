// Writes docs/report.schema.json from the model, or with --check says whether it is what the model gives.
import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { reportSchema } from '../src/model/report.ts'

const path = new URL('../docs/report.schema.json', import.meta.url)

/** The JSON Schema (draft 2020-12) of report.json, as the file holds it. */
export function reportJsonSchema(): string {
  const schema = z.toJSONSchema(reportSchema, { target: 'draft-2020-12', io: 'input' })
  const described = { title: 'report.json of ephemeral-debug-action, schemaVersion 1', ...schema }
  return `${withShortLists(JSON.stringify(described, null, 2))}\n`
}

const lineWidth = 110

/** Lists of words on one line where they fit, as the formatter of this repository has them. */
function withShortLists(json: string): string {
  return json.replace(
    /^(.*)\[\n([^[\]{}]*?)\n\s*\](,?)$/gm,
    (long, before: string, items: string, comma: string) => {
      const short = `${before}[${items.trim().replace(/\n\s*/g, ' ')}]${comma}`
      return short.length <= lineWidth ? short : long
    },
  )
}

async function main(arguments_: readonly string[]): Promise<void> {
  const wanted = reportJsonSchema()
  if (!arguments_.includes('--check')) return await writeFile(path, wanted)
  const found = await readFile(path, 'utf8').catch(() => '')
  if (found === wanted) return
  console.error(
    'docs/report.schema.json is not what src/model/report.ts gives. Run: node build/report-schema.ts',
  )
  process.exitCode = 1
}

if (import.meta.main) await main(process.argv.slice(2))
