// The embedded cluster as the command line and the tests use it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ClusterHandle, OpenOptions } from './index.ts'
import { type ClusterStatus, down, inspect, up } from './lifecycle.ts'
import { INNER_FOLDER } from './node/addresses.ts'
import { ensureGroup } from './programs/build.ts'
import { ClusterError, run } from './programs/processes.ts'
import { duration } from './programs/progress.ts'
import { openStateFolder, statePaths } from './state.ts'

const INNER_NAMESPACES = ['--net', '--mount', '--pid', '--uts', '--ipc']

export function openEmbedded(options: OpenOptions): ClusterHandle {
  const folder = openStateFolder(options.stateFolder)
  const paths = statePaths(folder)
  const execCommand = async (command: string[]) => {
    const { state } = await requireRunning(folder)
    const programs = await ensureGroup('containerd-etcd', options.progress)
    return [
      ...['nsenter', '--target', String(state.init?.pid), ...INNER_NAMESPACES, '--'],
      // Entering the mount namespace leads to its root; the command expects to stay where the user is.
      ...['env', `--chdir=${process.cwd()}`, `KUBECONFIG=${INNER_FOLDER}/kubeconfig`],
      ...[`CONTAINERD_ADDRESS=${INNER_FOLDER}/containerd.sock`, 'CONTAINERD_NAMESPACE=k8s.io'],
      `PATH=${process.env['PATH']}:/usr/local/sbin:/usr/sbin:/sbin:${programs}`,
      ...command,
    ]
  }
  return {
    kind: 'embedded',
    up: () => up({ ...options, stateFolder: folder }),
    down: () => down(folder, options.progress),
    status: async () => describe(await inspect(folder), paths.kubeconfig),
    kubeconfig: async () => {
      await requireRunning(folder)
      return paths.kubeconfig
    },
    execCommand,
    load: async archive => {
      const path = resolve(archive)
      if (!existsSync(path)) throw new ClusterError(`${archive}: there is no such file.`)
      const { state } = await requireRunning(folder)
      const importing = ['ctr', 'images', 'import', '--local', '--snapshotter', state.snapshotter, path]
      const [command = '', ...args] = await execCommand(importing)
      const finished = await run(command, args)
      if (finished.code !== 0) {
        throw new ClusterError(`${archive} could not be loaded: ${finished.stderr.trim()}`)
      }
      const names = [...finished.stdout.matchAll(/^unpacking (\S+)/gm)].map(match => match[1])
      return `loaded ${[...new Set(names)].join(', ')}`
    },
    logs: component => Promise.resolve(readLogs(paths.logs, component)),
  }
}

async function requireRunning(folder: string): Promise<Extract<ClusterStatus, { kind: 'running' }>> {
  const status = await inspect(folder)
  if (status.kind === 'running') return status
  const found =
    status.kind === 'absent' ? 'No cluster is running here' : `The cluster here is broken: ${status.why}`
  throw new ClusterError(`${found}; start it with: npm run cluster -- up`)
}

function describe(status: ClusterStatus, kubeconfig: string): { running: boolean; facts: string[] } {
  if (status.kind === 'absent') return { running: false, facts: ['not running'] }
  const { state } = status
  const headline =
    status.kind === 'running' ? `running: Kubernetes ${status.version}, node ready` : `broken: ${status.why}`
  const facts = [headline]
  if (state !== undefined) {
    facts.push(
      `up for: ${duration(Date.now() - Date.parse(state.startedAt))}`,
      `API: https://127.0.0.1:${state.port}`,
      `launcher: process ${state.launcher.pid}; first process inside: ${state.init?.pid ?? 'none'}`,
      `control group: ${state.cgroup}`,
    )
  }
  if (status.kind === 'running') facts.push(`kubeconfig: ${kubeconfig}`)
  return { running: status.kind === 'running', facts }
}

/** One log as it is, or the last lines of each. They stay after the cluster has gone, until its next start. */
function readLogs(folder: string, component: string | undefined): string {
  const names = existsSync(folder) ? readdirSync(folder).map(file => file.replace(/\.log$/, '')) : []
  const text = (name: string) => readFileSync(join(folder, `${name}.log`), 'utf8').trimEnd()
  if (component === undefined) {
    return names.map(name => `==> ${name}\n${text(name).split('\n').slice(-10).join('\n')}\n`).join('\n')
  }
  if (names.includes(component)) return text(component)
  throw new ClusterError(`There is no log of "${component}"; there are: ${names.join(', ') || 'none yet'}.`)
}
