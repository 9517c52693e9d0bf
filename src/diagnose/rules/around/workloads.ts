// job-failed and completed-early: what a workload says of itself. Nearly always the effect of its pods.
import type { Cause } from '../../../model/finding.ts'
import type { Condition } from '../../../model/meta.ts'
import { type Event, eventTime, type Workload } from '../../../model/objects.ts'
import { isOvertaken } from '../../../select/jobs.ts'
import { within } from '../../../select/moment.ts'
import { ofJob } from '../../../select/owner.ts'
import { type CandidateOf, evidence, grade } from '../../candidate.ts'
import type { Facts } from '../../facts.ts'
import type { Rule } from '../../rule.ts'
import { type ContainerView, fromEvent, fromStatus, nameOf, type PodView, subjectOf } from '../../view.ts'
import { crashEvidence } from '../running/app-crash.ts'
import { inShort } from '../running/log-words.ts'

function eventsAbout(workload: Workload, facts: Facts): readonly Event[] {
  const { name, namespace = 'default', uid } = workload.metadata
  return facts.eventsOf({ kind: workload.kind, namespace, name, uid })
}

const jobReasons: ReadonlyMap<string, Cause<'job-failed'>> = new Map([
  ['BackoffLimitExceeded', 'backoff-limit'],
  ['MaxFailedIndexesExceeded', 'backoff-limit'],
  ['FailedIndexes', 'backoff-limit'],
  ['DeadlineExceeded', 'deadline'],
  ['PodFailurePolicy', 'failure-policy'],
])

export const jobFailed: Rule<'job-failed'> = {
  pod: outOfTime,
  cluster: facts =>
    facts.snapshot.workloads
      .filter(one => one.kind === 'Job' && !isOvertaken(one, facts.snapshot))
      .flatMap(job => failedJob(job, facts)),
}

/** A pod with a deadline of its own: the kubelet stops it when that has passed. */
function outOfTime(view: PodView): readonly CandidateOf<'job-failed'>[] {
  const { phase, reason, message = '' } = view.pod.status ?? {}
  if (phase !== 'Failed' || reason !== 'DeadlineExceeded') return []
  const event = view.events.findLast(one => one.reason === 'DeadlineExceeded')
  const seconds = view.pod.spec.activeDeadlineSeconds
  const pieces = [
    fromStatus(view, `Failed, DeadlineExceeded: ${message}`),
    ...(event === undefined ? [] : [fromEvent(view, event)]),
  ]
  return [
    {
      category: 'job-failed',
      cause: 'deadline',
      confidence: grade(pieces),
      subject: subjectOf(view, null),
      pods: view.podKeys,
      title: `${nameOf(view, null)} was stopped: it was not done within its pod's deadline${seconds === undefined ? '' : ` of ${seconds} s`}`,
      evidence: pieces,
      ruledOut: ['no crash of its own: the kubelet ended it'],
      next: ['See what took so long in its log; if it rightly does, raise activeDeadlineSeconds of the pod.'],
      detail: 'deadline',
    },
  ]
}

/** The condition by which a Job says that it failed, where that was in our time: old ones are left lying about. */
function failureOf(job: Workload, facts: Facts): Condition | undefined {
  const failed = (job.status?.conditions ?? [])
    .filter(one => one.status === 'True' && /^(?:Failed|FailureTarget)$/.test(one.type))
    .toSorted((a, b) => a.type.localeCompare(b.type))[0]
  return facts.window.known && !within(failed?.lastTransitionTime, facts.window) ? undefined : failed
}

/** The event that goes with the condition. Of a Job that only events tell of, it is all there is. */
function failureEvent(job: Workload, failed: Condition | undefined, facts: Facts): Event | undefined {
  const onlyNamed = job.spec === undefined && job.status === undefined
  if (failed === undefined && !onlyNamed) return undefined
  return eventsAbout(job, facts).findLast(one =>
    failed === undefined ? jobReasons.has(one.reason ?? '') : one.reason === failed.reason,
  )
}

function failedJob(job: Workload, facts: Facts): readonly CandidateOf<'job-failed'>[] {
  const failed = failureOf(job, facts)
  const event = failureEvent(job, failed, facts)
  const cause = jobReasons.get(failed?.reason ?? event?.reason ?? '')
  if (cause === undefined) return []
  const { name, namespace = 'default' } = job.metadata
  const pieces = [
    ...(failed === undefined
      ? []
      : [
          evidence(
            'job',
            `${failed.type}=True, ${failed.reason ?? ''}: ${failed.message ?? ''} (failed pods: ${job.status?.failed ?? 0})`,
            null,
            failed.lastTransitionTime,
          ),
        ]),
    ...(event === undefined
      ? []
      : [evidence('event', `${event.reason ?? ''}: ${event.message ?? ''}`, null, eventTime(event))]),
  ]
  const limit = job.spec === undefined ? '' : ` of ${job.spec.backoffLimit ?? 6}`
  const seconds = job.spec?.activeDeadlineSeconds
  const exitCode = /failed with exit code (\d{1,3})\b/.exec(failed?.message ?? event?.message ?? '')?.[1]
  const titles: Readonly<Record<Cause<'job-failed'>, string>> = {
    'backoff-limit': `Job ${name} failed: its pods failed more often than its backoff limit${limit} allows`,
    deadline: `Job ${name} failed: it was not done within its deadline${seconds === undefined ? '' : ` of ${seconds} s`}`,
    'failure-policy': `Job ${name} failed: a pod of it ended ${exitCode === undefined ? 'in a way' : `with exit code ${exitCode},`} for which its pod failure policy gives up`,
  }
  return [
    {
      category: 'job-failed',
      cause,
      confidence: grade(pieces),
      subject: { kind: 'Job', namespace, name },
      pods: [],
      title: titles[cause],
      evidence: pieces,
      ruledOut: [],
      next: [
        cause === 'deadline'
          ? 'See what took so long in the log of its pod; if it rightly does, raise activeDeadlineSeconds.'
          : `See why its pods failed: kubectl -n ${namespace} logs job/${name}.`,
      ],
      detail: cause,
      explainedBy: [{ kind: 'Job', namespace, name }, ofJob(name, namespace, facts.snapshot)],
    },
  ]
}

export const completedEarly: Rule<'completed-early'> = {
  pod: view => view.containers.flatMap(container => completed(view, container)),
}

/** Ended with success although Kubernetes wants it to run for ever. */
function completed(view: PodView, container: ContainerView): readonly CandidateOf<'completed-early'>[] {
  const { ended, verdict } = container
  const endless = (view.pod.spec.restartPolicy ?? 'Always') === 'Always' && container.kind !== 'init'
  if (view.pod.metadata.deletionTimestamp !== undefined) return []
  if (!endless || ended === undefined || ended.exitCode !== 0) return []
  const pieces = crashEvidence(view, container)
  const complaint = verdict === null || verdict.form === 'last' ? null : verdict.text
  return [
    {
      category: 'completed-early',
      cause: 'exit-zero',
      confidence: grade(pieces),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: `${nameOf(view, container)} ends with success (exit code 0) instead of running on, and is started again and again${complaint === null ? '' : `; its log complains: "${inShort(complaint)}"`}`,
      evidence: pieces,
      ruledOut: [
        ...(complaint === null ? ['no error: its exit code is 0'] : []),
        'image, configuration and command are in order: it did start',
      ],
      next: [
        ...(complaint === null ? [] : ['See to what its log complains of: it may be why it ended.']),
        `Keep the program in the foreground (no daemon mode; a shell or a command that ends is no server), or make it a Job if it should end.`,
      ],
      detail: 'exit-zero',
      recovered: container.well,
    },
  ]
}
