// job-failed, rollout-stalled and completed-early: what a workload says of itself. Nearly always the effect of its pods.
import type { Cause } from '../../../model/finding.ts'
import { type Condition, conditionOf } from '../../../model/meta.ts'
import { type Event, eventTime, type Workload } from '../../../model/objects.ts'
import { isOvertaken } from '../../../select/jobs.ts'
import { secondsSince, within } from '../../../select/moment.ts'
import { ofJob, ownerOf } from '../../../select/owner.ts'
import { type CandidateOf, evidence, grade, lastCalls } from '../../candidate.ts'
import { type Facts, isReady } from '../../facts.ts'
import type { Rule } from '../../rule.ts'
import { type ContainerView, fromEvent, fromStatus, nameOf, type PodView, subjectOf } from '../../view.ts'
import { crashEvidence } from '../running/app-crash.ts'

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
  const limit = job.spec?.backoffLimit ?? 6
  const seconds = job.spec?.activeDeadlineSeconds
  const exitCode = /failed with exit code (\d{1,3})\b/.exec(failed?.message ?? event?.message ?? '')?.[1]
  const titles: Readonly<Record<Cause<'job-failed'>, string>> = {
    'backoff-limit': `Job ${name} failed: its pods failed more often than its backoff limit of ${limit} allows`,
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

export const rolloutStalled: Rule<'rollout-stalled'> = {
  cluster: facts => facts.snapshot.workloads.flatMap(one => [...stalled(one), ...standing(one, facts)]),
}

/** A rollout is given as long by default before it counts as stalled. Seconds. */
const longEnough = 600

/**
 * Short of pods, by its own count, while every pod of it that is known is well and none is young: nothing moves, and nothing says why.
 * Controllers other than a Deployment's have no deadline that would say so.
 */
function standing(workload: Workload, facts: Facts): readonly CandidateOf<'rollout-stalled'>[] {
  const { name, namespace = 'default', creationTimestamp } = workload.metadata
  const short = shortage(workload)
  if (short === null || (secondsSince(creationTimestamp, facts.window.now) ?? 0) < longEnough) return []
  const owned = { kind: workload.kind, namespace, name }
  const pods = facts.snapshot.pods.filter(pod => {
    const { kind, namespace: where, name: whose } = ownerOf(pod, facts.snapshot)
    return kind === owned.kind && where === namespace && whose === name
  })
  if (pods.length === 0 && isWithoutAny(workload, facts)) return []
  // A count may lag behind: the pods themselves know better.
  if (pods.filter(isReady).length >= short.wanted) return []
  const settled = pods.every(
    pod =>
      !facts.suspected(pod) &&
      pod.metadata.deletionTimestamp === undefined &&
      (secondsSince(pod.metadata.creationTimestamp, facts.window.now) ?? 0) > longEnough,
  )
  if (!settled) return []
  const kind = workload.kind.toLowerCase()
  const pieces = [
    evidence(kind, `${name}: ${short.text}`, null),
    evidence('pod', `${pods.length} of its pods are known, and none is in trouble`, null),
  ]
  return [
    {
      category: 'rollout-stalled',
      cause: 'other',
      confidence: grade(pieces, false),
      subject: owned,
      pods: [],
      title: `The rollout of ${name} makes no progress: ${short.text}`,
      evidence: pieces,
      ruledOut: [],
      next: [`See its pods and events: kubectl -n ${namespace} describe ${kind} ${name}.`],
      detail: 'standing',
      explainedBy: [owned],
    },
  ]
}

/** That there is no pod at all, by the workload's own count too, is told by pod-not-created. */
function isWithoutAny({ status }: Workload, { snapshot }: Facts): boolean {
  const made = status?.replicas ?? status?.currentNumberScheduled ?? 0
  return made === 0 && snapshot.events.length === 0 && snapshot.pods.length > 0
}

/** How many ready pods a workload wants, and what it lacks in words; null where it lacks none. */
function shortage({ kind, spec, status }: Workload): { wanted: number; text: string } | null {
  if (status === undefined || spec?.paused === true) return null
  if (kind === 'DaemonSet') {
    const { desiredNumberScheduled: wanted = 0, numberReady: ready = 0, numberUnavailable = 0 } = status
    return numberUnavailable > 0 && ready < wanted
      ? { wanted, text: `${ready} of ${wanted} pods ready` }
      : null
  }
  if (kind !== 'StatefulSet') return null
  const { replicas: wanted = 1 } = spec ?? {}
  const { readyReplicas: ready = 0 } = status
  return ready < wanted ? { wanted, text: `${ready} of ${wanted} pods ready` } : null
}

function stalled(workload: Workload): readonly CandidateOf<'rollout-stalled'>[] {
  if (workload.kind !== 'Deployment' || workload.spec?.paused === true) return []
  const progressing = conditionOf(workload.status?.conditions, 'Progressing')
  if (progressing?.status !== 'False') return []
  const late = progressing.reason === 'ProgressDeadlineExceeded'
  const { name, namespace = 'default' } = workload.metadata
  const { replicas: wanted = 1 } = workload.spec ?? {}
  const { updatedReplicas = 0, availableReplicas = 0 } = workload.status ?? {}
  const owned = { kind: 'Deployment', namespace, name }
  const pieces = [
    evidence(
      'deployment',
      `Progressing=False, ${progressing.reason ?? ''}: ${progressing.message ?? ''}`,
      null,
      progressing.lastTransitionTime,
    ),
    evidence(
      'deployment',
      `wanted ${wanted}, updated ${updatedReplicas}, available ${availableReplicas}`,
      null,
    ),
  ]
  return [
    {
      category: 'rollout-stalled',
      cause: late ? 'progress-deadline' : 'other',
      confidence: grade(pieces, late),
      subject: owned,
      pods: [],
      title: !late
        ? `The rollout of ${name} makes no progress: ${lastCalls(progressing.message ?? progressing.reason ?? '', 140)}`
        : `The rollout of ${name} is stuck: ${availableReplicas < wanted ? `${availableReplicas} of ${wanted} pods available` : 'its new pods are not available'} after its deadline of ${workload.spec?.progressDeadlineSeconds ?? 600} s`,
      evidence: pieces,
      ruledOut: [],
      next: [`See its newest pods: kubectl -n ${namespace} rollout status deployment/${name}.`],
      detail: late ? 'progress-deadline' : (progressing.reason ?? ''),
      explainedBy: [owned],
    },
  ]
}

export const completedEarly: Rule<'completed-early'> = {
  pod: view => view.containers.flatMap(container => completed(view, container)),
}

/** Ended with success although Kubernetes wants it to run for ever. */
function completed(view: PodView, container: ContainerView): readonly CandidateOf<'completed-early'>[] {
  const { ended } = container
  const endless = (view.pod.spec.restartPolicy ?? 'Always') === 'Always' && container.kind !== 'init'
  if (view.pod.metadata.deletionTimestamp !== undefined) return []
  if (!endless || ended === undefined || ended.exitCode !== 0) return []
  const pieces = crashEvidence(view, container)
  return [
    {
      category: 'completed-early',
      cause: 'exit-zero',
      confidence: grade(pieces),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: `${nameOf(view, container)} ends with success (exit code 0) instead of running on, and is started again and again`,
      evidence: pieces,
      ruledOut: [
        'no error: its exit code is 0',
        'image, configuration and command are in order: it did start',
      ],
      next: [
        `Keep the program in the foreground (no daemon mode; a shell or a command that ends is no server), or make it a Job if it should end.`,
      ],
      detail: 'exit-zero',
      recovered: container.well,
    },
  ]
}
