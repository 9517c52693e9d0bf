import { describe, expect, test } from 'vitest'
import { crashing, findings, ids } from '../support/findings.ts'

/** What a crashing container printed, and the finding that follows. */
const logs: readonly (readonly [name: string, id: string, log: string, inTitle?: string])[] = [
  // Something it talks to.
  [
    'Go, wrapped by pgx',
    'dependency/connection-refused',
    '2026/11/22 10:00:00 failed to connect to `user=app database=app`: 10.96.1.2:5432 (db): dial error: dial tcp 10.96.1.2:5432: connect: connection refused',
  ],
  [
    'Go, slog as JSON',
    'dependency/name-not-found',
    '{"time":"2026-11-22T10:00:00Z","level":"ERROR","msg":"cannot reach broker","err":"dial tcp: lookup kafka.infra on 10.96.0.10:53: no such host"}',
    'kafka.infra',
  ],
  [
    'Go, zap in development mode',
    'dependency/connection-refused',
    '2026-11-22T10:00:00.000Z\tFATAL\tapp/main.go:33\tredis ping\t{"error": "dial tcp 10.96.4.5:6379: connect: connection refused"}\nmain.main\n\t/src/main.go:33',
    '10.96.4.5:6379',
  ],
  [
    'Go, AMQP',
    'dependency/connection-refused',
    'panic: dial tcp: connect to rabbitmq:5672: connection refused\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:12 +0x1d',
    'rabbitmq:5672',
  ],
  [
    'Go, context deadline',
    'dependency/timeout',
    'level=fatal msg="could not reach etcd" error="dial tcp 10.96.7.7:2379: i/o timeout"',
    '10.96.7.7:2379',
  ],
  [
    'Spring Boot with Hikari',
    'dependency/connection-refused',
    `2026-11-22T10:00:00.000Z ERROR 1 --- [           main] com.zaxxer.hikari.pool.HikariPool        : HikariPool-1 - Exception during pool initialization.
org.postgresql.util.PSQLException: Connection to orders-db:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.
\tat org.postgresql.core.v3.ConnectionFactoryImpl.openConnectionImpl(ConnectionFactoryImpl.java:342)
Caused by: java.net.ConnectException: Connection refused
\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)
\t... 40 common frames omitted
2026-11-22T10:00:01.000Z  WARN 1 --- [           main] ConfigServletWebServerApplicationContext : Exception encountered during context initialization`,
    'orders-db:5432',
  ],
  [
    'Kafka client that gives up',
    'dependency/name-not-found',
    `[main] WARN org.apache.kafka.clients.ClientUtils - Couldn't resolve server kafka:9092 from bootstrap.servers as DNS resolution failed for kafka
Exception in thread "main" org.apache.kafka.common.KafkaException: Failed to construct kafka consumer
\tat org.apache.kafka.clients.consumer.KafkaConsumer.<init>(KafkaConsumer.java:1)
Caused by: org.apache.kafka.common.config.ConfigException: No resolvable bootstrap urls given in bootstrap.servers
\tat org.apache.kafka.clients.ClientUtils.parseAndValidateAddresses(ClientUtils.java:1)`,
  ],
  [
    'MySQL from Java',
    'dependency/authentication',
    `Exception in thread "main" java.sql.SQLException: Access denied for user 'shop'@'10.244.0.9' (using password: YES)
\tat com.mysql.cj.jdbc.exceptions.SQLError.createSQLException(SQLError.java:129)`,
  ],
  [
    'Python, requests',
    'dependency/connection-refused',
    `Traceback (most recent call last):
  File "/usr/lib/python3/urllib3/connection.py", line 174, in _new_conn
    conn = connection.create_connection(
ConnectionRefusedError: [Errno 111] Connection refused

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/main.py", line 7, in <module>
    requests.get("http://inventory:8080/")
requests.exceptions.ConnectionError: HTTPConnectionPool(host='inventory', port=8080): Max retries exceeded with url: / (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object>: Failed to establish a new connection: [Errno 111] Connection refused'))`,
    'inventory:8080',
  ],
  [
    'Python, psycopg',
    'dependency/name-not-found',
    `Traceback (most recent call last):
  File "/app/db.py", line 3, in <module>
    psycopg.connect(os.environ["DSN"])
psycopg.OperationalError: [Errno -2] Name or service not known: could not translate host name "pg-primary" to address`,
    'pg-primary',
  ],
  [
    'Python, redis with a password',
    'dependency/authentication',
    'redis.exceptions.AuthenticationError: invalid username-password pair or user is disabled.',
  ],
  [
    'Python, pika',
    'dependency/connection-refused',
    `ERROR:pika.adapters.utils.connection_workflow:AMQPConnector - reporting failure: AMQPConnectorSocketConnectError: ConnectionRefusedError(111, 'Connection refused')
pika.exceptions.AMQPConnectionError`,
  ],
  [
    'Node, mongoose',
    'dependency/connection-refused',
    `MongooseServerSelectionError: connect ECONNREFUSED 10.96.55.1:27017
    at _handleConnectionErrors (/app/node_modules/mongoose/lib/connection.js:1165:11)
    at NativeConnection.openUri (/app/node_modules/mongoose/lib/connection.js:1096:11) {
  reason: TopologyDescription {
    type: 'Unknown'
  }
}

Node.js v20.11.0`,
    '10.96.55.1:27017',
  ],
  [
    'Node, pg with a bad password',
    'dependency/authentication',
    `error: password authentication failed for user "shop"
    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)
    at Socket.<anonymous> (/app/node_modules/pg-protocol/dist/index.js:11:42) {
  length: 101,
  severity: 'FATAL',
  code: '28P01'
}`,
  ],
  [
    'Node, ioredis',
    'dependency/name-not-found',
    '[ioredis] Unhandled error event: Error: getaddrinfo ENOTFOUND redis-master\n    at GetAddrInfoReqWrap.onlookup [as oncomplete] (node:dns:107:26)',
    'redis-master',
  ],
  [
    '.NET, RabbitMQ',
    'dependency/connection-refused',
    `Unhandled exception. RabbitMQ.Client.Exceptions.BrokerUnreachableException: None of the specified endpoints were reachable
 ---> System.AggregateException: One or more errors occurred. (Connection failed, host 10.96.8.8:5672)
 ---> RabbitMQ.Client.Exceptions.ConnectFailureException: Connection failed, host 10.96.8.8:5672
 ---> System.Net.Sockets.SocketException (111): Connection refused
   at System.Net.Sockets.Socket.<ConnectAsync>g__WaitForConnectWithCancellation|285_0()`,
    '10.96.8.8:5672',
  ],
  [
    '.NET, SQL Server',
    'dependency/authentication',
    "Unhandled exception. Microsoft.Data.SqlClient.SqlException (0x80131904): Login failed for user 'sa'.\n   at Microsoft.Data.SqlClient.SqlInternalConnection.OnError(SqlException exception)",
  ],
  [
    '.NET, a certificate',
    'dependency/tls',
    `Unhandled exception. System.Net.Http.HttpRequestException: The SSL connection could not be established, see inner exception.
 ---> System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot
   at System.Net.Security.SslStream.CompleteHandshake(SslAuthenticationOptions)`,
  ],
  [
    'Ruby, pg',
    'dependency/connection-refused',
    `/usr/local/bundle/gems/pg-1.5.4/lib/pg/connection.rb:696:in 'PG::Connection.async_connect_or_reset': connection to server at "10.96.2.3", port 5432 failed: Connection refused (PG::ConnectionBad)
\tIs the server running on that host and accepting TCP/IP connections?
\tfrom /app/app.rb:3:in '<main>'`,
    '10.96.2.3:5432',
  ],
  [
    'Ruby, redis',
    'dependency/connection-refused',
    "/app/worker.rb:9:in `connect': Connection refused - connect(2) for redis:6379 (RedisClient::CannotConnectError)\n\tfrom /app/worker.rb:12:in `<main>'",
    'redis:6379',
  ],
  [
    'Rust, sqlx',
    'dependency/connection-refused',
    `Error: error communicating with database: Connection refused (os error 111)

Caused by:
    Connection refused (os error 111)`,
  ],
  [
    'Rust, reqwest',
    'dependency/name-not-found',
    `thread 'main' panicked at src/main.rs:10:42:
called \`Result::unwrap()\` on an \`Err\` value: reqwest::Error { kind: Request, url: "http://users:8080/", source: hyper_util::client::legacy::Error(Connect, ConnectError("dns error", Custom { kind: Uncategorized, error: "failed to lookup address information: Name or service not known" })) }
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace`,
    'users',
  ],
  [
    'PHP, PDO',
    'dependency/connection-refused',
    'PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /app/index.php:3\nStack trace:\n#0 /app/index.php(3): PDO->__construct()\n#1 {main}\n  thrown in /app/index.php on line 3',
  ],
  [
    'Elixir',
    'dependency/connection-refused',
    '10:00:00.000 [error] Postgrex.Protocol (#PID<0.2.0>) failed to connect: ** (DBConnection.ConnectionError) tcp connect (db:5432): connection refused - :econnrefused',
    'db:5432',
  ],
  [
    'a shell that waits for a port',
    'dependency/timeout',
    'wait-for-it.sh: waiting 15 seconds for db:5432\nwait-for-it.sh: timeout occurred after waiting 15 seconds for db:5432',
    'db:5432',
  ],
  ['curl', 'dependency/name-not-found', 'curl: (6) Could not resolve host: config-server', 'config-server'],
  [
    'curl, refused',
    'dependency/connection-refused',
    "curl: (7) Failed to connect to vault.infra.svc port 8200 after 2 ms: Couldn't connect to server",
    'vault.infra.svc:8200',
  ],
  [
    'nginx, an upstream',
    'dependency/name-not-found',
    '2026/11/22 10:00:00 [emerg] 1#1: host not found in upstream "backend" in /etc/nginx/conf.d/default.conf:3\nnginx: [emerg] host not found in upstream "backend" in /etc/nginx/conf.d/default.conf:3',
    'backend',
  ],
  ['MySQL, too many connections', 'dependency/exhausted', 'Error 1040 (08004): Too many connections'],
  [
    'Postgres as a standby',
    'dependency/read-only',
    'ERROR: cannot execute INSERT in a read-only transaction',
  ],
  [
    'Go, a certificate of an unknown authority',
    'dependency/tls',
    'level=fatal msg="Get \\"https://auth:8443/keys\\": tls: failed to verify certificate: x509: certificate signed by unknown authority"',
    'auth:8443',
  ],
  // Files and disks.
  [
    'Java, a key store',
    'file-access/missing',
    `Exception in thread "main" java.nio.file.NoSuchFileException: /etc/tls/keystore.p12
\tat java.base/sun.nio.fs.UnixException.translateToIOException(UnixException.java:92)`,
    '/etc/tls/keystore.p12',
  ],
  [
    '.NET, a settings file',
    'file-access/missing',
    "Unhandled exception. System.IO.FileNotFoundException: The configuration file 'appsettings.Production.json' was not found and is not optional. The expected physical path was '/app/appsettings.Production.json'.\n   at Microsoft.Extensions.Configuration.FileConfigurationProvider.HandleException(ExceptionDispatchInfo info)",
    '/app/appsettings.Production.json',
  ],
  [
    'Python, a log file',
    'file-access/permission',
    "Traceback (most recent call last):\n  File \"/app/main.py\", line 2, in <module>\n    open('/var/log/app.log', 'a')\nPermissionError: [Errno 13] Permission denied: '/var/log/app.log'",
    '/var/log/app.log',
  ],
  [
    'nginx, its cache',
    'file-access/permission',
    '2026/11/22 10:00:00 [emerg] 1#1: mkdir() "/var/cache/nginx/client_temp" failed (13: Permission denied)',
    '/var/cache/nginx/client_temp',
  ],
  [
    'Node, a read-only root',
    'file-access/read-only',
    "Error: EROFS: read-only file system, open '/app/.cache/state.json'\n    at Object.openSync (node:fs:601:3)\n    at Object.<anonymous> (/app/index.js:1:1) {\n  errno: -30,\n  code: 'EROFS'\n}\n\nNode.js v22.1.0",
    '/app/.cache/state.json',
  ],
  [
    'Postgres, a full disk',
    'disk/no-space',
    '2026-11-22 10:00:00.000 UTC [1] PANIC:  could not write to file "pg_wal/xlogtemp.30": No space left on device',
  ],
  [
    'Java, a full disk',
    'disk/no-space',
    'Exception in thread "main" java.io.IOException: No space left on device\n\tat java.base/java.io.FileOutputStream.writeBytes(Native Method)',
  ],
  // Ports and limits.
  [
    'Spring Boot, a taken port',
    'port-mismatch/port-in-use',
    '***************************\nAPPLICATION FAILED TO START\n***************************\n\nDescription:\n\nWeb server failed to start. Port 8080 was already in use.\n',
    '8080',
  ],
  [
    'Python, a taken port',
    'port-mismatch/port-in-use',
    'Traceback (most recent call last):\n  File "/app/main.py", line 4, in <module>\n    server.bind(("", 8000))\nOSError: [Errno 98] Address already in use',
  ],
  [
    'nginx, a taken port',
    'port-mismatch/port-in-use',
    'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)',
    '80',
  ],
  [
    '.NET, a taken port',
    'port-mismatch/port-in-use',
    'Unhandled exception. System.IO.IOException: Failed to bind to address http://[::]:8080: address already in use.\n ---> System.Net.Sockets.SocketException (98): Address already in use\n   at System.Net.Sockets.Socket.DoBind(EndPoint endPointSnapshot)',
    '8080',
  ],
  [
    'Node, too many files',
    'hung/descriptors',
    "Error: EMFILE: too many open files, open '/app/a'\n    at Object.openSync (node:fs:601:3)\n\nNode.js v22.1.0",
  ],
  [
    'Java, no more threads',
    'hung/processes',
    'Exception in thread "main" java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached\n\tat java.base/java.lang.Thread.start0(Native Method)',
  ],
  // Configuration.
  [
    'Node, its own words',
    'app-crash/missing-variable',
    'Error: Environment variable STRIPE_API_KEY is required\n    at Object.<anonymous> (/app/config.js:4:9)\n\nNode.js v22.1.0',
    'STRIPE_API_KEY',
  ],
  [
    'Python, pydantic',
    'app-crash/missing-variable',
    'Traceback (most recent call last):\n  File "/app/main.py", line 9, in <module>\n    Settings()\npydantic_core._pydantic_core.ValidationError: 1 validation error for Settings\nDATABASE_URL\n  Field required [type=missing, input_value={}, input_type=dict]',
    'DATABASE_URL',
  ],
  [
    'Java, Spring',
    'app-crash/missing-variable',
    'Caused by: java.lang.IllegalArgumentException: Could not resolve placeholder \'PAYMENT_TOKEN\' in value "PAYMENT_TOKEN"',
    'PAYMENT_TOKEN',
  ],
  [
    'Go, envconfig',
    'app-crash/missing-variable',
    '2026/11/22 10:00:00 required key QUEUE_URL missing value',
    'QUEUE_URL',
  ],
  [
    'Go, caarlos0/env',
    'app-crash/missing-variable',
    'panic: env: required environment variable "LISTEN_ADDR" is not set\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:9',
    'LISTEN_ADDR',
  ],
  [
    'Rust, std::env',
    'app-crash/missing-variable',
    "thread 'main' panicked at 'JWT_SECRET must be set: NotPresent', src/main.rs:4:37",
    'JWT_SECRET',
  ],
  // Exceptions of its own.
  [
    'Java, a null pointer',
    'app-crash/exception',
    'Exception in thread "main" java.lang.NullPointerException: Cannot invoke "String.length()" because "<local1>" is null\n\tat com.acme.App.main(App.java:6)',
    'NullPointerException',
  ],
  [
    'Java, out of heap',
    'app-crash/exception',
    'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n\tat com.acme.App.main(App.java:6)',
    'Java heap space',
  ],
  [
    'Python, an import',
    'app-crash/exception',
    'Traceback (most recent call last):\n  File "/app/main.py", line 1, in <module>\n    import flask\nModuleNotFoundError: No module named \'flask\'',
    'flask',
  ],
  [
    'Node, a module',
    'app-crash/exception',
    "node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '/app/dist/server.js'\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)\n    at Module._load (node:internal/modules/cjs/loader:1051:27) {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\nNode.js v20.11.0",
    '/app/dist/server.js',
  ],
  [
    'Go, a map',
    'app-crash/exception',
    'fatal error: concurrent map writes\n\ngoroutine 34 [running]:\nmain.main.func1()\n\t/app/main.go:12 +0x44',
    'concurrent map writes',
  ],
  [
    '.NET, its own',
    'app-crash/exception',
    "Unhandled exception. System.ArgumentNullException: Value cannot be null. (Parameter 'connectionString')\n   at Program.<Main>$(String[] args) in /src/Program.cs:line 5",
    'connectionString',
  ],
  // Nothing of the kind.
  [
    'a usage text',
    'app-crash/exit-code',
    'Usage: tool [-w SEC]\n\n\t-w SEC\tConnect timeout\n\t--ca FILE\tCertificate authority, required\n',
  ],
  ['a calm log', 'app-crash/exit-code', 'starting\nlistening on 8080\nstopping'],
]

describe('what a crashing container printed, in many tongues', () => {
  for (const [name, id, log, inTitle = ''] of logs) {
    test(`${name}: ${id}`, () => {
      const found = findings({ pods: [crashing('app')] }, { app: { previousLog: log } })
      expect(ids(found)).toEqual([id])
      expect(found[0]?.title).toContain(inTitle)
    })
  }
})
