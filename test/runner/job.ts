// Runs an action in a job as GitHub's runner does: main, the steps after it, post.
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type ArtifactService, jobBackendIds } from './artifacts.ts'
import { type Cancellation, never, watchCancellation } from './cancellation.ts'
import {
  completeContext,
  githubContext,
  type JobContext,
  machineEnvironment,
  runnerContext,
} from './context.ts'
import { evaluateCondition } from './expressions.ts'
import { type FakeGitHub, startFakeGitHub } from './github.ts'
import { readManifest } from './manifest.ts'
import { createMasker } from './masker.ts'
import { endOrphans, type Orphan } from './orphans.ts'
import { createRuntimeToken } from './runtime-token.ts'
import { type Job, scopeOf } from './stage.ts'
import {
  type JobStatus,
  type LogLine,
  realTiming,
  type Stage,
  type StepResult,
  type Strings,
  type Timing,
} from './types.ts'

/** What the job has become when the steps between main and post run. */
export interface JobSoFar {
  readonly main: StepResult
  readonly workspace: string
  readonly temp: string
  /** GITHUB_ENV of main is in it. */
  readonly env: Strings
}

export interface JobOptions {
  /** The folder with action.yml. */
  readonly action: string
  /** The step's `with:`; `${{ … }}` is evaluated, for post once more. */
  readonly inputs?: Strings
  /** The workflow's `env:`. */
  readonly env?: Strings
  /** The step's `if:`. */
  readonly if?: string
  /** What the steps before made of the job. */
  readonly statusBefore?: JobStatus
  /** The steps between main and post: what they make of the job, or a function that does something and says so. */
  readonly between?: JobStatus | ((job: JobSoFar) => JobStatus | Promise<JobStatus>)
  readonly context?: Partial<JobContext>
  /** `github.token`; masked in the log. */
  readonly token?: string
  /** Further secrets that the job masks. */
  readonly secrets?: readonly string[]
  /** Where artifacts go; without it the action finds no artifact service, as on other runners. */
  readonly artifacts?: ArtifactService
  /** Where the REST API goes; without it every request gets a 404, and none leaves the machine. */
  readonly github?: FakeGitHub
  /** The checkout; by default an empty folder. */
  readonly workspace?: string
  /** HOME; by default an empty folder, so that nobody's ~/.kube/config is used by accident. */
  readonly home?: string
  /** Aborting it cancels the job, whatever is running then. */
  readonly cancel?: AbortSignal
  /** The step's `timeout-minutes`, for main. */
  readonly timeoutMs?: number
  readonly timing?: Partial<Timing>
  /** The secret ACTIONS_STEP_DEBUG. */
  readonly debug?: boolean
  /** Gets each line of the job log as it is written, masked. */
  readonly onLine?: (line: LogLine) => void
}

export interface JobResult {
  readonly main: StepResult
  /** null when the action has no post, its `post-if` does not hold, or main was skipped. */
  readonly post: StepResult | null
  readonly jobStatus: JobStatus
  /** The step's outputs: those of main, since what post sets is dropped. */
  readonly outputs: Strings
  /** The summaries of both stages, as the job's page shows them. */
  readonly summary: string
  /** Processes that the action left behind; they have been killed. */
  readonly orphans: readonly Orphan[]
  readonly workspace: string
  /** RUNNER_TEMP */
  readonly temp: string
  /** Removes the job's folders (not a workspace or home that was given). */
  readonly cleanUp: () => Promise<void>
}

/**
 * Runs the action's main, what comes between, and its post.
 * @throws Error when action.yml can't be used or an expression is beyond this runner; a failing action is a result
 */
export async function runJob(options: JobOptions): Promise<JobResult> {
  const directory = await mkdtemp(join(tmpdir(), 'job-'))
  const github = options.github ?? (await startFakeGitHub())
  const trackingId = `github_${randomUUID()}`
  try {
    const job = await prepare(options, directory, github.url, trackingId)
    const cancellation = watchCancellation(job, options.cancel)
    try {
      const { main, post } = await runStages(job, options, cancellation)
      return {
        main,
        post,
        jobStatus: job.status,
        outputs: main.outputs,
        summary: `${main.summary ?? ''}${post?.summary ?? ''}`,
        orphans: await endOrphans(trackingId),
        workspace: job.github['workspace'] ?? '',
        temp: job.runner['temp'] ?? '',
        cleanUp: () => rm(directory, { recursive: true, force: true }),
      }
    } finally {
      cancellation.stop()
    }
  } finally {
    await endOrphans(trackingId)
    if (options.github === undefined) await github.close()
  }
}

async function prepare(
  options: JobOptions,
  directory: string,
  apiUrl: string,
  trackingId: string,
): Promise<Job> {
  const context = completeContext(options.context ?? {})
  const name = context.repository.split('/')[1] ?? 'repository'
  const places = {
    workspace: resolve(options.workspace ?? join(directory, 'work', name, name)),
    temp: join(directory, 'work', '_temp'),
    toolCache: join(directory, 'tools'),
    eventPath: join(directory, 'work', '_temp', '_github_workflow', 'event.json'),
    apiUrl,
  }
  const home = resolve(options.home ?? join(directory, 'home'))
  const workflowFolder = join(places.temp, '_github_workflow')
  for (const folder of [places.workspace, places.toolCache, home, workflowFolder]) {
    await mkdir(folder, { recursive: true })
  }
  await writeFile(places.eventPath, JSON.stringify(context.payload))
  const token = options.token ?? `ghs_${randomUUID().replaceAll('-', '')}`
  const runtimeToken = createRuntimeToken(jobBackendIds(context))
  return {
    manifest: await readManifest(options.action),
    actionFolder: resolve(options.action),
    inputs: options.inputs ?? {},
    context,
    github: githubContext(context, places),
    runner: runnerContext(context, places, options.debug ?? false),
    token,
    runtime: runtimeVariables(options.artifacts, runtimeToken, trackingId),
    machine: machineEnvironment(home),
    masker: createMasker([token, runtimeToken, ...(options.secrets ?? [])]),
    timing: { ...realTiming, ...options.timing },
    debug: options.debug ?? false,
    onLine: options.onLine ?? (() => undefined),
    status: options.statusBefore ?? 'success',
    env: options.env ?? {},
    prependPath: [],
    state: {},
  }
}

function runtimeVariables(
  artifacts: ArtifactService | undefined,
  token: string,
  trackingId: string,
): Strings {
  const tracking = { RUNNER_TRACKING_ID: trackingId }
  if (artifacts === undefined) return tracking
  const url = `${artifacts.url}/`
  return { ...tracking, ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RUNTIME_URL: url, ACTIONS_RESULTS_URL: url }
}

async function runStages(job: Job, options: JobOptions, cancellation: Cancellation) {
  const condition = options.if ?? 'success()'
  const holds = () => evaluateCondition(condition, scopeOf(job, job.status), true)
  const timeout = options.timeoutMs === undefined ? never : AbortSignal.timeout(options.timeoutMs)
  const main = await cancellation.during('main', holds, timeout)
  if (main === null) return { main: skipped('main'), post: null }
  const status = await runBetween(job, options.between ?? 'success', main)
  if (job.status === 'success') job.status = status
  if (status === 'cancelled') cancellation.cancel()
  if (job.manifest.runs.post === undefined) return { main, post: null }
  const postIf = job.manifest.runs['post-if']
  const postHolds = () => evaluateCondition(postIf, scopeOf(job, job.status), false)
  return { main, post: await cancellation.during('post', postHolds, never) }
}

async function runBetween(job: Job, between: NonNullable<JobOptions['between']>, main: StepResult) {
  if (typeof between !== 'function') return between
  const { workspace = '' } = job.github
  const { temp = '' } = job.runner
  return await between({ main, workspace, temp, env: job.env })
}

function skipped(stage: Stage): StepResult {
  return {
    stage,
    conclusion: 'skipped',
    exitCode: null,
    signal: null,
    durationMs: 0,
    sentSignals: [],
    inputs: {},
    outputs: {},
    state: {},
    summary: null,
    envChanges: {},
    pathAdditions: [],
    commands: [],
    annotations: [],
    annotationsDropped: 0,
    masks: [],
    stdout: '',
    stderr: '',
    chunks: [],
    log: [],
    maskedLog: '',
  }
}
