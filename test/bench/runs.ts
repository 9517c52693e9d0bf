// One run each of what is measured, on the built action in a job of the small runner.
import type { JobResult } from '../runner/index.ts'
import { type ActionRun, runAction } from '../support/action.ts'

/** What a job that passes pays: the main step and the post step, each from its start to its end. Milliseconds, as everywhere here. */
export async function arming(): Promise<number> {
  const { job } = await runAction({ between: 'success' })
  await job.cleanUp()
  return expectGood(job).main.durationMs + (job.post?.durationMs ?? 0)
}

/** A job that has failed, with so many failing pods to look into. */
export async function inspecting(
  kubeconfig: string,
  namespace: string,
  pods: number,
): Promise<{ readonly inspectionMs: number; readonly stepMs: number }> {
  // A command of its own: what an earlier run has asked would be answered by that run's debuggers.
  const commands = `echo ${process.hrtime.bigint()}`
  const run = await acting({ kubeconfig, namespaces: namespace, 'max-pods': String(pods), commands })
  const entered = run.report().pods.filter(pod => pod.inspection.targeted && pod.inspection.failure === null)
  if (entered.length !== pods) throw new Error(`Only ${entered.length} of ${pods} pods were looked into.`)
  const inspectionMs = saidAt(run.job, `[${pods}/${pods}]`) - saidAt(run.job, 'worth a look')
  return { inspectionMs, stepMs: run.job.main.durationMs }
}

/** A job that has failed, on a cluster that is only read. */
export async function observing(kubeconfig: string): Promise<number> {
  const run = await acting({ kubeconfig })
  if (run.report().outcome !== 'diagnosed') throw new Error(run.job.main.maskedLog)
  return run.job.main.durationMs
}

async function acting(inputs: Readonly<Record<string, string>>): Promise<ActionRun> {
  const run = await runAction({ inputs, if: 'failure()', statusBefore: 'failure' })
  expectGood(run.job)
  await run.job.cleanUp()
  return run
}

function expectGood(job: JobResult): JobResult {
  if (job.main.exitCode !== 0 || job.main.stdout.includes('has a bug')) throw new Error(job.main.maskedLog)
  return job
}

function saidAt({ main }: JobResult, words: string): number {
  const chunk = main.chunks.find(({ text }) => text.includes(words))
  if (chunk === undefined) throw new Error(`"${words}" is not in the log.\n${main.maskedLog}`)
  return chunk.atMs
}
