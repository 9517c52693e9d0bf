// What a server says of its clients is not what ails the server.
import { expect, test } from 'vitest'
import { ended, event, pod } from '../support/build.ts'
import { findings, http, ids } from '../support/findings.ts'

const unready = pod({ ready: false, container: http })
const events = [event(unready, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503')]
const of = (log: string) => ids(findings({ pods: [unready], events }, { app: { log } }))

test.each([
  [
    'Postgres, a wrong password',
    '2026-11-20 09:58:40.510 UTC [77] FATAL:  password authentication failed for user "nagios"\n2026-11-20 09:58:40.510 UTC [77] DETAIL:  Role "nagios" does not exist.',
  ],
  [
    'MySQL, a wrong password',
    "2026-11-20T09:58:09.230042Z 13 [Note] [MY-010926] [Server] Access denied for user 'nagios'@'10.0.77.30' (using password: YES)",
  ],
  [
    'RabbitMQ, a wrong password',
    "2026-11-20 09:58:12.111000+00:00 [error] <0.830.0> Error on AMQP connection <0.830.0> (10.0.77.9:51002 -> 10.0.77.4:5672, state: starting):\n2026-11-20 09:58:12.111000+00:00 [error] <0.830.0> PLAIN login refused: user 'legacy' - invalid credentials",
  ],
  [
    'a webhook, another CA',
    '2026/11/20 09:58:15 http: TLS handshake error from 10.0.1.23:51010: remote error: tls: bad certificate',
  ],
  [
    'etcd, another CA',
    '{"level":"warn","ts":"2026-11-20T09:59:11.101Z","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"10.0.77.9:51002","error":"remote error: tls: bad certificate"}',
  ],
])('%s: the server is not refused', (_name, log) => {
  expect(of(log)).toEqual(['readiness/http-status'])
})

test('a client is', () => {
  expect(
    of(
      '2026-11-20 09:58:40 ERROR connection to server at "db" (10.0.0.7), port 5432 failed: FATAL:  password authentication failed for user "shop"',
    ),
  ).toEqual(['dependency/authentication'])
})

test('nor is a server that was killed', () => {
  const killed = pod({ ready: false, restarts: 2, lastState: ended(137) })
  const log =
    "2026-11-20T09:58:09.230042Z 13 [Note] [MY-010926] [Server] Access denied for user 'nagios'@'10.0.77.30' (using password: YES)"
  expect(ids(findings({ pods: [killed] }, { app: { previousLog: log } }))).toEqual(['app-crash/signal'])
})
