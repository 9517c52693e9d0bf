// The table of rules: one per category. A category without a rule does not compile.
import type { Category } from '../model/finding.ts'
import type { Candidate } from './candidate.ts'
import type { Facts } from './facts.ts'
import type { Rule } from './rule.ts'
import { node } from './rules/around/nodes/nodes.ts'
import { portMismatch } from './rules/around/ports/ports.ts'
import { noEndpoints } from './rules/around/services/no-endpoints.ts'
import { terminating } from './rules/around/terminating.ts'
import { completedEarly } from './rules/around/workloads/completed-early.ts'
import { jobFailed } from './rules/around/workloads/jobs.ts'
import { rolloutStalled } from './rules/around/workloads/rollouts.ts'
import { podNotCreated } from './rules/placing/creation/pod-not-created.ts'
import { sandbox } from './rules/placing/sandbox.ts'
import { unschedulable } from './rules/placing/scheduling/unschedulable.ts'
import { volume } from './rules/placing/volume/volume.ts'
import { hung } from './rules/probes/hung.ts'
import { listenAddress } from './rules/probes/listen-address.ts'
import { probeKilled } from './rules/probes/probe-killed.ts'
import { readiness } from './rules/probes/readiness.ts'
import { appCrash } from './rules/running/app-crash.ts'
import { dependency } from './rules/running/dependency/dependency.ts'
import { disk } from './rules/running/disk.ts'
import { fileAccess } from './rules/running/file-access.ts'
import { outOfMemory } from './rules/running/out-of-memory.ts'
import { containerConfig } from './rules/starting/container-config.ts'
import { containerStart } from './rules/starting/container-start.ts'
import { imagePull } from './rules/starting/image-pull.ts'
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
