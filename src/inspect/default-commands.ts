// What is asked inside a pod when the user asks nothing: the table of default commands.
import type { Clues } from '../model/clues.ts'
import type { Category, Finding } from '../model/finding.ts'
import type { PlannedCommand, WayIn } from '../model/inspection.ts'
import type { Service } from '../model/objects.ts'
import type { Container, Pod } from '../model/pod.ts'
import { dependenciesOf } from './dependencies.ts'
import { configPlaces, dependencyCommand } from './dependency-command.ts'
import { pathCommand, visiblePaths } from './path-command.ts'
import { replays } from './probe-replay.ts'
import { PROCESSES, processState, SKIP_OWN } from './process-command.ts'

type Draft = Pick<PlannedCommand, 'name' | 'run'>

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

/** What decides what is asked in a pod. */
export interface Asked {
  readonly pod: Pod
  /** The container that is meant, entered or not. */
  readonly target: string
  readonly way: WayIn['way']
  /** What is suspected of this very pod. */
  readonly suspicions: readonly Finding[]
  readonly services: readonly Service[]
  /** What the pod's logs name. */
  readonly clues: readonly Clues[]
}

interface DefaultCommand {
  readonly name: string
  /** The shell text; null where there is nothing to be asked. */
  readonly run: (asked: Asked) => string | null
  /** The ways in by which it can tell anything. */
  readonly ways: readonly WayIn['way'][]
}

const INSIDE = ['target', 'restart'] as const
const always =
  (run: string): DefaultCommand['run'] =>
  () =>
    run.trim()

/**
 * The table of default commands, in the order in which they are asked. They only read, take milliseconds, and use what every busybox has.
 * The probes come before them: where the time inside is short, their answers tell most. What may have to wait for an answer comes last.
 */
export const DEFAULT_COMMANDS: readonly DefaultCommand[] = [
  { name: 'listeners', run: always(LISTENERS), ways: [...INSIDE, 'pod'] },
  { name: 'processes', run: always(PROCESSES), ways: INSIDE },
  { name: 'memory', run: always(MEMORY), ways: INSIDE },
  { name: 'limits', run: always('cat /proc/$TARGET_PID/limits'), ways: INSIDE },
  { name: 'status', run: always('cat /proc/$TARGET_PID/status'), ways: INSIDE },
  { name: 'disk', run: always(DISK), ways: INSIDE },
  { name: 'volumes', run: always(VOLUMES), ways: ['pod'] },
  { name: 'paths', run: namedPaths, ways: [...INSIDE, 'pod', 'replica'] },
  { name: 'process-state', run: asked => processState(mayHang(asked) ? 1 : 0), ways: INSIDE },
  {
    name: 'dns',
    run: always('cat /etc/resolv.conf; nslookup kubernetes.default.svc.cluster.local.'),
    ways: [...INSIDE, 'pod', 'replica'],
  },
  { name: 'dependencies', run: namedDependencies, ways: [...INSIDE, 'pod', 'replica'] },
]

/** What is asked by that way in when the user asks nothing. */
export function defaultCommands(asked: Asked): readonly Draft[] {
  const container = containerOf(asked)
  const probes = container === undefined || asked.way === 'replica' ? [] : replays(container)
  const table = DEFAULT_COMMANDS.filter(command => command.ways.includes(asked.way))
  const chosen = table.flatMap(({ name, run }) => {
    const text = run(asked)
    return text === null ? [] : [{ name, run: text }]
  })
  return [...probes, ...chosen]
}

function containerOf({ pod, target }: Asked): Container | undefined {
  return [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(one => one.name === target)
}

/** Faults that an app shows which does not answer, or opens no port; and where nothing is suspected, nothing is ruled out. */
const SLOW = new Set(['timing', 'unresponsive', 'port', 'other'])

function mayHang({ suspicions }: Asked): boolean {
  return (
    suspicions.length === 0 ||
    suspicions.some(
      ({ category, cause }) =>
        category === 'hung' || ((category === 'readiness' || category === 'probe-killed') && SLOW.has(cause)),
    )
  )
}

/** Faults before the app's own first instruction: what it would have talked to explains none of them. */
const BEFORE_THE_APP = new Set<Category>([
  'image-pull',
  'container-config',
  'container-start',
  'volume',
  'sandbox',
])

function namedDependencies(asked: Asked): string | null {
  const container = containerOf(asked)
  const early = asked.suspicions.length > 0 && asked.suspicions.every(one => BEFORE_THE_APP.has(one.category))
  if (container === undefined || early) return null
  const { pod, services, clues } = asked
  const named = dependenciesOf(container, pod.metadata.namespace ?? 'default', services, clues)
  return dependencyCommand(named, configPlaces(pod, container))
}

function namedPaths(asked: Asked): string | null {
  const mounts = containerOf(asked)?.volumeMounts ?? []
  const paths = asked.clues.filter(one => one.container === asked.target).flatMap(one => one.paths)
  const places = mounts.map(mount => mount.mountPath)
  const visible = visiblePaths(paths, asked.way !== 'pod', places)
  return visible.length === 0 ? null : pathCommand(visible)
}
