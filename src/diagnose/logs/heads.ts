// What a logger puts before its message: the moment, the level, the thread, its own name. None of it says what happened.

const time =
  '\\d{1,2}:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?: ?(?:Z|UTC|GMT|[A-Z]{1,3}[DS]T|[+-]\\d\\d:?\\d\\d)\\b)?'
const moments: readonly RegExp[] = [
  new RegExp(`^\\[?(?:\\d{4}[-/.]\\d\\d[-/.]\\d\\d[T ] ?)?${time}(?:\\]?[\\s|-]{1,4}|\\](?=\\[))`),
  // NestJS.
  /^\[\w{1,30}\] \d{1,8} {1,4}- [\d/]{8,10}, [\d:]{7,8} [AP]M {1,8}[A-Z]{3,7} (?:\[[\w ]{1,60}\] )?/,
  // Redis.
  /^\d{1,8}:[A-Z] \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3} [*#.-] /,
  // klog: the level's letter with month and day, the time, the thread, the place.
  /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{1,9} {1,8}\d{1,8} [^\]\s]{1,120}\] /,
]

/** The line without the moment that a logger puts first: its numbers would pass for ports and hosts. */
export function withoutMoment(raw: string): string {
  const head = moments.map(pattern => pattern.exec(raw)?.[0]).find(found => found !== undefined)
  const rest = head === undefined ? raw : raw.slice(head.length)
  // klog quotes its errors.
  return rest.trim() === '' ? raw : rest.replaceAll('\\"', '"')
}

const level =
  '(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|SEVERE|CRITICAL|CRIT|FATAL|PANIC|[Ii]nfo|[Ww]arn(?:ing)?|[Ee]rror|[Ff]atal)'
const thread = '(?:\\[[^\\]"\']{0,80}\\]|\\([\\w .#:/-]{1,60}\\))'
/** A logger's name has dots, a line or a thread's number; a word of a message rarely has. */
const logger = '[\\w$]{1,60}(?:[.$/\\\\-][\\w$-]{1,60}){0,15}(?:\\[\\d{1,8}\\])?(?::\\d{1,5})?'

/** Heads behind the moment, each up to where the message begins. */
const heads: readonly RegExp[] = [
  // Spring Boot: `ERROR 1 --- [app] [main] o.s.boot.SpringApplication : `.
  new RegExp(`^ ?${level} {1,4}(?:\\d{1,8} )?--- (?:\\[[^\\]]{0,80}\\] ?){0,4}${logger} {1,60}: ?`),
  // logback, log4j and NLog: `[main] ERROR c.a.Main - `, `ERROR [main] c.a.Main:84 - `, `ERROR|c.a.Main|`.
  new RegExp(
    `^(?:${thread} )?\\[?${level}\\]? {1,4}(?:${thread} ?){0,3}${logger}(?: ${thread}){0,3} - (?:${thread} - )?`,
  ),
  // JBoss and Quarkus: `ERROR [io.qua.run.Application] (main) `.
  new RegExp(`^${level} {1,4}\\[[\\w.$]{1,120}\\] \\([\\w .#:/-]{1,60}\\) `),
  // Python: `app.db - ERROR - `, `ERROR:app.db:`.
  new RegExp(`^(?:- )?(?:${logger} - )?${level} - (?:${logger} - )?`),
  new RegExp(`^${level}:${logger}:`),
  // Monolog: its channel, a dot and the level.
  new RegExp(`^[a-z][\\w-]{1,30}\\.${level}: `),
  // Brackets with a level among them: `[1] [ERROR] `, `[ERROR] [main] `.
  new RegExp(
    `^(?:\\[[\\w .:/#@-]{1,60}\\] ?){0,3}\\[ {0,2}${level} {0,2}\\](?: ?\\[[\\w .:/#@-]{1,60}\\](?! Errno)){0,3}:? {1,8}`,
  ),
]

/** The message behind a head of the forms above; the text itself where it has none, or nothing behind it. */
export function withoutHead(text: string): string {
  const head = heads.map(pattern => pattern.exec(text)?.[0]).find(found => found !== undefined)
  return head === undefined ? text : text.slice(head.length)
}
