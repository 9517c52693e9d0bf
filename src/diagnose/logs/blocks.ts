// Exceptions and panics as blocks of lines: the line that names the cause, not the frames around it.
import { elixir, phpConsole, springFailure } from './formats/banners.ts'
import { jvm } from './formats/jvm.ts'
import { rake, ruby } from './formats/ruby.ts'
import { withoutMoment } from './heads.ts'
import { longestBlock } from './lines.ts'

export interface Block {
  /** Index of the block's first line and of the first line behind it. */
  readonly start: number
  readonly end: number
  /** The innermost cause, as printed. */
  readonly cause: string
  /** All messages of the chain, innermost first: an outer one may name what the inner one leaves out. */
  readonly chain: readonly string[]
  /** True where the program died of it; false where it may only have been logged. */
  readonly fatal: boolean
}

type Reader = (lines: readonly string[], index: number) => Block | null

const readers: readonly Reader[] = [
  springFailure,
  phpConsole,
  elixir,
  python,
  jvm,
  dotnet,
  go,
  rust,
  rustChain,
  node,
  ruby,
  rake,
  php,
]

/** The block that begins at this line, or null where none does. */
export function blockAt(lines: readonly string[], index: number): Block | null {
  for (const read of readers) {
    const block = read(lines, index)
    if (block !== null) return block
  }
  return null
}

function at(lines: readonly string[], index: number): string {
  return lines[index] ?? ''
}

const traceback = /Traceback \(most recent call last\):$/

/** Lines that a message may go on for before its frames. */
const longestMessage = 14

/** Python prints the original exception first and those raised while handling it after. */
function python(lines: readonly string[], start: number): Block | null {
  if (!traceback.test(at(lines, start))) return null
  const chain: string[] = []
  let next: number | null = start
  let end = start + 1
  while (next !== null) {
    const head = at(lines, next)
    // A head behind something else begins at the margin.
    const message = firstFlushLine(lines, next + 1, /^\s*Traceback/.test(head) ? indentOf(head) : 0)
    if (message === null) break
    chain.push(...answerOf(lines, message), ...invalidField(lines, message), wholeMessage(lines, message))
    end = message + 1
    next = nextTraceback(lines, end)
  }
  const cause = chain[0]
  return cause === undefined ? null : { start, end, cause, chain, fatal: true }
}

/** A message that ends with a colon goes on in the indented lines below. */
function wholeMessage(lines: readonly string[], message: number): string {
  const first = at(lines, message)
  if (!first.endsWith(':')) return first
  const below = lines.slice(message + 1, message + 5)
  const length = below.findIndex(line => !/^\s+\S/.test(line))
  return [first, ...below.slice(0, length === -1 ? below.length : length).map(line => line.trim())].join(' ')
}

/** pydantic names the field that is missing or wrong on the lines after its message. */
function invalidField(lines: readonly string[], message: number): readonly string[] {
  const head = /\bValidationError: \d{1,4} validation errors? for (\w{1,80})/.exec(at(lines, message))
  if (head === null) return []
  const field = at(lines, message + 1).trim()
  // Settings are read from the environment, whatever the case of the field.
  const name = /Settings|Config|Env/i.test(head[1] ?? '') ? field.toUpperCase() : field
  return [`${name}: ${at(lines, message + 2).trim()}`]
}

/** The client of Kubernetes puts what the API server answered on the lines after its message. */
function answerOf(lines: readonly string[], message: number): readonly string[] {
  const answer = lines.slice(message + 1, message + 5).find(line => /^\s*HTTP response body: /.test(line))
  return answer === undefined || !/Exception: \(\d{3}\)$/.test(at(lines, message)) ? [] : [answer.trim()]
}

function indentOf(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0
}

/** The line that ends a traceback: the first one that is not indented further than its head, where that is a line of its own. */
function firstFlushLine(lines: readonly string[], from: number, indent: number): number | null {
  const length = lines
    .slice(from, from + longestBlock)
    .findIndex(line => line.trim() !== '' && !line.startsWith('> File ') && indentOf(line) <= indent)
  return length === -1 ? null : from + length
}

/** The traceback that Python ties to the one before, or null. */
function nextTraceback(lines: readonly string[], from: number): number | null {
  const near = lines.slice(from, from + 6)
  const tied = near.findIndex(line => /^(?:During handling of the above|The above exception was)/.test(line))
  const next = near.findIndex(line => traceback.test(line))
  return tied !== -1 && next > tied ? from + next : null
}

/** .NET nests causes with `--->`, on one line or several. */
function dotnet(lines: readonly string[], start: number): Block | null {
  const head = at(lines, start)
  const fatal = /^Unhandled exception[.:]/.test(head)
  if (!fatal && !/^\s*(?:---> )?(?:[A-Z]\w{0,60}\.){1,8}\w{1,80}Exception\b.*: /.test(head)) return null
  if (!fatal && !/^\s+(?:at |---> )/.test(at(lines, start + 1))) return null
  let end = start + 1
  const said = head.replace(/^Unhandled exception[.:] ?/, '')
  // Dart has the message on the next line.
  const texts = [said === '' ? at(lines, end) : said]
  if (said === '') end += 1
  while (
    end < lines.length &&
    end < start + longestBlock &&
    /^\s+(?:at |--->|--- End)|^\s*--- End/.test(at(lines, end))
  ) {
    if (at(lines, end).includes('--->')) texts.push(at(lines, end))
    end += 1
  }
  const chain = texts
    .flatMap(text => text.split('---> '))
    .map(text => text.trim())
    .filter(text => text !== '')
    .toReversed()
  return { start, end, cause: chain[0] ?? head, chain, fatal }
}

/** Go prints the whole chain on the panic's line, innermost last, and goroutines after it. */
function go(lines: readonly string[], start: number): Block | null {
  const head = at(lines, start)
  if (!/^(?:panic: |fatal error: )/.test(head)) return null
  const tail = lines.slice(start + 1, start + longestMessage)
  const length = tail.findIndex(line => /^goroutine \d|^\[signal |^\s*$|^\tpanic: /.test(line))
  if (length === -1 && tail.length > 1) return null
  let end = start + 1
  while (
    end < lines.length &&
    end < start + longestBlock &&
    /^$|^\s|^goroutine |^\[signal|^main\.|^\S+\(|^created by|^exit status/.test(at(lines, end))
  ) {
    end += 1
  }
  const cause = [head.replace(/ \[recovered\]$/, ''), ...tail.slice(0, Math.max(0, length))]
    .map(line => line.trim())
    .join(' ')
  const address = tail.find(line => line.startsWith('[signal '))
  return { start, end, cause, chain: address === undefined ? [cause] : [cause, address], fatal: true }
}

/** Rust: the message is behind the place (old) or on the next line (since 1.73). */
function rust(lines: readonly string[], start: number): Block | null {
  const head = at(lines, start)
  const panicked = /^thread '[^']{0,80}'(?: \(\d+\))? panicked at (.*)$/.exec(head)?.[1]
  if (panicked === undefined) return null
  const inline = /^'(.*)', [^']*:\d+(?::\d+)?$/.exec(panicked)?.[1]
  const cause = inline ?? at(lines, start + 1)
  return { start, end: start + 2, cause, chain: [cause, head], fatal: true }
}

/** anyhow and eyre: `Error: …`, then `Caused by:` with the innermost last. */
function rustChain(lines: readonly string[], start: number): Block | null {
  const head = at(lines, start)
  if (!/^Error:(?: |$)/.test(head)) return null
  const numbered = /^ {2,4}0: /.test(at(lines, start + 1))
  const by = numbered ? -1 : lines.slice(start + 1, start + 4).findIndex(line => /^Caused by:$/.test(line))
  if (by === -1 && !numbered) return null
  const chain = [head]
  let end = start + by + 2
  while (end < lines.length && end < start + longestBlock && /^\s+\S/.test(at(lines, end))) {
    chain.unshift(
      at(lines, end)
        .trim()
        .replace(/^\d{1,3}: /, ''),
    )
    end += 1
  }
  return { start, end, cause: chain[0] ?? head, chain, fatal: true }
}

const nodeHead =
  /^(?:Uncaught )?((?:[A-Z]\w{0,60} ?)?(?:Error|Exception|error)\b(?: \[[A-Za-z_]{1,60}\])?(?::(?: .*)?)?)$/

/** Node prints the error, its frames, then its `[cause]` and its own fields. */
function node(lines: readonly string[], start: number): Block | null {
  const message = nodeHead.exec(at(lines, start))?.[1]
  if (message === undefined) return null
  const first = lines.slice(start + 1, start + longestMessage).findIndex(line => /^\s{4}at /.test(line))
  const between = lines.slice(start + 1, start + 1 + first)
  if (first === -1 || between.some(line => withoutMoment(line) !== line || line.startsWith('{'))) return null
  // A message may go on in the lines before its frames.
  const whole = /[:[{] ?$/.test(message)
    ? [message, ...between]
        .map(line => line.trim())
        .filter(line => line !== '')
        .join(' ')
    : message
  const chain = [whole]
  let end = start + first + 1
  while (end < lines.length && end < start + longestBlock && /^\s+\S|^\}|^$/.test(at(lines, end))) {
    const cause = /^\s+(?:\[cause\]: |(?=[A-Z]\w{0,60}Error(?: \[|:)|Error:))(.*?)(?: \{)?$/.exec(
      at(lines, end),
    )?.[1]
    if (cause !== undefined) chain.unshift(cause)
    const field = /^\s+(?:\w{1,40}: \{ )?(?:address|hostname|host|port|path|url): (.*?),?$/.exec(
      at(lines, end),
    )
    if (field !== null) chain.push(field[0].trim())
    end += 1
  }
  const after = lines.slice(end, end + 3).some(line => /^Node\.js v\d/.test(line))
  const thrown = lines.slice(Math.max(0, start - 6), start).some(line => /^\s*\^+$|^\s+throw /.test(line))
  return { start, end, cause: chain[0] ?? message, chain, fatal: after || thrown }
}

/** PHP says all on one line, and a stack with `#0` after it. */
function php(lines: readonly string[], start: number): Block | null {
  const cause = /(?:^|\bPHP )Fatal error: {1,2}Uncaught (.{1,1500}?)(?: in \/[^\s:]{1,300}:\d{1,6})?$/.exec(
    at(lines, start),
  )?.[1]
  if (cause === undefined) return null
  const length = lines
    .slice(start + 1, start + longestBlock)
    .findIndex(line => !/^(?:Stack trace:|#\d| {2}thrown in )/.test(line))
  const end = length === -1 ? lines.length : start + 1 + length
  return { start, end, cause, chain: [cause], fatal: true }
}
