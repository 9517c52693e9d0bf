// What crashing containers print about files, ports, limits, settings and themselves, in many tongues.
import type { LogSample } from './dependency-logs.ts'

export const ownLogs: readonly LogSample[] = [
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
