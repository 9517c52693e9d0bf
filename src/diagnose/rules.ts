// The table of rules: one per category. A category without a rule does not compile.
import type { Category } from '../model/finding.ts'
import type { Candidate } from './candidate.ts'
import type { Facts } from './facts.ts'
import type { Rule } from './rule.ts'
import { appCrash } from './rules/app-crash.ts'
import { containerConfig } from './rules/container-config.ts'
import { containerStart } from './rules/container-start.ts'
import { dependency } from './rules/dependency.ts'
import { disk, fileAccess } from './rules/from-logs.ts'
import { hung } from './rules/hung.ts'
import { imagePull } from './rules/image-pull.ts'
import { listenAddress } from './rules/listen-address.ts'
import { noEndpoints } from './rules/no-endpoints.ts'
import { node } from './rules/nodes.ts'
import { outOfMemory } from './rules/out-of-memory.ts'
import { podNotCreated } from './rules/pod-not-created.ts'
import { portMismatch } from './rules/ports.ts'
import { probeKilled } from './rules/probe-killed.ts'
import { readiness } from './rules/readiness.ts'
import { sandbox } from './rules/sandbox.ts'
import { terminating } from './rules/terminating.ts'
import { unschedulable } from './rules/unschedulable.ts'
import { volume } from './rules/volume.ts'
import { completedEarly, jobFailed, rolloutStalled } from './rules/workloads.ts'
import type { PodView } from './view.ts'

/** The rule of each category, in the order of a pod's life. */
export const rules: { readonly [C in Category]: Rule<C> } = {
  'pod-not-created': podNotCreated,
  unschedulable,
  volume,
  sandbox,
  'image-pull': imagePull,
  'container-config': containerConfig,
  'container-start': containerStart,
  'out-of-memory': outOfMemory,
  'probe-killed': probeKilled,
  readiness,
  'listen-address': listenAddress,
  'port-mismatch': portMismatch,
  'no-endpoints': noEndpoints,
  dependency,
  'file-access': fileAccess,
  disk,
  hung,
  'app-crash': appCrash,
  'completed-early': completedEarly,
  'job-failed': jobFailed,
  'rollout-stalled': rolloutStalled,
  node,
  terminating,
}

interface AnyRule {
  readonly pod?: (view: PodView) => readonly Candidate[]
  readonly cluster?: (facts: Facts) => readonly Candidate[]
}

/** Every candidate that any rule gives. */
export function candidatesFrom(facts: Facts): readonly Candidate[] {
  const all: readonly AnyRule[] = Object.values(rules)
  return all.flatMap(rule => [
    ...facts.views.flatMap(view => rule.pod?.(view) ?? []),
    ...(rule.cluster?.(facts) ?? []),
  ])
}
