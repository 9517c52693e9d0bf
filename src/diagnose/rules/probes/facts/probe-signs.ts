// What the facts of a probe show: refused, late, answered with a status, spoken to in the wrong protocol.
import { type Replay, succeeded } from '../../../inside/replay.ts'
import type { ContainerView } from '../../../view.ts'
import { isHttps, type ProbeFacts } from './probe-facts.ts'
import { askedPlainly } from './probe-logs.ts'
import { redirected } from './redirects.ts'

/** True for a port that the container does not declare though it declares others. */
export function isUndeclared({ port }: ProbeFacts, container: ContainerView): boolean {
  const declared = container.spec.ports ?? []
  return port !== null && declared.length > 0 && declared.every(one => one.containerPort !== port)
}

/** True where the connection itself was refused: by kubelet's word or by the replay. */
export function isRefused(facts: ProbeFacts): boolean {
  if (facts.podIp !== null) return facts.podIp.outcome === 'refused'
  return /connection refused/i.test(facts.said)
}

/** The HTTP status that the probe got, of the replay first; null where it got none, or a good one too late. */
export function statusSeen(facts: ProbeFacts): number | null {
  if (facts.podIp?.outcome === 'answered') return isLate(facts) ? null : facts.podIp.status
  if (facts.form === 'grpc') return grpcStatusSaid(facts.said)
  const code = /HTTP probe failed with statuscode: (\d{3})/.exec(facts.said)?.[1]
  return code === undefined ? (facts.logged?.status ?? null) : Number(code)
}

/** The kubelet's words for a gRPC health check (pkg/probe/grpc), as the status of HTTP that means the same. */
function grpcStatusSaid(said: string): number | null {
  if (/code = NotFound|unknown service /.test(said)) return 404
  return /service unhealthy \(responded with/.test(said) ? 503 : null
}

/** True for a good answer for which kubelet would not have waited. */
function isLate({ podIp, spec }: ProbeFacts): boolean {
  const late = podIp?.outcome === 'answered' && (podIp.firstLineMs ?? 0) > (spec.timeoutSeconds ?? 1) * 1000
  return late && succeeded(podIp)
}

/** True where the other side speaks another protocol than the probe (TLS against plain, HTTP/2 against 1, gRPC). */
export function isWrongProtocol(facts: ProbeFacts): boolean {
  // A gRPC client that gets its TCP connection and never an HTTP/2 one says that it failed to connect.
  const open = facts.listeners?.some(one => one.port === facts.port && one.scope !== 'loopback') ?? false
  const noHandshake = open && /failed to connect service/.test(facts.said)
  return (
    facts.podIp?.outcome === 'foreign' ||
    (facts.form === 'grpc' && noHandshake) ||
    plainToTls(facts.podIp) ||
    isAskedPlainly(facts) ||
    /gave HTTP response to HTTPS client|malformed HTTP|first record does not look like a TLS handshake|HTTP\/2|http2: |error reading server preface|Unimplemented|does not implement the grpc health protocol|tls: |x509/i.test(
      facts.said,
    )
  )
}

/** The kubelet passes on the status alone, 400: the app's log, or a port for TLS by its number or name, tells what it is about. */
export function isAskedPlainly({ complaint, said, spec, port, podIp }: ProbeFacts): boolean {
  if (podIp !== null || isHttps(spec) || !/statuscode: 400/.test(said)) return false
  return (
    complaint !== null ||
    String(port ?? '').endsWith('443') ||
    /https|tls|ssl/i.test(String(spec.httpGet?.port))
  )
}

/** A TLS server that is asked in plain HTTP answers 400 and says why, in words of its maker. */
function plainToTls(replay: Replay | null): boolean {
  const answer = replay?.outcome === 'answered' && replay.status === 400 ? replay.body : ''
  return askedPlainly.test(answer)
}

/** True where the replay got what kubelet wants, in the time that kubelet gives it. A bare connection says so of TCP probes alone. */
export function passesNow(facts: ProbeFacts): boolean {
  if (facts.podIp?.outcome === 'connected') return facts.form === 'tcp'
  if (redirected(facts) !== null) return false
  return succeeded(facts.podIp) && !isLate(facts)
}

/** True where the kubelet stopped the command for its time. What the command prints of its own timeouts is another matter. */
export function isCutShort({ said }: ProbeFacts): boolean {
  return /^command (?:.{1,2000} )?timed out|timed out after [\d.]+m?s$|DeadlineExceeded|context deadline exceeded/s.test(
    said,
  )
}

/** True where the app took the connection and did not answer in time. */
export function isSlow(facts: ProbeFacts): boolean {
  if (facts.podIp !== null && facts.podIp.outcome !== 'connected')
    return facts.podIp.outcome === 'timed-out' || isLate(facts)
  return /context deadline exceeded|Client\.Timeout|i\/o timeout|timed out|timeout/i.test(facts.said)
}
