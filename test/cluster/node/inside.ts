// The process inside the cluster's namespaces: starts every component, waits until the cluster works, and stays.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { LaunchOrder, type Message } from '../messages.ts'
import { INNER_FOLDER } from './addresses.ts'
import { prepareCluster } from './bootstrap.ts'
import { type Component, commandOf } from './components.ts'
import { writeConfiguration } from './configuration.ts'
import { prepareMounts, prepareNetwork } from './network.ts'
import { createRelay } from './relay.ts'

const order = LaunchOrder.parse(JSON.parse(process.argv[2] ?? '{}'))
const children: ChildProcess[] = []

// The launcher's death ends us, and with us - the last child of the namespace's first process - the whole cluster.
process.on('disconnect', () => process.exit(1))

try {
  await prepareMounts()
  await prepareNetwork()
  writeConfiguration(order)
  createRelay({ host: '127.0.0.1', port: order.port }).listen(join(INNER_FOLDER, 'api.sock'))
  await prepareCluster(order, start, text => tell({ kind: 'step', text }))
  tell({ kind: 'ready' })
} catch (error) {
  tell({ kind: 'failed', text: error instanceof Error ? (error.stack ?? error.message) : String(error) })
}

/** Starts a component with its log in the state folder. It is not started again if it ends: that is told and shown. */
function start(component: Component): void {
  const [command = '', ...args] = commandOf(component, order.programs, order.port)
  const logs = join(INNER_FOLDER, 'logs')
  mkdirSync(logs, { recursive: true })
  const log = openSync(join(logs, `${component}.log`), 'a')
  const path = [order.programs.containerdEtcd, process.env['PATH'], '/usr/local/sbin:/usr/sbin:/sbin'].join(
    ':',
  )
  const child = spawn(command, args, {
    stdio: ['ignore', log, log],
    cwd: '/',
    env: { PATH: path, HOME: '/root' },
  })
  child.on('error', error => tell({ kind: 'exited', component, how: error.message }))
  child.on('exit', (code, signal) => {
    tell({ kind: 'exited', component, how: code === null ? `killed by ${signal}` : `exit code ${code}` })
  })
  children.push(child)
}

function tell(message: Message): void {
  if (process.connected) process.send?.(message)
}
