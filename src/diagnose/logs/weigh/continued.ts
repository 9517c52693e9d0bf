// A message that goes on in the lines below its first.

/** A line that goes on in the next: one that ends with a colon, and one that says but a word or a number of the maker's own. */
export function wholeLine(lines: readonly string[], index: number): string {
  const [line = '', next = '', third = ''] = lines.slice(index, index + 3)
  const printed = /^\s+"?err(?:or)?"?: \{$/.test(next) ? messageOf(lines.slice(index + 2, index + 8)) : null
  if (printed !== null) return `${line}: ${printed}`
  const closed = /[[{(]$/.test(line) ? untilClosed(lines, index) : null
  if (closed !== null) return closed
  // Clients of the Kubernetes API: the status, then the reason and the body.
  if (/Exception: \(\d{3}\)$/.test(line)) return lines.slice(index, index + 4).join(' ')
  if (/\*{3}$/.test(line))
    return lines
      .slice(index, index + longestHeaded)
      .map(one => one.trim())
      .join(' ')
      .slice(0, longest)
  // npm: the code of a failed call, then the call and its path, one a line.
  const call = /^(.{1,20} )code E[A-Z]{3,20}$/.exec(line)?.[1]
  if (call !== undefined && next.startsWith(call))
    return [line, next.slice(call.length), third.replace(call, '')].join(' ')
  const below = next === '' ? third : next
  const indented = /^\s{1,16}\S/.test(below)
  if (indented && (line.endsWith(':') || /^\s+what\(\): /.test(below))) return `${line} ${below.trim()}`
  const more = next.trim() === '' ? third : next
  return isTerse(line) && /^[A-Za-z`"'].* /.test(more) ? `${line} ${more.trim()}` : line
}

/** An object or a list that is printed over several lines, up to its bracket. */
function untilClosed(lines: readonly string[], index: number): string | null {
  const [head = '', ...rest] = lines.slice(index, index + longestObject)
  const margin = head.search(/\S/)
  const end = rest.findIndex(line => /^\s*[\]})]/.test(line) && line.search(/\S/) <= margin)
  if (end === -1) return null
  return [head, ...rest.slice(0, end + 1)]
    .map(line => line.trim())
    .join(' ')
    .slice(0, 2 * longest)
}

/** Lines. */
const longestObject = 16

/** Lines under a heading such as `*** FATAL CONFIG FILE ERROR ***`, and characters of the whole. */
const longestHeaded = 4
const longest = 300

/** The message of an error that was printed as an object of several lines. */
function messageOf(lines: readonly string[]): string | null {
  return (
    lines
      .map(line => /^\s+"?message"?: ["'](.{1,1000})["'],?$/.exec(line)?.[1])
      .find(found => found !== undefined) ?? null
  )
}

/** `Error: P3009` or `PrismaClientInitializationError:`: what it means is said below. */
function isTerse(line: string): boolean {
  return /^Error(?:: \S{1,40})?$|\b[A-Z]\w{2,60}(?:Error|Exception):$/.test(line)
}
