// A cluster by kind, for machines where the embedded one cannot run: macOS, or Linux without root.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { apiClient } from './api.ts'
import { AGNHOST_IMAGE, BUSYBOX_IMAGE } from './images/preloaded.ts'
import type { ClusterHandle, OpenOptions } from './index.ts'
import { withLock } from './programs/lock.ts'
import { ClusterError, output, run } from './programs/processes.ts'
import { clusterName, openStateFolder, statePaths } from './state.ts'

export function openKind(options: OpenOptions): ClusterHandle {
  const folder = openStateFolder(options.stateFolder)
  const { kubeconfig, lock } = statePaths(folder)
  const name = clusterName(folder)
  const exists = async () => (await output('kind', ['get', 'clusters'])).split('\n').includes(name)
  const works = async () => {
    if (!existsSync(kubeconfig) || !(await exists())) return false
    return await apiClient(kubeconfig)
      .call('GET', '/readyz')
      .then(answer => answer.status === 200)
      .catch(() => false)
  }
  const requireKubeconfig = async () => {
    if (await works()) return kubeconfig
    throw new ClusterError('No cluster is running here; start it with: npm run cluster -- up')
  }
  return {
    kind: 'kind',
    up: () =>
      withLock(lock, async () => {
        if (await works()) return { kubeconfig, started: false }
        if (await exists()) await deleteCluster(name, kubeconfig)
        options.progress.line(`Creating the kind cluster ${name}`)
        await kind('create', 'cluster', '--name', name, '--kubeconfig', kubeconfig, '--wait', '180s')
        for (const image of [BUSYBOX_IMAGE, AGNHOST_IMAGE]) await pullInto(name, image, options)
        return { kubeconfig, started: true }
      }),
    down: () =>
      withLock(lock, async () => {
        const found = await exists()
        if (found) await deleteCluster(name, kubeconfig)
        return found
      }),
    status: async () => {
      const running = await works()
      return {
        running,
        facts: running ? [`running: kind cluster ${name}`, `kubeconfig: ${kubeconfig}`] : ['not running'],
      }
    },
    kubeconfig: requireKubeconfig,
    // Docker publishes only the API; a node's own addresses are not reachable from every host, so this runs here.
    execCommand: async command => ['env', `KUBECONFIG=${await requireKubeconfig()}`, ...command],
    load: async archive => {
      await kind('load', 'image-archive', archive, '--name', name)
      return `loaded ${archive}`
    },
    logs: async () => {
      const target = join(folder, 'logs')
      await kind('export', 'logs', target, '--name', name)
      return `exported to ${target}`
    },
  }
}

async function kind(...args: string[]): Promise<void> {
  const finished = await run('kind', args)
  if (finished.code !== 0) throw new ClusterError(`kind ${args.join(' ')} failed:\n${finished.stderr.trim()}`)
}

async function deleteCluster(name: string, kubeconfig: string): Promise<void> {
  await kind('delete', 'cluster', '--name', name, '--kubeconfig', kubeconfig)
}

async function pullInto(name: string, image: string, { progress }: OpenOptions): Promise<void> {
  progress.update(`pulling ${image}`)
  await output('docker', ['pull', '--quiet', image])
  await kind('load', 'docker-image', image, '--name', name)
}
