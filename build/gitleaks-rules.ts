// Writes src/redact/rules/gitleaks.ts from the rules of gitleaks, at a pinned version that comes through Go's module proxy.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { changes, dropped, examplesNotKept } from './gitleaks/changes.ts'
import { parseGoRegex } from './gitleaks/go-regex.ts'
import { headsOf, withoutContext } from './gitleaks/heads.ts'
import { toJavaScript } from './gitleaks/js-regex.ts'
import { type Configuration, parseConfiguration, type Rule } from './gitleaks/toml.ts'

const module = 'github.com/zricethezav/gitleaks/v8@v8.30.1'
/** As in a go.sum: the checksum database knows no other content under this version. */
const sum = 'h1:PmEvCfVI7ti9dV3s5aMZUY7sS2GxRvG3yzih7E+cS3w='

const folder = join(import.meta.dirname, '..', 'src', 'redact', 'rules')

function download(): string {
  const scratch = mkdtempSync(join(tmpdir(), 'gitleaks-'))
  try {
    writeFileSync(join(scratch, 'go.mod'), 'module scratch\n')
    const told = execFileSync('go', ['mod', 'download', '-json', module], { cwd: scratch, encoding: 'utf8' })
    const { Dir, Sum }: { Dir: string; Sum: string } = JSON.parse(told)
    if (Sum !== sum) throw new Error(`${module} has the sum ${Sum}, and not ${sum}.`)
    return Dir
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

/** gitleaks ends most rules with what may follow a secret in source code. In logs it is also a comma, a bracket or a NUL. */
const ending = '(?:[\\x60\'"\\s;]|\\\\[nr]|$)'
const ourEnding = '(?:[^A-Za-z0-9_-]|$)'

/** `id, entropy, how far before its head a match begins, heads, regular expression` */
function row(rule: Rule): string {
  const change = changes[rule.id]
  const source = (change?.regex ?? rule.regex).replaceAll(ending, ourEnding)
  const node = withoutContext(parseGoRegex(source))
  const heads = change?.heads ?? headsOf(node)
  if (heads === null) throw new Error(`No literal begins every match of ${rule.id}: ${source}`)
  const cells = [
    rule.id,
    String(rule.entropy),
    String(change?.back ?? 0),
    JSON.stringify(heads),
    toJavaScript(node),
  ]
  return cells.map(inTemplate).join('\t')
}

/** What is shown in documentation and in examples, and no secret: `id, regular expression`, `*` for all rules. */
function allowedRows({ rules, allowed }: Configuration): readonly string[] {
  const own = rules
    .filter(rule => !examplesNotKept.has(rule.id))
    .flatMap(rule => rule.allowed.map(regex => [rule.id, regex] as const))
  const common = allowed.map(
    regex => ['*', regex.replace('^true|false|null$', '^(?:true|false|null)$')] as const,
  )
  return [...common, ...own].map(([id, regex]) => `${id}\t${inTemplate(toJavaScript(parseGoRegex(regex)))}`)
}

function inTemplate(text: string): string {
  if (/`|\$\{/.test(text)) throw new Error(`Not fit for a template: ${text}`)
  return text
}

function page(configuration: Configuration): string {
  const rules = configuration.rules.filter(rule => !dropped.has(rule.id))
  const head = [
    '// Made by `node build/gitleaks-rules.ts` from the rules of gitleaks. Do not edit.',
    `// ${module} (MIT, see NOTICE in this folder), ${rules.length} rules.`,
  ]
  const table = (name: string, what: string, rows: readonly string[]): readonly string[] => [
    '',
    `/** ${what} */`,
    `export const ${name} = String.raw\``,
    ...rows,
    '`',
  ]
  return [
    ...head,
    ...table(
      'ruleTable',
      'One line each: id, least entropy, bytes before the head, heads, regular expression.',
      rules.map(row),
    ),
    ...table(
      'allowedTable',
      'What a secret is not, one line each: rule (`*` for all), regular expression.',
      allowedRows({ ...configuration, rules }),
    ),
    '',
  ].join('\n')
}

const gitleaks = download()
const file = join(folder, 'gitleaks.ts')
writeFileSync(file, page(parseConfiguration(readFileSync(join(gitleaks, 'config', 'gitleaks.toml'), 'utf8'))))
copyFileSync(join(gitleaks, 'LICENSE'), join(folder, 'NOTICE'))
chmodSync(join(folder, 'NOTICE'), 0o644)
