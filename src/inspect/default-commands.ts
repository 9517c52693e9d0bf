// What is asked inside a pod when the user asks nothing: the table of default commands.
import type { PlannedCommand, WayIn } from '../model/inspection.ts'
import type { Container, Pod } from '../model/pod.ts'
import { replays } from './probe-replay.ts'

type Draft = Pick<PlannedCommand, 'name' | 'run'>

/** Leaves out the debugger's own processes, which share the target's process namespace but not its control group. */
const SKIP_OWN = 'read -r group <"$d/cgroup"; [ "$group" = "$own" ] && continue'

const LISTENERS = `
for f in tcp tcp6; do echo "== $f"; cat /proc/\${TARGET_PID:-self}/net/$f; done
echo "== sockets"
read -r own </proc/self/cgroup
for d in /proc/[0-9]*; do
  ${SKIP_OWN}
  read -r comm <"$d/comm"
  for s in "$d"/fd/*; do
    link=$(readlink "$s")
    case $link in socket:*) link=\${link#socket:[}; echo "\${d#/proc/} $comm \${link%]}" ;; esac
  done
done 2>/dev/null`

const PROCESSES = `
echo "PID PPID STATE UID GID THREADS RSS_KB COMM CMDLINE"
read -r own </proc/self/cgroup
for d in /proc/[0-9]*; do
  ${SKIP_OWN}
  name= state= ppid= uid= gid= threads= rss=0
  while read -r key a _; do
    case $key in
      Name:) name=$a ;; State:) state=$a ;; PPid:) ppid=$a ;; Uid:) uid=$a ;; Gid:) gid=$a ;; VmRSS:) rss=$a ;;
      Threads:) threads=$a ;;
    esac
  done <"$d/status"
  echo "\${d#/proc/} $ppid $state $uid $gid $threads $rss $name $(head -c 500 "$d/cmdline" | tr '\\000\\n' '  ')"
done 2>/dev/null`

const MEMORY = `
c=$TARGET_ROOT/sys/fs/cgroup
[ -d "$c/memory" ] && c=$c/memory
for f in memory.max memory.current memory.peak memory.events memory.limit_in_bytes memory.usage_in_bytes memory.max_usage_in_bytes memory.oom_control memory.failcnt; do
  [ -r "$c/$f" ] && { echo "== $f"; cat "$c/$f"; }
done
true`

/** What `df -k` and `df -i` would print inside the target: ours know only our own mounts. */
const DISK = `
mounts() {
  while read -r source mount type _; do
    case $type in overlay|tmpfs|ext*|xfs|btrfs|nfs*|fuse*|9p|virtiofs) ;; *) continue ;; esac
    case $mount in /proc/*|/sys/*|/dev|/dev/*|/etc/host*|/etc/resolv.conf) continue ;; esac
    echo "$source $mount"
  done </proc/$TARGET_PID/mounts
}
row() { echo "$1 $3 $(($3 - $4)) $4 $(($3 > 0 ? ($3 - $4) * 100 / $3 : 0))% $2"; }
echo "Filesystem 1K-blocks Used Available Use% Mounted on"
mounts | while read -r source mount; do
  set -- $(stat -f -c '%S %b %a' "$TARGET_ROOT$mount")
  [ $# = 3 ] && row "$source" "$mount" $(($2 * ($1 / 512) / 2)) $(($3 * ($1 / 512) / 2))
done
echo "Filesystem Inodes IUsed IFree IUse% Mounted on"
mounts | while read -r source mount; do
  set -- $(stat -f -c '%c %d' "$TARGET_ROOT$mount")
  [ $# = 2 ] && row "$source" "$mount" "$1" "$2"
done
true`

/** What a debugger without a target can see of the app's files: the volumes, mounted where the app has them. */
const VOLUMES = `
while read -r _ mount type _; do
  case $mount in /|/proc|/proc/*|/sys|/sys/*|/dev|/dev/*|/etc/host*|/etc/resolv.conf) continue ;; esac
  echo "== $mount ($type)"
  ls -lan "$mount" | head -n 50
done </proc/self/mounts`

interface DefaultCommand {
  readonly name: string
  readonly run: string
  /** The ways in by which it can tell anything. */
  readonly ways: readonly WayIn['way'][]
}

const INSIDE = ['target', 'restart'] as const

/**
 * The table of default commands, in the order in which they are asked. They only read, take milliseconds, and use what every busybox has.
 * The probes come before them: where the time inside is short, their answers tell most.
 */
export const DEFAULT_COMMANDS: readonly DefaultCommand[] = [
  { name: 'listeners', run: LISTENERS.trim(), ways: [...INSIDE, 'pod'] },
  { name: 'processes', run: PROCESSES.trim(), ways: INSIDE },
  { name: 'memory', run: MEMORY.trim(), ways: INSIDE },
  { name: 'limits', run: 'cat /proc/$TARGET_PID/limits', ways: INSIDE },
  { name: 'status', run: 'cat /proc/$TARGET_PID/status', ways: INSIDE },
  { name: 'disk', run: DISK.trim(), ways: INSIDE },
  { name: 'volumes', run: VOLUMES.trim(), ways: ['pod'] },
  {
    name: 'dns',
    run: 'cat /etc/resolv.conf; nslookup kubernetes.default.svc.cluster.local.',
    ways: [...INSIDE, 'pod', 'replica'],
  },
]

/** What is asked by that way in when the user asks nothing. `target`: the container that is meant, entered or not. */
export function defaultCommands(pod: Pod, target: string, way: WayIn['way']): readonly Draft[] {
  const container: Container | undefined = pod.spec.containers.find(candidate => candidate.name === target)
  const probes = container === undefined || way === 'replica' ? [] : replays(container)
  const table = DEFAULT_COMMANDS.filter(command => command.ways.includes(way))
  return [...probes, ...table.map(({ name, run }) => ({ name, run }))]
}
