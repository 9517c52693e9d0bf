// Builds dist/: type-checks and emits with TypeScript, then bundles the action and the command line into one file each with ncc.
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (name: string): string => join(root, 'node_modules', '.bin', name)

/** Bundles src/ into `out`, so that the same sources always give the same bytes. */
export function bundle(out: string): void {
  const emitted = join(root, '.build')
  rmSync(emitted, { recursive: true, force: true })
  execFileSync(bin('tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
  // ncc takes the module system from the nearest package.json.
  writeFileSync(join(emitted, 'package.json'), '{ "type": "module" }\n')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  pack(join(emitted, 'index.js'), out, ['--license', 'licenses.txt'])
  // Of data that is part of our sources ncc knows nothing.
  const notice = readFileSync(join(root, 'src', 'redact', 'rules', 'NOTICE'), 'utf8')
  appendFileSync(join(out, 'licenses.txt'), `\n\ngitleaks (rules)\n${notice}`)
  // ncc takes one entry and calls its bundle index.js. All that the command line holds, the action holds too: its licences cover both.
  const cli = join(emitted, 'cli')
  pack(join(emitted, 'cli.js'), cli, [])
  copyFileSync(join(cli, 'index.js'), join(out, 'cli.js'))
  chmodSync(join(out, 'cli.js'), 0o755)
}

function pack(entry: string, out: string, more: readonly string[]): void {
  const options = ['--minify', '--no-cache', '--quiet', '--target', 'es2022', ...more]
  execFileSync(bin('ncc'), ['build', entry, '--out', out, ...options], { cwd: root, stdio: 'inherit' })
}

/** The files of a folder with their contents, to compare two builds. */
export function contents(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
  const files = names.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return new Map(files.toSorted().map(file => [file.slice(folder.length + 1), readFileSync(file, 'latin1')]))
}

/** A fresh place for a build that is only looked at. */
export function scratchFolder(): string {
  return join(tmpdir(), `ephemeral-debug-action-dist-${process.pid}`)
}

if (process.argv[1] === import.meta.filename) bundle(join(root, 'dist'))
