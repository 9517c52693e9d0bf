// The comment on the pull request: what a run has to say there, and what becomes of the answer.

import { type CommentResult, type Gate, type News, writeComment } from '../github/comment/comment.ts'
import type { Context } from '../github/context.ts'
import type { JobLog } from '../github/workflow-commands.ts'
import type { Clock } from '../model/ports.ts'
import type { Report } from '../model/report.ts'
import type { Settings } from '../model/settings.ts'
import type { Redactor } from '../redact/redactor.ts'
import { checkFile, checkText } from '../redact/seal.ts'
import { readSections } from '../render/comment/section.ts'
import { fingerprintsOf, verdictOf } from '../render/comment/verdict.ts'

export interface CommentPlace {
  readonly settings: Pick<Settings, 'comment' | 'githubToken'>
  readonly context: Context
  readonly clock: Clock
  readonly log: JobLog
  readonly interrupted: AbortSignal
}

/** However late it is, and however much time is left: seconds are enough for a comment. Milliseconds. */
const LEAST_MS = 4_000
const MOST_MS = 20_000
/** In a job that is well nobody waits for us. */
const PASSING_MS = 4_000

/** Tells the pull request what the report comes to. `auto` begins a comment only where there is a finding. */
export async function commentOn(
  report: Report,
  artifactId: number | null,
  redactor: Redactor,
  place: CommentPlace,
  leftMs: number,
): Promise<CommentResult> {
  if (place.settings.comment === 'never') return { kind: 'none' }
  const news: News = {
    verdict: verdictOf(report),
    faults: fingerprintsOf(report),
    artifact: artifactId === null ? null : String(artifactId),
    where: report.findings.length > 0 || place.settings.comment === 'always' ? 'create' : 'replace',
  }
  return await write(news, redactor, place, Math.min(MOST_MS, Math.max(LEAST_MS, leftMs)))
}

/** The job has passed: what its section said before becomes a green line. Says nothing where there is nothing to do. */
export async function commentPassed(redactor: Redactor, place: CommentPlace): Promise<void> {
  const { settings, log } = place
  if (settings.comment === 'never') return
  const where = settings.comment === 'always' ? 'create' : 'replace'
  const news: News = { verdict: { kind: 'passed' }, faults: [], artifact: null, where }
  const result = await write(news, redactor, place, PASSING_MS)
  if (result.kind === 'written') log.info(`Comment: ${result.url}`)
  if (settings.comment === 'always') tellRefusal(result, settings, log)
}

async function write(
  news: News,
  redactor: Redactor,
  { settings, context, clock, interrupted }: CommentPlace,
  budgetMs: number,
): Promise<CommentResult> {
  return await writeComment(news, {
    token: settings.githubToken,
    context,
    clock,
    random: Math.random,
    budgetMs,
    interrupted,
    gate: gateOf(redactor),
  })
}

/** The packed sections look like nothing that could be searched, so they pass the gate before they are packed. */
export function gateOf(redactor: Redactor): Gate {
  return {
    sections: sections => {
      const file = checkFile(redactor, { path: 'comment.json', content: JSON.stringify(sections) })
      return file.sealed ? readSections(JSON.parse(Buffer.from(file.content).toString('utf8'))) : null
    },
    body: body => checkText(redactor, body),
  }
}

/** Asked for, a missing comment is worth a warning; else it is mentioned, with what would help. */
export function tellRefusal(result: CommentResult, settings: Pick<Settings, 'comment'>, log: JobLog): void {
  if (result.kind !== 'refused') return
  const words = `No comment on the pull request: ${result.why}. ${result.fix}`
  if (settings.comment === 'always') log.warning(words)
  else log.info(words)
}

/** For the summary: how to have a comment the next time. Empty where the workflow can do nothing about it. */
export function permissionHint(result: CommentResult): string {
  if (result.kind !== 'refused' || !result.permission) return ''
  const lines = ['```yaml', 'permissions:', '  contents: read', '  pull-requests: write', '```']
  return [
    'This could be a comment on the pull request too, if the job had (or set `comment: never`):',
    '',
    ...lines,
  ].join('\n')
}
