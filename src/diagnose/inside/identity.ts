// Who the app is to the kernel: its effective ids, groups and capabilities, as /proc/PID/status tells them.

export interface AppIds {
  readonly uid: number
  readonly gid: number
  /** All groups, the effective one first. */
  readonly gids: readonly number[]
  /** True where modes of files do not hold it back (CAP_DAC_OVERRIDE). */
  readonly overridesModes: boolean
}

const CAP_DAC_OVERRIDE = 1n << 1n

/** Reads the output of `status`; null where it is not there or cut. */
export function idsOf(output: string): AppIds | null {
  const field = (name: string): readonly string[] => {
    const line = output.split('\n').find(one => one.startsWith(`${name}:`))
    return (
      line
        ?.slice(name.length + 1)
        .trim()
        .split(/\s+/)
        .filter(word => word !== '') ?? []
    )
  }
  // Real, effective, saved and that of the filesystem, in this order.
  const uid = Number(field('Uid')[1] ?? Number.NaN)
  const gid = Number(field('Gid')[1] ?? Number.NaN)
  const capabilities = field('CapEff')[0] ?? ''
  if (Number.isNaN(uid) || Number.isNaN(gid)) return null
  return {
    uid,
    gid,
    gids: [gid, ...field('Groups').map(Number)],
    overridesModes:
      /^[0-9a-f]{1,16}$/.test(capabilities) && (BigInt(`0x${capabilities}`) & CAP_DAC_OVERRIDE) !== 0n,
  }
}
