// What frameworks and test runners print around a cause: headings, pages to read, several lines for one message.
import type { LogSample } from './dependency-logs.ts'

export const frameworkLogs: readonly LogSample[] = [
  [
    'an exception behind the part of the app that logs it',
    'app-crash/exception',
    "[Nest] 1  - 11/20/2026, 9:58:11 AM     LOG [InstanceLoader] AppModule dependencies initialized +12ms\n[Nest] 1  - 11/20/2026, 9:58:11 AM   ERROR [ExceptionHandler] UnknownDependenciesException [Error]: Nest can't resolve dependencies of the OrdersService (?).\n\nPotential solutions:\n- Is OrdersModule a valid NestJS module?\n    at Injector.lookup (/app/node_modules/@nestjs/core/injector/injector.js:262:19)",
    '"UnknownDependenciesException',
  ],
  [
    'a page to read below a message',
    'app-crash/exit-code',
    "You must install or update .NET to run this application.\n\nApp: /app/Shop.Api.dll\nFramework: 'Microsoft.AspNetCore.App', version '9.0.0' (x64)\n\nLearn more:\nhttps://aka.ms/dotnet/app-launch-failed",
    'You must install or update .NET',
  ],
  [
    'headings below headings',
    'app-crash/exit-code',
    "The command could not be loaded, possibly because:\n  * You intended to execute a .NET application:\n      The application 'Shop.Api.dll' does not exist.\n  * You intended to execute a .NET SDK command:\n      No .NET SDKs were found.\n\nLearn about SDK resolution:\nhttps://aka.ms/dotnet/sdk-not-found",
    "The application 'Shop.Api.dll' does not exist",
  ],
  [
    'a server with its port behind a comma',
    'dependency/connection-refused',
    "fail: Microsoft.EntityFrameworkCore.Database.Connection[20004]\n      An error occurred using the connection to database 'shop' on server 'mssql,1433'.\nUnhandled exception. Microsoft.Data.SqlClient.SqlException (0x80131904): A network-related or instance-specific error occurred while establishing a connection to SQL Server.\n ---> System.ComponentModel.Win32Exception (111): Connection refused\n   at Microsoft.Data.SqlClient.SqlInternalConnection.OnError(SqlException exception)",
    'mssql:1433',
  ],
  [
    'a long message without the package of its class and the page to read',
    'app-crash/exception',
    'org.flywaydb.core.api.exception.FlywayValidateException: Validate failed: Migrations have failed validation\nMigration checksum mismatch for migration version 3\n-> Applied to database : 1204873310\n-> Resolved locally    : -918233445\nEither revert the changes to the migration, or run repair to update the schema history.\nNeed more flexibility with validation rules? Learn more: https://rd.gt/3AbJUZE\n\tat org.flywaydb.core.Flyway.migrate(Flyway.java:224)',
    'Migration checksum mismatch',
  ],
  [
    'an error of which only the fields were kept',
    'dependency/connection-refused',
    '{"level":"info","message":"Mailer starting"}\n{"level":"error","message":"Failed to connect to RabbitMQ","err":{"errno":-111,"code":"ECONNREFUSED","syscall":"connect","address":"10.96.8.8","port":5672}}\n{"level":"info","message":"Closing redis client (redis:6379)"}\n{"level":"info","message":"Shutdown complete"}',
    '10.96.8.8:5672',
  ],
  [
    'the address that a client was made with, in its error',
    'dependency/connection-refused',
    "ConnectionError: connect ECONNREFUSED 10.96.5.5:9200\n    at KibanaTransport.request (/app/node_modules/@elastic/transport/lib/Transport.js:540:31) {\n  meta: {\n    meta: {\n      name: 'elasticsearch-js',\n      connection: { url: 'http://elasticsearch:9200/', id: 'http://elasticsearch:9200/' }\n    }\n  }\n}",
    'elasticsearch:9200',
  ],
  [
    'the exception behind a message of Monolog',
    'app-crash/exception',
    '[2026-11-20 09:58:01] production.ERROR: No application encryption key has been specified. {"exception":"[object] (Illuminate\\\\Encryption\\\\MissingAppKeyException(code: 0): No application encryption key has been specified. at /app/vendor/EncryptionServiceProvider.php:83)\n[stacktrace]\n#0 /app/vendor/helpers.php(307): Illuminate\\\\Encryption\\\\{closure}()\n#1 {main}\n"} ',
    'MissingAppKeyException: No application encryption key has been specified."',
  ],
  [
    'the status that wget tells',
    'dependency/other',
    'Connecting to artifacts (artifacts)|10.96.9.9|:80... connected.\nHTTP request sent, awaiting response... 404 Not Found\n2026-11-20 09:58:01 ERROR 404: Not Found.',
    'artifacts',
  ],
  [
    'a failure that only an error code tells',
    'dependency/name-not-found',
    '→ List orders\n  GET http://gateway:8080/orders [errored]\n     getaddrinfo ENOTFOUND gateway\n\n  #  failure         detail\n\n 1.  Error\n                     getaddrinfo ENOTFOUND gateway\n                     at request\n                     inside "List orders"',
    'gateway',
  ],
  [
    'what was expected, not where in the file',
    'app-crash/exit-code',
    "Failures:\n\n  1) Checkout charges the card\n     Failure/Error: expect(response.status).to eq(200)\n\n       expected: 200\n            got: 502\n\n     # ./spec/checkout_spec.rb:9:in `block (2 levels) in <top (required)>'\n\n3 examples, 1 failure\n\nFailed examples:\n\nrspec ./spec/checkout_spec.rb:7 # Checkout charges the card",
    'expect(response.status).to eq(200)',
  ],
  [
    'the port that an outer message names',
    'port-mismatch/port-in-use',
    'io.micronaut.http.server.exceptions.ServerStartupException: Unable to start Micronaut server on *:8080\n\tat io.micronaut.http.server.netty.NettyHttpServer.bind(NettyHttpServer.java:621)\nCaused by: java.net.BindException: Address already in use\n\tat java.base/sun.nio.ch.Net.bind0(Native Method)',
    'port 8080',
  ],
  [
    'a server in quotes behind a preposition',
    'dependency/other',
    'Traceback (most recent call last):\n  File "/app/manage.py", line 22, in <module>\n    main()\ndjango.db.utils.OperationalError: (2002, "Can\'t connect to server on \'mysql\' (115)")',
    'no working connection to mysql',
  ],
  [
    'a client without the right to be there',
    'dependency/authentication',
    '2026/11/20 09:58:01 connecting to nats://nats:4222\n2026/11/20 09:58:01 nats: Authorization Violation',
    'nats:4222',
  ],
]
