// The `github` and `runner` contexts of a job, and the environment variables they become.
import { dirname } from 'node:path'
import type { Value } from './expressions.ts'
import type { FileCommandPaths } from './file-commands.ts'
import type { Strings } from './types.ts'

/** What a test may say about the run; the rest has the values of an ordinary push to main. */
export interface JobContext {
  /** `owner/name` */
  readonly repository: string
  readonly workflow: string
  /** The job's id in the workflow file. */
  readonly job: string
  /** The step's id, or what the runner makes up. */
  readonly stepId: string
  /** `./` for an action of the same repository, else `owner/name@ref`. */
  readonly uses: string
  readonly runId: string
  readonly runNumber: string
  readonly runAttempt: string
  readonly eventName: string
  readonly payload: { readonly [key: string]: Value }
  readonly actor: string
  readonly sha: string
  readonly ref: string
  readonly headRef: string
  readonly baseRef: string
  readonly serverUrl: string
  readonly matrix: { readonly [key: string]: Value } | null
  readonly strategy: { readonly [key: string]: Value }
  readonly runnerName: string
  readonly environment: 'github-hosted' | 'self-hosted'
}

const defaults: JobContext = {
  repository: 'octo-org/shop',
  workflow: 'CI',
  job: 'e2e',
  stepId: '__self',
  uses: './',
  runId: '16412345678',
  runNumber: '42',
  runAttempt: '1',
  eventName: 'push',
  payload: {},
  actor: 'octocat',
  sha: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
  ref: 'refs/heads/main',
  headRef: '',
  baseRef: '',
  serverUrl: 'https://github.com',
  matrix: null,
  strategy: { 'fail-fast': true, 'job-index': 0, 'job-total': 1, 'max-parallel': 1 },
  runnerName: 'GitHub Actions 7',
  environment: 'github-hosted',
}

export function completeContext(given: Partial<JobContext>): JobContext {
  return { ...defaults, ...given }
}

export interface JobPlaces {
  readonly workspace: string
  readonly temp: string
  readonly toolCache: string
  readonly eventPath: string
  readonly apiUrl: string
}

/** The `github` context without what must not become a variable (the token, the payload). */
export function githubContext(job: JobContext, places: JobPlaces): Record<string, string> {
  const [owner = ''] = job.repository.split('/')
  const workflowRef = `${job.repository}/.github/workflows/ci.yml@${job.ref}`
  const [actionRepository = '', actionRef = ''] = job.uses.startsWith('./') ? [] : job.uses.split('@')
  return {
    action: job.stepId,
    action_repository: actionRepository,
    action_ref: actionRef,
    actor: job.actor,
    actor_id: '583231',
    api_url: places.apiUrl,
    base_ref: job.baseRef,
    event_name: job.eventName,
    event_path: places.eventPath,
    graphql_url: `${places.apiUrl}/graphql`,
    head_ref: job.headRef,
    job: job.job,
    ref: job.ref,
    ref_name: job.ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    ref_protected: 'false',
    ref_type: job.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository: job.repository,
    repository_id: '1296269',
    repository_owner: owner,
    repository_owner_id: '6811672',
    retention_days: '90',
    run_attempt: job.runAttempt,
    run_id: job.runId,
    run_number: job.runNumber,
    server_url: job.serverUrl,
    sha: job.sha,
    triggering_actor: job.actor,
    workflow: job.workflow,
    workflow_ref: workflowRef,
    workflow_sha: job.sha,
    workspace: places.workspace,
  }
}

export function runnerContext(job: JobContext, places: JobPlaces, debug: boolean): Record<string, string> {
  return {
    os: process.platform === 'darwin' ? 'macOS' : 'Linux',
    arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
    name: job.runnerName,
    environment: job.environment,
    tool_cache: places.toolCache,
    temp: places.temp,
    workspace: dirname(places.workspace),
    ...(debug ? { debug: '1' } : {}),
  }
}

/** `GITHUB_…` and `RUNNER_…`, with the paths of this stage's command files. */
export function contextVariables(
  github: Strings,
  runner: Strings,
  files: FileCommandPaths,
): Record<string, string> {
  const variables: Record<string, string> = {}
  for (const [name, value] of Object.entries({ ...github, ...files })) {
    variables[`GITHUB_${name.toUpperCase()}`] = value
  }
  for (const [name, value] of Object.entries(runner)) variables[`RUNNER_${name.toUpperCase()}`] = value
  return variables
}

/** Of the developer's environment only what every machine has; the rest would make tests depend on who runs them. */
export function machineEnvironment(home: string): Record<string, string> {
  const inherited: Record<string, string> = {}
  for (const name of ['PATH', 'USER', 'LOGNAME', 'SHELL', 'LANG']) {
    const value = process.env[name]
    if (value !== undefined) inherited[name] = value
  }
  return { ...inherited, HOME: home }
}
