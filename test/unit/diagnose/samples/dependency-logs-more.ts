// More of what crashing containers print about something they talk to: other loggers, other tools.
import type { LogSample } from './dependency-logs.ts'

export const moreDependencyLogs: readonly LogSample[] = [
  [
    'structlog, a trace in a field',
    'dependency/timeout',
    '{"event": "startup failed", "level": "critical", "exception": "Traceback (most recent call last):\\n  File \\"/app/a.py\\", line 2, in <module>\\nredis.exceptions.TimeoutError: Timeout connecting to server", "timestamp": "2026-11-20T09:59:40Z"}',
  ],
  [
    'serilog, compact JSON',
    'dependency/authentication',
    '{"@t":"2026-11-20T09:59:40.1Z","@m":"Database migration failed","@l":"Fatal","@x":"Microsoft.Data.SqlClient.SqlException (0x80131904): Login failed for user \'sa\'.\\n   at Microsoft.Data.SqlClient.SqlInternalConnection.OnError()"}',
  ],
  [
    'ECS, nested names',
    'dependency/tls',
    '{"@timestamp":"2026-11-20T09:59:40.1Z","log.level":"ERROR","message":"[Producer clientId=p] Connection to node -1 (kafka/10.96.3.3:9093) failed authentication due to: SSL handshake failed","error.type":"javax.net.ssl.SSLHandshakeException","error.message":"PKIX path building failed: unable to find valid certification path to requested target"}',
  ],
  [
    'log4j2, JSON',
    'dependency/connection-refused',
    '{"instant":{"epochSecond":1763632800},"thread":"main","level":"FATAL","loggerName":"com.acme.Main","message":"Startup failed","thrown":{"commonElementCount":0,"localizedMessage":"Connection refused","message":"Connection refused","name":"java.net.ConnectException","extendedStackTrace":"java.net.ConnectException: Connection refused\\n\\tat sun.nio.ch.Net.connect0(Native Method)"},"endOfBatch":false}',
  ],
  [
    'logback for logstash',
    'dependency/connection-refused',
    '{"@timestamp":"2026-11-20T09:59:40.1Z","@version":"1","message":"Application run failed","logger_name":"org.springframework.boot.SpringApplication","thread_name":"main","level":"ERROR","level_value":40000,"stack_trace":"org.springframework.beans.factory.BeanCreationException: Error creating bean\\n\\tat a.B.c(B.java:1)\\nCaused by: io.lettuce.core.RedisConnectionException: Unable to connect to redis-cache:6379\\n\\tat x\\nCaused by: java.net.ConnectException: Connection refused: redis-cache/10.96.3.1:6379\\n\\tat y"}',
    '6379',
  ],
  [
    '.NET, JSON console',
    'dependency/name-not-found',
    '{"EventId":9,"LogLevel":"Critical","Category":"Microsoft.Hosting.Lifetime","Message":"Hosting failed to start","Exception":"System.Net.Http.HttpRequestException: Name or service not known (identity.auth:80)\\n ---> System.Net.Sockets.SocketException (0xFFFDFFFF): Name or service not known\\n   at System.Net.Sockets.Socket.AwaitableSocketAsyncEventArgs","State":{}}',
    'identity.auth',
  ],
  [
    '.NET, console',
    'dependency/connection-refused',
    'crit: Microsoft.AspNetCore.Hosting.Diagnostics[6]\n      Application startup exception\n      RabbitMQ.Client.Exceptions.BrokerUnreachableException: None of the specified endpoints were reachable\n       ---> System.AggregateException: One or more errors occurred. (Connection failed, host rabbit:5672)\n       ---> RabbitMQ.Client.Exceptions.ConnectFailureException: Connection failed, host rabbit:5672\n       ---> System.Net.Sockets.SocketException (111): Connection refused\n         at System.Net.Sockets.Socket.DoConnect(EndPoint endPointSnapshot, SocketAddress socketAddress)',
    '5672',
  ],
  [
    'monolog, JSON',
    'dependency/name-not-found',
    '{"message":"Uncaught PHP Exception PDOException: \\"SQLSTATE[HY000] [2002] php_network_getaddresses: getaddrinfo for db failed: Name or service not known\\"","context":{},"level":500,"level_name":"CRITICAL","channel":"request"}',
    'db',
  ],
  [
    'winston, the stack',
    'dependency/authentication',
    '{"level":"error","message":"connection failed","stack":"MongoServerError: Authentication failed.\\n    at Connection.onMessage (/app/x.js:1:1)","timestamp":"2026-11-20T09:59:40.000Z"}',
  ],
  [
    'Rust tracing, JSON',
    'dependency/connection-refused',
    '{"timestamp":"2026-11-20T09:59:40.0Z","level":"ERROR","fields":{"message":"could not connect","error":"tcp connect error: Connection refused (os error 111)","addr":"http://ledger:7000"},"target":"api"}',
    'ledger:7000',
  ],
  [
    'zerolog',
    'dependency/connection-refused',
    '{"level":"fatal","error":"dial tcp 10.43.0.9:4222: connect: connection refused","time":"2026-11-20T09:59:40Z","message":"nats"}',
    '4222',
  ],
  [
    'controller-runtime',
    'dependency/timeout',
    '2026-11-20T09:59:40Z\tERROR\tsetup\tunable to start manager\t{"error": "Get \\"https://10.96.0.1:443/api?timeout=32s\\": dial tcp 10.96.0.1:443: i/o timeout"}\nmain.main\n\t/workspace/main.go:60',
    '10.96.0.1',
  ],
  [
    'zap, console',
    'dependency/timeout',
    '2026-11-20T09:59:40.123Z\tFATAL\tserver/main.go:88\tcannot reach kafka\t{"error": "dial tcp 10.0.3.7:9092: i/o timeout"}\nmain.main\n\t/src/server/main.go:88\nruntime.main\n\t/usr/local/go/src/runtime/proc.go:271',
    '9092',
  ],
  [
    'Node, an aggregate error',
    'dependency/connection-refused',
    "node:internal/process/promises:394\n      triggerUncaughtException(err, true /* fromPromise */);\n      ^\n\nAggregateError [ECONNREFUSED]: \n    at internalConnectMultiple (node:net:1139:18)\n    at afterConnectMultiple (node:net:1714:7) {\n  code: 'ECONNREFUSED',\n  [errors]: [\n    Error: connect ECONNREFUSED ::1:5432\n        at createConnectionError (node:net:1677:14) {\n      errno: -111,\n      code: 'ECONNREFUSED',\n      syscall: 'connect',\n      address: '::1',\n      port: 5432\n    },\n    Error: connect ECONNREFUSED 127.0.0.1:5432\n        at createConnectionError (node:net:1677:14) {\n      address: '127.0.0.1',\n      port: 5432\n    }\n  ]\n}\n\nNode.js v22.11.0",
    '5432',
  ],
  [
    'MySQL, a refused user',
    'dependency/authentication',
    "ERROR 1045 (28000): Access denied for user 'app'@'10.0.77.4' (using password: YES)",
  ],
  [
    "MySQL's client",
    'dependency/connection-refused',
    "ERROR 2003 (HY000): Can't connect to MySQL server on 'mysql:3306' (111)",
    'mysql:3306',
  ],
  [
    'MySQL, an unknown host',
    'dependency/name-not-found',
    "ERROR 2005 (HY000): Unknown MySQL server host 'mysqll' (-2)",
    'mysqll',
  ],
  [
    'MongoDB for Java',
    'dependency/connection-refused',
    'com.mongodb.MongoTimeoutException: Timed out after 30000 ms while waiting for a server that matches ReadPreferenceServerSelector{readPreference=primary}. Client view of cluster state is {type=UNKNOWN, servers=[{address=mongo:27017, type=UNKNOWN, state=CONNECTING, exception={com.mongodb.MongoSocketOpenException: Exception opening socket}, caused by {java.net.ConnectException: Connection refused}}]\n\tat com.mongodb.internal.connection.BaseCluster.createTimeoutException(BaseCluster.java:380)',
    'mongo:27017',
  ],
  [
    'PHP, an unknown host',
    'dependency/name-not-found',
    'PHP Fatal error:  Uncaught PDOException: PDO::__construct(): php_network_getaddresses: getaddrinfo for mysql failed: Name or service not known in /app/db.php:3',
  ],
  [
    'Elixir, an unknown host',
    'dependency/name-not-found',
    '09:59:40.100 [error] Postgrex.Protocol (#PID<0.300.0>) failed to connect: ** (DBConnection.ConnectionError) tcp connect (pgg:5432): non-existing domain - :nxdomain',
    'pgg',
  ],
  [
    'HAProxy',
    'dependency/name-not-found',
    "[ALERT]    (1) : config : [/usr/local/etc/haproxy/haproxy.cfg:12] : 'server be/s1' : could not resolve address 'backend-svc'.\n[ALERT]    (1) : config : Failed to initialize server(s) addr.",
    'backend-svc',
  ],
  [
    'Kafka for Java',
    'dependency/name-not-found',
    'Exception in thread "main" org.apache.kafka.common.KafkaException: Failed to construct kafka consumer\n\tat org.apache.kafka.clients.consumer.KafkaConsumer.<init>(KafkaConsumer.java:830)\nCaused by: org.apache.kafka.common.config.ConfigException: No resolvable bootstrap urls given in bootstrap.servers\n\tat org.apache.kafka.clients.ClientUtils.parseAndValidateAddresses(ClientUtils.java:88)',
  ],
  [
    'librdkafka',
    'dependency/connection-refused',
    '%3|1763632800.000|FAIL|rdkafka#producer-1| [thrd:kafka:9092/bootstrap]: kafka:9092/bootstrap: Connect to ipv4#10.96.3.3:9092 failed: Connection refused (after 0ms in state CONNECT)\nfatal: 1/1 brokers are down',
    '9092',
  ],
  ['Kafka for Python', 'dependency/other', 'kafka.errors.NoBrokersAvailable: NoBrokersAvailable'],
  [
    'curl',
    'dependency/timeout',
    'curl: (28) Failed to connect to search port 9200 after 30001 ms: Timeout was reached',
    'search:9200',
  ],
  [
    '.NET, a name that does not resolve',
    'dependency/name-not-found',
    'Unhandled exception. Npgsql.NpgsqlException (0x80004005): Exception while connecting\n ---> System.Net.Sockets.SocketException (00000001, 11): Resource temporarily unavailable\n   at System.Net.Dns.GetHostEntryOrAddressesCore(String hostName)\n   at Program.Main()',
  ],
  [
    'the Kubernetes API, a missing right',
    'dependency/authentication',
    'E1120 09:59:40.000000       1 reflector.go:150] pkg/mod/k8s.io/client-go@v0.30.0/tools/cache/reflector.go:232: Failed to watch *v1.Pod: failed to list *v1.Pod: pods is forbidden: User "system:serviceaccount:shop:default" cannot list resource "pods" in API group "" at the cluster scope\nF1120 09:59:41.000000       1 main.go:50] timed out waiting for caches to sync',
    'may not list pods in the Kubernetes API',
  ],
  [
    'Vault',
    'dependency/authentication',
    'time=2026-11-20T09:59:40.000Z level=ERROR msg="cannot read secret" err="Error making API request.\\n\\nURL: GET https://vault.infra:8200/v1/secret/data/api\\nCode: 403. Errors:\\n\\n* permission denied"',
    'vault.infra',
  ],
  [
    'RabbitMQ',
    'dependency/authentication',
    'amqp.exceptions.AccessRefused: (0, 0): (403) ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.',
  ],
  [
    'AWS, no credentials',
    'dependency/authentication',
    'operation error S3: ListBuckets, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, request canceled, context deadline exceeded',
  ],
  [
    'Google, no credentials',
    'dependency/authentication',
    'google.auth.exceptions.DefaultCredentialsError: Your default credentials were not found. To set up Application Default Credentials, see https://cloud.google.com/docs/authentication/external/set-up-adc for more information.',
  ],
  [
    'LDAP',
    'dependency/authentication',
    'javax.naming.AuthenticationException: [LDAP: error code 49 - Invalid Credentials]\n\tat java.naming/com.sun.jndi.ldap.LdapCtx.mapErrorCode(LdapCtx.java:3259)',
  ],
  [
    'gRPC, another name in the certificate',
    'dependency/tls',
    'rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate is valid for localhost, not ledger.shop.svc"',
    'ledger',
  ],
  [
    'Java, an unknown authority',
    'dependency/tls',
    'Caused by: sun.security.validator.ValidatorException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
  ],
  [
    'a pool of connections, used up',
    'dependency/exhausted',
    'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms (total=10, active=10, idle=0, waiting=4)\n\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)',
  ],
  [
    'Google, a quota',
    'dependency/exhausted',
    'google.api_core.exceptions.ResourceExhausted: 429 Quota exceeded for quota metric',
  ],
  [
    'gRPC for Python',
    'dependency/timeout',
    'grpc._channel._InactiveRpcError: <_InactiveRpcError of RPC that terminated with:\n\tstatus = StatusCode.DEADLINE_EXCEEDED\n\tdetails = "Deadline Exceeded"\n>',
  ],
  [
    'Go, retries and then a panic',
    'dependency/connection-refused',
    'INFO connecting to postgres\nWARN attempt 1 failed: dial tcp pg:5432: connect: connection refused\nWARN attempt 2 failed: dial tcp pg:5432: connect: connection refused\npanic: could not connect to database after 2 attempts\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:10',
    'pg:5432',
  ],
  [
    'Hasura, nested JSON',
    'dependency/connection-refused',
    '{"type":"startup","timestamp":"2026-11-20T09:59:40.000+0000","level":"error","detail":{"kind":"db_migrate","info":{"internal":"connection to server at \\"pg\\" (10.96.1.1), port 5432 failed: Connection refused\\n","path":"$","error":"connection error","code":"postgres-error"}}}',
    'pg',
  ],
  [
    'cert-manager, a quoted error',
    'dependency/authentication',
    'E1120 09:59:40.000000       1 controller.go:210] "Failed to watch" err="failed to list *v1.Challenge: challenges.acme.cert-manager.io is forbidden: User \\"system:serviceaccount:cert-manager:cert-manager\\" cannot list resource \\"challenges\\" in API group \\"acme.cert-manager.io\\" at the cluster scope"',
    'challenges',
  ],
  [
    'apt',
    'dependency/name-not-found',
    "Err:1 http://deb.debian.org/debian bookworm InRelease\n  Temporary failure resolving 'deb.debian.org'\nE: Unable to locate package curl",
    'deb.debian.org',
  ],
]
