// A container's probes, asked again from inside the pod as kubelet asks them from outside.
import type { Container, Probe } from '../model/pod.ts'
import { shellQuoted } from './shell.ts'

export interface Replay {
  readonly name: string
  readonly run: string
}

/**
 * Each probe twice: against the pod's address, as kubelet does, and against loopback, which tells an app that is down from one that
 * listens in the wrong place.
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
