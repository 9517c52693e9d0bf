// What takes no cluster: the rules on a snapshot of many pods, and the reading of a large dump.

import { diagnose } from '../../src/diagnose/diagnose.ts'
import { inMemory } from '../../src/dump/files.ts'
import { readDump } from '../../src/dump/read.ts'
import type { PodLook } from '../../src/model/inspection.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { diagnoseDump } from '../../src/offline.ts'
import { selectSuspects } from '../../src/select/select.ts'
import { asLists } from './clusters.ts'

const log = new TextEncoder().encode(
  `${'2026-01-01T12:00:00Z INFO request served in 3 ms\n'.repeat(1_000)}2026-01-01T12:00:01Z ERROR retrying\nFATAL dial tcp db:5432: connect: connection refused\n`,
)

/** A snapshot of so many pods, a fiftieth of them crash-looping, each of those with a log of a thousand lines. */
export function manyPods(count: number): { readonly snapshot: Snapshot; readonly looks: readonly PodLook[] } {
  const file = inMemory('all.json', Buffer.from(JSON.stringify({ kind: 'List', items: asLists(count) })))
  const { snapshot } = readDump([file], { namespaces: [], at: null, since: null }, 'bench')
  const looks = selectSuspects(snapshot).map(
    (suspect): PodLook => ({
      suspect,
      transcript: {
        ...{ wayIn: { way: 'none', reason: '' }, debuggerName: null, image: '', equivalent: '' },
        ...{ identity: null, startedAt: snapshot.takenAt, durationMs: 0, commands: [], failure: null },
      },
      logs: [{ container: 'app', previous: true, bytes: log, droppedBytes: 0 }],
    }),
  )
  return { snapshot, looks }
}

/** Selection and rules together, from a snapshot to its findings. Milliseconds. */
export function diagnosing({ snapshot, looks }: ReturnType<typeof manyPods>): Promise<number> {
  const began = performance.now()
  const findings = diagnose({ snapshot, suspects: selectSuspects(snapshot), looks })
  const took = performance.now() - began
  if (findings.length === 0) throw new Error('Nothing was found.')
  return Promise.resolve(took)
}

/** One file of so many megabytes, as `kubectl get … -o json` writes it. */
export function largeDump(megabytes: number): Buffer {
  const perPod = JSON.stringify(asLists(100), null, 4).length / 100
  const count = Math.ceil((megabytes * 1_000_000) / perPod)
  return Buffer.from(JSON.stringify({ kind: 'List', items: asLists(count) }, null, 4))
}

/** From the file's bytes to the findings. Milliseconds. */
export function readingDump(content: Buffer): Promise<number> {
  const began = performance.now()
  const dump = readDump([inMemory('all.json', content)], { namespaces: [], at: null, since: null }, 'bench')
  const { report } = diagnoseDump(dump, new Uint8Array(32), () => performance.now())
  const took = performance.now() - began
  if (report.findings.length === 0) throw new Error('Nothing was found.')
  return Promise.resolve(took)
}
