// Owns a running cluster: its loopback port, its tree of processes, and the record of both. Its death is the cluster's.
import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { LaunchOrder, Message } from '../messages.ts'
import { makePki } from '../node/pki.ts'
import { createRelay } from '../node/relay.ts'
import { boundToOurLife, ClusterError, identify, until } from '../programs/processes.ts'
import { type ClusterState, statePaths, writeState } from '../state.ts'
import { createCgroups } from './cgroups.ts'

const NAMESPACES = ['--net', '--mount', '--pid', '--uts', '--ipc', '--fork', '--kill-child', '--mount-proc']

const order = LaunchOrder.parse(JSON.parse(process.argv[2] ?? '{}'))
const paths = statePaths(order.stateFolder)
// From here the sockets' paths are short: a Unix socket's holds 107 bytes, and a checkout may lie deeper.
process.chdir(order.stateFolder)
process.on('SIGTERM', () => process.exit(0))
process.on('SIGINT', () => process.exit(0))

try {
  await launch()
} catch (error) {
  fail(error instanceof ClusterError ? error.message : String(error instanceof Error ? error.stack : error))
}

async function launch(): Promise<void> {
  await listen(createRelay({ path: 'api.sock' }), order.port)
  const reaper = startReaper()
  const state = newState(reaper)
  writeState(paths, state)
  writeFileSync(paths.port, `${order.port}\n`)
  createCgroups(order.cgroup)
  await makePki(join(order.stateFolder, 'pki'), order.port)
  copyFileSync(join('pki', 'admin.kubeconfig'), paths.kubeconfig)
  const boundary = startInside()
  boundary.on('message', message => heed(state, Message.parse(message)))
  boundary.on('exit', () => fail('the cluster ended; see the logs'))
  state.boundary = identify(boundary.pid ?? 0)
  await until(() => {
    state.init = firstChild(boundary.pid ?? 0)
    return state.init !== undefined
  }, 10_000)
  writeState(paths, state)
  // Whoever asked for the cluster and died before it was there has no use for it.
  process.on('disconnect', () => state.phase === 'starting' && process.exit(1))
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = new ClusterError(
        `Port ${port} on 127.0.0.1 is in use; free it or choose another with --port.`,
      )
      reject(error.code === 'EADDRINUSE' ? inUse : error)
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}

function startReaper(): ChildProcess {
  const script = join(import.meta.dirname, 'reaper.ts')
  const stdio: ['pipe', 'inherit', 'inherit'] = ['pipe', 'inherit', 'inherit']
  return spawn(process.execPath, [script, order.stateFolder, String(process.pid)], {
    stdio,
    detached: true,
    cwd: '/',
  })
}

function newState(reaper: ChildProcess): ClusterState {
  const [self, other] = [identify(process.pid), identify(reaper.pid ?? 0)]
  if (self === undefined || other === undefined) throw new Error('could not start the process that clears up')
  return {
    phase: 'starting',
    startedAt: new Date().toISOString(),
    port: order.port,
    cgroup: order.cgroup,
    snapshotter: order.snapshotter,
    launcher: self,
    reaper: other,
    exited: [],
  }
}

/** The namespaces and their first process: a shell, because it buries the orphans that end there, and Node does not. */
function startInside(): ChildProcess {
  const inside = [
    process.execPath,
    join(import.meta.dirname, '..', 'node', 'inside.ts'),
    JSON.stringify(order),
  ]
  const shell = ['sh', '-c', '"$@" & wait', 'sh', ...inside]
  const [command, args] = boundToOurLife('unshare', [...NAMESPACES, '--', ...shell])
  return spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

function firstChild(pid: number): ReturnType<typeof identify> {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    return children[0] ? identify(Number(children[0])) : undefined
  } catch {
    return undefined
  }
}

function heed(state: ClusterState, message: Message): void {
  tell(message)
  if (message.kind === 'ready') {
    state.phase = 'ready'
    writeState(paths, state)
  } else if (message.kind === 'exited') {
    state.exited.push({ component: message.component, how: message.how })
    writeState(paths, state)
  } else if (message.kind === 'failed') {
    fail(message.text)
  }
}

/** Ends the launcher once the asker knows why; the rest follows from its death. */
function fail(text: string): void {
  console.error(text)
  if (!process.connected) process.exit(1)
  process.send?.({ kind: 'failed', text } satisfies Message, () => process.exit(1))
}

function tell(message: Message): void {
  if (process.connected) process.send?.(message)
}
