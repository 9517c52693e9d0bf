// Inputs, context, state, outputs and summary: what the runner hands over, and the files that it reads afterwards.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defaultArtifactName } from '../../../src/github/artifact-name.ts'
import { parseContext, readPayload, runUrl } from '../../../src/github/context.ts'
import { inputReader } from '../../../src/github/inputs.ts'
import { findingsBytes, type Outputs, outputValues, writeOutputs } from '../../../src/github/outputs.ts'
import { readState, writeState } from '../../../src/github/state.ts'
import { summaryBytes, writeSummary } from '../../../src/github/summary.ts'
import type { ReportFinding } from '../../../src/model/report.ts'
import { readFileCommand } from './runner.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edges-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** An empty file that a variable of the environment names, as the runner prepares them. */
function runnerFile(variable: string): string {
  const path = join(folder, variable)
  writeFileSync(path, '')
  vi.stubEnv(variable, path)
  return path
}

describe('inputs', () => {
  it('are read untrimmed, by their name in action.yml', () => {
    const read = inputReader({ 'INPUT_MAX-PODS': ' 5 ', INPUT_COMMANDS: '  - a\n' })
    expect([read('max-pods'), read('commands'), read('timeout')]).toEqual([' 5 ', '  - a\n', ''])
  })
})

describe('context', () => {
  const environment = {
    GITHUB_REPOSITORY: 'org/shop',
    GITHUB_RUN_ID: '42',
    GITHUB_RUN_ATTEMPT: '3',
    GITHUB_JOB: 'e2e',
    GITHUB_WORKFLOW: 'CI',
    GITHUB_WORKFLOW_REF: 'org/shop/.github/workflows/ci.yml@refs/pull/7/merge',
    GITHUB_RUN_NUMBER: '17',
    GITHUB_ACTION: '__org_ephemeral-debug-action',
    RUNNER_TRACKING_ID: 'github_1',
    RUNNER_NAME: 'runner 1',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_SHA: 'abc',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_ACTOR: 'someone',
    GITHUB_SERVER_URL: 'https://acme.ghe.com/',
    GITHUB_API_URL: 'https://api.acme.ghe.com',
    INPUT_MATRIX: '{"os": "ubuntu", "k8s": 1.36, "flags": ["a"], "none": null}',
  }

  it('is what the environment and the event say', async () => {
    const path = join(folder, 'event.json')
    writeFileSync(path, '{"number": 7}')
    const context = parseContext(environment, await readPayload({ GITHUB_EVENT_PATH: path }))
    expect(context).toEqual({
      repository: 'org/shop',
      runId: '42',
      attempt: 3,
      job: 'e2e',
      matrix: ['ubuntu', '1.36', '["a"]', 'null'],
      workflow: 'CI',
      workflowFile: '.github/workflows/ci.yml',
      runNumber: 17,
      runnerName: 'runner 1',
      step: '__org_ephemeral-debug-action',
      jobInstance: 'github_1',
      eventName: 'pull_request',
      sha: 'abc',
      ref: 'refs/pull/7/merge',
      actor: 'someone',
      serverUrl: 'https://acme.ghe.com',
      apiUrl: 'https://api.acme.ghe.com',
      payload: { number: 7 },
    })
    expect(runUrl(context)).toBe('https://acme.ghe.com/org/shop/actions/runs/42')
  })

  it('is empty away from GitHub, and with an event that cannot be read', async () => {
    const path = join(folder, 'event.json')
    writeFileSync(path, '{"number": ')
    for (const event of [{}, { GITHUB_EVENT_PATH: path }, { GITHUB_EVENT_PATH: join(folder, 'none') }]) {
      const context = parseContext(event, await readPayload(event))
      expect(context).toMatchObject({
        repository: '',
        attempt: 1,
        runNumber: 0,
        workflowFile: '',
        matrix: [],
        payload: null,
      })
      expect(context.serverUrl).toBe('https://github.com')
    }
  })

  it.each(['null', '', '{', '[]', '"x"'])('has no matrix for %j', json => {
    expect(parseContext({ INPUT_MATRIX: json }, null).matrix).toEqual([])
  })

  describe('gives the artifact a name', () => {
    const nameOf = (job: string, matrix: unknown) =>
      defaultArtifactName(
        parseContext(
          { GITHUB_JOB: job, GITHUB_RUN_ATTEMPT: '2', INPUT_MATRIX: JSON.stringify(matrix) },
          null,
        ),
      )

    it('of the job, the leg and the attempt', () => {
      expect(nameOf('e2e', null)).toBe('ephemeral-debug-e2e-2')
      expect(nameOf('e2e', { os: 'ubuntu-24.04', k8s: '1.36' })).toBe(
        'ephemeral-debug-e2e-ubuntu-24.04-1.36-2',
      )
      expect(nameOf('', null)).toBe('ephemeral-debug-2')
    })

    it('that differs where the legs do, and has only letters that every system takes', () => {
      const legs = [
        'a/b',
        'a-b',
        'a b',
        'a:b',
        '日本',
        '日',
        { a: 1 },
        { a: 2 },
        ['x'.repeat(300)],
        ['x'.repeat(301)],
      ]
      const names = legs.map(leg => nameOf('e2e', { leg }))
      expect(new Set(names).size).toBe(legs.length)
      for (const name of names) expect(name).toMatch(/^ephemeral-debug-e2e-[A-Za-z0-9._-]{1,70}-2$/)
    })
  })
})

describe('state', () => {
  const kept = (path: string) => readFileCommand(readFileSync(path, 'utf8'))['ephemeral-debug'] ?? ''

  it('goes from main to post; the last one written counts', () => {
    const path = runnerFile('GITHUB_STATE')
    const armed = { kind: 'armed', startedAt: '2026-11-22T18:00:00.000Z' } as const
    writeState(armed, process.env)
    expect(readState({ 'STATE_ephemeral-debug': kept(path) })).toEqual(armed)
    writeState({ kind: 'done' }, process.env)
    expect(readState({ 'STATE_ephemeral-debug': kept(path) })).toEqual({ kind: 'done' })
  })

  it('is none in main, and where it is not ours', () => {
    const texts = [
      '',
      '{',
      'null',
      '{"kind":"armed"}',
      '{"kind":"armed","startedAt":"yesterday"}',
      '{"kind":"x"}',
    ]
    for (const text of texts) expect(readState({ 'STATE_ephemeral-debug': text })).toBeNull()
    expect(readState({})).toBeNull()
  })

  it('is not kept away from a runner', () => {
    expect(() => writeState({ kind: 'done' }, {})).not.toThrow()
  })
})

const finding: ReportFinding = {
  id: 'f1',
  category: 'app-crash',
  cause: 'exception',
  confidence: 'high',
  subject: { kind: 'Deployment', namespace: 'shop', name: 'checkout' },
  pods: ['checkout-1'],
  title: 'checkout crashes',
  evidence: [],
  ruledOut: [],
  next: [],
  causedBy: null,
  fingerprint: 'x',
}
const outputs: Outputs = {
  outcome: 'diagnosed',
  rootCause: 'checkout crashes\n::error::forged\u001b[0m',
  findings: [finding],
  reportDirectory: '/tmp/report',
  reportJson: '/tmp/report/report.json',
  artifactId: '7',
  artifactUrl: 'https://github.com/o/r/actions/runs/1/artifacts/7',
  commentUrl: '',
}

describe('outputs', () => {
  it('are set as action.yml names them', () => {
    const path = runnerFile('GITHUB_OUTPUT')
    writeOutputs(outputs, process.env, text => text)
    const values = readFileCommand(readFileSync(path, 'utf8'))
    const declared = readFileSync('action.yml', 'utf8').split('\noutputs:\n')[1]?.split('\nruns:\n')[0] ?? ''
    expect(Object.keys(values)).toEqual(
      Array.from(declared.matchAll(/^ {2}([a-z-]+):$/gm), match => match[1]),
    )
    expect(values).toMatchObject({
      outcome: 'diagnosed',
      'root-cause': 'checkout crashes : :error::forged<U+001B>[0m',
      'findings-count': '1',
      'comment-url': '',
    })
    expect(JSON.parse(values['findings'] ?? '')).toEqual([finding])
  })

  it('are not forged by a value with line breaks', () => {
    const path = runnerFile('GITHUB_OUTPUT')
    writeOutputs(
      { ...outputs, reportDirectory: '/tmp/a\noutcome=nothing-failing\nEOF' },
      process.env,
      text => text,
    )
    expect(readFileCommand(readFileSync(path, 'utf8'))).toMatchObject({ outcome: 'diagnosed' })
  })

  it('keep the best findings that fit into an environment variable, as whole JSON', () => {
    const many = Array.from({ length: 100 }, (_, i) => ({
      ...finding,
      id: `f${i + 1}`,
      title: 'é'.repeat(1000),
    }))
    const values = outputValues({ ...outputs, findings: many })
    const kept: unknown = JSON.parse(values['findings'] ?? '')
    expect(values['findings-count']).toBe('100')
    expect(Buffer.byteLength(values['findings'] ?? '')).toBeLessThanOrEqual(findingsBytes)
    expect(kept).toEqual(many.slice(0, Array.isArray(kept) ? kept.length : 0))
    expect(Array.isArray(kept) && kept.length).toBeGreaterThan(30)
  })

  it('are not set away from a runner', () => {
    vi.stubEnv('GITHUB_OUTPUT', '')
    expect(() => writeOutputs(outputs, {}, text => text)).not.toThrow()
  })
})

describe('summary', () => {
  it('is appended', async () => {
    const path = runnerFile('GITHUB_STEP_SUMMARY')
    writeFileSync(path, '# before\n')
    expect(await writeSummary('## ours', 'short', process.env)).toEqual({ kind: 'written' })
    expect(readFileSync(path, 'utf8')).toBe('# before\n## ours\n')
  })

  it('fits to the byte, and is a notice where it is one byte too large', async () => {
    const path = runnerFile('GITHUB_STEP_SUMMARY')
    expect(await writeSummary('é'.repeat(summaryBytes / 2 - 1).concat('a'), 'short', process.env)).toEqual({
      kind: 'written',
    })
    expect(readFileSync(path)).toHaveLength(summaryBytes)
    writeFileSync(path, '')
    expect(await writeSummary('é'.repeat(summaryBytes / 2), 'short', process.env)).toEqual({
      kind: 'too-large',
      bytes: summaryBytes + 1,
    })
    expect(readFileSync(path, 'utf8')).toBe('short\n')
  })

  it('does without a file', async () => {
    expect(await writeSummary('x', 'y', {})).toEqual({ kind: 'unavailable' })
    expect(await writeSummary('x', 'y', { GITHUB_STEP_SUMMARY: folder })).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('EISDIR'),
    })
  })
})
