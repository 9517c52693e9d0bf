// Cuts a stream of bytes into lines as .NET's StreamReader does: CR, LF and CRLF each end one.
import { StringDecoder } from 'node:string_decoder'

export interface LineSplitter {
  write(bytes: Buffer): void
  end(): void
}

/** @param onLine gets each line without its end; bytes that are no UTF-8 become U+FFFD */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const take = (text: string, last: boolean) => {
    const pending = rest.endsWith('\r')
    rest += text
    // Spares a very long line from being searched again with every piece of it.
    if (!last && !pending && !/[\r\n]/.test(text)) return
    // A CR at the very end may be half of a CRLF.
    const complete = !last && rest.endsWith('\r') ? rest.slice(0, -1) : rest
    const held = rest.slice(complete.length)
    const lines = complete.split(/\r\n|[\r\n]/)
    rest = (lines.pop() ?? '') + held
    for (const line of lines) onLine(line)
  }
  return {
    write: bytes => take(decoder.write(bytes), false),
    end: () => {
      take(decoder.end(), true)
      if (rest !== '') onLine(rest)
      rest = ''
    },
  }
}
