// Faults that are the user's to mend, told apart from our own bugs.
import type { Lack } from '../access/permission.ts'

/** A setting that cannot be used: shown as one sentence each, never with a stack trace. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

/** The cluster could not be asked (unreachable, refused, not found): one sentence for the report, with what to do. */
export class ClusterAccessError extends Error {
  override readonly name = 'ClusterAccessError'
  readonly fix: string
  /** The permission that is missing, where that is the reason. */
  readonly lacks: Lack | undefined

  constructor(message: string, fix: string, options?: ErrorOptions & { readonly lacks?: Lack | undefined }) {
    super(message, options)
    this.fix = fix
    this.lacks = options?.lacks
  }
}
