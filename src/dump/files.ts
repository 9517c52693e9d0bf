// The files of a dump: what there is, and reading as little of each as is needed.
import { Buffer } from 'node:buffer'
import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { ConfigurationError } from '../model/errors.ts'

export interface DumpFile {
  /** Relative to the folder that is read, with `/` between the steps. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** The bytes from `start` up to, not including, `end`; all where they are not given. Always UTF-8 where it is text. */
  read(start?: number, end?: number): Buffer
}

/** Nobody's dump is deeper or has more files; a link into a circle of folders would. */
const deepest = 24
const mostFiles = 300_000

/** Folders that are never part of a dump. */
const passedOver: ReadonlySet<string> = new Set(['.git', 'node_modules'])

/**
 * Every file under a folder in the order of their names, or the file itself.
 * @throws ConfigurationError where there is no such file or folder, or it may not be read
 */
export function listFiles(root: string): readonly DumpFile[] {
  const found = statOf(root)
  if (found.isFile()) return [onDisk(root, basename(root), found.size)]
  if (!found.isDirectory()) throw new ConfigurationError([`${root} is neither a folder nor a file.`])
  const files: DumpFile[] = []
  collect(files, { root, real: realpathSync(root), folder: root, path: '', depth: 0 })
  return files
}

/** A file that is in memory, as what comes through a pipe is. */
export function inMemory(path: string, bytes: Buffer): DumpFile {
  const text = asUtf8(bytes)
  return { path, size: text.length, read: (start = 0, end = text.length) => text.subarray(start, end) }
}

interface Place {
  readonly root: string
  /** The root without links: nothing outside it is read. */
  readonly real: string
  readonly folder: string
  readonly path: string
  readonly depth: number
}

function collect(files: DumpFile[], place: Place): void {
  const entries = entriesOf(place.folder)
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (files.length >= mostFiles) return
    const full = join(place.folder, entry.name)
    const path = place.path === '' ? entry.name : `${place.path}/${entry.name}`
    const kind = entry.isSymbolicLink() ? behindLink(full, place.real) : entry
    if (kind === null) continue
    if (kind.isFile()) files.push(onDisk(full, path, sizeOf(full)))
    else if (kind.isDirectory() && place.depth < deepest && !passedOver.has(entry.name)) {
      collect(files, { ...place, folder: full, path, depth: place.depth + 1 })
    }
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    throw new ConfigurationError([`The folder ${folder} can't be read: ${reasonOf(error)}.`])
  }
}

/** What a link leads to; null where that is nothing, or lies outside: a dump from a stranger must not show other files. */
function behindLink(full: string, root: string) {
  try {
    const target = realpathSync(full)
    return target.startsWith(root + sep) ? statSync(target) : null
  } catch {
    return null
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}

function statOf(path: string) {
  try {
    return statSync(path)
  } catch (error) {
    throw new ConfigurationError([`${path} can't be read: ${reasonOf(error)}.`])
  }
}

function onDisk(full: string, path: string, size: number): DumpFile {
  return {
    path,
    size,
    read(start = 0, end = size) {
      const bytes = readRange(full, start, Math.min(end, size))
      if (start === 0) return asUtf8(bytes)
      // Offsets count bytes after the byte order mark, in UTF-8: such a file is taken whole to find them.
      return isMarked(readRange(full, 0, 3)) ? asUtf8(readRange(full, 0, size)).subarray(start, end) : bytes
    },
  }
}

function readRange(path: string, start: number, end: number): Buffer {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const bytes = Buffer.allocUnsafe(Math.max(0, end - start))
    let filled = 0
    while (filled < bytes.length) {
      const got = readSync(file, bytes, filled, bytes.length - filled, start + filled)
      if (got === 0) break
      filled += got
    }
    return bytes.subarray(0, filled)
  } catch (error) {
    throw new ConfigurationError([`The file ${path} can't be read: ${reasonOf(error)}.`])
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** PowerShell's `>` writes UTF-16 with a byte order mark. */
function asUtf8(bytes: Buffer): Buffer {
  if (isUtf16(bytes)) return Buffer.from(bytes.subarray(2).toString('utf16le'), 'utf8')
  return isMarked(bytes) ? bytes.subarray(3) : bytes
}

/** True for text that begins with a byte order mark. */
function isMarked(bytes: Buffer): boolean {
  return isUtf16(bytes) || (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
}

function isUtf16(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xfe
}

function reasonOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'there is no such file or folder'
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'ERR_FS_FILE_TOO_LARGE') return 'it is too large'
  return error instanceof Error ? error.message : String(error)
}
