// A real Kubernetes for tests and by hand: the embedded one, kind where that has to do, or one that the user brings.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chooseKind } from './choice.ts'
import { openEmbedded } from './embedded.ts'
import { openKind } from './kind.ts'
import { ClusterError } from './programs/processes.ts'
import { createProgress, type Progress } from './programs/progress.ts'
import { DEFAULT_STATE_FOLDER } from './state.ts'

export { type ImageSpec, imageTar } from './images/oci.ts'
export { AGNHOST_IMAGE, agnhostLayer, BUSYBOX_IMAGE, busyboxLayer } from './images/preloaded.ts'
export type { TarEntry } from './images/tar.ts'
export { type ActionsTool, ensureTool } from './programs/build.ts'
export { ensureZizmor } from './programs/zizmor.ts'

export type ClusterKind = 'embedded' | 'kind' | 'external'

export interface OpenOptions {
  stateFolder: string
  progress: Progress
  /** The loopback port of the API; without it a free one, the same as the last time if possible. */
  port?: number
}

/** What the command line and the tests can do with a cluster, of whatever kind. */
export interface ClusterHandle {
  kind: ClusterKind
  up(): Promise<{ kubeconfig: string; started: boolean }>
  /** True when there was one. */
  down(): Promise<boolean>
  status(): Promise<{ running: boolean; facts: string[] }>
  /** The kubeconfig's path. @throws ClusterError when there is no cluster. */
  kubeconfig(): Promise<string>
  /** The command line that runs `command` where the cluster's own addresses can be reached, with KUBECONFIG set. */
  execCommand(command: string[]): Promise<string[]>
  /** Gives the images of an archive to the node; what was loaded, in words. */
  load(archive: string): Promise<string>
  logs(component?: string): Promise<string>
}

export async function openCluster(options: OpenOptions): Promise<ClusterHandle> {
  return (await chooseKind()) === 'embedded' ? openEmbedded(options) : openKind(options)
}

export interface TestCluster {
  kubeconfig: string
  kind: ClusterKind
  /** Whether this call started it; then the caller should end it. */
  started: boolean
  /** Gives images to its nodes: the path of an archive, or what `imageTar` made. */
  load(archive: string | Uint8Array): Promise<void>
  down(): Promise<void>
}

/**
 * The cluster for tests, up and working: the one that KUBECONFIG_E2E names, else this checkout's own.
 * @throws ClusterError when there is none and none can be had.
 */
export async function ensureCluster(options: Partial<OpenOptions> = {}): Promise<TestCluster> {
  const external = process.env['KUBECONFIG_E2E']
  if (external !== undefined && external !== '') return externalCluster(resolve(external))
  const cluster = await openCluster({
    stateFolder: DEFAULT_STATE_FOLDER,
    progress: createProgress(),
    ...options,
  })
  const { kubeconfig, started } = await cluster.up()
  return {
    kubeconfig,
    started,
    kind: cluster.kind,
    load: archive => loadInto(cluster, archive),
    down: async () => {
      await cluster.down()
    },
  }
}

async function loadInto(cluster: ClusterHandle, archive: string | Uint8Array): Promise<void> {
  if (typeof archive === 'string') {
    await cluster.load(archive)
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'image-'))
  try {
    const path = join(folder, 'image.tar')
    writeFileSync(path, archive)
    await cluster.load(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function externalCluster(kubeconfig: string): TestCluster {
  if (!existsSync(kubeconfig)) {
    throw new ClusterError(
      `KUBECONFIG_E2E=${kubeconfig}: there is no such file; name a kubeconfig or unset it.`,
    )
  }
  return {
    kubeconfig,
    kind: 'external',
    started: false,
    load: () => {
      const advice = 'push it where its nodes can pull it, or unset KUBECONFIG_E2E'
      return Promise.reject(
        new ClusterError(`An image cannot be loaded into a cluster that is not ours; ${advice}.`),
      )
    },
    down: () => Promise.resolve(),
  }
}
