// What one job says of a report in the comment, as the comment's own code would pack it.
import type { Report } from '../../src/model/report.ts'
import type { Section } from '../../src/render/comment/section.ts'
import { fingerprintsOf, verdictOf } from '../../src/render/comment/verdict.ts'

/** Around the sections of all jobs. */
export const frame = { serverUrl: 'https://github.com', repository: 'org/shop', workflow: 'CI' }

/** @param runs numbers of the runs that met the same faults, the latest first */
export function sectionOf(report: Report, runs: readonly number[]): Section {
  const faults = [...fingerprintsOf(report)]
  return {
    key: '0'.repeat(12),
    slot: 0,
    place: '0'.repeat(8),
    label: 'e2e',
    run: { id: '7', number: 7, attempt: 1 },
    sha: 'c0ffee'.repeat(7).slice(0, 40),
    artifact: '72',
    verdict: verdictOf(report),
    history: runs.map(number => ({ number, faults })),
  }
}
