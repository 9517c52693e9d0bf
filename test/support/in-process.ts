// The action's story run in the test's own process: quicker than a job where many runs differ in one thing only.
import { randomBytes } from 'node:crypto'
import { clock } from '../../src/clock.ts'
import type { Report } from '../../src/model/report.ts'
import { buildReport } from '../../src/render/report.ts'
import { run } from '../../src/run.ts'
import { parseSettings } from '../../src/settings.ts'
import { newNonce } from './debugger.ts'

export interface StoryRun {
  readonly report: Report
  /** What was told in the job's log. */
  readonly lines: readonly string[]
}

/** Runs it with these inputs, as `with:` would give them. */
export async function runStory(inputs: Readonly<Record<string, string>>): Promise<StoryRun> {
  const settings = parseSettings(name => inputs[name] ?? '')
  const lines: string[] = []
  const keep = (line: string): void => {
    lines.push(...line.split('\n'))
  }
  const diagnosis = await run(settings, {
    clock,
    progress: { info: keep, warning: keep, waitingFor: () => {} },
    environment: {},
    nonce: newNonce(),
    redactionKey: randomBytes(32),
    secrets: [],
    onSecrets: () => {},
    jobStartedAt: null,
    failedStep: null,
    interrupted: new AbortController().signal,
  })
  return { report: buildReport({ ...diagnosis, durationMs: 0, image: settings.image }), lines }
}
