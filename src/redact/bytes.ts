// Bytes as strings of one character a byte (latin1), the form in which everything here is matched: lossless for any input.
import { Buffer } from 'node:buffer'

/** A string in which every character is one byte, 0 to 255. */
export type ByteString = string

export function fromBytes(bytes: Uint8Array): ByteString {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

export function toBytes(text: ByteString): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

/** The same for reading only and at once: it may share its memory with others. */
export function viewOf(text: ByteString): Uint8Array {
  return Buffer.from(text, 'latin1')
}

/** The UTF-8 bytes of a string. */
export function fromText(text: string): ByteString {
  return Buffer.from(text, 'utf8').toString('latin1')
}

export function toText(bytes: ByteString): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

export function base64(bytes: ByteString): string {
  return Buffer.from(bytes, 'latin1').toString('base64')
}

/** The decoded bytes, or null where the text is not strict base64 (the standard or the URL alphabet). */
export function fromBase64(text: string): ByteString | null {
  const compact = text.replace(/\s/g, '')
  if (compact.length < 4 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(compact)) return null
  return Buffer.from(compact, 'base64').toString('latin1')
}

export function hex(bytes: ByteString): string {
  return Buffer.from(bytes, 'latin1').toString('hex')
}
