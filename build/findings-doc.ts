// Writes docs/findings.md from the catalogue of findings; `--check` only says whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue, type Explanation } from '../src/diagnose/catalogue.ts'

const path = join(import.meta.dirname, '..', 'docs', 'findings.md')

const preface = `# Findings

Every finding has an id, \`category/cause\`. The ids are stable: reports, outputs and tests use them. Of several that hold, the one comes
first that, repaired, would have let the test pass; what follows from it is listed as its effect.

**Confidence** is earned: \`high\` takes two independent kinds of evidence (the status and an event, a log and a look from inside),
\`medium\` one kind that names the cause, \`low\` is a guess. Events corroborate and never decide alone.

This page is made from \`src/diagnose/catalogue.ts\` by \`npm run docs\`.
`

/** The page, complete. */
export function findingsPage(): string {
  const sections = Object.entries(catalogue).map(([category, causes]) => {
    const explanations: readonly (readonly [string, Explanation])[] = Object.entries(causes)
    const rows = explanations.map(
      ([cause, { means, decides, todo }]) =>
        `| \`${category}/${cause}\` | ${cell(means)} | ${cell(decides)} | ${cell(todo)} |`,
    )
    return [
      `## ${category}`,
      '',
      '| id | what it means | what decides it | what to do |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
    ].join('\n')
  })
  return [preface, ...sections].join('\n')
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

if (import.meta.main) {
  const fresh = findingsPage()
  if (!process.argv.includes('--check')) writeFileSync(path, fresh)
  else if (fresh !== readFileSync(path, 'utf8')) {
    console.error('docs/findings.md is not what the catalogue says. Run `npm run docs` and commit it.')
    process.exitCode = 1
  }
}
