// The artifact, with the real client against a small artifact service.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Upload, type UploadPorts, uploadPage, uploadReport } from '../../../src/github/artifact.ts'
import { parseContext } from '../../../src/github/context.ts'
import { JobLog } from '../../../src/github/workflow-commands.ts'
import { type ArtifactService, startArtifactService } from '../../runner/artifacts.ts'
import { createRuntimeToken } from '../../runner/runtime-token.ts'

let service: ArtifactService
let folder = ''
let output = ''

beforeEach(async () => {
  service = await startArtifactService()
  vi.stubEnv('ACTIONS_RESULTS_URL', service.url)
  vi.stubEnv(
    'ACTIONS_RUNTIME_TOKEN',
    createRuntimeToken({ workflowRunBackendId: 'run', workflowJobRunBackendId: 'job' }),
  )
  vi.stubEnv('GITHUB_SERVER_URL', 'http://github.localhost')
  folder = mkdtempSync(join(tmpdir(), 'report-'))
  writeFileSync(join(folder, 'report.json'), '{"schemaVersion":1}')
  mkdirSync(join(folder, 'pods'))
  writeFileSync(join(folder, 'pods', 'log.txt'), 'line\n')
  output = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    output += String(text)
    return true
  })
})

afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
  await service.close()
})

function upload(changes: Partial<Upload> = {}): Upload {
  const interrupted = new AbortController().signal
  return { path: folder, name: 'debug-1', retentionDays: null, timeoutMs: 20_000, interrupted, ...changes }
}

function ports(changes: Record<string, string> = {}): UploadPorts {
  const environment = { ...process.env, GITHUB_REPOSITORY: 'org/shop', GITHUB_RUN_ID: '42', ...changes }
  return {
    context: parseContext(environment, null),
    environment,
    log: new JobLog(text => process.stdout.write(text)),
  }
}

function refuse(status: number, message: string): void {
  service.inject({ on: 'CreateArtifact', does: { kind: 'status', status, message } })
}

describe('the report', () => {
  it('arrives as one archive of all its files', async () => {
    symlinkSync('/etc/hostname', join(folder, 'link'))
    const result = await uploadReport(upload(), ports())
    const [artifact] = service.list()
    expect(artifact).toMatchObject({ name: 'debug-1', expiresAt: null, finalized: true })
    expect(result).toEqual({
      kind: 'uploaded',
      id: Number(artifact?.id),
      name: 'debug-1',
      url: `http://github.localhost/org/shop/actions/runs/42/artifacts/${artifact?.id}`,
      bytes: artifact?.bytes.length,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(Object.fromEntries(service.entries('debug-1'))).toEqual({
      'report.json': Buffer.from('{"schemaVersion":1}'),
      'pods/log.txt': Buffer.from('line\n'),
    })
  })

  it('is folded away in the log', async () => {
    await uploadReport(upload(), ports())
    expect(output.startsWith('::group::Upload debug-1\n')).toBe(true)
    expect(output.endsWith('::endgroup::\n')).toBe(true)
  })

  it('is kept for as long as was asked', async () => {
    await uploadReport(upload({ retentionDays: 5 }), ports())
    const days = (Date.parse(service.list()[0]?.expiresAt ?? '') - Date.now()) / 86_400_000
    expect(Math.round(days)).toBe(5)
  })

  it('takes another name where its own is taken', async () => {
    const names: string[] = []
    for (let i = 0; i < 5; i++) {
      const result = await uploadReport(upload(), ports())
      if (result.kind === 'uploaded') names.push(result.name)
    }
    expect(names).toEqual(['debug-1', 'debug-1-2', 'debug-1-3', 'debug-1-4', 'debug-1-5'])
    expect(await uploadReport(upload(), ports())).toEqual({
      kind: 'failed',
      why: 'an artifact named debug-1 exists already, and so do debug-1-2 to -5',
      fix: 'Set artifact-name to a name that no other job of the workflow uses.',
    })
  })
})

describe('the page', () => {
  it('arrives as it is, under the name given, so that a browser shows it', async () => {
    const path = join(folder, 'report.html')
    writeFileSync(path, '<!doctype html><p>é')
    const temporary = join(folder, 'tmp')
    mkdirSync(temporary)
    vi.stubEnv('TMPDIR', temporary)
    for (const name of ['debug-1', 'debug-1-2']) {
      expect(await uploadPage(upload({ path }), ports())).toMatchObject({ kind: 'uploaded', name })
    }
    expect(service.list().map(({ name, mimeType, bytes }) => [name, mimeType, bytes.toString()])).toEqual([
      ['debug-1.html', 'text/html', '<!doctype html><p>é'],
      ['debug-1-2.html', 'text/html', '<!doctype html><p>é'],
    ])
    expect(readdirSync(temporary)).toEqual([])
  })
})

describe('without a service nothing is tried, and the way out is said', () => {
  it.each([
    [{ ACTIONS_RUNTIME_TOKEN: '' }, /no artifact service/, /report-directory/],
    [{ ACTIONS_RESULTS_URL: '' }, /no artifact service/, /report-directory/],
    [{ GITHUB_SERVER_URL: 'https://github.example.com' }, /GitHub Enterprise Server/, /upload-artifact@v3/],
    [
      { GITHUB_SERVER_URL: 'https://github.com.evil.example' },
      /GitHub Enterprise Server/,
      /upload-artifact@v3/,
    ],
  ])('%j', async (changes, why, fix) => {
    expect(await uploadReport(upload(), ports(changes))).toEqual({
      kind: 'unavailable',
      why: expect.stringMatching(why),
      fix: expect.stringMatching(fix),
    })
    expect(service.calls).toEqual([])
    expect(output).toBe('')
  })
})

describe('a failure is a result, never an exception', () => {
  it('when the quota is used up', async () => {
    refuse(403, 'insufficient usage to create artifact')
    expect(await uploadReport(upload(), ports())).toEqual({
      kind: 'failed',
      why: expect.stringContaining('Artifact storage quota has been hit'),
      fix: expect.stringContaining('lower retention-days'),
    })
  })

  it('when the token is no longer good', async () => {
    refuse(401, 'expired')
    expect(await uploadReport(upload(), ports())).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('401'),
    })
  })

  it('when the service cannot be reached', async () => {
    vi.stubEnv('ACTIONS_RESULTS_URL', 'http://127.0.0.1:1')
    expect(await uploadReport(upload(), ports())).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('ECONNREFUSED'),
      fix: expect.stringContaining('*.actions.githubusercontent.com'),
    })
  })

  it('when the folder is empty or not there', async () => {
    mkdirSync(join(folder, 'empty'))
    for (const name of ['empty', 'none']) {
      const result = await uploadReport(upload({ path: join(folder, name) }), ports())
      expect(result.kind).toBe('failed')
    }
  })

  it('when it takes longer than allowed', async () => {
    service.inject({ on: 'PutBlock', does: { kind: 'delay', ms: 60_000 } })
    expect(await uploadReport(upload({ timeoutMs: 500 }), ports())).toEqual({
      kind: 'failed',
      why: 'the upload was not done within 500ms',
      fix: expect.stringContaining('Raise timeout'),
    })
  })
})
