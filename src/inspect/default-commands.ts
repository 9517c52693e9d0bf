// What is asked inside a pod when the user asks nothing: the table of default commands.
import type { PlannedCommand } from '../model/inspection.ts'
import type { Container, Pod, Probe } from '../model/pod.ts'

type Draft = Pick<PlannedCommand, 'name' | 'run'>

/** Leaves out the debugger's own processes, which share the target's process namespace but not its control group. */
const SKIP_OWN = 'read -r group <"$d/cgroup"; [ "$group" = "$own" ] && continue'

const LISTENERS = `
for f in tcp tcp6; do echo "== $f"; cat /proc/$TARGET_PID/net/$f; done
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

/** `df` knows only its own mounts; the target's are asked one by one. Sizes in KiB. */
const DISK = `
echo "SIZE_KB AVAILABLE_KB INODES INODES_FREE MOUNT"
while read -r _ mount type _; do
  case $type in overlay|tmpfs|ext*|xfs|btrfs|nfs*|fuse*|9p|virtiofs) ;; *) continue ;; esac
  case $mount in /proc/*|/sys/*|/dev|/dev/*|/etc/host*|/etc/resolv.conf) continue ;; esac
  set -- $(stat -f -c '%S %b %a %c %d' "$TARGET_ROOT$mount") && [ $# = 5 ] &&
    echo "$(($2 * ($1 / 512) / 2)) $(($3 * ($1 / 512) / 2)) $4 $5 $mount"
done </proc/$TARGET_PID/mounts`

/** Asked in every running target. They only read, take milliseconds, and use what every busybox has. */
const ALWAYS: readonly Draft[] = [
  { name: 'listeners', run: LISTENERS.trim() },
  { name: 'processes', run: PROCESSES.trim() },
  { name: 'memory', run: MEMORY.trim() },
  { name: 'limits', run: 'cat /proc/$TARGET_PID/limits' },
  { name: 'status', run: 'cat /proc/$TARGET_PID/status' },
  { name: 'disk', run: DISK.trim() },
  {
    name: 'dns',
    run: 'cat /etc/resolv.conf; nslookup kubernetes.default.svc.cluster.local.',
  },
]

/**
 * The default commands for a target: what is always asked, and its probes replayed against the pod's address, as kubelet
 * does, and against loopback, which tells an app that is down from one that listens in the wrong place.
 */
export function defaultCommands(pod: Pod, target: string): readonly Draft[] {
  const container = pod.spec.containers.find(candidate => candidate.name === target)
  return container === undefined ? ALWAYS : [...replays(container), ...ALWAYS]
}

function replays(container: Container): readonly Draft[] {
  const probes = [
    ['readiness', container.readinessProbe],
    ['liveness', container.livenessProbe],
    ['startup', container.startupProbe],
  ] as const
  return probes.flatMap(([kind, probe]) => (probe === undefined ? [] : replay(kind, probe, container)))
}

function replay(kind: string, probe: Probe, container: Container): readonly Draft[] {
  const port = portNumber(probe.httpGet?.port ?? probe.tcpSocket?.port, container)
  if (port === null) return []
  // Seconds; kubelet's own default is 1, and a Service without endpoints may need that long just to refuse.
  const wait = Math.max(3, probe.timeoutSeconds ?? 1)
  const run = probe.httpGet === undefined ? connect(port, wait) : httpGet(probe.httpGet, port, wait)
  return [
    { name: `probe-${kind}-pod-ip`, run: `host=$POD_IP; ${run}` },
    { name: `probe-${kind}-loopback`, run: `host=127.0.0.1; ${run}` },
  ]
}

/** Connects and says nothing. `-e true` ends it once connected, in builds of nc without `-z` too. */
const connect = (port: number, wait: number): string => `nc -w ${wait} "$host" ${port} -e true`

/** A plain GET as kubelet sends it; `wget` would hide the body of a refusal. TLS is not spoken here: no busybox can. */
function httpGet(get: NonNullable<Probe['httpGet']>, port: number, wait: number): string {
  if (get.scheme?.toUpperCase() === 'HTTPS') return connect(port, wait)
  const path = get.path === undefined || get.path === '' ? '/' : get.path
  const headers = (get.httpHeaders ?? []).map(header => `${header.name}: ${header.value ?? ''}`)
  const host = headers.some(header => header.toLowerCase().startsWith('host:')) ? [] : [`Host: HOST:${port}`]
  const lines = [`GET ${path.startsWith('/') ? '' : '/'}${path} HTTP/1.1`, ...host, ...headers]
  const request = [...lines, 'User-Agent: kube-probe/replay', 'Accept: */*', 'Connection: close', '', '']
  const quoted = request.map(line => shellQuoted(line.replaceAll(/[\r\n]/g, ' '))).join(' ')
  return `printf '%s\\r\\n' ${quoted} | sed "s/^Host: HOST:/Host: $host:/" | nc -w ${wait} "$host" ${port} | head -c 20000`
}

function portNumber(port: number | string | undefined, container: Container): number | null {
  if (port === undefined) return null
  if (typeof port === 'number') return port
  const named = container.ports?.find(candidate => candidate.name === port)?.containerPort
  const numeric = /^\d{1,5}$/.test(port) ? Number(port) : undefined
  return named ?? numeric ?? null
}

/** The text as one word of a shell command line, whatever it holds. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
