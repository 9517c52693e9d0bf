// What crashing containers print about something they talk to, in many tongues.

/** A log, the finding that follows, and what its title must name. */
export type LogSample = readonly [name: string, id: string, log: string, inTitle?: string]

export const dependencyLogs: readonly LogSample[] = [
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
]
