// Removes everything of a cluster that its launcher's death does not take along.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { identify, isAlive, type ProcessIdentity, signal, until } from '../programs/processes.ts'
import { clusterName, KEPT_FILES, readState, statePaths } from '../state.ts'
import { removeCgroups } from './cgroups.ts'

const DEATH_TIMEOUT_MS = 20_000

/**
 * Ends what is still alive of the cluster, then removes its control groups and files. Does nothing where nothing is left.
 * Interfaces, iptables rules and mounts go with the namespaces, which end with their last process.
 * @throws Error when a process or a control group withstands.
 */
export async function sweep(stateFolder: string): Promise<void> {
  const state = readState(statePaths(stateFolder))
  const launchers = findLaunchers(stateFolder)
  for (const process of [...launchers, state?.boundary, state?.init]) await end(process)
  await removeCgroups(clusterName(stateFolder))
  if (!existsSync(stateFolder)) return
  for (const name of readdirSync(stateFolder)) {
    if (!KEPT_FILES.includes(name)) rmSync(join(stateFolder, name), { recursive: true, force: true })
  }
}

const OrderOfLauncher = z.object({ stateFolder: z.string() })

/** The living launchers of this state folder, found by how they were started: their record may be lost or unreadable. */
export function findLaunchers(stateFolder: string): ProcessIdentity[] {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return pids.flatMap(pid => {
    const process = launcherFolder(pid) === stateFolder ? identify(Number(pid)) : undefined
    return process === undefined ? [] : [process]
  })
}

/** Which state folder a process is the launcher of, if it is one. */
function launcherFolder(pid: string): string | undefined {
  try {
    const [, script, order] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    if (order === undefined || !script?.endsWith('/test/cluster/outside/launcher.ts')) return undefined
    return OrderOfLauncher.safeParse(JSON.parse(order)).data?.stateFolder
  } catch {
    // It ended in the meantime, or is something else after all.
    return undefined
  }
}

async function end(target: ProcessIdentity | undefined): Promise<void> {
  if (target === undefined) return
  signal(target, 'SIGKILL')
  if (await until(() => !isAlive(target), DEATH_TIMEOUT_MS)) return
  throw new Error(`process ${target.pid} of the cluster does not end`)
}
