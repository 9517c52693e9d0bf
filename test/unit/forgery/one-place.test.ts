// Strings that a runner, a browser or GitHub takes for more than text are built in one place each: nowhere else in the sources.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..', 'src')

interface Rule {
  readonly what: string
  readonly builds: RegExp
  /** Where it may stand, from src/. */
  readonly places: RegExp
  /** What the rule must find, so that it is known to see. */
  readonly sees: string
}

const elements =
  'a|b|body|br|code|details|div|h[1-6]|head|html|i|iframe|img|li|link|meta|p|pre|script|span|style|summary|svg|table|td|th|tr|ul'

const rules: readonly Rule[] = [
  {
    what: 'a workflow command',
    builds: /['"`](?:\\[nr])*\s*::[a-z$]|##\[/,
    places: /^github\/(?:workflow-commands|neutral)\.ts$/,
    sees: 'write(`::set-output name=x::y`)',
  },
  {
    what: 'printing to the log',
    builds:
      /\bconsole\.\w|process\.std(?:out|err)|\.(?:setFailed|setSecret|exportVariable|addPath|startGroup)\(/,
    places: /^(?:index|acting|cli)\.ts$/,
    sees: "process.stdout.write('x')",
  },
  {
    what: 'a file of the runner’s (outputs, state, summary, environment, path)',
    builds: /GITHUB_(?:OUTPUT|STATE|ENV|PATH|STEP_SUMMARY)\b|\b(?:setOutput|saveState)\(/,
    places: /^github\/(?:outputs|state|summary)\.ts$/,
    sees: "appendFile(environment['GITHUB_ENV'])",
  },
  {
    what: 'HTML',
    builds: new RegExp(`</?(?:${elements})(?:>|\\s[a-z-]+=|$)|<!--|<!doctype`, 'i'),
    places:
      /^render\/(?:.*\/)?[a-z-]*(?:html|markdown|page|comment|summary|style|svg)[a-z-]*\.ts$|^render\/(?:html|markdown|comment)\/|^github\/comment\/envelope\.ts$/,
    sees: "'<details>'",
  },
  {
    what: 'a Markdown link or table',
    builds: /\]\(\$\{|['"`]\| ?\$\{/,
    places: /^render\/(?:.*\/)?markdown\.ts$/,
    sees: `[x](\${url})`,
  },
]

/** The code without its comments, line by line. */
function codeLines(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, comment =>
    comment.replace(/[^\n]/g, ''),
  )
  return text.split('\n').map(line => line.replace(/(?:^|\s)\/\/ .*$/, ''))
}

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => path.endsWith('.ts') && !path.startsWith('redact/rules/'))

describe.each(rules)('$what', ({ builds, places, sees }) => {
  test('is built where it belongs only', () => {
    const elsewhere = sources
      .filter(path => !places.test(path))
      .flatMap(path =>
        codeLines(join(root, path)).flatMap((line, index) =>
          builds.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
        ),
      )
    expect(elsewhere).toEqual([])
  })

  test('would be seen', () => {
    expect(sees).toMatch(builds)
  })
})
