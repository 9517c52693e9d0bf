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
]
