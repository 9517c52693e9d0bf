// One at a time, across processes: a lock that the kernel lets go when its holder dies, however it dies.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

const SQLITE_BUSY = 5
const POLL_MS = 200

/**
 * Does the work while holding the lock. SQLite's lock on an open database is the one lock of the kernel that Node can take
 * without another program, so there is no stale lock to judge.
 * `onWait` is called once, with the holder's process number, when another one has it.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  onWait: (holder: string) => void = () => undefined,
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true })
  const holderFile = `${path}.holder`
  const database = new DatabaseSync(path)
  try {
    for (let waits = 0; !tryLock(database); waits += 1) {
      if (waits === 1) onWait(readHolder(holderFile))
      await sleep(POLL_MS)
    }
    writeFileSync(holderFile, `${process.pid}\n`)
    return await work()
  } finally {
    database.close()
  }
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return false
    throw error
  }
}

function readHolder(path: string): string {
  try {
    return `process ${readFileSync(path, 'utf8').trim()}`
  } catch {
    return 'another process'
  }
}
