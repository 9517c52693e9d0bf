// Findings for a built snapshot, as most tests of diagnose/ want them.
import { diagnose } from '../../../src/diagnose/diagnose.ts'
import type { Finding } from '../../../src/model/finding.ts'
import type { PodLook } from '../../../src/model/inspection.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { selectSuspects } from '../../../src/select/select.ts'
import { ended, type LookDraft, look, pod, snapshot, waiting } from './build.ts'

export type Looks = Readonly<Record<string, LookDraft>>

/** The findings for a snapshot, with looks into the pods named. */
export function findings(parts: Partial<Snapshot>, looks: Looks = {}): readonly Finding[] {
  const all = snapshot(parts)
  const inside: PodLook[] = all.pods.flatMap(one => {
    const draft = looks[one.metadata.name]
    return draft === undefined ? [] : [look(one, all, draft)]
  })
  return diagnose({ snapshot: all, suspects: selectSuspects(all), looks: inside })
}

export const ids = (found: readonly Finding[]) => found.map(one => `${one.category}/${one.cause}`)
export const crashing = (name: string, exitCode = 1) =>
  pod({ name, ready: false, restarts: 3, state: waiting('CrashLoopBackOff'), lastState: ended(exitCode) })
export const listeners = (...rows: readonly string[]) =>
  [
    '== tcp',
    '  sl  local_address rem_address   st',
    ...rows.map(local => `   0: ${local} 00000000:0000 0A 0:0 0:0 0 0 0 1 1`),
  ].join('\n')
export const http = { readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 2 } }
