// The target's memory as its cgroup tells it, of either version.
import { sectionsOf } from './sections.ts'

export interface Memory {
  /** Bytes; null where there is none or it is not known. */
  readonly limit: number | null
  readonly current: number | null
  readonly peak: number | null
  /** How many processes of this container the kernel killed for the limit; null where the kernel does not count. */
  readonly kills: number | null
  /** How often the limit was hit. */
  readonly hits: number | null
}

/** cgroup v1 writes "no limit" as the largest multiple of the page size. */
const unlimited = 2 ** 62

/** Reads the output of `memory`; null where it holds no cgroup file. */
export function memoryOf(output: string): Memory | null {
  const sections = sectionsOf(output)
  if (sections.size === 0) return null
  const value = (name: string): number | null => {
    const text = sections.get(name)?.[0]?.trim() ?? ''
    return /^\d+$/.test(text) ? Number(text) : null
  }
  const field = (file: string, name: string): number | null => {
    const line = sections.get(file)?.find(one => one.startsWith(`${name} `))
    const text = line?.slice(name.length + 1).trim() ?? ''
    return /^\d+$/.test(text) ? Number(text) : null
  }
  const limit = value('memory.max') ?? value('memory.limit_in_bytes')
  return {
    limit: limit === null || limit >= unlimited ? null : limit,
    current: value('memory.current') ?? value('memory.usage_in_bytes'),
    peak: value('memory.peak') ?? value('memory.max_usage_in_bytes'),
    kills: field('memory.events', 'oom_kill') ?? field('memory.oom_control', 'oom_kill'),
    hits: field('memory.events', 'max') ?? value('memory.failcnt'),
  }
}
