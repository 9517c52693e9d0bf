// Faults that are the user's to mend, told apart from our own bugs.

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

  constructor(message: string, fix: string, options?: ErrorOptions) {
    super(message, options)
    this.fix = fix
  }
}
