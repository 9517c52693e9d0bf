// Builds act and actionlint before the contract tests where they are not built yet: no test's own time is enough for that.
import { ensureTool } from '../cluster/index.ts'

export async function setup(): Promise<void> {
  // Where they can't be built (no Go), the tests that need them say so, and the others run.
  await ensureTool('act').catch(() => undefined)
}
