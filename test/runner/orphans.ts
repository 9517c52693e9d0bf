// Finds and ends the processes that an action left running, as the runner does when the job is complete.
import { readdir, readFile } from 'node:fs/promises'

export interface Orphan {
  readonly pid: number
  readonly command: string
}

/**
 * Kills every process whose environment holds the job's RUNNER_TRACKING_ID.
 * @returns what was found; always empty where there is no /proc
 */
export async function endOrphans(trackingId: string): Promise<Orphan[]> {
  const entries = await readdir('/proc').catch(() => [])
  const orphans: Orphan[] = []
  for (const entry of entries) {
    const pid = Number(entry)
    if (!Number.isInteger(pid)) continue
    const environment = await readFile(`/proc/${entry}/environ`, 'latin1').catch(() => '')
    if (!environment.split('\0').includes(`RUNNER_TRACKING_ID=${trackingId}`)) continue
    const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')
    if (end(pid)) orphans.push({ pid, command: command.replaceAll('\0', ' ').trim() })
  }
  return orphans
}

function end(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself in the meantime.
    return false
  }
}
