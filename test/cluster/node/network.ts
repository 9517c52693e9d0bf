// Gives the fresh namespaces an address, a name server of their own and private places for what the components write.
import { existsSync, mkdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { output, run } from '../programs/processes.ts'
import { GATEWAY_ADDRESS, INNER_FOLDER, NODE_ADDRESS, NODE_NAME } from './addresses.ts'

/**
 * Makes the machine's file system safe to write to: /run is new and holds the data folder (the current directory) as
 * /run/cluster, and fixed paths lead into it.
 */
export async function prepareMounts(): Promise<void> {
  // Kubelet hands mounts to containers that ask for propagation, so the tree must be shared - among the cluster's own namespaces.
  await output('mount', ['--make-rshared', '/'])
  await output('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run'])
  mkdirSync(INNER_FOLDER)
  // The current directory still leads to the data folder even if /run has just covered its path.
  await output('mount', ['--bind', '.', INNER_FOLDER])
  process.chdir(INNER_FOLDER)
  await replaceLogs()
  await layerOver('/var/lib')
  await replaceFile('/etc/resolv.conf', `nameserver ${NODE_ADDRESS}\n`)
  await replaceFile('/etc/hosts', `127.0.0.1 localhost\n::1 localhost\n${NODE_ADDRESS} ${NODE_NAME}\n`)
}

/** Kubelet keeps the containers' logs in /var/log, whatever its own folder. */
async function replaceLogs(): Promise<void> {
  const replacement = join(INNER_FOLDER, 'machine', 'var-log')
  mkdirSync(replacement, { recursive: true })
  await output('mount', ['--bind', replacement, '/var/log'])
}

/** The folder as it is, but what is written there (the network plugins' cache, kubelet's device socket) stays in memory. */
async function layerOver(folder: string): Promise<void> {
  const layers = { lowerdir: folder, upperdir: '/run/machine/upper', workdir: '/run/machine/work' }
  for (const layer of [layers.upperdir, layers.workdir]) mkdirSync(layer, { recursive: true })
  const options = Object.entries(layers).map(([name, path]) => `${name}=${path}`)
  await output('mount', ['-t', 'overlay', '-o', options.join(','), 'overlay', folder])
}

/** Shows other content at a path of the machine's, which may be a link into the /run that is no longer there. */
async function replaceFile(path: string, content: string): Promise<void> {
  if (existsSync(path)) {
    const replacement = join(INNER_FOLDER, 'machine', path)
    mkdirSync(dirname(replacement), { recursive: true })
    writeFileSync(replacement, content)
    await output('mount', ['--bind', replacement, path])
    return
  }
  const target = resolve(dirname(path), readlinkSync(path))
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, content)
}

/** Brings up loopback and the node's address on a bridge (not every kernel has the dummy device). */
export async function prepareNetwork(): Promise<void> {
  await output('hostname', [NODE_NAME])
  const commands = [
    'link set lo up',
    'link add node0 type bridge',
    `addr add ${NODE_ADDRESS}/24 dev node0`,
    'link set node0 up',
    `neigh add ${GATEWAY_ADDRESS} lladdr 02:00:00:00:00:01 dev node0 nud permanent`,
    `route add default via ${GATEWAY_ADDRESS}`,
  ]
  for (const command of commands) await output('ip', command.split(' '))
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1')
  await passBridgedPacketsToIptables()
}

/** Without it an answer between two pods on the bridge would bypass the Service's address translation. */
async function passBridgedPacketsToIptables(): Promise<void> {
  const setting = '/proc/sys/net/bridge/bridge-nf-call-iptables'
  if (!existsSync(setting)) await run('modprobe', ['br_netfilter'])
  writeFileSync(setting, '1')
}
