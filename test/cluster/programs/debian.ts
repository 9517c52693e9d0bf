// Makes sure that the few programs which come from the system are there, installing Debian packages for those that are not.
import { existsSync } from 'node:fs'
import { ClusterError, findProgram, run } from './processes.ts'
import type { Progress } from './progress.ts'

/** Program -> the Debian package that holds it. */
const PACKAGES: Record<string, string> = {
  unshare: 'util-linux',
  setpriv: 'util-linux',
  mount: 'mount',
  hostname: 'hostname',
  openssl: 'openssl',
  runc: 'runc',
  iptables: 'iptables',
  ip: 'iproute2',
}
const CNI_PACKAGE = 'containernetworking-plugins'
/** Where Debian's package and the project's own archives put the plugins. */
const CNI_FOLDERS = ['/usr/lib/cni', '/opt/cni/bin']
const CNI_PLUGINS = ['bridge', 'host-local', 'loopback', 'portmap']

export interface SystemPrograms {
  runc: string
  cniPlugins: string
}

/** @throws ClusterError saying in one sentence what is missing and how to get it. */
export async function ensureSystemPrograms(progress: Progress): Promise<SystemPrograms> {
  const missing = missingPackages()
  if (missing.length > 0) await install(missing, progress)
  const still = missingPackages()
  const runc = findProgram('runc')
  const cniPlugins = findCniPlugins()
  if (still.length > 0 || runc === undefined || cniPlugins === undefined) {
    throw new ClusterError(`The test cluster needs programs of these Debian packages: ${still.join(', ')}.`)
  }
  return { runc, cniPlugins }
}

function missingPackages(): string[] {
  const programs = Object.entries(PACKAGES).filter(([program]) => findProgram(program) === undefined)
  const cni = findCniPlugins() === undefined ? [CNI_PACKAGE] : []
  return [...new Set([...programs.map(([, name]) => name), ...cni])]
}

function findCniPlugins(): string | undefined {
  return CNI_FOLDERS.find(folder => CNI_PLUGINS.every(plugin => existsSync(`${folder}/${plugin}`)))
}

async function install(packages: string[], progress: Progress): Promise<void> {
  const list = packages.join(' ')
  if (findProgram('apt-get') === undefined) {
    throw new ClusterError(`The test cluster needs ${list}: install them; there is no apt-get here to do it.`)
  }
  progress.line(`Installing ${list} with apt-get`)
  const first = await aptGet('install', '--no-install-recommends', ...packages)
  if (first === undefined) return
  // A fresh machine has no package lists yet.
  await aptGet('update')
  const second = await aptGet('install', '--no-install-recommends', ...packages)
  if (second !== undefined) {
    throw new ClusterError(`apt-get could not install ${list} (try it by hand):\n${second}`)
  }
}

/** Undefined on success, else the end of what apt-get said. */
async function aptGet(...args: string[]): Promise<string | undefined> {
  // Another installation on the machine - a second cluster's, say - is waited for.
  const patient = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=300']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const finished = await run('apt-get', [...patient, ...args], { env })
  return finished.code === 0 ? undefined : `${finished.stdout}${finished.stderr}`.trim().slice(-1500)
}
