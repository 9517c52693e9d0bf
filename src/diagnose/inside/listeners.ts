// Who listens where: the kernel's socket tables of the target's network, as `listeners` printed them.
import { sectionsOf } from './sections.ts'

export interface Listener {
  /** As written in a URL or in `ss`: `127.0.0.1`, `0.0.0.0`, `::`, `::1`, `10.244.0.5`. */
  readonly address: string
  readonly port: number
  readonly scope: 'loopback' | 'any' | 'other'
  /** The listening process's name; null where it could not be read. */
  readonly process: string | null
  readonly pid: number | null
  /** Connections that the kernel has made and the process has not taken yet. */
  readonly waiting: number
}

/** State 0A of /proc/net/tcp. */
const listening = '0A'

/** The listening TCP sockets, by port; null where the output has no socket table at all (not run, refused, cut). */
export function listenersOf(output: string): readonly Listener[] | null {
  const sections = sectionsOf(output)
  const tables = [sections.get('tcp'), sections.get('tcp6')].filter(table => table !== undefined)
  if (!tables.some(table => table.some(line => line.includes('local_address')))) return null
  const owners = ownersOf(sections.get('sockets') ?? [])
  const found = tables.flatMap(table => table.flatMap(line => listenerIn(line, owners)))
  const unique = new Map(found.map(one => [`${one.address} ${one.port}`, one]))
  return [...unique.values()].toSorted((a, b) => a.port - b.port || a.address.localeCompare(b.address))
}

interface SocketOwner {
  readonly pid: number
  readonly process: string
}

function ownersOf(lines: readonly string[]): ReadonlyMap<string, SocketOwner> {
  const owners = new Map<string, SocketOwner>()
  for (const line of lines) {
    const match = /^(\d{1,10}) (.{0,64}) (\d{1,20})$/.exec(line)
    if (match?.[1] === undefined || match[2] === undefined || match[3] === undefined) continue
    // The first process that holds a socket opened it more likely than its children do.
    if (!owners.has(match[3])) owners.set(match[3], { pid: Number(match[1]), process: match[2] })
  }
  return owners
}

function listenerIn(line: string, owners: ReadonlyMap<string, SocketOwner>): readonly Listener[] {
  const fields = line.trim().split(/\s+/)
  const [, local, , state, queues = ''] = fields
  if (local === undefined || state !== listening) return []
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/i.exec(local)
  if (match?.[1] === undefined || match[2] === undefined) return []
  const address = addressOf(match[1])
  const owner = owners.get(fields[9] ?? '')
  return [
    {
      address,
      port: Number.parseInt(match[2], 16),
      scope: scopeOf(address),
      process: owner?.process ?? null,
      pid: owner?.pid ?? null,
      // A listening socket's receive queue counts connections, not bytes.
      waiting: Number.parseInt(queues.slice(queues.indexOf(':') + 1), 16) || 0,
    },
  ]
}

/** The kernel writes addresses as 32-bit words in the machine's byte order, which is little-endian on all we meet. */
function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? []
  const bytes = words
    .flatMap(word => (word.match(/../g) ?? []).toReversed())
    .map(byte => Number.parseInt(byte, 16))
  if (bytes.length === 4) return bytes.join('.')
  const mapped = bytes.slice(0, 10).every(byte => byte === 0) && bytes[10] === 255 && bytes[11] === 255
  return mapped ? bytes.slice(12).join('.') : ipv6(bytes)
}

function ipv6(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0)).toString(16),
  )
  const text = groups.join(':')
  // The longest run of zero groups is written as `::`.
  const runs = text.match(/(?:^|:)0(?::0)+(?=:|$)/g) ?? []
  const longest = runs.toSorted((a, b) => b.length - a.length)[0]
  if (longest === undefined) return text
  const at = text.indexOf(longest)
  return `${text.slice(0, at)}::${text.slice(at + longest.length).replace(/^:/, '')}`
}

function scopeOf(address: string): Listener['scope'] {
  if (address.startsWith('127.') || address === '::1') return 'loopback'
  return address === '0.0.0.0' || address === '::' ? 'any' : 'other'
}

/** Such as `127.0.0.1:8080 LISTEN httpd`. */
export function describeListener(listener: Listener): string {
  const host = listener.address.includes(':') ? `[${listener.address}]` : listener.address
  const waiting = listener.waiting === 0 ? '' : `, ${listener.waiting} connections waiting to be taken`
  return `${host}:${listener.port} LISTEN${listener.process === null ? '' : ` ${listener.process}`}${waiting}`
}
