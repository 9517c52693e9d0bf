// The logs of a dump: found for every pod, read only for those that are asked for.
import { Buffer } from 'node:buffer'
import { ConfigurationError } from '../model/errors.ts'
import type { ContainerLog } from '../model/inspection.ts'
import { type Pod, podKey } from '../model/pod.ts'
import type { DumpFile } from './files.ts'
import { type LogBlock, logBlocks } from './json.ts'
import { createPlaces, lastRuns, type PlacedLog } from './log-places.ts'
import { asPrinted } from './log-text.ts'

/** Of each log the newest part is read, as the action does by default. */
const mostBytes = 10 * 1024 * 1024
const mostBytesInAll = 256 * 1024 * 1024

interface Source extends PlacedLog {
  readonly file: DumpFile
  /** True where it is byte for byte what the container printed, as kubectl's own dump and our artifact have it. */
  readonly exact: boolean
  readonly start: number
  readonly end: number
}

export class DumpLogs {
  /** Files whose pods are known only once all objects are read. */
  readonly #files: { readonly file: DumpFile; readonly marked: boolean }[] = []
  readonly #byPod = new Map<string, Source[]>()
  #left = mostBytesInAll

  /** @param marked true for a file with the logs of several containers between kubectl's marks */
  add(file: DumpFile, marked: boolean): void {
    this.#files.push({ file, marked })
  }

  addBlock(file: DumpFile, block: LogBlock): void {
    this.#put(`${block.namespace}/${block.pod}`, {
      file,
      container: block.container,
      previous: false,
      run: null,
      exact: true,
      start: block.start,
      end: block.end,
    })
  }

  /**
   * Finds out whose logs the files are.
   * @param exact true where no tool has put anything before the lines
   */
  place(pods: readonly Pod[], exact: boolean): void {
    const find = createPlaces(pods)
    for (const { file, marked } of this.#files) {
      if (marked) {
        for (const block of logBlocks(readable(file, 0, file.size))) this.addBlock(file, block)
        continue
      }
      const found = find(file.path)
      if (found !== null) this.#put(podKey(found.pod), { ...found, file, exact, start: 0, end: file.size })
    }
  }

  get count(): number {
    return [...this.#byPod.values()].reduce((sum, logs) => sum + lastRuns(logs).length, 0)
  }

  /** The logs of the last run of each container and of the run before, as printed. */
  of(key: string): readonly ContainerLog[] {
    return lastRuns(this.#byPod.get(key) ?? []).map(source => this.#read(source))
  }

  #put(key: string, source: Source): void {
    const sources = this.#byPod.get(key) ?? []
    sources.push(source)
    this.#byPod.set(key, sources)
  }

  #read({ file, container, previous, exact, start, end }: Source): ContainerLog {
    const room = Math.min(mostBytes, this.#left)
    const from = Math.max(start, end - room)
    const bytes = readable(file, from, end)
    this.#left -= bytes.length
    // The rest of a line that was cut in two says nothing.
    const whole = from === start ? bytes : bytes.subarray(bytes.indexOf('\n') + 1)
    return { container, previous, bytes: exact ? whole : asPrinted(whole), droppedBytes: from - start }
  }
}

/** A log that can't be read is one that is missing. */
function readable(file: DumpFile, start: number, end: number): Buffer {
  try {
    return file.read(start, end)
  } catch (error) {
    if (error instanceof ConfigurationError) return Buffer.alloc(0)
    throw error
  }
}
