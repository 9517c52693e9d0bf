// Whatever place refuses what we bring it, the others get theirs, the step says so, and the job is no redder.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reportSchema } from '../../src/model/report.ts'
import { never } from '../runner/cancellation.ts'
import { type Fault, type JobResult, realTiming, runJob, startArtifactService } from '../runner/index.ts'
import { type NodeProcessResult, runNode } from '../runner/node-process.ts'
import { actionFolder } from '../support/action.ts'

// The report says that there is no cluster: it is brought to the same places as any other.
const nothing = { kubeconfig: '/nowhere/config', when: 'now', timeout: '10s' } as const

const status = (code: number, message: string): Fault['does'] => ({ kind: 'status', status: code, message })
/** The service's client would try again for half a minute and more: `timeout` cuts it short. */
const patience = /could not be uploaded: the upload was not done within/
const artifactFaults: readonly (readonly [name: string, faults: readonly Fault[], words: RegExp])[] = [
  ['is down', [{ on: 'CreateArtifact', does: status(500, 'down') }], patience],
  ['resets connections', [{ on: 'CreateArtifact', does: { kind: 'reset' } }], /Unable to make request/],
  ['never answers', [{ on: 'CreateArtifact', does: { kind: 'delay', ms: 60_000 } }], patience],
  ['forbids', [{ on: 'CreateArtifact', does: status(403, 'not for you') }], /403/],
  [
    'has no room',
    [{ on: 'CreateArtifact', does: status(403, 'storage quota has been hit') }],
    /Delete old artifacts/,
  ],
  [
    'takes no bytes',
    [
      { on: 'PutBlock', does: status(403, 'no') },
      { on: 'PutBlob', does: status(403, 'no') },
    ],
    /could not be uploaded/,
  ],
  ['does not finish', [{ on: 'FinalizeArtifact', does: status(500, 'no') }], patience],
]

describe('an artifact service that', () => {
  const jobs = new Map<string, JobResult>()
  beforeAll(async () => {
    const all = artifactFaults.map(async ([name, faults]) => {
      const artifacts = await startArtifactService()
      for (const fault of faults) artifacts.inject(fault)
      const job = await runJob({ action: actionFolder, inputs: nothing, artifacts })
      await artifacts.close()
      jobs.set(name, job)
    })
    await Promise.all(all)
  })
  afterAll(async () => {
    await Promise.all([...jobs.values()].map(job => job.cleanUp()))
  })

  test.each(artifactFaults)('%s costs a warning only', (name, _, words) => {
    const job = jobs.get(name)
    const warnings = job?.main.annotations.filter(({ level }) => level === 'warning') ?? []
    expect(job?.main.exitCode).toBe(0)
    expect(warnings.map(({ message }) => message)).toContainEqual(expect.stringMatching(words))
    expect(warnings).toHaveLength(2)
    expect(job?.main.stdout).not.toContain('has a bug')
    expect(job?.summary).toContain('/nowhere/config')
    expect(job?.outputs).toMatchObject({ outcome: 'no-access', 'artifact-id': '', 'artifact-url': '' })
    const report = readFileSync(job?.outputs['report-json'] ?? '', 'utf8')
    expect(reportSchema.parse(JSON.parse(report)).outcome).toBe('no-access')
    expect(job?.orphans).toEqual([])
  })
})

test('the artifact comes with its page beside it, and the summary leads to the page', async () => {
  const artifacts = await startArtifactService()
  const job = await runJob({ action: actionFolder, inputs: nothing, artifacts })
  const [report, page] = artifacts.list()
  expect(page).toMatchObject({ name: `${report?.name}.html`, mimeType: 'text/html', finalized: true })
  expect(page?.bytes.equals(artifacts.entries(report?.name ?? '').get('report.html') ?? Buffer.of())).toBe(
    true,
  )
  expect(job.summary).toContain(`/artifacts/${page?.id})`)
  expect(job.outputs['artifact-id']).toBe(String(report?.id))
  await job.cleanUp()
  await artifacts.close()
})

test('where only the page is refused, the report is there all the same, without a warning about it', async () => {
  const artifacts = await startArtifactService()
  artifacts.inject({ on: 'CreateArtifact', after: 1, does: status(403, 'no more') })
  const job = await runJob({ action: actionFolder, inputs: nothing, artifacts })
  expect(artifacts.list()).toHaveLength(1)
  expect(job.main.stdout).toContain('The page could not be uploaded by itself')
  expect(job.main.annotations.filter(({ message }) => message.includes('page'))).toEqual([])
  expect(job.main.exitCode).toBe(0)
  await job.cleanUp()
  await artifacts.close()
})

test('a job that is cancelled during an upload that hangs still gets its summary, before the runner loses patience', async () => {
  const artifacts = await startArtifactService()
  artifacts.inject({ on: 'CreateArtifact', does: { kind: 'delay', ms: 60_000 } })
  const cancel = new AbortController()
  const { main, cleanUp } = await runJob({
    action: actionFolder,
    inputs: { kubeconfig: '/nowhere/config' },
    if: 'failure()',
    statusBefore: 'failure',
    artifacts,
    cancel: cancel.signal,
    onLine: ({ text }) => text.startsWith('##[group]Upload') && cancel.abort(),
  })
  await artifacts.close()
  await cleanUp()
  expect(main.exitCode).toBe(0)
  expect(main.sentSignals.map(({ signal }) => signal)).toEqual(['SIGINT'])
  expect(main.summary).toContain('/nowhere/config')
  expect(main.outputs['outcome']).toBe('no-access')
  expect(main.maskedLog).toContain('cancelled before the upload was done')
})

/** Runs the built action with an environment that no runner would give. */
async function act(environment: Readonly<Record<string, string>>): Promise<NodeProcessResult> {
  const inputs = Object.entries(nothing).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
  return await runNode({
    script: join(actionFolder, 'dist', 'index.js'),
    cwd: actionFolder,
    env: { PATH: process.env['PATH'] ?? '', ...Object.fromEntries(inputs), ...environment },
    cancel: never,
    kill: never,
    timing: realTiming,
    onLine: () => undefined,
  })
}

describe('a runner', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'places-'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  test('that sets nothing at all: the report lies in the system’s folder for such things', async () => {
    const { exitCode, stdout } = await act({ TMPDIR: folder })
    expect(exitCode).toBe(0)
    expect(stdout).not.toContain('has a bug')
    const [, path = ''] = /^Report: (.*)$/m.exec(stdout) ?? []
    expect(path.startsWith(folder)).toBe(true)
    expect(readFileSync(join(path, 'report.json'), 'utf8')).toContain('no-access')
  })

  // /dev/full takes no byte ("no space left on device"), not even from root; nothing can be made below /dev/null.
  test.each([
    [
      'with a full disk under its outputs',
      { GITHUB_OUTPUT: '/dev/full' },
      /outputs of this step could not be set/,
    ],
    [
      'with a full disk under its summary',
      { GITHUB_STEP_SUMMARY: '/dev/full' },
      /^::warning::The job summary could not be written/m,
    ],
    ['with a full disk under its state', { GITHUB_STATE: '/dev/full' }, /state could not be kept/],
    [
      'whose temporary folder cannot be written to',
      { RUNNER_TEMP: '/dev/null' },
      /report could not be written to \/dev\/null/,
    ],
  ])('%s: said, and the rest is done', async (_, environment, words) => {
    const { exitCode, stdout } = await act({ TMPDIR: folder, ...environment })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(words)
    expect(stdout).not.toContain('has a bug')
    expect(stdout).toMatch(/^Report: /m)
    expect(stdout).toContain('/nowhere/config')
  })

  test('that takes nothing anywhere: the log still says what was found', async () => {
    const { exitCode, stdout } = await act({
      TMPDIR: '/dev/null',
      GITHUB_OUTPUT: '/dev/full',
      GITHUB_STEP_SUMMARY: '/dev/full',
      GITHUB_STATE: '/dev/full',
    })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^::warning::The kubeconfig \/nowhere\/config does not exist\./m)
    expect(stdout).not.toContain('has a bug')
    expect(stdout).not.toMatch(/^Report: /m)
  })
})
