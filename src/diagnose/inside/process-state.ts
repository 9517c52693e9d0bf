// What the target's processes are doing, as `process-state` printed it: CPU over an interval, descriptors, limits.
import { sectionsOf } from './sections.ts'

export interface ProcessState {
  readonly pid: number
  readonly name: string
  /** The kernel's letter: R running, S sleeping, D waiting for a device, T stopped, Z zombie. */
  readonly state: string
  /** True where it was running, or ready to, at both looks: a machine that is busy itself may have given it little. */
  readonly keepsRunning: boolean
  /** True where it waited for a device at both looks: a moment of that is an ordinary read from a busy disk. */
  readonly staysBlocked: boolean
  /** Share of one CPU that it used in the interval, 0 to the number of CPUs; null where there was no interval. */
  readonly cpu: number | null
  readonly threads: number
  /** Open descriptors; null where they could not be counted. */
  readonly open: number | null
  /** The soft limit of open descriptors; null where it is none or not known. */
  readonly openLimit: number | null
  /** What it waits for in the kernel; null where it waits for nothing or that may not be seen. */
  readonly waitsIn: string | null
}

export interface Activity {
  readonly processes: readonly ProcessState[]
  /** Tasks in the target's control group, and how many there may be; null where not known or not limited. */
  readonly tasks: number | null
  readonly tasksLimit: number | null
  /** How often its CPU limit has held it back. */
  readonly throttled: number | null
}

const TICKS_PER_SECOND = 100
/** A shorter interval tells nothing of a process's use of the CPU. */
const SHORTEST_MS = 500

/** Null where the command was not run or told nothing. */
export function activityOf(output: string): Activity | null {
  const sections = sectionsOf(output)
  const rows = sections.get('processes')
  if (rows === undefined) return null
  const ms = number(/^\d+/.exec(sections.get('interval')?.[0] ?? '')?.[0]) ?? 0
  const throttled = sections.get('cpu.stat')?.find(line => line.startsWith('nr_throttled '))
  return {
    processes: rows.flatMap(row => processIn(row, ms)),
    tasks: number(sections.get('pids.current')?.[0]),
    tasksLimit: number(sections.get('pids.max')?.[0]),
    throttled: number(throttled?.slice('nr_throttled '.length)),
  }
}

function processIn(row: string, ms: number): readonly ProcessState[] {
  const match =
    /^(\d{1,10}) ([A-Za-z]?)([A-Za-z]) (\d{1,18}) (\d{1,18}) (\d{1,7}) (\d{1,9}|-) (\d{1,12}|unlimited|-) (\S{1,64}) (.{1,64})$/.exec(
      row,
    )
  if (match === null) return []
  const [, pid, earlier, state = '?', before, after, threads, open, limit, wchan = '0', name = ''] = match
  return [
    {
      pid: Number(pid),
      name,
      state,
      keepsRunning: earlier === 'R' && state === 'R' && ms >= SHORTEST_MS,
      staysBlocked: earlier === 'D' && state === 'D' && ms >= SHORTEST_MS,
      cpu: ms < SHORTEST_MS ? null : ((Number(after) - Number(before)) * 1000) / TICKS_PER_SECOND / ms,
      threads: Number(threads),
      open: number(open),
      openLimit: number(limit),
      waitsIn: wchan === '0' || wchan === '-' ? null : wchan,
    },
  ]
}

function number(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? ''
  return /^\d{1,18}$/.test(trimmed) ? Number(trimmed) : null
}

/** Such as `PID 1 app: running, 100% of a CPU, 4 threads, 1020 of 1024 descriptors, waits in futex_wait_queue`. */
export function describeProcess(one: ProcessState): string {
  const parts = [
    `state ${one.state}`,
    ...(one.cpu === null ? [] : [`${Math.round(one.cpu * 100)}% of a CPU`]),
    `${one.threads} ${one.threads === 1 ? 'thread' : 'threads'}`,
    ...(one.open === null ? [] : [`${one.open} of ${one.openLimit ?? 'any number of'} descriptors`]),
    ...(one.waitsIn === null ? [] : [`waits in ${one.waitsIn}`]),
  ]
  return `PID ${one.pid} ${one.name}: ${parts.join(', ')}`
}
