// When to act: at once, after the job's last step, or not at all.
import type { Settings } from './model/settings.ts'

/** What the main step left for the post step; null in the main step itself. */
export type Remembered =
  | { readonly kind: 'armed'; readonly startedAt: string }
  | { readonly kind: 'done' }
  | null

export type Decision =
  | { readonly do: 'arm' }
  /** `jobStartedAt`: when the main step armed itself (ISO 8601); null where it did not. */
  | { readonly do: 'act'; readonly jobStartedAt: string | null }
  /** The job has passed: nothing is looked into, and a comment of an earlier run becomes a green line. */
  | { readonly do: 'tell-passed' }
  | { readonly do: 'nothing' }

/**
 * `auto` makes the same `uses:` line work in both places: before the test it arms itself, after a failed test (under
 * `if: failure()`) it acts at once. The post step acts only where the main step armed it: a main step that failed on
 * its inputs, or has acted already, leaves nothing to do.
 */
export function decide(
  step: 'main' | 'post',
  settings: Pick<Settings, 'when' | 'jobStatus'>,
  remembered: Remembered,
): Decision {
  if (step === 'post') {
    if (remembered?.kind !== 'armed') return { do: 'nothing' }
    return settings.jobStatus === 'success'
      ? { do: 'tell-passed' }
      : { do: 'act', jobStartedAt: remembered.startedAt }
  }
  if (settings.when === 'now') return { do: 'act', jobStartedAt: null }
  if (settings.when === 'post') return { do: 'arm' }
  return settings.jobStatus === 'success' ? { do: 'arm' } : { do: 'act', jobStartedAt: null }
}
