// How full the target's root filesystem is, in bytes and inodes, as `df` printed it.

export interface Disk {
  readonly filesystem: string
  /** Percent in use; null where that table is missing. */
  readonly bytesUsed: number | null
  readonly inodesUsed: number | null
}

/** Reads `df -k` followed by `df -i`; null where neither is there. */
export function diskOf(output: string): Disk | null {
  let inodes = false
  let bytesUsed: number | null = null
  let inodesUsed: number | null = null
  let filesystem = ''
  for (const line of output.split('\n')) {
    if (/^Filesystem\s/.test(line)) {
      inodes = /inodes/i.test(line)
      continue
    }
    const match = /^(\S{1,200})\s+\d+\s+\d+\s+-?\d+\s+(\d{1,3})%\s/.exec(line)
    if (match?.[1] === undefined || match[2] === undefined) continue
    filesystem = match[1]
    if (inodes) inodesUsed = Number(match[2])
    else bytesUsed = Number(match[2])
  }
  return bytesUsed === null && inodesUsed === null ? null : { filesystem, bytesUsed, inodesUsed }
}
