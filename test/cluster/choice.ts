// Decides which kind of cluster this machine can have.
import { ClusterError, findProgram, run } from './programs/processes.ts'

/**
 * The embedded cluster on Linux as root, else kind.
 * @throws ClusterError saying in one sentence what is needed where neither can be had.
 */
export async function chooseKind(): Promise<'embedded' | 'kind'> {
  const obstacle = await embeddedObstacle()
  if (obstacle === undefined) return 'embedded'
  if (await hasKind()) return 'kind'
  throw new ClusterError(
    `A test cluster needs Linux, root and the right to make namespaces, or else kind and a running Docker: ${obstacle}, and kind with Docker is not here.`,
  )
}

async function embeddedObstacle(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `this is ${process.platform}`
  if (process.getuid?.() !== 0) return 'you are not root'
  const unshare = findProgram('unshare')
  if (unshare === undefined) return 'there is no unshare (util-linux)'
  const tried = await run(unshare, ['--net', '--mount', '--pid', '--fork', 'true'])
  return tried.code === 0 ? undefined : `no namespace can be made (${tried.stderr.trim()})`
}

async function hasKind(): Promise<boolean> {
  if (findProgram('kind') === undefined || findProgram('docker') === undefined) return false
  return (await run('docker', ['info'])).code === 0
}
