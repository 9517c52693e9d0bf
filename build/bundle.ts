// Builds dist/: type-checks and emits with TypeScript, then bundles everything into one file with ncc.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  const options = ['--minify', '--no-cache', '--quiet', '--license', 'licenses.txt', '--target', 'es2022']
  execFileSync(bin('ncc'), ['build', join(emitted, 'index.js'), '--out', out, ...options], {
    cwd: root,
    stdio: 'inherit',
  })
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
