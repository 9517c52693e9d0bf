// A finding's fingerprint: the same for the same fault in another run.
import type { Candidate } from './candidate.ts'

const offset = 0xcbf29ce484222325n
const prime = 0x100000001b3n

/** FNV-1a, 64 bits, as 16 hexadecimal digits. Not for secrets: only to recognise a fault. */
function hash64(text: string): string {
  let hash = offset
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime)
  }
  return hash.toString(16).padStart(16, '0')
}

/** A text without what differs between runs of one fault: ids, addresses, times, counts, random suffixes. */
export function normalised(text: string): string {
  return text
    .toLowerCase()
    .replace(/(\[redacted:[^\]#]{1,200})#[0-9a-f]{4}\]/g, '$1]')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '*')
    .replace(/\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?(?:z|[+-]\d{2}:?\d{2})?/g, '*')
    .replace(/\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}/g, '*')
    .replace(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g, '*')
    .replace(/0x[0-9a-f]+/g, '*')
    .replace(/\b[0-9a-f]{12,64}\b/g, '*')
    .replace(/-[0-9a-f]{6,10}-[a-z0-9]{5}\b/g, '-*')
    .replace(/\b\d{6,}\b/g, '*')
    .replace(/\b\d+(?:\.\d+)?(?:ms|s|m|h|µs)\b/g, '*')
    .replace(/\s+/g, ' ')
}

/** A namespace or name without a random part, as test runners give them (`e2e-x7k2p`, `run-1732298765`). */
function stableName(name: string): string {
  return normalised(name)
    .split('-')
    .map(part =>
      /^\d{3,}$/.test(part) || (/\d/.test(part) && /[a-z]/.test(part) && part.length >= 5) ? '*' : part,
    )
    .join('-')
}

/** The fingerprint of a candidate: of its id, its subject and its culprit. */
export function fingerprint(candidate: Candidate): string {
  const { category, cause, subject, detail } = candidate
  const parts = [
    category,
    cause,
    subject.kind,
    stableName(subject.namespace),
    stableName(subject.name),
    subject.container ?? '',
  ]
  return hash64([...parts, normalised(detail)].join('\n'))
}
