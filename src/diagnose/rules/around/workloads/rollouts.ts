// rollout-stalled: a workload that does not get as many pods of its newest revision as it wants. Nearly always the effect of its pods.

import { conditionOf } from '../../../../model/meta.ts'
import type { Workload } from '../../../../model/objects.ts'
import { isReady } from '../../../../model/pod.ts'
import { objectName } from '../../../../model/suspect.ts'
import { secondsSince } from '../../../../select/moment.ts'
import { podsOf } from '../../../../select/owner.ts'
import { type CandidateOf, evidence, grade, lastCalls } from '../../../candidate.ts'
import type { Facts } from '../../../facts.ts'
import type { Rule } from '../../../rule.ts'

export const rolloutStalled: Rule<'rollout-stalled'> = {
  cluster: facts =>
    facts.snapshot.workloads.flatMap(one =>
      one.spec?.paused === true ? paused(one, facts) : [...stalled(one), ...standing(one, facts)],
    ),
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
  const owned = objectName(workload.kind, workload)
  const pods = podsOf(owned, facts.snapshot)
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

/** Whoever pauses a rollout goes on with it soon, or has forgotten it. Seconds. */
const pauseTakes = 30

/** A paused rollout makes no pods of its newest revision: where it has not made all of them, those that are there are old, or none. */
function paused(workload: Workload, facts: Facts): readonly CandidateOf<'rollout-stalled'>[] {
  const { spec, status } = workload
  const { name, namespace = 'default', creationTimestamp } = workload.metadata
  const { replicas: wanted = 1 } = spec ?? {}
  const { updatedReplicas: updated = 0 } = status ?? {}
  const age = secondsSince(creationTimestamp, facts.window.now) ?? 0
  if (status === undefined || updated >= wanted || age < pauseTakes) return []
  const owned = objectName(workload.kind, workload)
  const pods = podsOf(owned, facts.snapshot)
  // With as many pods at work as it wants it is paused on purpose, such as for a try of the new revision.
  if (pods.filter(isReady).length >= wanted) return []
  const progressing = conditionOf(status.conditions, 'Progressing')
  const state =
    progressing === undefined ? '' : `; Progressing=${progressing.status}, ${progressing.reason ?? ''}`
  const pieces = [
    evidence('deployment', `${name}: paused; wanted ${wanted}, updated ${updated}${state}`, null),
    ...(pods.length === 0 ? [evidence('pod', 'it has no pod at all', null)] : []),
  ]
  return [
    {
      category: 'rollout-stalled',
      cause: 'other',
      // With pods of an earlier revision, something else may be wrong.
      confidence: grade(pieces, pods.length === 0),
      subject: owned,
      pods: [],
      title: `The rollout of ${name} is paused (spec.paused): ${pods.length === 0 ? 'it has made no pod' : `${updated} of ${wanted} pods are of its newest revision`}`,
      evidence: pieces,
      ruledOut: [],
      next: [`Let it go on: kubectl -n ${namespace} rollout resume deployment/${name}.`],
      detail: 'paused',
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
  if (status === undefined) return null
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
  if (workload.kind !== 'Deployment') return []
  const progressing = conditionOf(workload.status?.conditions, 'Progressing')
  if (progressing?.status !== 'False') return []
  const late = progressing.reason === 'ProgressDeadlineExceeded'
  const { name, namespace = 'default' } = workload.metadata
  const { replicas: wanted = 1 } = workload.spec ?? {}
  const { updatedReplicas = 0, availableReplicas = 0 } = workload.status ?? {}
  const owned = objectName('Deployment', workload)
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
