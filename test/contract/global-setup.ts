// Has act, actionlint and zizmor at hand before the contract tests: no test's own time is enough for that.
import { ensureTool, ensureZizmor } from '../cluster/index.ts'

export async function setup(): Promise<void> {
  // Where they can't be had (no Go, no Python), the tests that need them say so, and the others run.
  await ensureTool('act').catch(() => undefined)
  await ensureZizmor().catch(() => undefined)
}
