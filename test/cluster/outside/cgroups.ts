// Makes and removes the cluster's own control groups, in every hierarchy of the machine, of version 1 and 2.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { until } from '../programs/processes.ts'

/** Folders where control groups live, and whether they are of version 2. */
function hierarchies(): { path: string; unified: boolean }[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n')
  return mounts.flatMap(mount => {
    const [before = '', after = ''] = mount.split(' - ')
    const path = before.split(' ')[4]
    const type = after.split(' ')[0]
    if (path === undefined || (type !== 'cgroup' && type !== 'cgroup2')) return []
    return [{ path, unified: type === 'cgroup2' }]
  })
}

/** Makes the group everywhere. Two kubelets that shared one would remove each other's pods as orphans. */
export function createCgroups(name: string): void {
  for (const { path, unified } of hierarchies()) {
    const group = join(path, name)
    mkdirSync(group, { recursive: true })
    if (unified) enableControllers(path)
    // On version 1 a new group has no processors and no memory nodes, and takes no process, until it is told which.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      const source = join(path, file)
      if (!unified && existsSync(source)) copyFileSync(source, join(group, file))
    }
  }
}

/** On version 2 a group has only the controllers that its parent passes on. */
function enableControllers(root: string): void {
  const list = (file: string) => readFileSync(join(root, file), 'utf8').trim().split(' ').filter(Boolean)
  const passedOn = list('cgroup.subtree_control')
  const missing = list('cgroup.controllers').filter(controller => !passedOn.includes(controller))
  if (missing.length === 0) return
  writeFileSync(join(root, 'cgroup.subtree_control'), missing.map(controller => `+${controller}`).join(' '))
}

/** Kills what is left in the groups and removes them. @throws Error naming a group that stays. */
export async function removeCgroups(name: string): Promise<void> {
  const groups = hierarchies()
    .map(({ path }) => join(path, name))
    .filter(path => existsSync(path))
  for (const group of groups) {
    // A group stays busy for a moment after its last process has gone.
    const removed = await until(() => removeTree(group), 10_000)
    if (!removed) throw new Error(`the control group ${group} cannot be removed`)
  }
}

/** True when the group and all below it are gone. */
function removeTree(group: string): boolean {
  if (!existsSync(group)) return true
  const below = readdirSync(group, { withFileTypes: true }).filter(entry => entry.isDirectory())
  const empty = below.map(entry => removeTree(join(group, entry.name))).every(Boolean)
  killMembers(group)
  if (!empty) return false
  try {
    rmdirSync(group)
    return true
  } catch {
    return false
  }
}

function killMembers(group: string): void {
  let members: string[] = []
  try {
    members = readFileSync(join(group, 'cgroup.procs'), 'utf8').trim().split('\n').filter(Boolean)
  } catch {
    // Gone in the meantime.
  }
  for (const pid of members.map(Number).filter(pid => pid > 0)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Gone in the meantime.
    }
  }
}
