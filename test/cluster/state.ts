// Where a cluster keeps its things, and what is written down about a running one.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { COMPONENTS } from './node/components.ts'

/** The folder of this checkout's cluster. */
export const DEFAULT_STATE_FOLDER = resolve(import.meta.dirname, '..', '..', '.cluster')

/** What stays when a cluster is gone: its logs, the port it had, and the lock that keeps two commands apart. */
export const KEPT_FILES = ['logs', 'port', 'lock', 'lock.holder']

const Identity = z.object({ pid: z.int().positive(), started: z.string() })

const ClusterState = z.object({
  phase: z.enum(['starting', 'ready']),
  startedAt: z.iso.datetime(),
  port: z.int(),
  cgroup: z.string(),
  snapshotter: z.enum(['overlayfs', 'native']),
  /** Owns the loopback port; its death is the cluster's. */
  launcher: Identity,
  /** Clears up after the launcher, whatever it dies of. */
  reaper: Identity,
  /** `unshare`: the one process of the cluster outside its namespaces. */
  boundary: Identity.optional(),
  /** The first process inside, as seen from outside. */
  init: Identity.optional(),
  /** Components that ended although nobody asked them to. */
  exited: z.array(z.object({ component: z.enum(COMPONENTS), how: z.string() })),
})
export type ClusterState = z.infer<typeof ClusterState>

export interface StatePaths {
  folder: string
  state: string
  kubeconfig: string
  port: string
  lock: string
  logs: string
}

export function statePaths(folder: string): StatePaths {
  const at = (name: string) => join(folder, name)
  return {
    folder,
    state: at('state.json'),
    kubeconfig: at('kubeconfig'),
    port: at('port'),
    lock: at('lock'),
    logs: at('logs'),
  }
}

/** The state folder as an absolute path without links, made if it is not there. */
export function openStateFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  return realpathSync(folder)
}

/** The cluster's own name among all on the machine: different for each state folder, the same for each of its boots. */
export function clusterName(stateFolder: string): string {
  return `ephemeral-debug-${createHash('sha256').update(stateFolder).digest('hex').slice(0, 12)}`
}

/** Undefined when no cluster is written down, or what is written cannot be read (a machine that lost power, say). */
export function readState(paths: StatePaths): ClusterState | undefined {
  try {
    return ClusterState.parse(JSON.parse(readFileSync(paths.state, 'utf8')))
  } catch {
    return undefined
  }
}

export function writeState(paths: StatePaths, state: ClusterState): void {
  const unfinished = `${paths.state}.unfinished`
  writeFileSync(unfinished, JSON.stringify(state, undefined, 2))
  renameSync(unfinished, paths.state)
}
