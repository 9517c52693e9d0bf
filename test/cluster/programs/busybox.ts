// Finds a static busybox of the version that the images claim to hold.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './build.ts'
import { withLock } from './lock.ts'
import { ClusterError, findProgram, run } from './processes.ts'
import type { Progress } from './progress.ts'

/** The Debian release whose busybox is 1.37.0. That of the release before crashes on `wget -T`. */
const RELEASE = 'trixie'
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
const LEAST_VERSION = [1, 37] as const

/**
 * The path of a static busybox: the system's if it is new enough, else Debian's, fetched into the cache without being
 * installed, else the system's own of whatever age.
 * @throws ClusterError when there is none at all.
 */
export async function ensureBusybox(progress: Progress): Promise<string> {
  const installed = ['busybox', 'busybox-static'].map(findProgram).find(path => path && isStatic(path))
  if (installed !== undefined && (await isNewEnough(installed))) return installed
  const cached = join(cacheFolder(), `busybox-${RELEASE}-${process.arch}`)
  const failure = await withLock(join(cacheFolder(), 'busybox.lock'), () => fetchBusybox(cached))
  if (failure === undefined) return cached
  if (installed === undefined)
    throw new ClusterError(`The test cluster needs Debian's package busybox-static: ${failure}`)
  progress.line(`Using ${installed}, older than the busybox:1.37 it stands for: ${failure}`)
  return installed
}

/** A dynamic program names its loader near its start; it would not run in an image that has no libraries. */
function isStatic(path: string): boolean {
  return !readFileSync(path).subarray(0, 4096).includes('/ld-')
}

async function isNewEnough(path: string): Promise<boolean> {
  const version = /^BusyBox v(\d+)\.(\d+)/.exec((await run(path, [])).stdout)
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])]
  return major > LEAST_VERSION[0] || (major === LEAST_VERSION[0] && minor >= LEAST_VERSION[1])
}

/** Undefined when the program is there in the end, else why not. */
async function fetchBusybox(target: string): Promise<string | undefined> {
  if (existsSync(target)) return undefined
  if (findProgram('apt-get') === undefined) return 'there is no apt-get here to fetch it with'
  if (!existsSync(KEYRING)) return `${KEYRING} is not here to check it with`
  const folder = `${target}.unfinished`
  rmSync(folder, { recursive: true, force: true })
  for (const name of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(folder, name), { recursive: true })
  try {
    return await downloadInto(folder, target)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Uses apt with lists of its own, so that the machine's own sources stay as they are. */
async function downloadInto(folder: string, target: string): Promise<string | undefined> {
  const sources = join(folder, 'sources.list')
  writeFileSync(sources, `deb [signed-by=${KEYRING}] http://deb.debian.org/debian ${RELEASE} main\n`)
  const settings = {
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  for (const command of [['update'], ['download', 'busybox-static']]) {
    const finished = await run('apt-get', ['-q', ...options, ...command], { cwd: folder })
    if (finished.code !== 0) return finished.stderr.trim()
  }
  const archive = readdirSync(folder).find(name => name.endsWith('.deb'))
  if (archive === undefined) return 'apt-get downloaded nothing'
  const unpacked = await run('dpkg-deb', ['-x', archive, 'unpacked'], { cwd: folder })
  if (unpacked.code !== 0) return unpacked.stderr.trim()
  const program = ['usr/bin/busybox', 'bin/busybox']
    .map(path => join(folder, 'unpacked', path))
    .find(existsSync)
  if (program === undefined) return `${archive} holds no busybox`
  copyFileSync(program, `${folder}/busybox`)
  chmodSync(`${folder}/busybox`, 0o755)
  renameSync(`${folder}/busybox`, target)
  return undefined
}
