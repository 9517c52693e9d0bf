// Which comment is ours, and which section of it: the same in every run of the workflow.
import { createHash } from 'node:crypto'
import { most, type Section } from '../../render/comment/section.ts'
import { shortened } from '../../render/visible.ts'
import type { Context } from '../context.ts'

/** One comment per workflow file: two files may bear one name. */
export function commentKey(context: Context): string {
  return hashed(['workflow', context.workflowFile], 16)
}

/**
 * The job, the values of its leg of the matrix, the step, and the kind of event: a push and its pull request run the same jobs
 * for one commit. What the environment does not tell apart (a reusable workflow called twice) is told apart by `place`.
 */
export function sectionIdentity(
  context: Context,
  sha: string,
): Pick<Section, 'key' | 'place' | 'label' | 'run' | 'sha'> {
  const event = pullRequestEvent(context.eventName) ? '' : context.eventName
  const { job, matrix, step } = context
  const leg = matrix.length === 0 ? job : `${job} (${matrix.join(', ')})`
  return {
    key: hashed([job, step, event, ...matrix], 12),
    place: hashed([context.jobInstance], 8),
    label: shortened(event === '' ? leg : `${leg} on ${event}`, most.label),
    run: { id: context.runId, number: context.runNumber, attempt: context.attempt },
    sha: /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha) ? sha : '',
  }
}

export function pullRequestEvent(name: string): boolean {
  return name === 'pull_request' || name === 'pull_request_target'
}

function hashed(parts: readonly string[], length: number): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, length)
}
