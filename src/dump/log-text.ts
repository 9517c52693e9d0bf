// A log file's text as the container printed it: without what the node or a tool put before each line.
import { Buffer } from 'node:buffer'

/** `2024-05-01T10:00:00.123456789Z stderr F message`: the kubelet's own files, as `kind export logs` copies them. */
const criLine = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^ ]{0,20} (?:stdout|stderr) ([FP])(?: |$)/
/** `{"log":"message\n","stream":"stderr","time":…}`: Docker's. */
const dockerLine = /^\{"log":".*"stream":"(?:stdout|stderr)".*\}$/
/** `kubectl logs --timestamps`. */
const timestamped = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6,9}(?:Z|[+-]\d\d:\d\d) /
/** `kubectl logs --prefix`. */
const prefixed = /^\[pod\/[^/\s\]]{1,253}\/[^/\s\]]{1,253}\] /

/** How many lines must have a form before it counts as the file's. */
const sampleLines = 5

/** The bytes as the container printed them; the very same bytes where nothing was added. */
export function asPrinted(bytes: Buffer): Uint8Array {
  const sample = bytes
    .toString('utf8', 0, 16_384)
    .split('\n')
    .slice(0, -1)
    .filter(line => line.trim() !== '')
    .slice(0, sampleLines)
  if (sample.length === 0) return bytes
  const all = (form: RegExp): boolean => sample.every(line => form.test(line.trimEnd()))
  const lines = () => bytes.toString('utf8').split('\n')
  if (all(criLine)) return Buffer.from(fromCri(lines()))
  if (all(dockerLine)) return Buffer.from(lines().map(fromDocker).join(''))
  if (all(prefixed)) return asPrinted(without(lines(), prefixed))
  return all(timestamped) ? without(lines(), timestamped) : bytes
}

function without(lines: readonly string[], form: RegExp): Buffer {
  return Buffer.from(lines.map(line => line.replace(form, '')).join('\n'))
}

/** A long line comes in parts (P), the last of them marked full (F). */
function fromCri(lines: readonly string[]): string {
  let text = ''
  for (const line of lines) {
    const match = criLine.exec(line)
    if (match === null) text += line === '' ? '' : `${line}\n`
    else text += line.slice(match[0].length) + (match[1] === 'P' ? '' : '\n')
  }
  return text
}

function fromDocker(line: string): string {
  if (line.trim() === '') return ''
  try {
    const parsed: unknown = JSON.parse(line)
    const log: unknown =
      typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'log') : undefined
    return typeof log === 'string' ? log : `${line}\n`
  } catch {
    return `${line}\n`
  }
}
