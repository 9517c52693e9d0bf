// What goes wrong behind the action's back, on the built action: told as a bug of ours, and the job's result stays.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { actionFolder } from '../support/action.ts'

let folder = ''
/** A cluster that takes the connection and never answers keeps the step busy until then. */
let silent: Server
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'late-errors-'))
  silent = createServer()
  const { promise, resolve } = Promise.withResolvers<void>()
  silent.listen(0, '127.0.0.1', resolve)
  await promise
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  silent.close()
})

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

test.each([
  ['a rejection that nobody handles', 'Promise.reject(new Error("late"))'],
  ['an event that nobody listens to', 'throw new Error("late")'],
])('%s does not turn the job red', async (_, fault) => {
  const state = join(folder, 'state')
  writeFileSync(state, '', { flag: 'w' })
  const kubeconfig = JSON.stringify({
    clusters: [{ name: 'a', cluster: { server: `http://127.0.0.1:${portOf(silent)}` } }],
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
