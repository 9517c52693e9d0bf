// What the user asked for, checked: the form in which every stage reads it.
import type { Category } from './finding.ts'

export type JobStatus = 'success' | 'failure' | 'cancelled'
export type Profile = 'auto' | 'general' | 'baseline' | 'restricted' | 'netadmin' | 'sysadmin'

/** One of the user's own commands. */
export interface UserCommand {
  readonly name: string
  readonly run: string
  /** Milliseconds; null means the `command-timeout` input. */
  readonly timeoutMs: number | null
  /** Categories of suspicion for which it runs; empty means always. */
  readonly on: readonly Category[]
}

export interface Settings {
  /** A kubeconfig file's path or its content; null means kubectl's own default (`KUBECONFIG`, then `~/.kube/config`). */
  readonly kubeconfig: string | null
  readonly context: string | null
  /** Empty means all but Kubernetes' own. */
  readonly namespaces: readonly string[]
  readonly selector: string | null
  readonly when: 'auto' | 'now' | 'post'
  readonly image: string
  readonly commands: readonly UserCommand[]
  readonly defaultCommands: boolean
  readonly targetContainer: string | null
  readonly profile: Profile
  readonly replica: 'auto' | 'never' | 'always'
  readonly maxPods: number
  readonly concurrency: number
  readonly timeoutMs: number
  readonly commandTimeoutMs: number
  readonly maxLogBytes: number
  /** Further literal values to hide wherever they appear. */
  readonly redact: readonly string[]
  /** Patterns of further values to hide, in the syntax of RE2. Checked: each can be used. */
  readonly redactPatterns: readonly { readonly source: string; readonly flags: string }[]
  /** Null means a name made from the workflow, job, matrix leg and attempt. */
  readonly artifactName: string | null
  /** Null means the repository's default. */
  readonly retentionDays: number | null
  readonly comment: 'auto' | 'always' | 'never'
  readonly githubToken: string
  readonly jobStatus: JobStatus
}
