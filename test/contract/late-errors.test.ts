// What goes wrong behind the action's back, on the built action: told as a bug of ours, and the job's result stays.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { actionFolder } from '../support/action.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'late-errors-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ['a rejection that nobody handles', 'Promise.reject(new Error("late"))'],
  ['an event that nobody listens to', 'throw new Error("late")'],
])('%s does not turn the job red', async (_, fault) => {
  const state = join(folder, 'state')
  writeFileSync(state, '', { flag: 'w' })
  // A cluster that never answers keeps the step busy until then.
  const kubeconfig = JSON.stringify({
    clusters: [{ name: 'a', cluster: { server: 'http://192.0.2.1:1' } }],
    users: [{ name: 'a', user: {} }],
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    'current-context': 'a',
  })
  const environment = {
    PATH: process.env['PATH'] ?? '',
    RUNNER_TEMP: folder,
    GITHUB_STATE: state,
    'INPUT_JOB-STATUS': 'failure',
    INPUT_TIMEOUT: '10s',
    INPUT_KUBECONFIG: kubeconfig,
  }
  const preload = `data:text/javascript,setTimeout(()=>{${fault}},1000)`
  const { code, stdout } = await run(
    ['--import', preload, join(actionFolder, 'dist', 'index.js')],
    environment,
  )
  expect(stdout).toMatch(/^::warning::ephemeral-debug-action has a bug/m)
  expect(stdout).toContain('Error: late')
  expect(code).toBe(0)
})

function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const { promise, resolve } = Promise.withResolvers<{ code: number | null; stdout: string }>()
  const child = execFile(process.execPath, [...args], { env }, (_, stdout) => {
    resolve({ code: child.exitCode, stdout })
  })
  return promise
}
