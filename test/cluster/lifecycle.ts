// The embedded cluster's life: up, down, and what can be said about it meanwhile.
import { fork } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import { apiClient } from './api.ts'
import { preloadedArchives } from './images/preloaded.ts'
import { type LaunchOrder, Message } from './messages.ts'
import { NODE_NAME } from './node/addresses.ts'
import { findLaunchers, sweep } from './outside/sweep.ts'
import { ensureGroup } from './programs/build.ts'
import { ensureSystemPrograms } from './programs/debian.ts'
import { withLock } from './programs/lock.ts'
import { ClusterError, isAlive, run, signal, until } from './programs/processes.ts'
import type { Progress } from './programs/progress.ts'
import { type ClusterState, clusterName, openStateFolder, readState, statePaths } from './state.ts'

export interface UpOptions {
  stateFolder: string
  progress: Progress
  /** The loopback port; without it the one it had before, or a free one. */
  port?: number
}

export interface RunningCluster {
  kubeconfig: string
  /** False when it was running already. */
  started: boolean
}

/** Absent, whole, or something that is neither and that the next `up` removes. */
export type ClusterStatus =
  | { kind: 'absent' }
  | { kind: 'running'; state: ClusterState; version: string }
  | { kind: 'broken'; why: string; state?: ClusterState }

const BOOT_TIMEOUT_MS = 300_000
const LEAST_FREE_BYTES = 2 ** 30

/**
 * Brings the cluster up, or finds it running. Builds and installs first what is not there.
 * @throws ClusterError when something is missing that the user has to provide, or the cluster does not come up.
 */
export async function up(options: UpOptions): Promise<RunningCluster> {
  const { progress } = options
  const stateFolder = openStateFolder(options.stateFolder)
  const paths = statePaths(stateFolder)
  return await withLock(
    paths.lock,
    async () => {
      const status = await inspect(stateFolder)
      if (status.kind === 'running') return { kubeconfig: paths.kubeconfig, started: false }
      if (status.kind === 'broken') progress.line(`Removing a broken cluster: ${status.why}`)
      await takeDown(stateFolder)
      const order = await prepare({ ...options, stateFolder })
      await boot(order, progress)
      return { kubeconfig: paths.kubeconfig, started: true }
    },
    holder => progress.line(`${holder} is starting or stopping this cluster; waiting for it`),
  )
}

/** Ends the cluster and removes what it left. True when there was one. */
export async function down(stateFolder: string, progress: Progress): Promise<boolean> {
  if (!existsSync(stateFolder)) return false
  const folder = openStateFolder(stateFolder)
  return await withLock(
    statePaths(folder).lock,
    async () => {
      const found = (await inspect(folder)).kind !== 'absent'
      await takeDown(folder)
      return found
    },
    holder => progress.line(`${holder} is starting or stopping this cluster; waiting for it`),
  )
}

/** Looks at the processes and asks the API server, through the loopback port as any client would. */
export async function inspect(stateFolder: string): Promise<ClusterStatus> {
  const paths = statePaths(stateFolder)
  const state = readState(paths)
  if (state === undefined) {
    const remains = existsSync(paths.state) || findLaunchers(stateFolder).length > 0
    return remains ? { kind: 'broken', why: 'its record is lost or cannot be read' } : { kind: 'absent' }
  }
  const why = faultOf(state)
  if (why !== undefined) return { kind: 'broken', why, state }
  try {
    return { kind: 'running', state, version: await askVersion(paths.kubeconfig) }
  } catch (error) {
    return { kind: 'broken', why: error instanceof Error ? error.message : String(error), state }
  }
}

function faultOf(state: ClusterState): string | undefined {
  if (!isAlive(state.launcher)) return 'its launcher is dead'
  if (!isAlive(state.init)) return 'its processes are dead'
  const [exited] = state.exited
  if (exited !== undefined) return `${exited.component} ended (${exited.how})`
  return state.phase === 'starting' ? 'it never finished starting' : undefined
}

const NodeKubelet = z.object({
  status: z.object({
    nodeInfo: z.object({ kubeletVersion: z.string() }),
    conditions: z.array(z.object({ type: z.string(), status: z.string() })),
  }),
})

async function askVersion(kubeconfig: string): Promise<string> {
  const answer = await apiClient(kubeconfig).call('GET', `/api/v1/nodes/${NODE_NAME}`)
  if (answer.status !== 200) throw new Error(`the API server answers ${answer.status}: ${answer.text}`)
  const { status } = NodeKubelet.parse(JSON.parse(answer.text))
  const ready = status.conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True')
  if (!ready) throw new Error('its node is not ready')
  return status.nodeInfo.kubeletVersion
}

/** Everything that can fail before there is a cluster to clear up. */
async function prepare(options: UpOptions): Promise<LaunchOrder> {
  const { stateFolder, progress } = options
  const system = await ensureSystemPrograms(progress)
  const programs = {
    kubernetes: await ensureGroup('kubernetes', progress),
    containerdEtcd: await ensureGroup('containerd-etcd', progress),
    coredns: await ensureGroup('coredns', progress),
  }
  const disk = statfsSync(stateFolder)
  if (disk.bavail * disk.bsize < LEAST_FREE_BYTES) {
    throw new ClusterError(`No disk space for the cluster: less than 1 GB is free at ${stateFolder}.`)
  }
  const snapshotter = (await canOverlay(stateFolder)) ? 'overlayfs' : 'native'
  return {
    ...system,
    programs,
    stateFolder,
    snapshotter,
    cgroup: `/${clusterName(stateFolder)}`,
    port: options.port ?? (await choosePort(statePaths(stateFolder).port)),
    images: await preloadedArchives(stateFolder, progress),
  }
}

/** Whether layers can be stacked in this folder: not where it lies on an overlay itself, as in many containers. */
async function canOverlay(stateFolder: string): Promise<boolean> {
  const probe = join(stateFolder, 'overlay-probe')
  for (const name of ['lower', 'upper', 'work', 'merged']) mkdirSync(join(probe, name), { recursive: true })
  const options = 'lowerdir=lower,upperdir=upper,workdir=work'
  const mount = ['--mount', 'mount', '-t', 'overlay', 'overlay', '-o', options, 'merged']
  const finished = await run('unshare', mount, { cwd: probe })
  rmSync(probe, { recursive: true })
  return finished.code === 0
}

/** The port of the last time if it is free, so that kubeconfigs and bookmarks stay right; else any free one. */
async function choosePort(file: string): Promise<number> {
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN
  if (Number.isInteger(last) && (await isFree(last))) return last
  for (;;) {
    // Below NodePorts and the ports that the kernel gives to outgoing connections: the same number is used inside.
    const port = 20_000 + Math.floor(Math.random() * 9_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

async function boot(order: LaunchOrder, progress: Progress): Promise<void> {
  const paths = statePaths(order.stateFolder)
  rmSync(paths.logs, { recursive: true, force: true })
  mkdirSync(paths.logs)
  const log = openSync(join(paths.logs, 'launcher.log'), 'a')
  const launcher = fork(join(import.meta.dirname, 'outside', 'launcher.ts'), [JSON.stringify(order)], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    execArgv: [],
  })
  const failure = await new Promise<string | undefined>(resolve => {
    const timer = setTimeout(() => resolve('it took too long'), BOOT_TIMEOUT_MS)
    const settle = (text: string | undefined) => {
      clearTimeout(timer)
      resolve(text)
    }
    launcher.on('exit', code => settle(`its launcher ended with ${code}`))
    launcher.on('error', error => settle(error.message))
    launcher.on('message', raw => {
      const message = Message.parse(raw)
      if (message.kind === 'step') progress.update(message.text)
      else if (message.kind === 'ready') settle(undefined)
      else if (message.kind === 'failed') settle(message.text)
      else settle(`${message.component} ended (${message.how}):\n${lastLines(paths.logs, message.component)}`)
    })
  })
  if (failure !== undefined) {
    await takeDown(order.stateFolder)
    throw new ClusterError(`The cluster did not come up: ${failure}\nIts logs are in ${paths.logs}`)
  }
  launcher.disconnect()
  launcher.unref()
}

function lastLines(logs: string, component: string): string {
  return readFileSync(join(logs, `${component}.log`), 'utf8')
    .trim()
    .split('\n')
    .slice(-10)
    .join('\n')
}

/** Ends the launcher and lets its reaper do the rest; does that itself where the reaper cannot. */
async function takeDown(stateFolder: string): Promise<void> {
  const state = readState(statePaths(stateFolder))
  signal(state?.launcher, 'SIGTERM')
  const reaped = await until(() => !isAlive(state?.launcher) && !isAlive(state?.reaper), 20_000)
  // Two that clear up at once would be in each other's way.
  if (!reaped) signal(state?.reaper, 'SIGKILL')
  await sweep(stateFolder)
}
