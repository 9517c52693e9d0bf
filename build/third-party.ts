// Writes docs/third-party.md, what is bundled into dist/ and under which licence; `--check` only says whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')
const path = join(root, 'docs', 'third-party.md')

/** Licences that ask for no more than their notice, which dist/licenses.txt gives in full. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  '(Apache-2.0 AND BSD-3-Clause)',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT/X11',
  'Unlicense',
])

/** Packages whose package.json names no licence, each with what was found instead. */
const LOOKED_INTO: Readonly<Record<string, string>> = {
  buffers: 'none stated; comes with unzip-stream (MIT) through binary (MIT), which @actions/artifact uses',
}

const lockSchema = z.object({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional() })),
})

const preface = `# What is bundled

\`dist/\` holds the code of these packages beside our own. Their notices are in \`dist/licenses.txt\`, whole. This page is made from that file and from
\`package-lock.json\` by \`npm run docs\`; a package under a licence that asks for more than its notice fails the check.

\`npm audit --omit=dev\` runs in CI, where npm's advisories can be asked. \`npm run dist:check\` rebuilds \`dist/\` and compares every byte.

`

/** The page. @throws Error naming the packages whose licence nobody has looked into */
export function thirdPartyPage(licenses: string, lock: string): string {
  const { packages } = lockSchema.parse(JSON.parse(lock))
  const bundled = bundledIn(licenses)
  const unknown = bundled.filter(
    ({ name, licence }) => !PERMISSIVE.has(licence) && LOOKED_INTO[name] === undefined,
  )
  if (unknown.length > 0) {
    const named = unknown.map(({ name, licence }) => `${name} (${licence || 'none stated'})`).join(', ')
    throw new Error(`Look into these licences, then name them in build/third-party.ts: ${named}`)
  }
  const rows = bundled.map(({ name, licence }) => {
    const version = packages[`node_modules/${name}`]?.version ?? ''
    return `| ${name} | ${version} | ${licence === '' ? LOOKED_INTO[name] : licence} |`
  })
  return `${preface}| package | version | licence |\n| --- | --- | --- |\n${rows.join('\n')}\n`
}

/** ncc's file: per package its name, its licence's name and its text, parted by an empty line. */
function bundledIn(licenses: string): readonly { readonly name: string; readonly licence: string }[] {
  const heads = licenses.matchAll(/(?:^|\n\n)((?:@[a-z0-9-]+\/)?[a-z0-9][a-z0-9._-]*)\n([^\n]{0,40})(?=\n)/g)
  return [...heads].map(([, name = '', licence = '']) => ({ name, licence }))
}

if (import.meta.main) {
  const read = (...parts: readonly string[]): string => readFileSync(join(root, ...parts), 'utf8')
  const fresh = thirdPartyPage(read('dist', 'licenses.txt'), read('package-lock.json'))
  if (!process.argv.includes('--check')) writeFileSync(path, fresh)
  else if (fresh !== read('docs', 'third-party.md')) {
    console.error('docs/third-party.md is not what dist/ holds. Run `npm run docs` and commit it.')
    process.exitCode = 1
  }
}
