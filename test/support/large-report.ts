// A report as large as the page ever gets: many pods with long logs of JSON lines, each line numbered.
import { artifactFiles } from '../../src/render/artifact/files.ts'
import type { ReportInput } from '../../src/render/input.ts'
import { command, finding, input, look, suspect, utf8 } from '../unit/render/sample.ts'

/** Of one log; the page shows the last MiB, which are about 5,000 of them. */
const lines = 5_000
/** The line that a finding quotes, in the log of every pod. */
export const quotedLine = 4_321

/** `pods` looks, each with a log of 5,000 lines. */
export function largeInput(pods: number): ReportInput {
  const looks = Array.from({ length: pods }, (_, pod) => {
    const one = suspect(`web-${pod}`)
    const bytes = utf8(Array.from({ length: lines }, (_line, line) => logLine(pod, line)).join('\n'))
    return {
      ...look(one, [command('listeners'), command('processes')]),
      logs: [{ container: 'app', previous: false, bytes, droppedBytes: 0 }],
    }
  })
  const findings = looks.map(({ suspect: { pod } }, index) =>
    finding({
      id: `f${index + 1}`,
      pods: [pod.metadata.name],
      evidence: [{ source: 'log:app', pod: pod.metadata.name, time: null, text: needle(index, quotedLine) }],
    }),
  )
  return { ...input, suspects: looks.map(({ suspect: one }) => one), looks, findings }
}

function logLine(pod: number, line: number): string {
  return JSON.stringify({
    time: '2026-11-22T10:00:00.000Z',
    level: 'info',
    request: needle(pod, line),
    message: 'GET /api/v1/items?page=2&size=50 answered with 200 after 12 ms for a caller behind the gateway',
    trace: `${pod}-${line}-4bf92f3577b34da6a3ce929d0e0e4736`,
  })
}

/** A word that stands in that line only. */
export function needle(pod: number, line: number): string {
  return `needle-${pod}-${line}-end`
}

/** The page of a report with so many pods. */
export function largePage(pods: number): string {
  return String(artifactFiles(largeInput(pods)).files.find(file => file.path === 'report.html')?.content)
}
