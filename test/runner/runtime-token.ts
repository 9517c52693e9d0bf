// The token with which an action talks to GitHub's Results service: a JWT whose scope names the run and the job.

export interface BackendIds {
  readonly workflowRunBackendId: string
  readonly workflowJobRunBackendId: string
}

/** Makes a token shaped as GitHub's; the signature is not one. */
export function createRuntimeToken(ids: BackendIds): string {
  const scope = `Actions.Results:${ids.workflowRunBackendId}:${ids.workflowJobRunBackendId}`
  const now = Math.trunc(Date.now() / 1000)
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const payload = {
    scp: `Actions.GenericRead:00000000-0000-0000-0000-000000000000 ${scope}`,
    nbf: now - 300,
    exp: now + 21_600,
    iss: 'vstoken.actions.githubusercontent.com',
  }
  return [encode({ typ: 'JWT', alg: 'RS256', kid: 'fake' }), encode(payload), 'bm90LWEtc2lnbmF0dXJl'].join(
    '.',
  )
}

/** @returns the ids in the token's scope, or null when it isn't such a token */
export function readRuntimeToken(token: string): BackendIds | null {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')
  const [, run, job] = /Actions\.Results:([\w-]+):([\w-]+)/.exec(payload) ?? []
  return run === undefined || job === undefined
    ? null
    : { workflowRunBackendId: run, workflowJobRunBackendId: job }
}
