// A small GitHub runner for tests and the demo: what it offers to both. It mirrors actions/runner 2.336 for JavaScript actions on
// Linux; it has no `pre:`, composite or container actions, and problem matchers are not applied.
export { type ActOptions, type ActResult, runAct } from './act.ts'
export {
  type Artifact,
  type ArtifactOperation,
  type ArtifactService,
  type Fault,
  startArtifactService,
} from './artifacts.ts'
export type { JobContext } from './context.ts'
export { type FakeGitHub, type GitHubHandler, type RecordedRequest, startFakeGitHub } from './github.ts'
export { type JobOptions, type JobResult, type JobSoFar, runJob } from './job.ts'
export { createLogView } from './log-view.ts'
export { findNode } from './node-process.ts'
export * from './types.ts'
