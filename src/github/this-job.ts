// What GitHub knows of the job that we run in: when it began, and the step whose failure made us look.
import { z } from 'zod'
import type { Clock } from '../model/ports.ts'
import type { FailedStep } from '../model/snapshot.ts'
import { GitHubApi } from './api.ts'
import type { Context } from './context.ts'

export interface ThisJob {
  /** ISO 8601. */
  readonly startedAt: string | null
  readonly failedStep: FailedStep | null
}

export interface ThisJobPorts {
  readonly token: string
  readonly clock: Clock
  /** From 0 to below 1. */
  readonly random: () => number
  readonly interrupted: AbortSignal
}

/** Nobody waits longer for what the report can do without. Milliseconds. */
const BUDGET_MS = 2_500

const timeSchema = z.iso.datetime({ offset: true })
const stepSchema = z.looseObject({
  name: z.string(),
  conclusion: z.string().nullish(),
  completed_at: timeSchema.nullish(),
})
const jobsSchema = z.looseObject({
  jobs: z.array(
    z.looseObject({
      status: z.string(),
      runner_name: z.string().nullish(),
      started_at: timeSchema.nullish(),
      steps: z.array(stepSchema).optional(),
    }),
  ),
})
type Job = z.infer<typeof jobsSchema>['jobs'][number]

/**
 * Null where GitHub does not say: away from GitHub, without the right to read the run (`actions: read` in a private repository), or
 * where nothing tells our job from others. The runner knows no number that GitHub has for the job; but a runner works on one job at
 * a time, so of the jobs in progress the one with our runner's name is ours. Never throws, and ends within seconds.
 */
export async function readThisJob(context: Context, ports: ThisJobPorts): Promise<ThisJob | null> {
  const { repository, runId, attempt, runnerName, apiUrl } = context
  const [owner = '', repo = ''] = repository.split('/')
  if (ports.token === '' || repo === '' || !/^\d{1,20}$/.test(runId) || runnerName === '') return null
  const { clock, random, interrupted } = ports
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(BUDGET_MS)])
  const api = new GitHubApi(ports.token, apiUrl, { clock, random, signal, deadline: clock.now() + BUDGET_MS })
  try {
    const { data } = await api.ask(
      'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs',
      {
        owner,
        repo,
        run_id: runId,
        attempt_number: attempt,
        per_page: 100,
      },
    )
    const ours = jobsSchema
      .parse(data)
      .jobs.filter(job => job.status === 'in_progress' && job.runner_name === runnerName)
    const [job] = ours
    return job === undefined || ours.length > 1 ? null : factsOf(job)
  } catch {
    return null
  }
}

function factsOf({ started_at, steps = [] }: Job): ThisJob {
  const failed = steps.find(({ conclusion, completed_at }) => conclusion === 'failure' && completed_at)
  return {
    startedAt: started_at ?? null,
    failedStep: failed?.completed_at ? { name: failed.name, at: failed.completed_at } : null,
  }
}
