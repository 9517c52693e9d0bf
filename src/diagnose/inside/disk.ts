// How full the target's filesystems are, in bytes and inodes, as `df` printed it: the fullest one decides.

export interface Disk {
  readonly filesystem: string
  /** Where it is mounted; null where `df` did not say. */
  readonly mount: string | null
  /** Percent in use; null where that table is missing. */
  readonly bytesUsed: number | null
  readonly inodesUsed: number | null
}

/** Reads `df -k` followed by `df -i`: the filesystem that is fullest; null where neither table is there. */
export function diskOf(output: string): Disk | null {
  const disks = new Map<string, Disk>()
  let inodes = false
  for (const line of output.split('\n')) {
    if (/^Filesystem\s/.test(line)) {
      inodes = /inodes/i.test(line)
      continue
    }
    const match = /^(\S{1,200})\s+\d+\s+\d+\s+-?\d+\s+(\d{1,3})%(?:\s+(\S{1,300}))?\s*$/.exec(line)
    if (match?.[1] === undefined || match[2] === undefined) continue
    const mount = match[3] ?? null
    const known = disks.get(mount ?? '') ?? { filesystem: match[1], mount, bytesUsed: null, inodesUsed: null }
    const used = Number(match[2])
    disks.set(mount ?? '', inodes ? { ...known, inodesUsed: used } : { ...known, bytesUsed: used })
  }
  return [...disks.values()].toSorted((a, b) => fullness(b) - fullness(a))[0] ?? null
}

function fullness(disk: Disk): number {
  return Math.max(disk.bytesUsed ?? 0, disk.inodesUsed ?? 0)
}
