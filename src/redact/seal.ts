// The last gate before a file leaves the process: scanned for known secrets, and dropped where one can't be taken out.
import { Buffer } from 'node:buffer'
import type { Redactor } from './redactor.ts'

/** A file in the artifact. Text is written as UTF-8. */
export interface OutgoingFile {
  readonly path: string
  readonly content: Uint8Array | string
}

/** `withheld` files must not be written anywhere; the reason may be shown, as it holds no part of the content. */
export type SealedFile =
  | { readonly sealed: true; readonly path: string; readonly content: Uint8Array }
  | { readonly sealed: false; readonly path: string; readonly reason: string }

/**
 * For what was rendered from redacted data (report.json, report.html, manifests): as a rule changes nothing. Should a known secret
 * be in it all the same, it is taken out, and the file withheld where that breaks it.
 */
export function checkFile(redactor: Redactor, file: OutgoingFile): SealedFile {
  return sealing(redactor, file, () => {
    const before = bytesOf(file.content)
    if (redactor.leaks(before).length === 0) return { bytes: before, leaks: [] }
    const bytes = redactor.knownOnly(before)
    if (file.path.endsWith('.json')) JSON.parse(Buffer.from(bytes).toString('utf8'))
    return { bytes, leaks: redactor.leaks(bytes) }
  })
}

/**
 * For a text that goes to GitHub by itself (an output, a comment): null where a known secret is in it that cannot be taken out, and
 * nothing may be sent.
 */
export function checkText(redactor: Redactor, text: string): string | null {
  const file = checkFile(redactor, { path: 'text', content: text })
  return file.sealed ? Buffer.from(file.content).toString('utf8') : null
}

function sealing(
  redactor: Redactor,
  file: OutgoingFile,
  work: () => { bytes: Uint8Array; leaks: readonly string[] },
): SealedFile {
  const path = redactor.text(file.path)
  try {
    // Names of pods and containers are in it; they were redacted before, as all else.
    if (path !== file.path) return { sealed: false, path, reason: 'Its name held a secret.' }
    const { bytes, leaks } = work()
    if (leaks.length === 0) return { sealed: true, path, content: bytes }
    return { sealed: false, path, reason: `It still held ${leaks.join(', ')} after redaction.` }
  } catch (error) {
    // The message could quote the content: the error's kind must do.
    const kind = error instanceof Error ? error.name : typeof error
    return { sealed: false, path, reason: `It could not be redacted (${kind}).` }
  }
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? new Uint8Array(Buffer.from(content, 'utf8')) : content
}
