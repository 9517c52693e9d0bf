import { describe, expect, test } from 'vitest'
import { verdictOf } from '../../../src/diagnose/logs/verdict.ts'

const verdict = (log: string) => verdictOf(log.split('\n'), 'log:app')
const line = (log: string) => verdict(log)?.line
const meaning = (log: string) => verdict(log)?.meaning

describe('the quoted line is the cause, not the last frame', () => {
  test('Python: the first exception of a chain', () => {
    const log = `INFO:root:starting
Traceback (most recent call last):
  File "/app/db.py", line 12, in connect
    sock.connect((host, port))
ConnectionRefusedError: [Errno 111] Connection refused

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/main.py", line 5, in <module>
    connect()
  File "/app/main.py", line 3, in connect
    raise RuntimeError("no database")
RuntimeError: no database`
    expect(line(log)).toBe('ConnectionRefusedError: [Errno 111] Connection refused')
    expect(verdict(log)?.form).toBe('exception')
  })

  test('Python: a missing key of the environment', () => {
    const log = `Traceback (most recent call last):
  File "/app/main.py", line 1, in <module>
    url = os.environ["DATABASE_URL"]
          ~~~~~~~~~~^^^^^^^^^^^^^^^^
  File "<frozen os>", line 685, in __getitem__
KeyError: 'DATABASE_URL'`
    expect(meaning(log)).toEqual({ kind: 'missing-variable', variable: 'DATABASE_URL' })
  })

  test('Java: the last Caused by', () => {
    const log = `2026-11-22 10:00:00 INFO Starting
Exception in thread "main" java.lang.IllegalStateException: could not start
\tat com.acme.App.main(App.java:10)
Caused by: org.postgresql.util.PSQLException: Connection to db:5432 refused. Check that the hostname and port are correct.
\tat org.postgresql.Driver.connect(Driver.java:1)
\t... 1 more
Caused by: java.net.ConnectException: Connection refused
\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)
\t... 14 more`
    expect(line(log)).toBe('java.net.ConnectException: Connection refused')
    expect(meaning(log)).toEqual({
      kind: 'dependency',
      problem: 'connection-refused',
      host: 'db',
      port: 5432,
    })
  })

  test('Java: an unknown host', () => {
    const log = `Exception in thread "main" java.net.UnknownHostException: inventory
\tat java.base/java.net.InetAddress.getAllByName(InetAddress.java:1)`
    expect(meaning(log)).toEqual({
      kind: 'dependency',
      problem: 'name-not-found',
      host: 'inventory',
      port: null,
    })
  })

  test('Node: the error above its frames', () => {
    const log = `/app/server.js:3
    throw err
    ^

Error: connect ECONNREFUSED 10.96.12.7:6379
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16) {
  errno: -111,
  code: 'ECONNREFUSED',
  syscall: 'connect',
  address: '10.96.12.7',
  port: 6379
}

Node.js v22.12.0`
    expect(line(log)).toBe('Error: connect ECONNREFUSED 10.96.12.7:6379')
    expect(meaning(log)).toEqual({
      kind: 'dependency',
      problem: 'connection-refused',
      host: '10.96.12.7',
      port: 6379,
    })
  })

  test('Node: the cause of a failed fetch', () => {
    const log = `TypeError: fetch failed
    at node:internal/deps/undici/undici:13510:13
    at async main (file:///app/main.js:2:1) {
  [cause]: Error: getaddrinfo ENOTFOUND payments
      at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:122:26) {
    errno: -3008,
    code: 'ENOTFOUND',
    hostname: 'payments'
  }
}

Node.js v22.12.0`
    expect(line(log)).toBe('Error: getaddrinfo ENOTFOUND payments')
    expect(meaning(log)).toMatchObject({ kind: 'dependency', problem: 'name-not-found', host: 'payments' })
  })

  test('Go: the panic, not the goroutines', () => {
    const log = `2026/11/22 10:00:00 starting
panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47b2e5]

goroutine 1 [running]:
main.(*Server).Start(...)
\t/app/server.go:20
main.main()
\t/app/main.go:9 +0x25
exit status 2`
    expect(line(log)).toBe('panic: runtime error: invalid memory address or nil pointer dereference')
    expect(meaning(log)).toBeNull()
  })

  test('.NET: the innermost exception', () => {
    const log = `Unhandled exception. System.InvalidOperationException: could not start
 ---> Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.96.3.4:5432
 ---> System.Net.Sockets.SocketException (111): Connection refused
   at Npgsql.Internal.NpgsqlConnector.Connect(NpgsqlTimeout timeout)
   --- End of inner exception stack trace ---
   at Program.<Main>$(String[] args) in /src/Program.cs:line 5`
    expect(line(log)).toBe('System.Net.Sockets.SocketException (111): Connection refused')
    expect(meaning(log)).toEqual({
      kind: 'dependency',
      problem: 'connection-refused',
      host: '10.96.3.4',
      port: 5432,
    })
  })

  test('Ruby: the message and its class', () => {
    const log = `/app/app.rb:3:in 'Hash#fetch': key not found: "REDIS_URL" (KeyError)
\tfrom /app/app.rb:3:in '<main>'`
    expect(line(log)).toBe('key not found: "REDIS_URL" (KeyError)')
    expect(meaning(log)).toEqual({ kind: 'missing-variable', variable: 'REDIS_URL' })
  })

  test('Rust: the message on the line after the place', () => {
    const log = `thread 'main' panicked at src/main.rs:4:37:
DATABASE_URL must be set: NotPresent
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace`
    expect(line(log)).toBe('DATABASE_URL must be set: NotPresent')
    expect(meaning(log)).toEqual({ kind: 'missing-variable', variable: 'DATABASE_URL' })
  })

  test('Rust: the innermost of a chain', () => {
    const log = `Error: could not start

Caused by:
    0: could not read the configuration
    1: No such file or directory (os error 2): /etc/app/config.toml`
    expect(line(log)).toBe('No such file or directory (os error 2): /etc/app/config.toml')
    expect(meaning(log)).toEqual({ kind: 'file', problem: 'missing', path: '/etc/app/config.toml' })
  })
})

describe('which line decides', () => {
  test('a fatal one, not the polite words after it', () => {
    const log = `{"level":"info","msg":"starting"}
{"level":"fatal","msg":"could not bind","err":"listen tcp :8080: bind: address already in use"}
{"level":"info","msg":"bye"}`
    expect(meaning(log)).toEqual({ kind: 'port-in-use', port: 8080 })
  })

  test('what was said just before a bare "could not start"', () => {
    const log = `time="2026-11-22T10:00:00Z" level=error msg="dial tcp: lookup db on 10.96.0.10:53: no such host"
time="2026-11-22T10:00:00Z" level=fatal msg="could not start"`
    expect(meaning(log)).toEqual({ kind: 'dependency', problem: 'name-not-found', host: 'db', port: null })
    expect(line(log)).toContain('no such host')
  })

  test('the last word, where nothing looks like an error', () => {
    expect(verdict('hello\nboom\n\n')).toMatchObject({ line: 'boom', form: 'last', meaning: null })
  })

  test('nothing, where nothing was printed', () => {
    expect(verdict('\n\n')).toBeNull()
  })

  test('colours do not hide an error', () => {
    expect(line('\u001b[31mERROR\u001b[0m open /etc/x.yaml: no such file or directory')).toBeDefined()
  })
})

describe('what was got over', () => {
  const missed = 'WARN connect to orders-db:5432 failed: connection refused, retrying'
  test.each(['INFO connected to orders-db:5432', 'INFO database connection established'])('%s', line => {
    expect(meaning(`${missed}\n${line}\nINFO listening`)).toBeNull()
  })
  test.each(['INFO not connected yet', 'INFO connected to cache:6379'])('but not by: %s', line => {
    expect(meaning(`${missed}\n${line}`)).toMatchObject({ host: 'orders-db', port: 5432 })
  })
  test('nor what the app itself answered', () => {
    expect(meaning('INFO in app: GET /ready 503 Service Unavailable 2ms')).toBeNull()
  })
})

describe('whom a script waits for', () => {
  test('is the last that it said', () => {
    const log = 'waiting for ledger:5432 ...\nstill waiting for ledger:5432 ...'
    expect(meaning(log)).toEqual({ kind: 'dependency', problem: 'other', host: 'ledger', port: 5432 })
  })
  test('is nobody once it went on', () => {
    expect(
      meaning('waiting for ledger:5432 ...\nledger is there\nstarting\nlistening on 8080\nready'),
    ).toBeNull()
  })
})

describe('what a message means', () => {
  const dependency = (problem: string, host: string | null, port: number | null) => ({
    kind: 'dependency',
    problem,
    host,
    port,
  })
  const file = (problem: string, path: string) => ({ kind: 'file', problem, path })
  const variable = (name: string) => ({ kind: 'missing-variable', variable: name })
  const messages: readonly (readonly [string, object | null])[] = [
    [
      'dial tcp 10.96.1.2:5432: connect: connection refused',
      dependency('connection-refused', '10.96.1.2', 5432),
    ],
    [
      'dial tcp: lookup orders-db on 10.96.0.10:53: no such host',
      dependency('name-not-found', 'orders-db', null),
    ],
    [
      'Get "http://inventory:8080/items": dial tcp 10.96.4.5:8080: i/o timeout',
      dependency('timeout', 'inventory', 8080),
    ],
    [
      "wget: can't connect to remote host (10.96.4.5): Connection refused",
      dependency('connection-refused', '10.96.4.5', null),
    ],
    ["wget: bad address 'inventory:80'", dependency('name-not-found', 'inventory', 80)],
    ["nc: bad address 'db'", dependency('name-not-found', 'db', null)],
    ['curl: (6) Could not resolve host: inventory', dependency('name-not-found', 'inventory', null)],
    [
      'curl: (7) Failed to connect to inventory port 8080 after 0 ms: Could not connect to server',
      dependency('connection-refused', 'inventory', 8080),
    ],
    [
      'psql: error: connection to server at "db" (10.96.1.1), port 5432 failed: Connection refused',
      dependency('connection-refused', 'db', 5432),
    ],
    [
      'could not translate host name "postgres" to address: Name or service not known',
      dependency('name-not-found', 'postgres', null),
    ],
    [
      'redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.',
      dependency('connection-refused', 'redis', 6379),
    ],
    [
      "requests.exceptions.ConnectionError: HTTPConnectionPool(host='payments', port=8080): Max retries exceeded with url: / (Caused by NewConnectionError('Failed to establish a new connection: [Errno 111] Connection refused'))",
      dependency('connection-refused', 'payments', 8080),
    ],
    ['FATAL: password authentication failed for user "app"', dependency('authentication', null, null)],
    [
      "Access denied for user 'app'@'10.244.0.5' (using password: YES)",
      dependency('authentication', null, null),
    ],
    ['x509: certificate signed by unknown authority', dependency('tls', null, null)],
    ["READONLY You can't write against a read only replica.", dependency('read-only', null, null)],
    ['FATAL: sorry, too many clients already', dependency('exhausted', null, null)],
    ['open /etc/app/config.yaml: no such file or directory', file('missing', '/etc/app/config.yaml')],
    [
      "Error: ENOENT: no such file or directory, open '/app/config.json'",
      file('missing', '/app/config.json'),
    ],
    ["[Errno 13] Permission denied: '/data/db.sqlite'", file('permission', '/data/db.sqlite')],
    ['mkdir /var/cache/app: permission denied', file('permission', '/var/cache/app')],
    ['touch: /data.txt: Read-only file system', file('read-only', '/data.txt')],
    ['listen tcp :80: bind: permission denied', null],
    [
      'write /data/wal/0001: no space left on device',
      { kind: 'disk', problem: 'no-space', path: '/data/wal/0001' },
    ],
    ['Error: listen EADDRINUSE: address already in use :::3000', { kind: 'port-in-use', port: 3000 }],
    ['accept tcp [::]:8080: accept4: too many open files', { kind: 'limit', problem: 'descriptors' }],
    ["RuntimeError: can't start new thread", { kind: 'limit', problem: 'processes' }],
    ['sh: serverd: not found', { kind: 'command', problem: 'missing', command: 'serverd' }],
    [
      '/bin/bash: line 1: serverd: command not found',
      { kind: 'command', problem: 'missing', command: 'serverd' },
    ],
    [
      "env: can't execute 'python3': No such file or directory",
      { kind: 'command', problem: 'missing', command: 'python3' },
    ],
    ['sh: /app/run: Permission denied', { kind: 'command', problem: 'not-executable', command: '/app/run' }],
    ['exec /app/server: exec format error', { kind: 'wrong-format', path: '/app/server' }],
    ['Error: Missing required environment variable: STRIPE_KEY', variable('STRIPE_KEY')],
    ['environment variable "API_TOKEN" is not set', variable('API_TOKEN')],
    ['REDIS_URL is not defined', variable('REDIS_URL')],
    ['panic: required key DB_HOST missing value', variable('DB_HOST')],
    ['sh: QUEUE: parameter not set', variable('QUEUE')],
    ["Could not resolve placeholder 'DB_HOST' in value", variable('DB_HOST')],
    ['user not found', null],
    ['GET /healthz 404 not found', null],
    ['ERROR something failed', null],
    ['connection from 10.244.0.1:51234 accepted', null],
  ]
  test.each(messages)('%s', (text, expected) => {
    expect(verdictOf([text], 'log:app')?.meaning).toEqual(expected)
  })
})
