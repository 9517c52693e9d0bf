import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { type ArtifactService, type JobOptions, startArtifactService } from '../../runner/index.ts'
import { packageFile, runThrowaway } from './throwaway.ts'

let artifacts: ArtifactService
beforeEach(async () => {
  artifacts = await startArtifactService()
  return () => artifacts.close()
})

/** Uploads from the job's workspace with the real client; the outputs say how it went. */
function upload(
  name: string,
  files: readonly string[],
  clientOptions: object,
  options: Omit<JobOptions, 'action'>,
) {
  const main = `import { DefaultArtifactClient } from ${JSON.stringify(packageFile('@actions/artifact/lib/artifact.js'))}
    import { resolve } from 'node:path'
    const files = ${JSON.stringify(files)}.map(file => resolve(file))
    try {
      const { id, size, digest } = await new DefaultArtifactClient().uploadArtifact(
        ${JSON.stringify(name)}, files, process.cwd(), ${JSON.stringify(clientOptions)})
      core.setOutput('id', id); core.setOutput('size', size); core.setOutput('digest', digest)
    } catch (error) {
      core.setOutput('error', error.message)
    }`
  return runThrowaway({ main }, options)
}

async function makeWorkspace(files: Readonly<Record<string, Buffer>>): Promise<string> {
  const workspace = await mkdtemp(join(tmpdir(), 'workspace-'))
  onTestFinished(() => rm(workspace, { recursive: true, force: true }))
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true })
    await writeFile(join(workspace, path), bytes)
  }
  return workspace
}

test('the real client uploads a folder, and every byte arrives', async () => {
  const files = {
    'report.json': Buffer.from('{"ä":1}'),
    'pods/web/app.log': randomBytes(100_000),
    empty: Buffer.alloc(0),
  }
  const workspace = await makeWorkspace(files)
  const { outputs } = await upload(
    'debug',
    Object.keys(files),
    { retentionDays: 5 },
    { artifacts, workspace },
  )
  expect(Object.fromEntries(artifacts.entries('debug'))).toEqual(files)
  expect(artifacts.list()).toMatchObject([
    {
      name: 'debug',
      id: outputs['id'],
      finalized: true,
      mimeType: 'application/zip',
      expiresAt: expect.any(String),
    },
  ])
  expect(outputs['size']).toBe(String(artifacts.list()[0]?.bytes.length))
})

test('content over 8 MiB comes in several blocks', async () => {
  const big = randomBytes(20 * 1024 * 1024)
  const workspace = await makeWorkspace({ big })
  await upload('big', ['big'], { compressionLevel: 0 }, { artifacts, workspace })
  expect(artifacts.calls.filter(call => call === 'PutBlock').length).toBeGreaterThan(2)
  expect(artifacts.entries('big').get('big')?.equals(big)).toBe(true)
})

test('with skipArchive the file itself is the artifact, under its own name', async () => {
  const page = Buffer.from('<!doctype html><p>hello</p>')
  const workspace = await makeWorkspace({ 'report.html': page })
  await upload('ignored', ['report.html'], { skipArchive: true }, { artifacts, workspace })
  expect(artifacts.list()).toMatchObject([{ name: 'report.html', mimeType: 'text/html', finalized: true }])
  expect(artifacts.entries('report.html').get('report.html')).toEqual(page)
})

test('a second artifact of the same name in a run is a 409, in another attempt too', async () => {
  const workspace = await makeWorkspace({ a: Buffer.from('a') })
  await upload('same', ['a'], {}, { artifacts, workspace })
  const second = await upload('same', ['a'], {}, { artifacts, workspace, context: { runAttempt: '2' } })
  expect(second.outputs['error']).toContain('(409) Conflict: an artifact with this name already exists')
  const otherRun = await upload('same', ['a'], {}, { artifacts, workspace, context: { runId: '2' } })
  expect(otherRun.outputs).not.toHaveProperty('error')
})

test('a fault is shown to the client as often as it was asked for', async () => {
  const workspace = await makeWorkspace({ a: Buffer.from('a') })
  artifacts.inject({ on: 'CreateArtifact', times: 1, does: { kind: 'status', status: 403, message: 'no' } })
  const denied = await upload('a', ['a'], {}, { artifacts, workspace })
  expect(denied.outputs['error']).toContain('(403) Forbidden: no')
  artifacts.inject({
    on: 'CreateArtifact',
    times: 1,
    does: { kind: 'status', status: 500, message: 'hiccup' },
  })
  const retried = await upload('a', ['a'], {}, { artifacts, workspace })
  expect(retried.outputs).not.toHaveProperty('error')
  expect(artifacts.calls.filter(call => call === 'CreateArtifact')).toHaveLength(3)
})

test('a connection that is reset while finishing leaves the artifact unfinished', async () => {
  const workspace = await makeWorkspace({ a: Buffer.from('a') })
  artifacts.inject({ on: 'FinalizeArtifact', does: { kind: 'reset' } })
  const { outputs } = await upload('a', ['a'], {}, { artifacts, workspace })
  expect(outputs['error']).toContain('ECONNRESET')
  expect(artifacts.list()).toMatchObject([{ name: 'a', finalized: false }])
  expect(() => artifacts.entries('a')).toThrow("no finished artifact 'a'")
})

test('without a service the client says what is missing; GHES is refused', async () => {
  const workspace = await makeWorkspace({ a: Buffer.from('a') })
  const none = await upload('a', ['a'], {}, { workspace })
  expect(none.outputs['error']).toContain('ACTIONS_RUNTIME_TOKEN')
  const ghes = await upload(
    'a',
    ['a'],
    {},
    { artifacts, workspace, context: { serverUrl: 'https://ghes.example.com' } },
  )
  expect(ghes.outputs['error']).toContain('not currently supported on GHES')
  expect(artifacts.calls).toEqual([])
})

test('the client finds, downloads and deletes what was uploaded', async () => {
  const main = `import { DefaultArtifactClient } from ${JSON.stringify(packageFile('@actions/artifact/lib/artifact.js'))}
    import { readFileSync, writeFileSync } from 'node:fs'
    const client = new DefaultArtifactClient()
    writeFileSync('a.txt', 'there and back')
    const { id } = await client.uploadArtifact('mine', [process.cwd() + '/a.txt'], process.cwd())
    const { artifacts } = await client.listArtifacts()
    const { downloadPath } = await client.downloadArtifact(id, { path: process.cwd() + '/back' })
    await client.deleteArtifact('mine')
    core.setOutput('listed', artifacts.map(artifact => [artifact.name, artifact.id === id]))
    core.setOutput('read', readFileSync(downloadPath + '/a.txt', 'utf8'))
    core.setOutput('left', (await client.listArtifacts()).artifacts)`
  const { outputs } = await runThrowaway({ main }, { artifacts })
  expect(outputs).toEqual({ listed: '[["mine",true]]', read: 'there and back', left: '[]' })
  expect(artifacts.list()).toEqual([])
})

test('the service refuses a token of another job, unknown fields, wrong sizes and hashes; takes a single PUT', async () => {
  const workspace = await makeWorkspace({ a: Buffer.from('a') })
  const { outputs } = await upload('a', ['a'], {}, { artifacts, workspace })
  expect(outputs).not.toHaveProperty('error')
  const probe = `const [, payload] = process.env.ACTIONS_RUNTIME_TOKEN.split('.')
    const [, run, job] = /Results:([\\w-]+):([\\w-]+)/.exec(Buffer.from(payload, 'base64url').toString())
    const call = async (method, body) => {
      const path = 'twirp/github.actions.results.api.v1.ArtifactService/' + method
      const response = await fetch(process.env.ACTIONS_RESULTS_URL + path, {
        method: 'POST', headers: { authorization: 'Bearer ' + process.env.ACTIONS_RUNTIME_TOKEN },
        body: JSON.stringify({ workflow_run_backend_id: run, workflow_job_run_backend_id: job, name: 'a', ...body }) })
      const { code = 'ok', signed_upload_url } = await response.json()
      return [response.status, code, ...(signed_upload_url ? [signed_upload_url] : [])]
    }
    core.setOutput('answers', [
      await call('FinalizeArtifact', { size: '1' }),
      await call('FinalizeArtifact', { size: '${artifacts.list()[0]?.bytes.length}', hash: 'sha256:00' }),
      await call('CreateArtifact', { workflow_run_backend_id: 'other' }),
      await call('CreateArtifact', { surprise: 1 }),
    ])
    const [, , url] = await call('CreateArtifact', { name: 'b.txt', mime_type: 'text/plain' })
    await fetch(url, { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob' }, body: 'in one piece' })
    core.setOutput('finished', await call('FinalizeArtifact', { name: 'b.txt', size: '12' }))`
  const answers = await runThrowaway({ main: probe }, { artifacts })
  expect(JSON.parse(answers.outputs['answers'] ?? '')).toEqual([
    [400, 'invalid_argument'],
    [400, 'invalid_argument'],
    [403, 'permission_denied'],
    [400, 'malformed'],
  ])
  expect(answers.outputs['finished']).toBe('[200,"ok"]')
  expect(artifacts.entries('b.txt').get('b.txt')?.toString()).toBe('in one piece')
})
