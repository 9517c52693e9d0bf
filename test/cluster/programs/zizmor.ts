// zizmor, a linter for the safety of workflows: its pinned wheel fetched into the cache, and only if its hash is the pinned one.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './build.ts'
import { withLock } from './lock.ts'
import { ClusterError, findProgram, run } from './processes.ts'

const requirements = join(import.meta.dirname, '..', 'modules', 'zizmor', 'requirements.txt')

/**
 * The program's absolute path.
 * @throws ClusterError when there is no Python with pip, or the wheel can't be had
 */
export async function ensureZizmor(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16)
  const folder = join(cacheFolder(), `zizmor-${hash}-${process.platform}-${process.arch}`)
  const program = join(folder, 'bin', 'zizmor')
  if (existsSync(program)) return program
  await withLock(join(cacheFolder(), 'zizmor.lock'), () => install(folder))
  return program
}

async function install(folder: string): Promise<void> {
  if (existsSync(folder)) return
  const python = findProgram('python3')
  const need = 'Checking the workflows with zizmor needs Python 3 with pip'
  if (python === undefined) throw new ClusterError(`${need}; there is no "python3" on PATH.`)
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  const options = [
    '--require-hashes',
    '--no-deps',
    '--only-binary=:all:',
    '--disable-pip-version-check',
    '--quiet',
  ]
  const { code, stderr } = await run(python, [
    ...['-m', 'pip', 'install', ...options, '--target', unfinished, '--requirement', requirements],
  ])
  if (code !== 0) throw new ClusterError(`${need}, and pip says: ${stderr.trim()}`)
  renameSync(unfinished, folder)
}
