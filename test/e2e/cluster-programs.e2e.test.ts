// The builder of the pinned programs: one build for all who ask at once, and a killed one does no harm.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { output, run, until } from '../cluster/programs/processes.ts'

const cache = mkdtempSync(join(tmpdir(), 'cache-'))
const builder = join(import.meta.dirname, '../cluster/programs/build.ts')
const script = `import(${JSON.stringify(builder)}).then(build => build.ensureTool('actionlint')).then(console.log)`

afterAll(() => rmSync(cache, { recursive: true }))

async function startBuild(): Promise<ChildProcess> {
  // Go's own cache stays where it is, or the test would compile the world.
  const goCache = (await output('go', ['env', 'GOCACHE'])).trim()
  const env = { ...process.env, XDG_CACHE_HOME: cache, GOCACHE: goCache }
  return spawn(process.execPath, ['-e', script], { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function finish(build: ChildProcess): Promise<{ stdout: string; stderr: string }> {
  if (build.stdout === null || build.stderr === null) throw new Error('the build was started without pipes')
  const [stdout, stderr] = await Promise.all([text(build.stdout), text(build.stderr)])
  return { stdout: stdout.trim(), stderr }
}

test('a killed build leaves no half-built program, and two at once build once', async () => {
  const killed = await startBuild()
  const folder = join(cache, 'ephemeral-debug-action')
  const begun = () =>
    readdirSync(cache).length > 0 && readdirSync(folder).some(name => name.endsWith('.unfinished'))
  expect(await until(begun, 30_000)).toBe(true)
  killed.kill('SIGKILL')
  await finish(killed)

  const results = await Promise.all([await startBuild(), await startBuild()].map(finish))
  const [path = ''] = results.map(result => result.stdout)
  expect(results.map(result => result.stdout)).toEqual([path, path])
  const told = results.map(result => result.stderr).join('')
  expect(told.match(/^Building actions-tools/gm)).toHaveLength(1)
  expect(told).toMatch(/^process \d+ is building actions-tools; waiting for it$/m)
  expect((await run(path, ['--version'])).code).toBe(0)
  expect(readdirSync(folder).filter(name => name.endsWith('.unfinished'))).toEqual([])
}, 300_000)
