// A container's probes, asked again from inside the pod as kubelet asks them from outside.
import type { Container, Probe } from '../model/pod.ts'
import { grpcHealthRequest } from './grpc-request.ts'
import { LIMIT } from './limit.ts'
import { shellQuoted } from './shell.ts'

export interface Replay {
  readonly name: string
  readonly run: string
}

/**
 * Each probe twice: against the pod's address (or the host that the probe names), as kubelet does, and against loopback, which tells
 * an app that is down from one that listens in the wrong place.
 */
export function replays(container: Container): readonly Replay[] {
  const probes = [
    ['readiness', container.readinessProbe],
    ['liveness', container.livenessProbe],
    ['startup', container.startupProbe],
  ] as const
  return probes.flatMap(([kind, probe]) => (probe === undefined ? [] : replay(kind, probe, container)))
}

function replay(kind: string, probe: Probe, container: Container): readonly Replay[] {
  if (probe.exec !== undefined) return [execProbe(kind, probe.exec.command ?? [])]
  const port = portNumber(probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port, container)
  if (port === null) return []
  const run = ask(probe, port)
  const host = probe.httpGet?.host ?? probe.tcpSocket?.host ?? ''
  return [
    { name: `probe-${kind}-pod-ip`, run: `host=${host === '' ? '$POD_IP' : shellQuoted(host)}; ${run}` },
    { name: `probe-${kind}-loopback`, run: `host=127.0.0.1; ${run}` },
  ]
}

function ask(probe: Probe, port: number): string {
  // Seconds. Longer than kubelet's own default of 1, so that a late answer is told from none.
  const wait = Math.max(3, (probe.timeoutSeconds ?? 1) + 1)
  if (probe.grpc !== undefined) return grpcCheck(probe.grpc.service ?? '', port, wait)
  return probe.httpGet === undefined ? connect(port, wait) : httpGet(probe.httpGet, port, wait)
}

/** Connects and says nothing. `-e true` ends it once connected, in builds of nc without `-z` too. */
const connect = (port: number, wait: number): string => `nc -w ${wait} "$host" ${port} -e true`

/** Tells how long the answer's first line took: kubelet's own patience may have been shorter than ours. */
const TIMED = `{
clock() { read -r up _ </proc/uptime; now=\${up%.*}\${up#*.}; }
clock; began=$now
IFS= read -r line && { clock; echo "$line"; cat; echo; echo "# first line after $(((now - began) * 10)) ms"; }
}`

/** A GET as kubelet sends it; `wget` would hide the body of a refusal. */
function httpGet(get: NonNullable<Probe['httpGet']>, port: number, wait: number): string {
  const secure = get.scheme?.toUpperCase() === 'HTTPS'
  const path = get.path === undefined || get.path === '' ? '/' : get.path
  const headers = (get.httpHeaders ?? []).map(header => `${header.name}: ${header.value ?? ''}`)
  const has = (name: string): boolean => headers.some(header => header.toLowerCase().startsWith(`${name}:`))
  const request = [
    `GET ${path.startsWith('/') ? '' : '/'}${path} HTTP/1.1`,
    ...(has('host') ? [] : [`Host: HOST:${port}`]),
    ...headers,
    ...(has('user-agent') ? [] : ['User-Agent: kube-probe/replay']),
    ...(has('accept') ? [] : ['Accept: */*']),
    'Connection: close',
    '',
    '',
  ]
  const quoted = request.map(line => shellQuoted(line.replaceAll(/[\r\n]/g, ' '))).join(' ')
  const send = `printf '%s\\r\\n' ${quoted} | sed "s/^Host: HOST:/Host: $host:/"`
  return secure ? overTls(send, port, wait) : overTcp(send, port, wait)
}

/**
 * Like the kubelet, whoever asks keeps their end of the connection open: Node ends a half-closed one at once, and Go cancels what it was doing
 * for it. A build of `nc` that can't hand on its connection closes our end after the request.
 */
function overTcp(send: string, port: number, wait: number): string {
  return [
    'export host',
    LIMIT,
    'case $(nc -h 2>&1) in',
    `*"-e PROG"*) { limit ${wait} nc -w ${wait} "$host" ${port} -e sh -c ${shellQuoted(`${send}; exec cat >&4`)}; } 4>&1 2>&1 ;;`,
    `*) ${send} | limit ${wait} nc -w ${wait} "$host" ${port} ;;`,
    `esac | ${TIMED} | head -c 20000`,
  ].join('\n')
}

/**
 * TLS by busybox's own client, which like kubelet checks no certificate. `nc` makes the connection and gives it to the client as
 * descriptor 3; what the client says goes around that connection, to us. A build without the client only connects.
 */
function overTls(send: string, port: number, wait: number): string {
  // `exec`, so that there is one process to end; the shell takes the last line break from the request and gives it back.
  const talk = `exec 3<&0; exec ssl_client -s3 -n "$host" >&4 2>&1 <<.\n$(${send})\n.`
  return [
    'export host',
    LIMIT,
    `if ! command -v ssl_client >/dev/null; then echo "# this image has no TLS client: only the connection was tried"; ${connect(port, wait)}; exit; fi`,
    `{ limit ${wait} nc -w ${wait} "$host" ${port} -e sh -c ${shellQuoted(talk)}; } 4>&1 2>&1 | ${TIMED} | head -c 20000`,
  ].join('\n')
}

/** A server answers within milliseconds or not at all; the connection must stay open until it has. */
function grpcCheck(service: string, port: number, wait: number): string {
  const bytes = [...grpcHealthRequest(service.slice(0, 100))]
    .map(byte => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('')
  return [
    LIMIT,
    `ask() { { printf '${bytes}'; sleep "$1" 2>/dev/null || sleep 1; } | limit "$2" nc -w ${wait} "$host" ${port} | od -An -v -tx1 | tr -d '\\n'; }`,
    'said=$(ask 0.3 1 2>&1)',
    `case $said in *refused*|*"timed out"*|' 48 54 54 50'*|*' 01 04 00 00 00 01 '*|*' 01 05 00 00 00 01 '*) ;; *) said=$(ask ${wait - 1} ${wait} 2>&1) ;; esac`,
    'echo "$said"',
  ].join('\n')
}

/** Only kubelet may run a command in the target (it needs pods/exec): whether there is one to be run can be seen. */
function execProbe(kind: string, command: readonly string[]): Replay {
  const [program = ''] = command
  const run = [
    `echo "# not run again: only kubelet runs commands in a container. It runs:"`,
    `printf '%s\\n' ${shellQuoted(JSON.stringify(command))}`,
    `program=${shellQuoted(program)}`,
    `[ -n "$TARGET_PID" ] || exit 0`,
    `path=$(tr '\\000' '\\n' <"/proc/$TARGET_PID/environ" 2>/dev/null | sed -n 's/^PATH=//p')`,
    `case $program in /*) folders=. ;; *) folders=$(echo "\${path:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}" | tr : ' ') ;; esac`,
    `for folder in $folders; do
  [ "$folder" = . ] && folder=
  ls -ldn "$TARGET_ROOT$folder/\${program#/}" 2>/dev/null | sed "s|\${TARGET_ROOT%/}/|/|" | grep . && exit 0
done`,
    'echo "$program: not found in the container"',
  ].join('\n')
  return { name: `probe-${kind}-command`, run }
}

function portNumber(port: number | string | undefined, container: Container): number | null {
  if (port === undefined) return null
  if (typeof port === 'number') return port
  const named = container.ports?.find(candidate => candidate.name === port)?.containerPort
  const numeric = /^\d{1,5}$/.test(port) ? Number(port) : undefined
  return named ?? numeric ?? null
}
