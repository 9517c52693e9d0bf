// Writes tar archives (ustar) in memory, the same bytes for the same input.

export type TarEntry =
  | { kind: 'file'; path: string; content: Uint8Array; mode?: number; uid?: number; gid?: number }
  | { kind: 'directory'; path: string; mode?: number; uid?: number; gid?: number }
  | { kind: 'symlink'; path: string; target: string }

const BLOCK = 512
const TYPE_FLAGS = { file: '0', symlink: '2', directory: '5' } as const

/** @throws Error when a path or a link's target is longer than the format can hold. */
export function tar(entries: TarEntry[]): Buffer {
  const parts: Uint8Array[] = []
  for (const entry of entries) {
    const content = entry.kind === 'file' ? entry.content : new Uint8Array()
    parts.push(header(entry, content.length), content, new Uint8Array(-content.length & (BLOCK - 1)))
  }
  // Two empty blocks mark the end.
  parts.push(new Uint8Array(2 * BLOCK))
  return Buffer.concat(parts)
}

function header(entry: TarEntry, size: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  const [prefix, name] = splitPath(entry.path)
  const owner = entry.kind === 'symlink' ? { uid: 0, gid: 0 } : entry
  const octal = (value: number, offset: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, offset)
  block.write(name, 0)
  octal(modeOf(entry), 100, 8)
  octal(owner.uid ?? 0, 108, 8)
  octal(owner.gid ?? 0, 116, 8)
  octal(size, 124, 12)
  octal(0, 136, 12)
  block.write(TYPE_FLAGS[entry.kind], 156)
  if (entry.kind === 'symlink') block.write(checkLength(entry.target, 100), 157)
  block.write('ustar\x0000', 257)
  block.write(prefix, 345)
  // The checksum counts its own field as eight spaces.
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function modeOf(entry: TarEntry): number {
  if (entry.kind === 'symlink') return 0o777
  return entry.mode ?? (entry.kind === 'directory' ? 0o755 : 0o644)
}

/** A path of more than 100 bytes is cut at a slash into two fields. */
function splitPath(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= 100) return ['', path]
  const cut = path.indexOf('/', Buffer.byteLength(path) - 101)
  return [checkLength(path.slice(0, cut), 155), checkLength(path.slice(cut + 1), 100)]
}

function checkLength(text: string, limit: number): string {
  if (Buffer.byteLength(text) > limit) throw new Error(`too long for a tar archive: ${text}`)
  return text
}
