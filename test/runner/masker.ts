// Hides secrets in the job log as the runner does: the value, and the ways it is commonly encoded.

export interface Masker {
  add(value: string): void
  mask(text: string): string
}

/** @param secrets values known before the job starts (the job's token, the runtime token, the user's secrets) */
export function createMasker(secrets: readonly string[]): Masker {
  const known = new Set<string>()
  const add = (value: string) => {
    for (const form of [value, ...encodings(value)]) if (form !== '') known.add(form)
  }
  for (const secret of secrets) add(secret)
  return { add, mask: text => maskRanges(text, findRanges(text, known)) }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** The encodings of HostContext.cs, less the two for PowerShell. */
function encodings(value: string): string[] {
  const bytes = Buffer.from(value)
  const shifted = [0, 1, 2].map(shift =>
    (bytes.length > shift ? bytes.subarray(shift) : bytes).toString('base64'),
  )
  return [
    ...shifted,
    value.replaceAll('"', '\\"'),
    value.replaceAll("'", "''"),
    JSON.stringify(value).slice(1, -1),
    escapeUri(value),
    value.replace(/[&<>"']/g, character => entities[character] ?? character),
    value.length > 8 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : '',
  ]
}

/** .NET's EscapeDataString, which escapes five characters more than JavaScript does. */
function escapeUri(value: string): string {
  const extra = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(value.toWellFormed()).replace(/[!'()*]/g, extra)
}

interface Range {
  readonly start: number
  end: number
}

function findRanges(text: string, known: ReadonlySet<string>): Range[] {
  const ranges: Range[] = []
  for (const value of known) {
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
      ranges.push({ start: at, end: at + value.length })
    }
  }
  return ranges.sort((a, b) => a.start - b.start)
}

function maskRanges(text: string, ranges: readonly Range[]): string {
  let result = ''
  let end = 0
  let open = false
  for (const range of ranges) {
    // Touching secrets give one row of asterisks.
    if (!open || range.start > end) result += `${text.slice(end, range.start)}***`
    open = true
    end = Math.max(end, range.end)
  }
  return result + text.slice(end)
}
