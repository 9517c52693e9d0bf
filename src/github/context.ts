// Where we run: the repository, the run and the job, as GitHub tells them in the environment.
import { readFile } from 'node:fs/promises'
import { type Environment, inputReader } from './inputs.ts'

export interface Context {
  /** `owner/name`; empty away from GitHub. */
  readonly repository: string
  readonly runId: string
  /** From 1; a re-run counts up. */
  readonly attempt: number
  /** The job's key in the workflow file, the same for all legs of a matrix. */
  readonly job: string
  /** The values of this leg of the matrix, in its order; empty where the job has no matrix. */
  readonly matrix: readonly string[]
  readonly workflow: string
  /** The workflow's file, such as `.github/workflows/ci.yml`; its name where the runner does not say. */
  readonly workflowFile: string
  /** Counts the runs of the workflow; 0 where the runner does not say. */
  readonly runNumber: number
  /** The step's id, or what the runner made of its `uses`; two steps of a job have two. */
  readonly step: string
  /** Of the jobs in progress no other has a runner of this name; empty where the runner does not say. */
  readonly runnerName: string
  /** Something that no other job of the run has, for as long as the job lives; empty where the runner does not say. */
  readonly jobInstance: string
  readonly eventName: string
  readonly sha: string
  readonly ref: string
  readonly actor: string
  /** Without a slash at the end, such as `https://github.com`. */
  readonly serverUrl: string
  readonly apiUrl: string
  /** The event, as it came: to be parsed by whoever reads it. */
  readonly payload: unknown
}

/** The context from the environment and the event's payload. What is missing is empty: acting away from GitHub is no fault. */
export function parseContext(environment: Environment, payload: unknown): Context {
  const value = (name: string) => environment[name] ?? ''
  return {
    repository: value('GITHUB_REPOSITORY'),
    runId: value('GITHUB_RUN_ID'),
    attempt: count(value('GITHUB_RUN_ATTEMPT')) || 1,
    job: value('GITHUB_JOB'),
    matrix: matrixValues(inputReader(environment)('matrix')),
    workflow: value('GITHUB_WORKFLOW'),
    workflowFile: workflowFile(value('GITHUB_WORKFLOW_REF')) || value('GITHUB_WORKFLOW'),
    runNumber: count(value('GITHUB_RUN_NUMBER')),
    step: value('GITHUB_ACTION'),
    runnerName: value('RUNNER_NAME'),
    jobInstance: value('RUNNER_TRACKING_ID') || value('RUNNER_NAME'),
    eventName: value('GITHUB_EVENT_NAME'),
    sha: value('GITHUB_SHA'),
    ref: value('GITHUB_REF'),
    actor: value('GITHUB_ACTOR'),
    serverUrl: (value('GITHUB_SERVER_URL') || 'https://github.com').replace(/\/+$/, ''),
    apiUrl: (value('GITHUB_API_URL') || 'https://api.github.com').replace(/\/+$/, ''),
    payload,
  }
}

/** A number from 1 in decimal digits; 0 for all else. */
function count(text: string): number {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0
}

/** The path in `owner/name/.github/workflows/ci.yml@refs/heads/main`. */
function workflowFile(reference: string): string {
  return /^[^/]+\/[^/]+\/([^@]+)@/.exec(reference)?.[1] ?? ''
}

/** The event's payload; null where there is none or it cannot be read. */
export async function readPayload(environment: Environment): Promise<unknown> {
  const path = environment['GITHUB_EVENT_PATH']
  if (!path) return null
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    // Without the payload the report is as good; only the pull request cannot be found.
    return null
  }
}

/** The page of this run. */
export function runUrl({ serverUrl, repository, runId }: Context): string {
  return `${serverUrl}/${repository}/actions/runs/${runId}`
}

/** The values of `toJSON(matrix)`: `null` where there is no matrix, else an object whose values may be anything. */
function matrixValues(json: string): readonly string[] {
  const matrix = parsedJson(json)
  if (typeof matrix !== 'object' || matrix === null) return []
  return Object.values(matrix).map(value => (typeof value === 'string' ? value : JSON.stringify(value)))
}

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
