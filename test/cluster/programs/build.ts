// Builds the pinned programs of modules/ once per machine and user, and says where they are.
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { withLock } from './lock.ts'
import { boundToOurLife, ClusterError, findProgram, run } from './processes.ts'
import { createProgress, duration, type Progress } from './progress.ts'

/** A module file, and the programs it pins. */
export type ProgramGroup = 'kubernetes' | 'containerd-etcd' | 'coredns' | 'actions-tools'

interface GroupPlan {
  /** Program name -> package. The package's last part is the file's name unless it differs. */
  programs: Record<string, string>
  tags?: string
  /** Linker flags beyond "-s -w"; the versions in it come from the module file. */
  stamp?: { symbol: string; module: string }
}

const GROUPS: Record<ProgramGroup, GroupPlan> = {
  kubernetes: {
    programs: {
      'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
      'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
      'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
      kubelet: 'k8s.io/kubernetes/cmd/kubelet',
      'kube-proxy': 'k8s.io/kubernetes/cmd/kube-proxy',
      agnhost: 'k8s.io/kubernetes/test/images/agnhost',
    },
    // Without it the server calls itself v0.0.0-master, and clients complain.
    stamp: { symbol: 'k8s.io/component-base/version.gitVersion', module: 'k8s.io/kubernetes' },
  },
  'containerd-etcd': {
    programs: {
      containerd: 'github.com/containerd/containerd/v2/cmd/containerd',
      'containerd-shim-runc-v2': 'github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2',
      ctr: 'github.com/containerd/containerd/v2/cmd/ctr',
      etcd: 'go.etcd.io/etcd/server/v3',
    },
    tags: 'no_btrfs no_devmapper no_zfs',
  },
  coredns: { programs: { coredns: 'github.com/coredns/coredns' } },
  'actions-tools': {
    programs: { act: 'github.com/nektos/act', actionlint: 'github.com/rhysd/actionlint/cmd/actionlint' },
  },
}

export type ActionsTool = 'act' | 'actionlint'

const UNUSED_AFTER_MS = 30 * 24 * 3_600_000
const LEAST_FREE_BYTES = 2 * 2 ** 30

/** The folder that all checkouts of this user share. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ephemeral-debug-action')
}

/** The absolute path of a tool for GitHub Actions, built first if it has to be. Works on any system with Go. */
export async function ensureTool(tool: ActionsTool, progress: Progress = createProgress()): Promise<string> {
  return join(await ensureGroup('actions-tools', progress), tool)
}

/**
 * The folder that holds a group's programs. Builds them if no finished build of exactly these module files, flags and Go
 * version is there. Safe to call from several processes at once: one builds, the others wait for it.
 * @throws ClusterError when Go is missing or too old, the disk is full, or the build fails.
 */
export async function ensureGroup(
  group: ProgramGroup,
  progress: Progress = createProgress(),
): Promise<string> {
  const module = join(import.meta.dirname, '..', 'modules', group)
  const folder = join(cacheFolder(), `${group}-${await fingerprint(group, module)}`)
  if (isBuilt(folder)) return markUsed(folder)
  const start = Date.now()
  await withLock(
    join(cacheFolder(), `${group}.lock`),
    async () => {
      if (isBuilt(folder)) return
      removeLeftovers(group)
      await build(group, module, folder, progress)
      progress.line(`Built ${group} in ${duration(Date.now() - start)}: ${folder}`)
    },
    holder => progress.line(`${holder} is building ${group}; waiting for it`),
  )
  return folder
}

/** What a build depends on, shortened to a folder's name. */
async function fingerprint(group: ProgramGroup, module: string): Promise<string> {
  const hash = createHash('sha256')
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(module, file)))
  hash.update(await goVersion(module))
  hash.update(JSON.stringify([buildArguments(group, module), process.platform, process.arch]))
  return hash.digest('hex').slice(0, 16)
}

async function goVersion(module: string): Promise<string> {
  const needed = versionIn(module, /^go (\S+)$/m)
  const advice = `Building the test cluster needs Go ${needed} or newer (https://go.dev/dl)`
  if (findProgram('go') === undefined) throw new ClusterError(`${advice}; there is no "go" on PATH.`)
  const finished = await run('go', ['env', 'GOVERSION'], { cwd: module, env: goEnvironment() })
  if (finished.code !== 0) throw new ClusterError(`${advice}; go says: ${finished.stderr.trim()}`)
  return finished.stdout.trim()
}

function versionIn(module: string, pattern: RegExp): string {
  const version = pattern.exec(readFileSync(join(module, 'go.mod'), 'utf8'))?.[1]
  if (version === undefined) throw new Error(`${module}/go.mod holds nothing that matches ${pattern}`)
  return version
}

/** The version of Kubernetes that the module file pins, as "v1.36.3". */
export function kubernetesVersion(): string {
  return versionIn(
    join(import.meta.dirname, '..', 'modules', 'kubernetes'),
    /^\s*k8s\.io\/kubernetes (v\S+)/m,
  )
}

function buildArguments(group: ProgramGroup, module: string): string[] {
  const { programs, tags, stamp } = GROUPS[group]
  const linker = ['-s', '-w']
  if (stamp !== undefined) {
    const version = versionIn(module, new RegExp(`^\\s*${stamp.module.replaceAll('.', '\\.')} (v\\S+)`, 'm'))
    linker.push('-X', `${stamp.symbol}=${version}`)
  }
  return [
    '-trimpath',
    ...(tags === undefined ? [] : ['-tags', tags]),
    '-ldflags',
    linker.join(' '),
    ...Object.values(programs),
  ]
}

/** Go's environment without what a developer's own settings could change in the result. */
function goEnvironment(): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _arch, ...rest } = process.env
  return { ...rest, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false -mod=readonly', GOWORK: 'off' }
}

async function build(group: ProgramGroup, module: string, folder: string, progress: Progress): Promise<void> {
  const unfinished = `${folder}.unfinished`
  mkdirSync(unfinished, { recursive: true })
  checkSpace(unfinished)
  const env = goEnvironment()
  const args = buildArguments(group, module)
  progress.line(
    `Building ${group} (${Object.keys(GROUPS[group].programs).join(', ')}); later runs find it built`,
  )
  const listing = await run('go', ['list', '-deps', ...Object.values(GROUPS[group].programs)], {
    cwd: module,
    env,
    onLine: downloadCounter(group, progress),
  })
  if (listing.code !== 0) throw buildFailure(group, listing.stderr)
  const total = listing.stdout.trim().split('\n').length
  const building = run(...boundToOurLife('go', ['build', '-v', '-o', unfinished, ...args]), {
    cwd: module,
    env,
    onLine: compileCounter(group, total, progress),
  })
  const finished = await progress.during(building)
  if (finished.code !== 0) throw buildFailure(group, finished.stderr)
  nameAsPlanned(group, unfinished)
  renameSync(unfinished, folder)
}

/** `go build` names a file after its package's folder: etcd's is called "server". */
function nameAsPlanned(group: ProgramGroup, folder: string): void {
  for (const [name, path] of Object.entries(GROUPS[group].programs)) {
    const built =
      path
        .replace(/\/v\d+$/, '')
        .split('/')
        .at(-1) ?? name
    if (built !== name) renameSync(join(folder, built), join(folder, name))
  }
}

function downloadCounter(group: string, progress: Progress): (line: string) => void {
  let count = 0
  return line => {
    if (!line.startsWith('go: downloading ')) return
    count += 1
    progress.update(`${group}: downloading module ${count}: ${line.split(' ')[2]}`)
  }
}

function compileCounter(group: string, total: number, progress: Progress): (line: string) => void {
  let count = 0
  return line => {
    if (line.includes(' ')) return
    count += 1
    const percent = Math.floor((100 * count) / total)
    // Fewer when Go's own cache has some; the programs' linking at the end is not counted.
    progress.update(`${group}: compiled ${count} of at most ${total} packages, ${percent} %`)
  }
}

function buildFailure(group: string, stderr: string): ClusterError {
  const lines = stderr.split('\n').filter(line => line.includes(' ') && !line.startsWith('go: downloading '))
  const shown = lines.slice(-15).join('\n')
  const cause = stderr.includes('no space left on device') ? 'the disk is full' : 'go says'
  return new ClusterError(`Building ${group} failed; ${cause}:\n${shown}\nThe next attempt starts afresh.`)
}

function checkSpace(folder: string): void {
  const disk = statfsSync(folder)
  const free = disk.bavail * disk.bsize
  if (free >= LEAST_FREE_BYTES) return
  const gigabytes = (free / 2 ** 30).toFixed(1)
  throw new ClusterError(
    `No disk space to build the test cluster: ${gigabytes} GB free at ${folder}; a first build needs about 9 GB, Go's own caches included.`,
  )
}

function isBuilt(folder: string): boolean {
  return existsSync(folder)
}

/** The folder's time says when it was last used, so that old builds can be told. */
function markUsed(folder: string): string {
  const now = new Date()
  utimesSync(folder, now, now)
  return folder
}

/** What an interrupted build left (its builder is dead: we hold the lock) and builds that nobody has used for a month. */
function removeLeftovers(group: ProgramGroup): void {
  for (const name of readdirSync(cacheFolder())) {
    if (!new RegExp(`^${group}-[0-9a-f]{16}(\\.unfinished)?$`).test(name)) continue
    const path = join(cacheFolder(), name)
    const unused = Date.now() - statSync(path).mtimeMs > UNUSED_AFTER_MS
    if (unused || name.endsWith('.unfinished')) rmSync(path, { recursive: true, force: true })
  }
}
