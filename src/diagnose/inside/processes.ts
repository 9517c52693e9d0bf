// The processes of the target's namespace, as `processes` printed them.

export interface Process {
  readonly pid: number
  readonly ppid: number
  /** The kernel's letter: R running, S sleeping, D waiting for a device, T stopped, Z zombie. */
  readonly state: string
  readonly uid: number
  readonly gid: number
  readonly threads: number
  readonly rssKb: number
  readonly name: string
  readonly commandLine: string
}

/** The processes, in order; empty where the command was not run. Lines that are cut or odd are left out. */
export function processesOf(output: string): readonly Process[] {
  return output.split('\n').flatMap(line => {
    const match =
      /^(\d{1,10}) (\d{1,10}) ([A-Za-z]) (\d{1,10}) (\d{1,10}) (\d{1,7}) (\d{1,12}) (\S{1,64})(?: (.*))?$/.exec(
        line,
      )
    if (match === null) return []
    const [, pid, ppid, state, uid, gid, threads, rss, name, commandLine] = match
    return [
      {
        pid: Number(pid),
        ppid: Number(ppid),
        state: state ?? '?',
        uid: Number(uid),
        gid: Number(gid),
        threads: Number(threads),
        rssKb: Number(rss),
        name: name ?? '',
        commandLine: (commandLine ?? '').trim(),
      },
    ]
  })
}
