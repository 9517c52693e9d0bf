// The page as an artifact of its own: beside the report's, and never at its cost.
import { describe, expect, test } from 'vitest'
import type { Upload, UploadPorts, UploadResult } from '../../../src/github/artifact.ts'
import { parseContext } from '../../../src/github/context.ts'
import { uploadPageToo } from '../../../src/github/page-upload.ts'
import { JobLog } from '../../../src/github/workflow-commands.ts'

const uploaded: UploadResult = {
  kind: 'uploaded',
  id: 7,
  name: 'debug-1-2',
  url: 'https://github.com/o/r/actions/runs/1/artifacts/7',
  bytes: 1,
  digest: null,
}

/** A client that takes everything, or fails, and remembers what it was given. */
function edges(fails = false): { ports: UploadPorts; names: string[]; log: () => string } {
  const names: string[] = []
  let output = ''
  const environment = {
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_RUN_ID: '1',
    ACTIONS_RUNTIME_TOKEN: 't',
    ACTIONS_RESULTS_URL: 'https://results',
  }
  return {
    names,
    log: () => output,
    ports: {
      context: parseContext(environment, null),
      environment,
      log: new JobLog(text => {
        output += text
      }),
      client: {
        uploadArtifact: name => {
          names.push(name)
          return fails ? Promise.reject(new Error('no luck')) : Promise.resolve({ id: 8 })
        },
      },
    },
  }
}

function upload(changes: Partial<Upload> = {}): Upload {
  return {
    path: new URL('../../../docs/gallery/listen-address', import.meta.url).pathname,
    name: 'debug-1',
    retentionDays: null,
    timeoutMs: 10_000,
    interrupted: new AbortController().signal,
    ...changes,
  }
}

describe('the page', () => {
  test('is uploaded under the name that was free for the artifact', async () => {
    const { ports, names } = edges()
    expect(await uploadPageToo(uploaded, upload(), ports)).toEqual({
      id: 8,
      name: 'debug-1-2.html',
      url: 'https://github.com/o/r/actions/runs/1/artifacts/8',
    })
    expect(names).toEqual(['debug-1-2.html'])
  })

  const aborted = AbortSignal.abort()
  test.each<readonly [string, UploadResult | null, Partial<Upload>]>([
    ['there is no artifact service', { kind: 'unavailable', why: 'x', fix: 'y' }, {}],
    ['the artifact could not be uploaded', { kind: 'failed', why: 'x', fix: 'y' }, {}],
    ['there is no report', null, {}],
    ['the job is cancelled', uploaded, { interrupted: aborted }],
    ['the time is up', uploaded, { timeoutMs: 500 }],
  ])('is not tried, and nothing is said, where %s', async (_, artifact, changes) => {
    const { ports, names, log } = edges()
    expect(await uploadPageToo(artifact, upload(changes), ports)).toBeNull()
    expect(names).toEqual([])
    expect(log()).toBe('')
  })

  test('that cannot be uploaded is no reason for a warning', async () => {
    const { ports, log } = edges(true)
    expect(await uploadPageToo(uploaded, upload(), ports)).toBeNull()
    expect(log()).toContain('The page could not be uploaded by itself')
    expect(log()).not.toContain('::warning')
  })
})
